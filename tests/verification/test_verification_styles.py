"""The style inside the page: only what the page needs, and a policy that allows just that."""

import re
from base64 import b64encode
from hashlib import sha256

from cms.verification.styles import cut_down, page_style, with_short_names


def test_rules_of_other_parts_are_left_out():
    css = """
    /* a remark */ .md-a, .md-b { color : red; } .md-c:not(:focus) { margin: calc(1px + 2px) }
    @media (min-width: 40em) { .md-b { top: 0 } .md-a > p { content: "a  b" } } @media print { .md-b { left: 0 } }
    p { margin: 0 }
    """
    assert cut_down(css, {"md-a"}) == '.md-a{color :red}@media (min-width:40em){.md-a>p{content:"a  b"}}p{margin:0}'


def test_what_the_pages_use_is_there_and_what_they_do_not_use_is_not():
    css = page_style().css
    for used in (".md-verdict", ".md-slip", ".md-steps", ".is-gone", ".md-done", ".md-errors", "prefers", ".md-d{"):
        assert (used in css) is (used != "prefers")
    for unused in (".md-table", ".md-drop", ".md-bottom", ".md-docs"):
        assert unused not in css


def test_the_policy_names_the_hash_of_the_very_style():
    style = page_style()
    digest = b64encode(sha256(style.css.encode()).digest()).decode()
    assert re.search(r"style-src ('[^']+')", style.policy)[1] == f"'sha256-{digest}'"
    assert "unsafe" not in style.policy


def test_custom_properties_get_short_names_and_the_unused_go():
    css = ':root{--md-a:1px;--md-b:url("x;--md-y}") 0;--md-c:red}@media print{:root{--md-a:2px}}.x{top:var(--md-a);left:var(--md-b,var(--md-a))}'
    assert with_short_names(css) == (
        ':root{--a:1px;--b:url("x;--md-y}") 0}@media print{:root{--a:2px}}.x{top:var(--a);left:var(--b,var(--a))}'
    )


def test_every_custom_property_that_the_page_asks_for_is_declared():
    css = page_style().css
    assert "--md-" not in css
    assert set(re.findall(r"var\((--\w+)", css)) == set(re.findall(r"[{;](--\w+):", css))
