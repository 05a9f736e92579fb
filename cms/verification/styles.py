"""The verdict page's own style: the site's three style sheets, cut down to what the page uses, and the policy allowing it.

The page carries its style inside, so that a phone on a slow network needs one request. The policy names the style's
hash; nothing else may run, load or frame.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import product
from string import ascii_lowercase

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

SHEETS = ("tokens.css", "base.css", "components.css")
# Everything that writes a class into a verification page.
WRITERS = (
    *("templates/base.html", "templates/verification/*.html"),
    *(f"templates/components/{part}.html" for part in ("official_bar", "head", "name", "foot")),
    *("cms/verification/answers.py", "cms/verification/facts.py", "cms/verification/looks.py"),
)

_CLASS = re.compile(r"(?<![\w-])(?:md|is)-[a-z0-9]+(?:-[a-z0-9]+)*")
_SELECTED = re.compile(r"\.([a-z][\w-]*)")
_TEXT_OR_SPACE = re.compile(r'("[^"]*")|/\*.*?\*/|\s+', re.DOTALL)
_DECLARED = re.compile(r'(--[\w-]+):(?:"[^"]*"|[^";}])*;?')
_PROPERTY = re.compile(r"--[a-z][\w-]*")
_AROUND = re.compile(r'("[^"]*")|\s*([{};,>])\s*|(?<=:) ', re.DOTALL)


@dataclass(frozen=True, slots=True)
class PageStyle:
    """The text inside the page's one <style> and the Content-Security-Policy that names its hash."""

    css: SafeString
    policy: str


@lru_cache(maxsize=1)
def page_style() -> PageStyle:
    """The style and policy of every verification page; computed once a process."""
    folder = settings.PROJECT / "static" / "css"
    sheets = "\n".join((folder / name).read_text() for name in SHEETS)
    css = with_short_names(cut_down(sheets, classes_used()))
    digest = b64encode(sha256(css.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    return PageStyle(mark_safe(css), policy)  # noqa: S308 (our own style sheets)


def classes_used() -> Set[str]:
    """The classes that the verification pages can have, read from the files that write them."""
    paths = (path for pattern in WRITERS for path in settings.PROJECT.glob(pattern))
    return {name for path in paths for name in _CLASS.findall(path.read_text())}


def cut_down(css: str, classes: Set[str]) -> str:
    """The style sheet without comments, needless spaces, and rules that need a class outside `classes`."""
    css = _TEXT_OR_SPACE.sub(lambda match: match[1] or " ", css)
    css = _AROUND.sub(lambda match: match[1] or match[2] or "", css).replace(";}", "}")
    return "".join(_kept(css.strip(), classes))


def with_short_names(css: str) -> str:
    """The style sheet without custom properties that nothing asks for, the others called --a, --b and so on."""
    asked = set(re.findall(r"var\((--[\w-]+)", css))
    css = _DECLARED.sub(lambda match: match[0] if match[1] in asked else "", css).replace(";}", "}")
    short = dict(zip(sorted(asked), map("--{}".format, _letters()), strict=False))
    return _PROPERTY.sub(lambda match: short.get(match[0], match[0]), css)


def _letters() -> Iterator[str]:
    yield from ascii_lowercase
    yield from map("".join, product(ascii_lowercase, repeat=2))


def _kept(css: str, classes: Set[str]) -> Iterator[str]:
    for prelude, body in _rules(css):
        if prelude.startswith("@media"):
            inside = "".join(_kept(body, classes))
            if inside:
                yield f"{prelude}{{{inside}}}"
            continue
        selectors = [one for one in prelude.split(",") if set(_SELECTED.findall(one)) <= classes]
        if selectors:
            yield f"{','.join(selectors)}{{{body}}}"


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """The top-level rules, as prelude and body."""
    depth = start = opened = 0
    for at, character in enumerate(css):
        if character == "{":
            depth += 1
            if depth == 1:
                opened = at
        elif character == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened].strip(), css[opened + 1 : at]
                start = at + 1
