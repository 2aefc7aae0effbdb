"""The tables in the documents, made from the program itself; a test holds them against each other.

python -m tests.docs.tables      writes README.md and CONTRIBUTING.md anew, between their markers
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from pathlib import Path

import typer
from pydantic.fields import FieldInfo

from smarketing import cli
from smarketing.metrics import all_metrics
from smarketing.metrics.registry import Metric
from smarketing.settings import Settings
from smarketing.workspace import Workspace
from tests.test_layers import ARROWS

ROOT = Path(__file__).resolve().parents[2]
README, CONTRIBUTING = ROOT / "README.md", ROOT / "CONTRIBUTING.md"

Section = Sequence[tuple[str, str, str, str]]
"""The pages of one section: file, title, icon, what it answers."""


def sections() -> dict[str, Section]:
    """`SECTIONS` of the frame, read from its source: the frame is a page, and to import it is to run it."""
    tree = ast.parse((ROOT / "smarketing/ui/frame.py").read_text("utf-8"))
    told = (n for n in tree.body if isinstance(n, ast.AnnAssign) and ast.unparse(n.target) == "SECTIONS")
    return ast.literal_eval(next(told).value)  # ty: ignore[invalid-argument-type]


def environment() -> dict[str, FieldInfo]:
    """Every environment variable of this project."""
    prefix = Settings.model_config["env_prefix"]  # ty: ignore[typed-dict-key]
    return {f"{prefix}{name}".upper(): told for name, told in Settings.model_fields.items()}


def decided() -> dict[str, tuple[object, str]]:
    """Each setting of a workspace: its default and what it means, from the class and its docstring."""
    told = dict(re.findall(r"^(\w+): (.*)$", inspect.getdoc(Workspace) or "", re.MULTILINE))
    defaults = Workspace()
    return {f.name: (getattr(defaults, f.name), told[f.name]) for f in fields(Workspace)}


def usage(name: str) -> str:
    """`import FILE…`: a command with what it must be given."""
    command = typer.main.get_command(cli.app).commands[name]  # ty: ignore[unresolved-attribute]
    wanted = command.collect_usage_pieces(typer.Context(command, info_name=name))
    given = (piece.removesuffix("...")[1:-1] for piece in wanted if piece != "[OPTIONS]")
    return " ".join([name, *(piece.upper() for piece in given)])


def _pages() -> str:
    rows = [(f"{section} · {title}", told) for section, pages in sections().items() for _, title, _, told in pages]
    return table(("page", "what it answers"), rows)


def _commands() -> str:
    rows = [(f"`{usage(name)}`", _first_line(command)) for name, command in cli.COMMANDS.items()]
    return table(("`python -m smarketing` …", ""), rows)


def _environment() -> str:
    rows = [(f"`{name}`", told.description or "", default(told.default)) for name, told in environment().items()]
    return table(("environment variable", "what it says", "unless said"), rows)


def _workspace() -> str:
    rows = [(f"`{name}`", _sentence(told), default(given)) for name, (given, told) in decided().items()]
    return table(("setting", "what it says", "unless said"), rows)


def _metrics() -> str:
    every = all_metrics()
    kin = {m.family: [o for o in every if o.family == m.family] for m in every if m.family}
    alone = [(m.name, m.summary) for m in every if not m.family]
    return table(("number", "what it means"), [*alone, *(_folded(family) for family in kin.values())])


def _folded(kin: Sequence[Metric]) -> tuple[str, str]:
    """One row for metrics that differ only in their stages."""
    one = next(m for m in kin if m.key.endswith("_mql_customer"))
    return f"{one.name} (so for {len(kin)} pairs of stages)", one.summary


def _arrows() -> str:
    rows = [
        (
            f"`{_place(layer)}`",
            _sentence(purpose(layer)),
            ", ".join(sorted(may - {layer})) or "–",
            ", ".join(sorted(never)),
        )
        for layer, (may, never) in ARROWS.items()
    ]
    return table(("layer", "what it is for", "may know", "never"), rows)


def _place(layer: str) -> str:
    return (
        "app.py, pages/"
        if layer == "pages"
        else _source(layer).relative_to(ROOT).as_posix().removesuffix("__init__.py")
    )


def _source(layer: str) -> Path:
    package = ROOT / "smarketing" / layer
    return package / "__init__.py" if package.is_dir() else package.with_suffix(".py")


def purpose(layer: str) -> str:
    """What the layer says of itself: the first line of its docstring."""
    if layer == "pages":
        return "One short script a page: filters, one or two loads, a few panels."
    return (ast.get_docstring(ast.parse(_source(layer).read_text("utf-8"))) or "").partition("\n")[0]


TABLES: dict[tuple[Path, str], Callable[[], str]] = {
    (README, "pages"): _pages,
    (README, "commands"): _commands,
    (README, "environment"): _environment,
    (README, "workspace"): _workspace,
    (README, "numbers"): _metrics,
    (CONTRIBUTING, "layers"): _arrows,
}
"""Where each table stands (document, name of its markers), and what it says now."""


def standing(document: str, name: str) -> str:
    """What stands between the markers of a table."""
    return _between(document, name)[1]


def renewed(document: str, name: str, made: str) -> str:
    """The document with another table between those markers."""
    before, _, after = _between(document, name)
    return f"{before}{made}{after}"


def _between(document: str, name: str) -> tuple[str, str, str]:
    begin, end = f"<!-- {name}: python -m tests.docs.tables -->\n", f"<!-- end of {name} -->"
    assert document.count(begin) == 1, f"no place for the table of {name}: {begin}"
    before, _, rest = document.partition(begin)
    held, _, after = rest.partition(end)
    return before + begin, held, end + after


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, a row a line."""
    lines = [header, ["---"] * len(header), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def default(value: object) -> str:
    """A default as people read it."""
    if isinstance(value, Path):
        return "a folder of your user's"  # its name is another one on every system
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"`{value}`" if value else "–"


def _sentence(told: str) -> str:
    return told[:1].upper() + told[1:].rstrip(".") + ("" if told.endswith("?") else ".")


def _first_line(command: Callable[..., None]) -> str:
    return (inspect.getdoc(command) or "").partition("\n")[0]


def main() -> None:
    """Write every table anew."""
    for (file, name), make in TABLES.items():
        file.write_text(renewed(file.read_text("utf-8"), name, make()), "utf-8")


if __name__ == "__main__":
    main()
