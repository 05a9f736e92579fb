"""The installable app of the citizen's pages: its manifest, the offline page, and the worker that keeps that page ready."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static

from cms.signin.frame import in_other_language, my_path
from cms.verification.page import site_frame
from cms.verification.words import LANGUAGES

from .words import words_in

ICONS = (("icon-192", "192x192", "any"), ("icon-512", "512x512", "any"), ("icon-maskable-512", "512x512", "maskable"))
_NEEDED = re.compile(r'"(/[^"]+\.(?:css|js))"')


def manifest(lang: str) -> Mapping[str, Any]:
    """What a phone needs to know to install the app; it ends where /my/ ends."""
    words = words_in(lang)
    return {
        "id": my_path("zh"),
        "name": f"{words['app']}{words['dash']}{words['site']}",
        "short_name": words["app"],
        "description": words["app_about"],
        "lang": words["lang"],
        "start_url": my_path(lang),
        "scope": my_path("zh"),
        "display": "standalone",
        "theme_color": "#14202b",
        "background_color": "#ffffff",
        "icons": [
            {"src": static(f"img/portal/{name}.png"), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in ICONS
        ],
    }


def offline_page(lang: str) -> str:
    """The page for days without a network: the same for everybody, as it is kept on the device."""
    path = my_path(lang, "offline")
    frame = {"w": words_in(lang), "my": my_path(lang), "other_path": in_other_language(path, lang)}
    return render_to_string("portal/offline.html", {**site_frame(lang), **frame})


def worker() -> str:
    """The worker's program. It names its version, so that browsers fetch the shell anew when anything of it changed."""
    pages = {my_path(lang, "offline"): offline_page(lang) for lang in LANGUAGES}
    needed = sorted({file for page in pages.values() for file in _NEEDED.findall(page)})
    source = render_to_string("portal/sw.js", {"version": "", "files": ""})
    parts = [source, *pages.values(), *(_digest(file) for file in needed)]
    version = sha256("\0".join(parts).encode()).hexdigest()[:16]
    return render_to_string("portal/sw.js", {"version": version, "files": json.dumps([*pages, *needed])})


@lru_cache
def _digest(address: str) -> str:
    """What stands in a static file; empty for one whose very name changes with its contents."""
    path = settings.PROJECT / "static" / address.removeprefix(settings.STATIC_URL)
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
