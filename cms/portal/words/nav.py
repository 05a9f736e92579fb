"""The navigation of the citizen's pages."""

SENTENCES = {
    "nav.list": ("證件", "Documents"),
    "nav.looks": ("誰看過", "Who looked"),
    "nav.settings": ("設定", "Settings"),
}
