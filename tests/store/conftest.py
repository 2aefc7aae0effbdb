"""The commands, on a store of a test's own."""

from __future__ import annotations

import sys

import pytest

from smarketing.cli import run


@pytest.fixture
def smarketing(monkeypatch, capsys, store_url):
    """Run a command: exit code, what it printed, what it complained of."""

    def command(*arguments):
        monkeypatch.setattr(sys, "argv", ["smarketing", "--database", store_url, *arguments])
        with pytest.raises(SystemExit) as ended:
            run()
        said = capsys.readouterr()
        return ended.value.code or 0, said.out, said.err

    return command
