"""Archives and workbooks that are small, and would be large: written by hand, because no program writes them."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache

MB = 1024**2
_TYPES = "http://schemas.openxmlformats.org"
_PARTS = {
    "[Content_Types].xml": f'<?xml version="1.0"?><Types xmlns="{_TYPES}/package/2006/content-types"><Default '
    'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default '
    'Extension="xml" ContentType="application/xml"/></Types>',
    "_rels/.rels": f'<?xml version="1.0"?><Relationships xmlns="{_TYPES}/package/2006/relationships"><Relationship '
    f'Id="r1" Type="{_TYPES}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>",
    "xl/workbook.xml": f'<?xml version="1.0"?><workbook xmlns="{_TYPES}/spreadsheetml/2006/main" xmlns:r="{_TYPES}/'
    'officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<?xml version="1.0"?><Relationships xmlns="{_TYPES}/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{_TYPES}/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>',
}


def zipped(files: dict[str, bytes | str]) -> bytes:
    """A zip of these files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def xlsx(rows: str) -> bytes:
    """An Excel workbook of one sheet with these `<row>`s."""
    sheet = f'<?xml version="1.0"?><worksheet xmlns="{_TYPES}/spreadsheetml/2006/main"><sheetData>{rows}</sheetData>'
    return zipped({**_PARTS, "xl/worksheets/sheet1.xml": f"{sheet}</worksheet>"})


def cell(place: str, text: str) -> str:
    """An Excel cell."""
    return f'<c r="{place}" t="str"><v>{text}</v></c>'


def ods(rows: str) -> bytes:
    """An OpenDocument workbook of one sheet with these `<table:table-row>`s."""
    names = "".join(f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    body = f'<office:body><office:spreadsheet><table:table table:name="a">{rows}</table:table>'
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": "<manifest/>",
            "content.xml": f"<office:document-content{names}>{body}</office:spreadsheet></office:body>"
            "</office:document-content>",
        }
    )


def _ods_row(text: str, *, rows: int = 1, columns: int = 1) -> str:
    return (
        f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell office:value-type="string" '
        f'table:number-columns-repeated="{columns}"><text:p>{text}</text:p></table:table-cell></table:table-row>'
    )


def understated(archive: bytes, name: str, *, says: int) -> bytes:
    """The zip with a false size, and the check sum that goes with it, for one of its files."""
    changed = bytearray(archive)
    with zipfile.ZipFile(io.BytesIO(archive)) as book:
        entry, content = book.getinfo(name), book.read(name)[:says]
    told = struct.pack("<I", zlib.crc32(content)), struct.pack("<I", says)
    directory = archive.index(b"PK\x01\x02")
    while archive[directory + 46 :][: len(name)] != name.encode():
        directory = archive.index(b"PK\x01\x02", directory + 1)
    for place in (entry.header_offset + 14, directory + 16):
        changed[place : place + 4], changed[place + 8 : place + 12] = told
    return bytes(changed)


def many_entries(count: int) -> bytes:
    """A zip of so many empty files."""
    local = b"PK\x03\x04" + bytes(22) + struct.pack("<HH", 1, 0) + b"a"
    one = b"PK\x01\x02" + bytes(24) + struct.pack("<H", 1) + bytes(16) + b"a"
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count % 65536, count % 65536, len(one) * count, len(local), 0)
    return local + one * count + end


def _overlapping() -> bytes:
    """A workbook whose thousand entries all are the same 10 MB."""
    inside = zipped({"xl/a": bytes(10 * MB)})
    start = inside.index(b"PK\x01\x02")
    end = inside.rindex(b"PK\x05\x06")
    one = inside[start:end]
    told = struct.pack("<HHHHIIH", 0, 0, 1000, 1000, len(one) * 1000, start, 0)
    return inside[:start] + one * 1000 + b"PK\x05\x06" + told


@cache
def large(mb: int) -> bytes:
    """So many MB of one lead."""
    row = b"1,2026-01-05,web\n"
    return b"id,mql date,source\n" + row * (mb * MB // len(row))


def dense() -> bytes:
    """A workbook of two cells, in the first corner of a sheet and in the last."""
    return xlsx(f'<row r="1">{cell("A1", "id")}</row><row r="1048576">{cell("XFD1048576", "x")}</row>')


@cache
def _sheet() -> bytes:
    head = f'<row r="1">{cell("A1", "id")}{cell("B1", "mql date")}</row>'
    return xlsx(f'{head}<row r="2">{cell("A2", "1" * (100 * MB))}</row>')


def _packed() -> bytes:
    return zipped({"leads.csv": large(100)})


BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "a gzip of 100 MB": (lambda: gzip.compress(large(100)), "too_large"),
    "a gzip of many members": (lambda: gzip.compress(large(15)) * 40, "too_large"),
    "a zip of 100 MB": (_packed, "too_large"),
    "a zip that says 1 kB": (lambda: understated(_packed(), "leads.csv", says=1000), "too_large"),
    "a gzip in a gzip": (lambda: gzip.compress(gzip.compress(large(100))), "many_in_one"),
    "a zip in a zip": (lambda: zipped({"a.zip": zipped({"b.zip": _packed()})}), "many_in_one"),
    "a zip of a million files": (lambda: many_entries(1_000_000), "damaged"),
    "a workbook of 100 MB": (_sheet, "too_large"),
    "a workbook that says 1 kB": (
        lambda: understated(_sheet(), "xl/worksheets/sheet1.xml", says=1000), "too_large",
    ),
    "a workbook of the same 10 MB a thousand times": (_overlapping, "too_large"),
    "a workbook in a zip": (lambda: zipped({"leads.xlsx": _sheet()}), "too_large"),
    "a workbook of two cells far apart": (dense, "too_large"),
    "a sheet of one cell repeated": (lambda: ods(_ods_row("id", rows=1_048_576, columns=16_384)), "too_large"),
    "a sheet of one row repeated": (lambda: ods(_ods_row("id") + _ods_row("x", rows=1_048_576)), "too_large"),
}  # fmt: skip
"""What it is: its bytes, and the code it is refused with."""
