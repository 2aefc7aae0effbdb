"""Whoever follows CONTRIBUTING.md to the letter gets a metric, a page and a vendor that work."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.docs.blocks import Example, examples
from tests.docs.tables import CONTRIBUTING, ROOT

COPIED = ("app.py", "smarketing", "pages", "sample_data", "tests", "pyproject.toml", ".streamlit")
EXAMPLES = examples(CONTRIBUTING)

OPEN_EVERY_NEW_PAGE = """
import sys
from pathlib import Path
from streamlit.testing.v1 import AppTest
app = AppTest.from_file(Path("smarketing/ui/frame.py").resolve(), default_timeout=120).run()
for page in sys.argv[1:]:
    app.switch_page(str(Path(page).resolve())).run()
    problems = [*app.exception, *app.error]
    assert not problems, problems
    print(*(m.value for m in app.markdown), sep="\\n")
"""


@dataclass
class Followed:
    """A copy of the project in which the document was followed; `files` are the ones it made or changed."""

    root: Path
    data: Path
    files: list[Path] = field(default_factory=list)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Python with these arguments, in the copy."""
        environment = os.environ | {"SMARKETING_DATA_FOLDER": str(self.data), "PYTHONPATH": "", "PYTHONUTF8": "1"}
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.root, env=environment, capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip


@pytest.fixture(scope="module")
def followed(prepared_sample, tmp_path_factory) -> Followed:
    root = tmp_path_factory.mktemp("contributed")
    without = shutil.ignore_patterns("__pycache__")
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, root / name, ignore=without)
        else:
            shutil.copy(ROOT / name, root / name)
    made = Followed(root, shutil.copytree(prepared_sample, root / "data"))
    made.files = [example.follow(root) for example in EXAMPLES]
    return made


def new(folder: str) -> list[Example]:
    """The files that the document adds in a folder."""
    return [e for e in EXAMPLES if e.file.startswith(folder) and not (e.begin or e.end)]


def test_the_tests_that_it_shows_pass_and_so_do_those_of_the_layers_and_the_registry(followed):
    shown = [e.file for e in new("tests/")]
    assert len(shown) == 2
    done = followed.run(
        "-m", "pytest", "-q", "-p", "no:cacheprovider", *shown, "tests/test_layers.py", "tests/metrics/test_registry.py"
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_the_page_that_it_shows_opens_on_the_sample_company(followed):
    pages = new("pages/")
    assert len(pages) == 1
    done = followed.run("-c", OPEN_EVERY_NEW_PAGE, *(e.file for e in pages))
    assert done.returncode == 0, done.stderr[-3000:]
    assert "MQLs past their deadline, by source" in done.stdout


def test_the_code_that_it_shows_is_in_the_house_style(followed):
    check = followed.run("-m", "ruff", "check", *map(str, followed.files))
    assert check.returncode == 0, check.stdout
    form = followed.run("-m", "ruff", "format", "--check", *map(str, followed.files))
    assert form.returncode == 0, form.stdout


@pytest.mark.parametrize("example", EXAMPLES, ids=[e.file for e in EXAMPLES])
def test_each_example_is_about_ten_lines(example):
    lines = [line for line in example.code.splitlines() if line.strip()]
    assert len(lines) <= 12
