"""The readout: what it says, what it leaves unsaid, and its two papers."""

import io
import json
import re
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pypdfium2
import pytest
from typer.testing import CliRunner

from smarketing import cli
from smarketing.handout import readout_page
from smarketing.intake.check import Options
from smarketing.intake.load import check_files
from smarketing.readout import read_out
from smarketing.settings import settings
from smarketing.workspace import Workspace
from tests.charts.payloads import PAYLOADS

ROOT = Path(__file__).parents[2]
AT = int(datetime(2026, 11, 18, tzinfo=UTC).timestamp())
TODAY = date(2026, 11, 18)


def read(folder, *, as_of=TODAY, **files):
    """The readout of frames, written as CSV files."""
    paths = []
    for name, frame in files.items():
        paths.append(folder / f"{name}.csv")
        pd.DataFrame(frame).to_csv(paths[-1], index=False)
    sheets = check_files(paths, Options(today=TODAY, currency="EUR"))
    return read_out(sheets, workspace=Workspace(), at=AT, as_of=as_of)


def leads(*, good=400, bad=400, won_good=80, won_bad=20):
    """Two sources of MQLs of spring 2026, the first won more often; each winner after 10 days."""
    n = good + bad
    days = pd.date_range("2026-01-01", "2026-05-31", periods=n)
    is_good = [i % 2 == 0 for i in range(n)] if good == bad else [i < good for i in range(n)]
    frame = pd.DataFrame(
        {"key": range(n), "source": ["Webinars" if g else "Paid Social" for g in is_good], "mql": days}
    )
    place = frame.groupby("source").cumcount()
    won = place < frame["source"].map({"Webinars": won_good, "Paid Social": won_bad})
    return frame.assign(customer=(days + pd.Timedelta(days=10)).where(won), mql=days.strftime("%Y-%m-%d"))


def test_numbers_of_a_small_file_by_hand(tmp_path):
    out = read(
        tmp_path,
        leads={
            "key": [1, 2, 3, 4], "source": ["Web", "Web", "Fair", ""],
            "lead": ["2026-01-05", "2026-01-20", "2026-02-02", "2026-02-03"],
            "mql": ["2026-01-06", "2026-01-21", "2026-02-03", ""], "customer": ["2026-02-05", "", "", ""],
            "amount": [1500, "", "", ""],
        },
    ).as_json()  # fmt: skip
    assert [(s["stage"], s["reached"]) for s in out["stages"]] == [("Lead", 4), ("MQL", 3), ("Customer", 1)]
    assert out["stages"][2]["from_previous"]["of"] == 3
    assert out["by_month"] == [
        {"month": "2026-01", "reached": {"Lead": 2, "MQL": 2, "Customer": 1}},
        {"month": "2026-02", "reached": {"Lead": 2, "MQL": 1, "Customer": 0}},
    ]
    assert {s["source"]: s["reached"]["Lead"] for s in out["by_source"]} == {"Web": 2, "Fair": 1, "(none)": 1}
    assert {s["source"]: s["won_amount"] for s in out["by_source"]} == {"Web": 1500.0, "Fair": 0.0, "(none)": 0.0}
    assert out["revenue"] == [{"currency": "EUR", "won_amount": 1500.0, "won_deals": 1}]
    assert out["days_to_customer"] == {"median": 31.0, "p90": 31.0}
    assert {w["code"] for w in out["warnings"]} == {"few_leads", "no_source"}
    json.dumps(out, allow_nan=False)


@pytest.mark.parametrize(
    ("march", "said"),
    [(40, "MQLs of Mar 2026: no clear difference from Feb 2026, 40 after 30"),
     (90, "MQLs of Mar 2026 are up 200\u202f% on Feb 2026, 90 after 30")],
)  # fmt: skip
def test_a_month_is_told_to_have_moved_only_beyond_chance(tmp_path, march, said):
    days = [f"2026-01-{n % 31 + 1:02d}" for n in range(62)] + [f"2026-02-{n % 28 + 1:02d}" for n in range(30)]
    days += [f"2026-03-{n % 31 + 1:02d}" for n in range(march)]
    out = read(tmp_path, leads={"key": range(len(days)), "mql": days}, as_of=date(2026, 3, 31))
    assert [f for f in out.findings if "Feb 2026" in f] == [f"{said}."]


