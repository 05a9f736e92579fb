"""The demo's city account as a second process, and a browser that walks through its pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import requests
from installations import Installation
from ports import free_port, wait_for

CLIENT = "demo-mydoc"


@contextmanager
def city_account(folder: Path) -> Iterator[dict[str, Any]]:
    """The running provider of an installation in this folder; gives MYDOC_CITY_ACCOUNT for its client."""
    installation = Installation(folder / "home", folder / "keys")
    port = free_port()
    process = installation.start("city_account", "--port", port)
    try:
        wait_for(port)
        requests.get(f"http://127.0.0.1:{port}/", timeout=120)  # answered once it is ready
        secret = (installation.keys / "city-account.client.secret").read_text()
        yield {"issuer": f"http://127.0.0.1:{port}", "client_id": CLIENT, "client_secret": secret}
    finally:
        process.terminate()
        _, said = process.communicate(timeout=30)
        assert "Traceback" not in said, said


class Form(HTMLParser):
    """The page's form as a browser would send it: its hidden fields, and the buttons to choose from."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.hidden: dict[str, str] = {}
        self.buttons: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what can be sent."""
        found = dict(attrs)
        if tag == "input" and found.get("type") == "hidden":
            self.hidden[found["name"]] = found.get("value") or ""
        if tag == "button":
            self.buttons.append((found.get("name") or "", found.get("value") or ""))


class ProviderBrowser:
    """A browser at the provider; it stops where the provider sends it away."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.session = requests.Session()
        self.session.trust_env = False
        self.page: requests.Response | None = None

    def open(self, url: str) -> str:
        """Follow the provider's own redirects; returns the address that leads elsewhere, or an empty text."""
        return self._settle(self.session.get(url, allow_redirects=False, timeout=20))

    def press(self, name: str = "", value: str = "") -> str:
        """Send the page's form by this button; returns as open does."""
        form = Form(self.page.text)
        assert (name, value) in form.buttons, form.buttons
        sent = form.hidden | ({name: value} if name else {})
        headers = {"Origin": self.issuer, "Referer": self.page.url}
        return self._settle(
            self.session.post(self.page.url, data=sent, headers=headers, allow_redirects=False, timeout=20)
        )

    def sign_in(self, authorize_url: str, sub: str) -> str:
        """Choose a person and agree; returns the address that leads back to the client."""
        assert self.open(authorize_url) == ""
        assert self.press("person", sub) == ""
        return self.press("allow", "1")

    def _settle(self, answer: requests.Response) -> str:
        while answer.is_redirect:
            target = urljoin(answer.url, answer.headers["Location"])
            if not target.startswith(f"{self.issuer}/"):
                return target
            answer = self.session.get(target, allow_redirects=False, timeout=20)
        self.page = answer
        return ""
