"""Text that comes from data, on a screen that reads Markdown."""

from __future__ import annotations

from collections.abc import Iterable

from smarketing.metrics.registry import Metric

_MARKDOWN = str.maketrans({c: f"\\{c}" for c in "\\`*_{}[]()<>#+-!|~$:.@&"})


def plain(text: str) -> str:
    """Text as it is, with nothing in it taken for Markdown, HTML, LaTeX or an icon."""
    return text.translate(_MARKDOWN)


def bullets(lines: Iterable[str]) -> str:
    """Lines of text as a Markdown list."""
    return "\n".join(f"- {plain(line)}" for line in lines)


def definitions(metrics: Iterable[Metric]) -> str:
    """The metrics' names and definitions, a paragraph each."""
    return "\n\n".join(f"**{plain(m.name)}.** {plain(m.definition)}" for m in metrics)
