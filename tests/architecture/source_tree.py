"""Modules as data: name, parsed text, and what they import."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Module:
    """One Python file: its path from the project's root, its dotted name, and its tree."""

    path: Path
    name: str
    tree: ast.Module

    def imports(self) -> Iterator[str]:
        """Dotted names that it imports, relative ones made absolute; "from a import b" gives both a and a.b."""
        package = self.name if self.path.name == "__init__.py" else self.name.rpartition(".")[0]
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                above = package.rsplit(".", node.level - 1)[0] if node.level else ""
                source = ".".join(part for part in (above, node.module) if part)
                yield source
                yield from (f"{source}.{alias.name}" for alias in node.names)


def read_module(path: Path, text: str) -> Module:
    parts = path.with_suffix("").parts
    return Module(path, ".".join(parts[:-1] if parts[-1] == "__init__" else parts), ast.parse(text))
