"""The habits of the house that no linter knows."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from source_tree import Module, read_module

DRAWERS = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}
# Where this machine keeps its things, and where packages come from: neither belongs in the tree.
PLACES = re.compile(r"(?<![\w.:/-])/(?:work|root|Users|home/[a-z]\w*|tmp/[a-z]\w*)(?:/|\b(?!/))")
SOURCES = re.compile(
    r"--(?:extra-)?index-url|--find-links|pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|repo1?\.maven\."
)


def test_every_module_says_in_a_sentence_what_it_is(modules):
    silent = [str(m.path) for m in modules if m.tree.body and not _is_sentence(ast.get_docstring(m.tree))]
    assert silent == []


def test_imports_stand_at_the_top(modules):
    assert [f"{m.path}:{line}" for m in modules for line in _late_imports(m)] == []


def test_no_drawers(project):
    folders = [project / name for name in ("cms", "search", "tests", "benchmarks", "bin")]
    paths = [path for folder in folders for path in folder.rglob("*") if path.suffix in (".py", "")]
    assert [str(path) for path in paths if path.stem in DRAWERS] == []


def test_nothing_is_merely_handled(modules):
    functions = [(m, node) for m in modules for node in ast.walk(m.tree) if isinstance(node, ast.FunctionDef)]
    assert [f"{m.path}:{node.lineno}" for m, node in functions if node.name.lstrip("_").startswith("handle_")] == []


def test_views_hold_no_rights(modules):
    views = [m for m in modules if "views" in m.name.split(".")]
    asks = [(m, node) for m in views for node in ast.walk(m.tree) if isinstance(node, ast.Attribute)]
    assert [f"{m.path}:{node.lineno}" for m, node in asks if node.attr in ("has_perm", "has_perms")] == []


def test_no_place_on_a_machine_and_no_source_of_packages_is_named(project):
    found = [
        f"{path}:{number}: {line.strip()[:100]}"
        for path in _own_files(project)
        for number, line in enumerate(_text(project / path).splitlines(), start=1)
        if PLACES.search(line) or SOURCES.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("def act():\n    import json\n", [2]),
        ("class A:\n    def ready(self):\n        from . import b\n", [3]),
        ("class A(AppConfig):\n    def ready(self):\n        from . import b\n", []),
        ("class A(AppConfig):\n    def act(self):\n        from . import b\n", [3]),
        ("if TYPE_CHECKING:\n    import json\n", []),
    ],
)
def test_a_late_import_is_seen(text: str, lines: list[int]):
    assert list(_late_imports(read_module(Path("cms/a.py"), text))) == lines


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("cd " + "/work" + "/main", True),
        ("/home" + "/somebody/x", True),
        ("pip install --" + "index-url x", True),
        ("https://verify.mydoc.example/home/", False),
        ("path('/home/')", False),
        ("/usr/bin/chromium", False),
    ],
)
def test_a_named_place_is_seen(line: str, named: bool):
    assert bool(PLACES.search(line) or SOURCES.search(line)) is named


def _is_sentence(docstring: str | None) -> bool:
    return bool(docstring) and docstring.split("\n\n")[0].rstrip().endswith((".", "?", "!", "。"))


def _late_imports(module: Module) -> Iterator[int]:
    """Lines of imports inside functions, AppConfig.ready aside: there, and only there, the apps are not loaded earlier."""
    ready = {
        method
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef) and any(getattr(base, "id", "") == "AppConfig" for base in node.bases)
        for method in node.body
        if isinstance(method, ast.FunctionDef) and method.name == "ready"
    }
    for function in ast.walk(module.tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and function not in ready:
            yield from (node.lineno for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom))


def _own_files(project: Path) -> list[str]:
    """What git tracks or would track, this file aside, as it has to name what it looks for."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=project, capture_output=True, text=True, check=True).stdout.splitlines()
    return [path for path in listed if not path.endswith("test_habits.py") and (project / path).is_file()]


def _text(path: Path) -> str:
    """The file's text; empty for pictures, fonts and spreadsheets."""
    data = path.read_bytes()
    return "" if b"\0" in data else data.decode("utf-8", errors="ignore")