def test_a_difference_is_told_only_where_the_interval_allows_it(tmp_path):
    clear = read(tmp_path, leads=leads())
    assert any(
        "Webinars are won within 90 days 4.0 times as often as those from Paid Social" in f for f in clear.findings
    )
    level = read(tmp_path, leads=leads(won_good=44, won_bad=40))
    assert not any("times as often" in f or "more often" in f for f in level.findings)


def test_each_sentence_holds_its_numbers_and_there_are_seven_at_most(tmp_path):
    found = read(tmp_path, leads=leads()).findings
    assert 3 <= len(found) <= 7
    assert all(re.search(r"\d", sentence) for sentence in found)


def test_nothing_after_the_as_of_day_is_told(tmp_path):
    out = read(tmp_path, as_of=date(2026, 3, 31), leads=leads()).as_json()
    assert out["period"] == ["2026-01-01", "2026-03-31"]
    assert out["leads"] == (leads()["mql"] <= "2026-03-31").sum()
    won = leads().loc[lambda f: f["customer"] <= "2026-03-31"]
    assert out["stages"][-1]["reached"] == len(won)


def test_currencies_are_told_one_by_one(tmp_path):
    deals = {"key": [1, 2, 3], "opened": ["2026-01-02"] * 3, "won": ["2026-02-02"] * 3, "amount": [10, 20, 5],
             "currency": ["EUR", "USD", "USD"]}  # fmt: skip
    out = read(tmp_path, deals=deals).as_json()
    assert {r["currency"]: r["won_amount"] for r in out["revenue"]} == {"EUR": 10.0, "USD": 25.0}
    assert "several_currencies" in {w["code"] for w in out["warnings"]}


def test_deals_alone_tell_how_opportunities_end(tmp_path):
    deals = {"key": [1, 2, 3, 4], "opened": ["2026-01-02", "2026-01-05", "2026-02-01", ""],
             "won": ["2026-01-12", "", "", "2026-03-01"], "lost": ["", "2026-02-02", "", ""],
             "amount": [10, 20, 30, 40], "source": ["Web", "Web", "Fair", "Fair"]}  # fmt: skip
    out = read(tmp_path, deals=deals).as_json()
    assert [(s["stage"], s["reached"]) for s in out["stages"]] == [("Opportunity", 4), ("Customer", 2)]
    assert out["exits"]["Lost"] == 1
    assert out["revenue"] == [{"currency": "EUR", "won_amount": 50.0, "won_deals": 2}]
    assert (out["win_rate"]["n"], out["win_rate"]["of"]) == (2, 3)
    assert out["days_to_customer"]["median"] == 5  # 10 days, and 0 where only the end is told


def test_dropped_and_mended_rows_are_told_with_file_line_and_reason(tmp_path):
    frame = {"key": [1, 2, 2, 3], "source": "Web", "mql": ["2026-01-02", "2026-01-03", "2026-01-03", "soon"]}
    out = read(tmp_path, leads=frame)
    told = out.problems[["file", "line", "rule"]].to_numpy().tolist()
    assert ["leads.csv", 3, "duplicate"] in told
    assert ["leads.csv", 5, "unreadable_date"] in told
    assert out.problems["reason"].str.len().min() > 10


def test_names_are_text_on_both_papers(tmp_path):
    names = [p for p in PAYLOADS if "<" in p][:8]
    frame = leads().assign(source=[names[i % 8] for i in range(800)])
    out = read(tmp_path, leads=frame)
    page = readout_page.html(out).decode()
    assert not re.search(r"<(script|img|svg|a|iframe)\b", page)
    assert "&lt;" in page
    assert readout_page.pdf(out).startswith(b"%PDF")


