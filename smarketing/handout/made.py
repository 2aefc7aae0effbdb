"""A view and a template → a document: HTML by Jinja, which escapes text, PDF by Typst, which gets it as data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

HERE = Path(__file__).parent


def rendered(template: str, view: Mapping[str, object]) -> bytes:
    """One HTML page in UTF-8."""
    return _templates().get_template(template).render(view).encode()


def compiled(template: str, view: Mapping[str, object]) -> bytes:
    """A PDF; the template reads `sys.inputs.view`, and has the fonts of this folder."""
    import typst

    return typst.compile(
        str(HERE / "templates" / template), root=str(HERE), font_paths=[str(HERE / "fonts")],
        ignore_system_fonts=False, sys_inputs={"view": json.dumps(view, ensure_ascii=False)},
    )  # fmt: skip


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
