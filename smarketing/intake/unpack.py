"""What a file is by its first bytes, and the bytes that are inside a gzip or a zip with one file in it.

The name is not asked: people rename. Sizes are asked before anything is unpacked, so that a bomb costs nothing.
"""

from __future__ import annotations

import io
import zipfile
import zlib

from smarketing.intake.refusals import refused

UNPACKED_LIMIT = 2 * 1024**3
"""Bytes that one file may hold when unpacked."""

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


def unpack(name: str, content: bytes) -> bytes:
    """The content itself, or what the archive holds. Raises RefusedFile for what is no table."""
    if content[:2] == b"\x1f\x8b":
        content = _gunzip(name, content)
    elif content[:4] == b"PK\x03\x04" and not is_workbook(content):
        content = _unzip(name, content)
    if not content.strip(b"\0\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise refused(name, "empty")
    for sign, code in _MAGIC:
        if content[:64].lstrip().lower().startswith(sign.lower()):
            raise refused(name, code)
    return content


def is_workbook(content: bytes) -> bool:
    """Is this an Excel or OpenDocument workbook? Old `.xls` too."""
    if content[:4] == _OLD_EXCEL:
        return True
    if content[:4] != b"PK\x03\x04":
        return False
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    except zipfile.BadZipFile:
        return False
    return any(n.startswith("xl/") for n in names) or "content.xml" in names


def check_size(name: str, content: bytes) -> None:
    """Refuse a workbook that would unpack to more than the limit. Raises RefusedFile."""
    if content[:4] == _OLD_EXCEL:
        return
    try:
        total = sum(entry.file_size for entry in zipfile.ZipFile(io.BytesIO(content)).infolist())
    except zipfile.BadZipFile:
        raise refused(name, "damaged") from None
    if total > UNPACKED_LIMIT:
        raise refused(name, "too_large")


def _gunzip(name: str, content: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        inside = unpacker.decompress(content, UNPACKED_LIMIT + 1)
    except zlib.error:
        raise refused(name, "damaged") from None
    if len(inside) > UNPACKED_LIMIT:
        raise refused(name, "too_large")
    if not unpacker.eof:
        raise refused(name, "damaged")
    return inside


def _unzip(name: str, content: bytes) -> bytes:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = [e for e in archive.infolist() if not e.is_dir() and not e.filename.startswith("__MACOSX/")]
        if len(entries) != 1:
            raise refused(name, "many_in_one" if entries else "empty", f"{len(entries)} files" if entries else "")
        if entries[0].file_size > UNPACKED_LIMIT:
            raise refused(name, "too_large")
        with archive.open(entries[0]) as entry:
            inside = entry.read(UNPACKED_LIMIT + 1)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError):  # damaged, or locked by a password
        raise refused(name, "damaged") from None
    if len(inside) > UNPACKED_LIMIT:
        raise refused(name, "too_large")
    return inside
