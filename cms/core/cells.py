"""Texts on their way into a spreadsheet, where some would be taken for formulas."""

# What starts a formula in a spreadsheet program: also full-width, which programs set to an East Asian language accept.
_STARTS = frozenset("=+-@＝＋－＠\t\r\n")


def neutral(text: str) -> str:
    """The text as a cell that no spreadsheet program evaluates: with an apostrophe in front where it could be a formula."""
    starts = text[:1] in _STARTS or text.lstrip()[:1] in _STARTS
    return f"'{text}" if text and starts else text
