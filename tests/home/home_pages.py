"""The front pages of a fresh site, Chinese at / and English at /en/; also run by the journeys inside their own installation."""

import json

from wagtail.models import Page, Site

from cms.home.models import HomePage


def make_home_pages() -> tuple[HomePage, HomePage]:
    """Puts the two front pages in the place of Wagtail's welcome page."""
    root = Page.get_first_root_node()
    chinese = root.add_child(
        instance=HomePage(
            title="文件保管箱",
            slug="mydoc",
            heading="政府發給您的文件，|都收在這裡。",
            introduction="畢業證書、獎狀、資格證明，機關簽章後存進保管箱。要用的時候出示、列印，對方一掃就知道真假。",
            buttons=_button("輸入驗證碼", "/v/"),
        )
    )
    english = chinese.add_child(
        instance=HomePage(
            title="Document Vault",
            slug="en",
            language="en",
            heading="What the city issued to you, |all in one place.",
            introduction="Diplomas, awards and certificates, sealed by the issuing agency. Whoever is shown one scans it and knows.",
            buttons=_button("Type the code", "/en/v/"),
        )
    )
    site = Site.objects.get_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": chinese})[0]
    site.root_page = chinese
    site.save()
    return chinese, english


def _button(label: str, path: str) -> str:
    return json.dumps([{"type": "link", "value": {"label": label, "path": path}}])
