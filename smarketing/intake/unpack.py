"""What a file is by its first bytes, and the bytes that are inside a gzip or a zip with one file in it.

The name is not asked: people rename. A bomb costs nothing, because sizes are asked before anything is unpacked, and
nobody is believed: what unpacks is counted as it comes. Refused are more entries than a workbook has, more bytes
than the limit, a hundred bytes out of one, an archive inside an archive, and a workbook whose few cells lie so far
apart that the reader would lay out a sheet of billions.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from smarketing.intake.refusals import refused

UNPACKED_LIMIT = 2 * 1024**3
"""Bytes that one file may hold when unpacked."""

HARMLESS = 20 * 1024**2
"""So many bytes may come out of however few: a list of one word packs well, and does no harm."""
RATIO = 100
"""Bytes out of one at most, above that; lists pack five- to thirtyfold, a bomb a thousandfold."""
ENTRIES = 2_000
SHEET_CELLS = 32_000_000
"""From its first to its last corner; the reader keeps 32 bytes for each, told or not."""
_FEW = 1_000_000
_CHUNK, _FED = 1 << 20, 1 << 16
_MEMBERS = 100_000
"""Of a gzip; who packs in blocks makes them of 64 kB."""

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"SQLite format 3", "binary"),
    (b"PAR1", "binary"),
    (b"\x7fELF", "binary"),
    (b"MZ\x90", "binary"),
    (b"{\\rtf", "document"),
    (b"<!doctype html", "web_page"),
    (b"<html", "web_page"),
    (b"<?xml", "web_page"),
    (b"{", "json"),
    (b"[{", "json"),
)
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_GZIP = b"\x1f\x8b"

_SAYS_SOMETHING = re.compile(rb"[^\0\t\r\n \xef\xbb\xbf\xff\xfe]")
_PLACE = re.compile(rb"""\sr=["']([A-Za-z]{1,3})([0-9]{1,9})["']""")
"""Where an Excel cell lies: `r="B12"`."""
_REPEATED = re.compile(
    rb"""value-type[^<>]{0,300}columns-repeated=["'][0-9]{5}|columns-repeated=["'][0-9]{5}[^<>]{0,300}value-type"""
    rb"""|rows-repeated=["'][0-9]{5}[^<>]{0,300}>\s*<[^<>]{0,300}value-type"""
)
"""An OpenDocument cell that is not empty, told once for ten thousand columns or rows."""


def unpack(name: str, content: bytes) -> bytes:
    """The content itself, or what the archive holds. Raises RefusedFile for what is no table."""
    if content[:2] == _GZIP:
        content = b"".join(_inflated(name, content, is_gzip=True))
        _refuse_nested(name, content)
    elif content[:4] == _ZIP and not is_workbook(content):
        content = _unzip(name, content)
        _refuse_nested(name, content)
    if not _SAYS_SOMETHING.search(content):
        raise refused(name, "empty")
    for sign, code in _MAGIC:
        if content[:64].lstrip().lower().startswith(sign.lower()):
            raise refused(name, code)
    return content


def is_workbook(content: bytes) -> bool:
    """Is this an Excel or OpenDocument workbook? Old `.xls` too."""
    if content[:4] == _OLD_EXCEL:
        return True
    archive = _archive(content) if content[:4] == _ZIP else None
    names = archive.namelist() if archive else []
    return any(n.startswith("xl/") for n in names) or "content.xml" in names


def check_size(name: str, content: bytes) -> None:
    """Refuse a workbook that would unpack to more than the limit, or to an endless sheet. Raises RefusedFile."""
    if content[:4] == _OLD_EXCEL:
        return
    archive = _archive(content)
    if archive is None:
        raise refused(name, "damaged")
    entries = archive.infolist()
    total = sum(entry.file_size for entry in entries)
    if total > min(UNPACKED_LIMIT, max(HARMLESS, RATIO * len(content))):
        raise refused(name, "too_large")
    for entry in entries:
        if _is_endless(_unpacked(name, content, entry)):
            raise refused(name, "too_large", "its cells lie too far apart")


def _refuse_nested(name: str, content: bytes) -> None:
    if content[:2] == _GZIP or (content[:4] == _ZIP and not is_workbook(content)):
        raise refused(name, "many_in_one", "an archive in an archive")


def _archive(content: bytes) -> zipfile.ZipFile | None:
    """The zip, or None where it is damaged, or has more entries than any that we would open."""
    if content.count(b"PK\x01\x02") > ENTRIES:  # counted, because its own number may be false
        return None
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, struct.error):
        return None


