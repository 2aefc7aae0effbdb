"""Code blocks of a document, and how its examples are followed: each goes where its first line says.

# pages/funnel/overdue.py                         a file of its own
# smarketing/metrics/acceptance.py, at the end    added to that file
# smarketing/intake/vendors.py, in SHAPES         below the line that begins so
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PLACE = re.compile(r"# (?P<file>[\w/.]+\.py)(?:, (?P<end>at the end)|, in (?P<begin>.+))?\n")


@dataclass(frozen=True)
class Example:
    """Code for a file. begin: how the line begins below which it goes; end: does it go below everything?"""

    file: str
    code: str
    begin: str = ""
    end: bool = False

    def follow(self, root: Path) -> Path:
        """Do in the project at `root` what the document says; returns the file."""
        file = root / self.file
        if self.begin:
            line = next(n for n in file.read_text("utf-8").splitlines(True) if n.strip().startswith(self.begin))
            file.write_text(file.read_text("utf-8").replace(line, line + self.code, 1), "utf-8")
        elif self.end:
            file.write_text(f"{file.read_text('utf-8')}\n\n{self.code}", "utf-8")
        else:
            assert not file.exists(), f"{self.file} is in the project already"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(self.code, "utf-8")
        return file


def blocks(document: Path, language: str) -> list[str]:
    """The document's code blocks in that language."""
    return [code for said, code in BLOCK.findall(document.read_text("utf-8")) if said == language]


def commands(document: Path) -> list[str]:
    """What the document's shell blocks run, one after the other, without their remarks."""
    lines = [line.partition("  #")[0] for code in blocks(document, "sh") for line in code.splitlines()]
    return [command.strip() for line in lines for command in line.split("&&") if command.strip()]


def examples(document: Path) -> list[Example]:
    """The document's Python blocks with the places they go to."""
    return [_example(code) for code in blocks(document, "python")]


def _example(code: str) -> Example:
    place = PLACE.match(code)
    assert place, f"this block does not say where it goes: {code.splitlines()[0]}"
    return Example(place["file"], code[place.end() :], place["begin"] or "", place["end"] is not None)
