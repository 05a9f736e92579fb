"""One warm pdfcheck process for a whole test run: veraPDF and EU DSS judge what we made.

with PdfCheck("both", "--flavour", "3a,ua1", "--trust", "root.pem") as check:
    for answer in check(path):  # one for each flavour, then the one of DSS
        assert answer["ok"], answer
"""

import json
import subprocess
from pathlib import Path

PROJECT = Path(__file__).with_name("pdfcheck")
JAR = PROJECT / "target" / "pdfcheck.jar"


class PdfCheck:
    """Answers one file at a time; options are those of Main.java."""

    def __init__(self, tool: str, *options: str) -> None:
        build()
        flavours = sum(
            len(value.split(",")) for name, value in zip(options, options[1:], strict=False) if name == "--flavour"
        )
        self._answers = {"verapdf": flavours, "dss": 1, "both": flavours + 1}[tool]
        self._process = subprocess.Popen(
            [PROJECT / "pdfcheck", tool, *options, "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            bufsize=1,
        )

    def __call__(self, path: Path) -> list[dict]:
        self._process.stdin.write(f"{path}\n")
        return [json.loads(self._process.stdout.readline()) for _ in range(self._answers)]

    def __enter__(self) -> "PdfCheck":
        return self

    def __exit__(self, *error: object) -> None:
        self._process.communicate()


def build() -> None:
    """Make the jar once, and again after a change; without a network where Maven already has everything."""
    sources = [PROJECT / "pom.xml", *PROJECT.glob("src/**/*.java")]
    if JAR.exists() and JAR.stat().st_mtime >= max(path.stat().st_mtime for path in sources):
        return
    offline = subprocess.run(["mvn", "-o", "-q", "package"], cwd=PROJECT, capture_output=True, check=False)
    if offline.returncode:
        subprocess.run(["mvn", "-q", "package"], cwd=PROJECT, check=True)
