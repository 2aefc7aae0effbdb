"""No text that leaves the app is run by a spreadsheet, wherever in a file it stands (`reliability.md` row 26).

Every file is made by `handout/tables.py`; the leads' export is checked on its whole way, from a CSV with such names
in it through the store. The forty payloads one by one, in Python's eyes, are in `test_tables.py`.
"""

import csv as csv_format
import io
import re
import shutil
import subprocess
import zipfile

import pandas as pd
import pytest

from smarketing.filters import Clock, Filters
from smarketing.groups import Choice, Group
from smarketing.handout import tables
from smarketing.intake.load import load
from smarketing.periods import Period
from smarketing.store.engine import open_store
from smarketing.store.rows import leads
from smarketing.ui.leads_table import _readable
from tests.handout.test_tables import PAYLOADS
from tests.intake.world import AT, OPTIONS, checked, table

BLANKS = " \u00a0\ufeff\u200b"
NUMBERS = [-1.5, -7.0, 1e-9, 12345678.25]


def lead(n):
    return {"id": str(n), "name": PAYLOADS[n], "source": PAYLOADS[n], "owner": PAYLOADS[-1 - n],
            "campaign": PAYLOADS[n - 7], "mql date": "2026-01-05", "won": "2026-02-01", "amount": "-12.50"}  # fmt: skip


@pytest.fixture
def exported(tmp_path):
    """The frame that the leads' page exports, of leads that are named by every payload."""
    engine = open_store(f"sqlite:///{tmp_path / 'leads.db'}", upgrade=True)
    try:
        load(engine, [checked(table(*map(lead, range(len(PAYLOADS)))))], actor="test", at=AT)
        filters = Filters(Period(OPTIONS.today.replace(month=1, day=1), OPTIONS.today), as_of=OPTIONS.today)
        yield _readable(leads(engine, filters.within(clock=Clock.COHORT), Choice(limit=100)).rows, Group.MQLS)
    finally:
        engine.dispose()


def everywhere(frame=None):
    """Arguments for a table with a payload in each place that a file has."""
    return {
        "frame": pd.DataFrame({p: [p, *PAYLOADS] for p in PAYLOADS}) if frame is None else frame,
        "title": PAYLOADS[0], "sentence": PAYLOADS[4], "definitions": {p: p for p in PAYLOADS},
    }  # fmt: skip


def made(kind, *, frame, **said):
    return tables.csv(frame, **said) if kind == "csv" else tables.excel(frame, **said)


def cells(content):
    return [c for row in csv_format.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) for c in row]


def seen_by_libreoffice(content, kind, folder):
    """The table as LibreOffice reads it, formulas evaluated where it finds any."""
    file = folder / f"table.{kind}"
    file.write_bytes(content)
    reads = ["--infilter=CSV:44,34,76,1,,0,false,true,false,false,false,-1,true"] if kind == "csv" else []
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", *reads, "--convert-to", "fods",
         "--outdir", str(folder), str(file)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return (folder / "table.fods").read_text()


def test_every_lead_is_in_the_export(exported):
    assert len(exported) == len(PAYLOADS)
    assert {"=1+1", "+1+1", "@handle", "-"} & set(exported["Name"].dropna()) >= {"=1+1", "+1+1", "@handle"}


def test_no_cell_of_a_csv_begins_a_formula_wherever_it_stands(exported):
    for arguments in (everywhere(), everywhere(exported)):
        for cell in cells(made("csv", **arguments)):
            is_number = re.fullmatch(r"-?\d+(\.\d+)?", cell) and cell not in PAYLOADS
            assert is_number or not cell.lstrip(BLANKS).startswith(tables.FORMULA), cell


def test_no_cell_of_a_workbook_is_a_formula_or_a_link_wherever_it_stands(exported):
    for arguments in (everywhere(), everywhere(exported)):
        with zipfile.ZipFile(io.BytesIO(made("xlsx", **arguments))) as book:
            sheets = [book.read(n).decode() for n in book.namelist() if n.endswith((".xml", ".rels"))]
        assert not any(re.search(r"<(f|hyperlink)[ >]|relationships/hyperlink", s) for s in sheets)


def test_an_amount_below_zero_stays_a_number_in_the_leads_export(exported):
    content = made("csv", **everywhere(exported))
    assert cells(content).count("-12.5") == len(PAYLOADS)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed (libreoffice-calc-nogui)")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_libreoffice_finds_no_formula_in_headers_titles_definitions_and_leads(kind, exported, tmp_path):
    numbers = pd.DataFrame({"n": NUMBERS})
    frame = pd.concat([exported, everywhere()["frame"], numbers], axis=1)
    read = seen_by_libreoffice(made(kind, **everywhere(frame)), kind, tmp_path)
    assert "table:formula" not in read
    assert 'xlink:href="http' not in read
    assert read.count('office:value="-12.5"') == len(PAYLOADS)
    assert all(f'office:value="{n}"' in read for n in ("-1.5", "-7", "12345678.25"))


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed (libreoffice-calc-nogui)")
def test_libreoffice_would_find_a_formula_if_there_were_one(tmp_path):
    assert "table:formula" in seen_by_libreoffice(b'a,b\n=1+1,"x"\n', "csv", tmp_path)
