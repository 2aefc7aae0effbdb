"""The commands that the README shows, typed one after the other in a folder with such files."""

from __future__ import annotations

import shlex

import pytest
import typer
from typer.testing import CliRunner

from smarketing import cli
from smarketing.settings import settings
from tests.docs import tables
from tests.docs.blocks import commands

PROGRAM = "python -m smarketing "
TYPED = [line.removeprefix(PROGRAM) for line in commands(tables.README) if line.startswith(PROGRAM)]

FILES = {
    "contacts.csv": "Lead ID,Source,MQL date,SAL date\n1,Fairs,2026-03-02,2026-03-04\n2,Web,2026-03-05,\n",
    "deals.csv": "Deal ID,Lead ID,Opened,Won,Amount\nD1,1,2026-03-09,2026-04-01,1200\n",
    "leads.csv": "Lead ID,Source,Handed over\n3,Web,03/04/2026 10:15\n4,Fairs,05/04/2026 09:00\n",
}


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with the files, and a data folder of its own."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SMARKETING_DATABASE_URL", raising=False)
    monkeypatch.setenv("SMARKETING_DATA_FOLDER", str(tmp_path / "data"))
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()


@pytest.mark.parametrize("line", TYPED)
def test_every_command_that_is_shown_can_be_typed(line):
    program, words = typer.main.get_command(cli.app), shlex.split(line)
    at = next(i for i, word in enumerate(words) if word in cli.COMMANDS)
    with program.make_context("smarketing", words[: at + 1]) as context:
        program.commands[words[at]].make_context(words[at], words[at + 1 :], parent=context)


def test_the_commands_that_are_shown_work_in_their_order(desk):
    said = {}
    for line in TYPED:
        done = CliRunner().invoke(cli.app, shlex.split(line), catch_exceptions=False)
        assert done.exit_code == 0, f"{line}\n{done.output}"
        said[line] = done.output
    first, second, *_ = (told for line, told in said.items() if not line.startswith("--sample"))
    assert "1 of 1 deals find their lead" in first
    assert "2 rows read, 2 used as leads" in second
    assert "contacts.csv, deals.csv" in said["imports"]
    assert said["undo 2"] == "Import 2 is undone.\n"
    assert "sample company" in said["--sample imports"]
    assert (desk / "minutes.pptx").stat().st_size > 50_000
    assert (desk / "before-the-meeting/digest.pdf").read_bytes().startswith(b"%PDF")
