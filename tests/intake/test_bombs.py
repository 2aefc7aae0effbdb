"""Bombs are refused within half a second and 100 MB: `reliability.md` row 9."""

import gzip
import io
import json
import subprocess
import sys
import zipfile

import pandas as pd
import pytest

from smarketing.errors import RefusedFile
from smarketing.intake.read import read
from tests.intake.bombs import BOMBS, cell, large, many_entries, ods, xlsx, zipped

MEASURED = """
import json, re, sys, time
from pathlib import Path
from smarketing.errors import RefusedFile
from smarketing.intake.read import read

def peak():  # not by getrusage, which begins with the parent's
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])

import pandas, python_calamine
try:
    read("first.csv", b"id,mql date\\n1,2026-01-05\\n")
    content = Path(sys.argv[1]).read_bytes()
    before, begun = peak(), time.perf_counter()
    read("bomb", content)
    code = "read"
except RefusedFile as refusal:
    code = refusal.code
took = time.perf_counter() - begun
print(json.dumps([code, took, (peak() - before) / 1024]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is asked of /proc")
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_at_once_and_costs_nothing(bomb, tmp_path):
    made, code = BOMBS[bomb]
    content = made()
    (tmp_path / "bomb").write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(tmp_path / "bomb")], check=True, capture_output=True, text=True
    )
    found, seconds, mb = json.loads(done.stdout)
    print(f"{bomb}: {len(content) / 1e3:,.0f} kB, {found} after {seconds:.3f} s and {mb:.0f} MB")
    assert found == code
    assert seconds < 0.5
    assert mb < 100


def test_what_packs_well_and_is_small_is_no_bomb():
    for content in (gzip.compress(large(2)), zipped({"leads.csv": large(2)})):
        assert read("leads", content).rows_read == 123_361


def test_every_member_of_a_gzip_is_read():
    content = gzip.compress(b"id,mql date\n1,2026-01-05\n") + gzip.compress(b"2,2026-01-06\n")
    assert read("leads", content).table["id"].to_pylist() == ["1", "2"]


def test_a_workbook_in_an_archive_is_read():
    book = xlsx(f'<row r="1">{cell("A1", "id")}{cell("B1", "mql date")}</row><row r="2">{cell("A2", "7")}</row>')
    for content in (zipped({"leads.xlsx": book}), gzip.compress(book)):
        assert read("leads", content).table["id"].to_pylist() == ["7"]


def test_a_sheet_with_gaps_is_no_bomb():
    rows = f'<row r="1">{cell("A1", "id")}{cell("C1", "mql date")}</row><row r="9000">{cell("AB9000", "7")}</row>'
    assert read("leads.xlsx", xlsx(rows)).rows_read == 8999
    empty = '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated='
    told = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    body = f"<table:table-row>{told.format('id')}{told.format('mql date')}</table:table-row>" + (
        f'<table:table-row>{told.format("1")}</table:table-row>{empty}"16384"/></table:table-row>'
    )
    assert read("leads.ods", ods(body)).table["id"].to_pylist() == ["1"]


def test_a_large_workbook_of_ordinary_leads_is_no_bomb():
    packed = io.BytesIO()
    leads = pd.DataFrame({"id": range(60_000), "mql date": "2026-01-05", "source": "web", "campaign": "the same"})
    leads.to_excel(packed, index=False, engine="xlsxwriter")
    assert read("leads.xlsx", packed.getvalue()).rows_read == 60_000


@pytest.mark.parametrize("way", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_packed_in_a_way_that_no_export_is_is_refused(way):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", way) as archive:
        archive.writestr("leads.csv", large(1))
    with pytest.raises(RefusedFile) as refused:
        read("leads.zip", packed.getvalue())
    assert refused.value.code == "damaged"


def test_more_entries_than_a_workbook_has_are_refused_however_many_it_says():
    with pytest.raises(RefusedFile) as refused:
        read("leads.zip", many_entries(70_000))
    assert refused.value.code == "damaged"
