"""Text that comes from data, on a screen that reads Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable

from smarketing.metrics.registry import Metric

_MARKDOWN = str.maketrans({c: f"\\{c}" for c in "\\`*_{}[]()<>#+!|~$:.@&"})

_ADDRESS = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?<=@)", re.IGNORECASE)
"""Where an address is cut by a sign without width: escaped or not, Markdown makes a link of a whole one."""


def plain(text: str) -> str:
    """Text as it is, with nothing in it taken for Markdown, HTML, LaTeX, an icon or a link."""
    return _ADDRESS.sub("\u2060", text).translate(_MARKDOWN)


def bullets(lines: Iterable[str]) -> str:
    """Lines of text as a Markdown list."""
    return "\n".join(f"- {plain(line)}" for line in lines)


def definitions(metrics: Iterable[Metric]) -> str:
    """The metrics' names and definitions, a paragraph each."""
    return "\n\n".join(f"**{plain(m.name)}.** {plain(m.definition)}" for m in metrics)
