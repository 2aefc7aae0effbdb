"""The board on its page and by command: the same reps, leads and money for the same MQLs."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from smarketing.cli import run
from smarketing.metrics.registry import Unit
from smarketing.metrics.show import show
from smarketing.sample import prepare
from smarketing.ui.places import PAGES

FRAME = Path(__file__).resolve().parents[2] / "smarketing" / "ui" / "frame.py"


def by_command(url, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["smarketing", "--database", url, "board", "--json"])
    with pytest.raises(SystemExit) as ended:
        run()
    assert not ended.value.code
    return json.loads(capsys.readouterr().out)


def test_the_page_shows_what_the_command_tells(folder, monkeypatch, capsys):
    url = prepare(folder)
    capsys.readouterr()  # what was said meanwhile
    told = by_command(url, monkeypatch, capsys)
    page = AppTest.from_file(str(FRAME), default_timeout=120)
    page.query_params.update({"as_of": told["as_of"], "part": "Board", "period": "This week"})
    page.run().switch_page(str(PAGES / "agreement/promises.py")).run()
    assert not page.exception
    (sentence,) = (m.value.removeprefix("## ") for m in page.markdown if "on the board" in m.value)
    assert sentence.replace("\\", "") == told["sentence"]
    (shown,) = (frame.value for frame in page.dataframe)
    rows = [
        ["nobody" if r["owner"] == "(none)" else r["owner"], r["leads"], r["touch"], r["decide"],
         show(r["at_risk"], Unit.MONEY), show(r["longest_over_hours"], Unit.HOURS)]
        for r in told["reps"]
    ]  # fmt: skip
    columns = ["Rep", "Leads", "Not touched", "Not answered", "Money at risk", "Longest over"]
    assert shown[columns].values.tolist() == rows
    assert len(rows) > 10
    assert all(who.startswith("; ".join(r["names"])) for who, r in zip(shown["Who"], told["reps"], strict=True))
