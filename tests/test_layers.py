"""The import arrows of the architecture: who may know of whom. Read from the source, nothing is imported."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "smarketing"

WORDS = {"stages", "periods", "filters", "errors", "groups", "joined", "workspace", "agreement", "alert", "snapshot",
         "meeting", "scene", "link"}  # fmt: skip
"""Known to everybody; the standard library is all that they know themselves."""

_COMPOSED = {"readout", "owed", "scenes", "closing", "sample", "digest"}
_ALL = {"metrics", "charts", "handout", "intake", "store", "business_time", "settings", "log"}

# layer: (of this project, besides the words: what it may know, of the libraries: what it must never know)
ARROWS: dict[str, tuple[set[str], set[str]]] = {
    "pages": ({"ui", "metrics", "charts", "handout"}, {"sqlalchemy", "plotly"}),
    "ui": ({"ui", "alerting", "post", "papers", *_COMPOSED, *_ALL}, {"sqlalchemy"}),
    "owed": ({"handout", "store", "metrics", "business_time"}, {"streamlit", "plotly"}),
    "scenes": ({"scenes", "owed", "store", "metrics", "handout", "business_time"}, {"streamlit", "plotly"}),
    "closing": ({"scenes", "owed", "store", "metrics", "business_time"}, {"streamlit", "plotly"}),
    "digest": ({"scenes", "closing", "owed", "handout", "store", "metrics", "business_time"}, {"streamlit", "plotly"}),
    "sample": ({"intake", "closing", "scenes", "owed", "store", "business_time"}, {"streamlit", "plotly"}),
    "readout": ({"handout", "intake", "store", "metrics", "business_time", "settings"}, {"streamlit", "plotly"}),
    "alerting": ({"owed", "post", "store", "metrics", "business_time"}, {"streamlit", "plotly"}),
    "papers": ({"handout", "post", "store"}, {"streamlit", "plotly"}),
    "post": (set(), {"streamlit", "plotly", "sqlalchemy", "pandas"}),
    "cli": ({"cli", "alerting", "post", "papers", *_COMPOSED, *_ALL}, {"streamlit"}),
    "handout": ({"handout", "metrics", "charts", "business_time"}, {"streamlit", "sqlalchemy"}),
    "charts": ({"charts", "metrics", "business_time"}, {"streamlit", "sqlalchemy"}),
    "metrics": ({"metrics", "business_time"}, {"streamlit", "plotly", "sqlalchemy"}),
    "intake": ({"intake", "store", "business_time", "settings"}, {"streamlit", "plotly"}),
    "store": ({"store", "business_time", "settings"}, {"streamlit", "plotly"}),
    "business_time": (set(), {"streamlit", "plotly", "sqlalchemy", "pandas"}),
    "settings": (set(), {"streamlit", "plotly", "sqlalchemy", "pandas"}),
    "log": ({"settings"}, {"streamlit", "plotly", "sqlalchemy", "pandas"}),
}


def files() -> Iterator[tuple[str, Path]]:
    """Each source file with its layer."""
    yield "pages", ROOT / "app.py"
    for file in sorted((ROOT / "pages").rglob("*.py")):
        yield "pages", file
    for file in sorted(PACKAGE.rglob("*.py")):
        if file != PACKAGE / "__init__.py":
            layer = file.relative_to(PACKAGE).parts[0].removesuffix(".py")
            yield ("cli" if layer == "__main__" else layer), file


def imports(file: Path) -> Iterator[tuple[str, int]]:
    """What a file imports, as dotted names with their lines; inside functions too."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"), str(file))):
        if isinstance(node, ast.Import):
            yield from ((name.name, node.lineno) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}:{node.lineno} says where from by dots; write the whole name"
            names = [f"{node.module}.{name.name}" for name in node.names]
            yield from ((name, node.lineno) for name in (names if node.module == "smarketing" else [node.module]))


def breaches(layer: str, file: Path) -> Iterator[str]:
    """Each import that the arrows don't allow, said with its place."""
    may, never = ARROWS.get(layer, (set(), set()))
    for name, line in imports(file):
        first, _, rest = name.partition(".")
        known = rest.partition(".")[0]
        wrong = known not in may | WORDS if first == "smarketing" else first in never
        if wrong:
            yield f"{file.relative_to(ROOT)}:{line} ({layer}) imports {name}"


FILES = list(files())


@pytest.mark.parametrize(("layer", "file"), FILES, ids=[str(f.relative_to(ROOT)) for _, f in FILES])
def test_each_file_knows_only_what_lies_below_it(layer, file):
    assert layer in ARROWS.keys() | WORDS
    assert list(breaches(layer, file)) == []


@pytest.mark.parametrize("word", sorted(WORDS))
def test_the_words_need_nothing_but_the_standard_library(word):
    found = {name.partition(".")[0] for name, _ in imports(PACKAGE / f"{word}.py")}
    assert found - {"smarketing"} <= set(sys.stdlib_module_names)