def test_the_pdf_is_one_page_that_says_the_same(tmp_path):
    out = read(tmp_path, leads=leads())
    made = pypdfium2.PdfDocument(io.BytesIO(readout_page.pdf(out)))
    assert len(made) == 1
    text = " ".join(made[0].get_textpage().get_text_range().split())
    assert out.title.split(" (")[0] in text
    assert "Webinars" in text
    assert "400" in text


@pytest.fixture
def command(tmp_path, monkeypatch):
    """Runs `readout` on an empty data folder, and makes sure that it stays empty."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("SMARKETING_DATA_FOLDER", str(folder))
    settings.cache_clear()

    def run(*arguments):
        done = CliRunner().invoke(cli.app, ["readout", *map(str, arguments)])
        assert list(folder.iterdir()) == []
        return done

    yield run
    settings.cache_clear()


def test_a_refusal_is_told_to_programs_too(command, tmp_path):
    file = tmp_path / "pivot.csv"
    file.write_text("Sum of Amount,Q1,Q2\nNorth,1200,1300\nSouth,900,1000\n")
    done = command(file, "--json")
    assert done.exit_code == 3
    refused = json.loads(done.stdout)["refused"]
    assert all(refused[k] for k in ("code", "seems_to_be", "what_to_do"))


def test_a_day_that_is_none_is_wrong_usage(command, tmp_path):
    assert command(tmp_path / "x.csv", "--as-of", "yesterday").exit_code == 2


def test_a_period_that_ends_before_it_begins_is_wrong_usage(command, tmp_path):
    leads().to_csv(tmp_path / "leads.csv", index=False)
    done = command(tmp_path / "leads.csv", "--from", "2026-05-01", "--to", "2026-03-01", "--json")
    assert (done.exit_code, done.stdout) == (2, "")


OUT_OF_THE_WAY = {
    "a folder that is not there": lambda folder: folder / "nowhere" / "out",
    "a folder": lambda folder: folder,
    "a folder that is a file": lambda folder: folder / "leads.csv" / "out",
    "a name that is too long": lambda folder: folder / ("x" * 300),
}


@pytest.mark.parametrize("paper", ["--html", "--pdf"])
@pytest.mark.parametrize("place", OUT_OF_THE_WAY.values(), ids=OUT_OF_THE_WAY)
def test_a_paper_that_cannot_be_written_says_so_and_leaves_nothing_behind(command, tmp_path, place, paper):
    leads().to_csv(tmp_path / "leads.csv", index=False)
    before = sorted(tmp_path.iterdir())
    done = command(tmp_path / "leads.csv", paper, place(tmp_path), "--json")
    assert done.exit_code == 3
    assert json.loads(done.stdout)["refused"]["code"] == "not_written"
    assert f"{place(tmp_path)} can't be written: " in done.stderr
    assert "should not have happened" not in done.stderr
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows can't limit the size of a file")
def test_a_paper_that_was_there_stays_where_the_disk_is_full(tmp_path):
    """A limit of this size of file stands for a full disk: the first bytes can be written, the others can't."""
    old = tmp_path / "o.html"
    old.write_text("the old one")
    code = f"""
import resource, signal
from pathlib import Path
from smarketing.errors import SmarketingError
from smarketing.handout.written import write_whole
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_whole(Path({str(old)!r}), b"x" * 5000)
except SmarketingError as error:
    print(error.code)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "not_written\n"
    assert [(f.name, f.read_text()) for f in tmp_path.iterdir()] == [("o.html", "the old one")]


def test_the_command_writes_both_papers(command, tmp_path):
    leads().to_csv(tmp_path / "leads.csv", index=False)
    done = command(tmp_path / "leads.csv", "--html", tmp_path / "o.html", "--pdf", tmp_path / "o.pdf")
    assert done.exit_code == 0
    assert "Webinars" in (tmp_path / "o.html").read_text()
    assert (tmp_path / "o.pdf").read_bytes().startswith(b"%PDF")
