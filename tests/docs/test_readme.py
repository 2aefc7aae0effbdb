"""What is listed in the documents is what there is, and what they tell people to type is right."""

from __future__ import annotations

import re
import tomllib

import pytest
from streamlit import config

from smarketing import cli
from smarketing.intake.fields import KINDS
from smarketing.intake.vendors import SHAPES
from smarketing.settings import Settings
from smarketing.workspace import Workspace
from tests.docs import tables
from tests.docs.tables import CONTRIBUTING, README, ROOT, TABLES

DOCUMENTS = [README, CONTRIBUTING, *(ROOT / name for name in ("CHANGELOG.md", "DECISIONS.md", "sample_data/README.md"))]
LINK = re.compile(r"""\]\(([^)\s]+)\)|\b(?:src|srcset|href)="([^"]+)\"""")

SAID = README.read_text("utf-8")


@pytest.mark.parametrize(("file", "name"), TABLES, ids=[name for _, name in TABLES])
def test_each_table_says_what_the_program_says(file, name):
    assert tables.standing(file.read_text("utf-8"), name) == TABLES[file, name](), "run python -m tests.docs.tables"


def test_the_table_is_put_between_its_markers_and_nowhere_else():
    begin, end = "<!-- numbers: python -m tests.docs.tables -->\n", "<!-- end of numbers -->"
    document = f"before {begin}old {end} after <!-- end of pages -->"
    assert tables.renewed(document, "numbers", "new ") == f"before {begin}new {end} after <!-- end of pages -->"


def test_a_bar_in_a_cell_does_not_end_the_cell():
    assert tables.table(["a"], [["x|y"]]) == "| a |\n| --- |\n| x\\|y |\n"


@pytest.mark.parametrize("name", [*(f"SMARKETING_{name.upper()}" for name in Settings.model_fields)])
def test_every_environment_variable_is_named(name):
    assert f"`{name}`" in SAID


@pytest.mark.parametrize("name", Workspace.__dataclass_fields__)
def test_every_setting_of_a_workspace_is_named(name):
    assert f"| `{name}` |" in SAID


def test_every_variable_of_streamlit_that_is_named_is_one_with_its_default():
    options = {f"STREAMLIT_{key}".replace(".", "_"): key for key in config.get_config_options()}
    known = {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).upper(): key for name, key in options.items()}
    told = dict(re.findall(r"^\| `(STREAMLIT_\w+)` \| .* \| `(.*)` \|$", SAID, re.MULTILINE))
    assert told
    assert {name: str(config.get_option(known[name])) for name in told} == told
    assert set(re.findall(r"\bSTREAMLIT_\w+", SAID)) == set(told)


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_is_named(name):
    assert f"| `{tables.usage(name)}` |" in SAID


@pytest.mark.parametrize("title", [title for pages in tables.sections().values() for _, title, _, _ in pages])
def test_every_page_is_named(title):
    assert f"· {title} |" in SAID


@pytest.mark.parametrize("name", sorted({s.vendor for s in SHAPES} | set(KINDS)))
def test_every_vendor_and_every_kind_of_file_is_named(name):
    assert re.search(rf"\b{re.escape(name)}\b", SAID)


def test_the_oldest_python_that_is_promised_is_the_one_that_is_asked_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert f"Python {project['requires-python'].removeprefix('>=')} to" in SAID


def test_continuous_integration_runs_what_the_readme_says():
    (tests,) = (line for line in SAID.splitlines() if "pytest" in line)
    assert tests in (ROOT / ".ci/run").read_text("utf-8").splitlines()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.relative_to(ROOT).as_posix())
def test_every_link_and_every_picture_is_there(document):
    targets = [one or other for one, other in LINK.findall(document.read_text("utf-8"))]
    here = [t.partition("#")[0] for t in targets if not t.startswith(("http", "#"))]
    missing = [t for t in here if not (document.parent / t).exists()]
    assert missing == []
