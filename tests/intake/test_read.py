"""Bytes → sheet: encodings, delimiters, headers, line numbers, and what is refused."""

import gzip
import io
import zipfile

import pandas as pd
import pytest

from smarketing.errors import RefusedFile
from smarketing.intake import unpack
from smarketing.intake.read import read, read_file

TEXT = "id;source;mql date\n1;Größe & Cie;2026-01-05\n2;Café;2026-01-06\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "iso-8859-1"])
def test_accents_survive_every_encoding(encoding):
    content = TEXT.encode(encoding)
    if encoding == "utf-16-le":
        content = b"\xff\xfe" + content
    sheet = read("leads.csv", content)
    assert sheet.headers == ["id", "source", "mql date"]
    assert sheet.table["source"].to_pylist() == ["Größe & Cie", "Café"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_although_cells_hold_others(delimiter):
    rows = [["id", "source", "mql date"], ["1", "a;b|c,d", "2026-01-05"], ["2", "plain", "2026-01-06"]]
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    sheet = read("leads.csv", text.encode())
    assert (sheet.delimiter, sheet.table["source"].to_pylist()) == (delimiter, ["a;b|c,d", "plain"])


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_a_line_end(line_end):
    sheet = read("leads.csv", TEXT.replace("\n", line_end).encode())
    assert (sheet.rows_read, sheet.lines.tolist()) == (2, [2, 3])


def test_each_row_knows_the_line_it_begins_on():
    # 1 a title, 2 empty, 3 the header, 4-5 a cell with a line end in it, 6 blank, 7 too short, 8 too long, 9 the last
    text = 'My leads\n\nid,note,mql date\n1,"two\nlines",2026-01-05\n\n3\n4,a,2026-01-06,x,y\n5,b,2026-01-07\n'
    sheet = read("leads.csv", text.encode())
    assert sheet.header_line == 3
    assert dict(zip(sheet.lines.tolist(), sheet.table["id"].to_pylist(), strict=True)) == {4: "1", 6: "", 9: "5"}
    assert sheet.odd == {7: "3", 8: "4,a,2026-01-06,x,y"}
    assert sheet.rows_read == 5


def test_rows_that_only_lack_their_last_cells_are_rows():
    sheet = read("leads.csv", b"id,mql date,source,note\n1,2026-01-05,web\n2,2026-01-06,web,x,,\n")
    assert (sheet.table["id"].to_pylist(), sheet.odd) == (["1", "2"], {})


def test_na_stays_na_because_it_is_north_america_too():
    sheet = read("leads.csv", b"id,region,mql date\n1,NA,2026-01-05\n")
    assert sheet.table["region"].to_pylist() == ["NA"]


def test_a_stray_nul_is_left_out_because_no_database_takes_it():
    assert read("leads.csv", b"id,mql date,source\n1,2026-01-05,a\x00b\n").table["source"].to_pylist() == ["ab"]


def test_a_cell_of_two_megabytes_and_stray_quotes_are_read():
    sheet = read("leads.csv", b'id,mql date,note\n1,2026-01-05,5" disk\n2,2026-01-06,' + b"x" * 2_000_000 + b"\n")
    assert [len(note) for note in sheet.table["note"].to_pylist()] == [7, 2_000_000]


def test_the_lines_above_the_header_may_say_anything():
    for title in ("sep=;\n", "# Leads\n# As known on 14 Oct\n", "\n\nMy leads\n"):
        assert read("leads.csv", f"{title}id;mql date\n1;2026-01-05\n".encode()).headers == ["id", "mql date"]


def test_doubled_and_nameless_headers_get_names_of_their_own():
    sheet = read("leads.csv", b"id,Amount,Amount,,mql date\n1,2,3,4,2026-01-05\n")
    assert sheet.headers == ["id", "Amount", "Amount (2)", "column 4", "mql date"]


def test_a_workbook_is_read_from_the_sheet_that_holds_the_list(tmp_path):
    file = tmp_path / "book.xlsx"
    days = pd.to_datetime(["2026-01-05", "2026-01-06"])
    with pd.ExcelWriter(file) as book:
        pd.DataFrame({"a": ["notes"]}).to_excel(book, sheet_name="Readme", index=False)
        leads = pd.DataFrame({"id": [1, 2], "mql date": days, "amount": [1.5, None]})
        leads.to_excel(book, sheet_name="Leads", index=False, startrow=2)
    sheet = read_file(file)
    assert sheet.header_line == 3
    assert sheet.lines.tolist() == [4, 5]
    assert sheet.table["id"].to_pylist() == ["1", "2"]
    assert sheet.table["mql date"].to_pylist() == ["2026-01-05 00:00:00", "2026-01-06 00:00:00"]
    assert sheet.table["amount"].to_pylist() == ["1.5", ""]


ODS = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="Leads">{}</table:table></office:spreadsheet></office:body>
</office:document-content>"""


def test_an_opendocument_workbook_is_read_too():
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = [["id", "mql date"], ["1", "2026-01-05"]]
    body = "".join(f"<table:table-row>{''.join(cell.format(c) for c in row)}</table:table-row>" for row in rows)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", ODS.format(body))
    assert read("leads.ods", packed.getvalue()).table.to_pylist() == [{"id": "1", "mql date": "2026-01-05"}]


def test_gzip_and_a_zip_with_one_file_are_looked_into():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("leads.csv", TEXT)
    for content in (gzip.compress(TEXT.encode()), packed.getvalue()):
        assert read("leads", content).rows_read == 2


def _zip(*names):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(name, TEXT)
    return packed.getvalue()


REFUSED = {
    "nothing at all": (b"", "empty"),
    "only spaces": (b"\xef\xbb\xbf  \r\n ", "empty"),
    "only a header": (b"id,mql date,source\n", "header_only"),
    "a PDF renamed": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3 list of leads", "pdf"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(200), "picture"),
    "a web page": (b"\n<!DOCTYPE html><html><body>Sign in</body></html>", "web_page"),
    "JSON": (b'{"leads": [{"id": 1}]}', "json"),
    "zeros": (bytes(5000) + b"x", "binary"),
    "noise": (bytes(range(1, 32)) * 50 + b"\xff\xfe\x81", "binary"),
    "one word": (b"hello\n", "no_table"),
    "a cut gzip": (gzip.compress(TEXT.encode())[:-9], "damaged"),
    "a cut workbook": (b"PK\x03\x04" + b"x" * 300, "damaged"),
    "two files in a zip": (_zip("a.csv", "b.csv"), "many_in_one"),
}


@pytest.mark.parametrize(("content", "code"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_list_is_refused_with_what_it_seems_to_be(content, code):
    with pytest.raises(RefusedFile) as refused:
        read("leads.csv", content)
    assert refused.value.code == code
    assert refused.value.seems_to_be
    assert refused.value.advice


def test_a_missing_file_is_refused_by_its_name(tmp_path):
    with pytest.raises(RefusedFile, match=r"nowhere\.csv"):
        read_file(tmp_path / "nowhere.csv")


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(unpack, "UNPACKED_LIMIT", 10_000)
    big = b"id,mql date\n" + b"1,2026-01-05\n" * 2000
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("leads.csv", big)
    for content in (gzip.compress(big), packed.getvalue()):
        with pytest.raises(RefusedFile) as refused:
            read("leads.csv", content)
        assert refused.value.code == "too_large"


def test_a_row_longer_than_a_block_is_read_and_its_neighbours_too():
    note = "x\n" * 3_000_000
    content = f'id,mql date,note\n1,2026-01-05,a\n2,2026-01-06,"{note}"\n3\n4,2026-01-07,b\n'.encode()
    sheet = read("leads.csv", content)
    assert sheet.table["id"].to_pylist() == ["1", "2", "4"]
    assert (sheet.lines.tolist(), sheet.odd) == ([2, 3, 3_000_005], {3_000_004: "3"})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_what_stands_below_a_title_is_read_to_its_end_in_every_encoding(encoding):
    content = "Übersicht\n\nid,mql date,Größe\n1,2026-01-05,groß\n".encode(encoding)
    assert read("leads.csv", content).table.to_pylist() == [{"id": "1", "mql date": "2026-01-05", "Größe": "groß"}]