def _unzip(name: str, content: bytes) -> bytes:
    archive = _archive(content)
    if archive is None:
        raise refused(name, "damaged")
    entries = [e for e in archive.infolist() if not e.is_dir() and not e.filename.startswith("__MACOSX/")]
    if len(entries) != 1:
        raise refused(name, "many_in_one" if entries else "empty", f"{len(entries)} files" if entries else "")
    if entries[0].file_size > min(UNPACKED_LIMIT, max(HARMLESS, RATIO * len(content))):
        raise refused(name, "too_large")
    return b"".join(_unpacked(name, content, entries[0]))


def _unpacked(name: str, content: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """What an entry holds, a part at a time. Refused where that is not as many bytes as the archive says.

    Not by `zipfile`: it stops at the size that is told, and the reader of workbooks does not.
    """
    head = content[entry.header_offset : entry.header_offset + 30]
    if len(head) < 30 or entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise refused(name, "damaged")  # cut, locked by a password, or packed in a way that no export is
    start = entry.header_offset + 30 + sum(struct.unpack("<HH", head[26:30]))
    packed = content[start : start + entry.compress_size]
    size, check = 0, 0
    parts = [packed] if entry.compress_type == zipfile.ZIP_STORED else _inflated(name, packed)
    for part in parts:
        size, check = size + len(part), zlib.crc32(part, check)
        if size > entry.file_size:
            raise refused(name, "too_large")
        yield part
    if size != entry.file_size or check != entry.CRC:
        raise refused(name, "damaged")


def _inflated(name: str, packed: bytes, *, is_gzip: bool = False) -> Iterator[bytes]:
    """What is packed, a part at a time; of a gzip all members, one after the other."""
    wbits = 31 if is_gzip else -15
    unpacker, place, size, fed, members = zlib.decompressobj(wbits), 0, 0, b"", 1
    while True:
        if not fed:
            fed = packed[place : place + _FED]
            place += len(fed)
        try:
            part = unpacker.decompress(fed, _CHUNK)
        except zlib.error:
            raise refused(name, "damaged") from None
        size += len(part)
        if size > min(UNPACKED_LIMIT, max(HARMLESS, RATIO * place)):
            raise refused(name, "too_large")
        if part:
            yield part
        if unpacker.eof:
            place -= len(unpacker.unused_data)
            if not is_gzip or packed[place : place + 2] != _GZIP:
                return
            unpacker, fed, members = zlib.decompressobj(wbits), b"", members + 1
        elif not part and place == len(packed) and not unpacker.unconsumed_tail:
            raise refused(name, "damaged")  # cut off
        else:
            fed = unpacker.unconsumed_tail
        if members > _MEMBERS:
            raise refused(name, "damaged")


def _is_endless(parts: Iterator[bytes]) -> bool:
    """Would this part of a workbook, laid out as a sheet, be far larger than what it tells?"""
    rows, columns, told, end = 0, 0, 0, b""
    for part in parts:
        text = end + part
        end = text[-200:]
        if _REPEATED.search(text):
            return True
        places = _PLACE.findall(text)
        if not places:
            continue
        told += len(places)
        rows = max(rows, *(int(row) for _, row in places), 0)
        columns = max(columns, *(_column(letters) for letters in {letters for letters, _ in places}), 0)
        if rows * columns > SHEET_CELLS or (rows * columns > _FEW and rows * columns > RATIO * told):
            return True
    return False


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
