"""How what is told leaves the program: a document whole or not at all, a text on a terminal in one line."""

from __future__ import annotations

import os
from pathlib import Path

from smarketing.errors import SmarketingError


def one_line(text: str) -> str:
    """The text without line ends and other control characters, whatever the data says: a terminal obeys them."""
    return "".join(c if c.isprintable() else " " for c in text)


def write_whole(file: Path, content: bytes) -> None:
    """Write `content` as `file`: beside its place first, and moved there when it is done, so that what stood there
    before stays until then. Raises SmarketingError where it can't be.
    """
    try:
        if file.exists() and not file.is_file() and not file.is_dir():  # /dev/stdout, a pipe: nothing to put in place
            file.write_bytes(content)
        else:
            _put_in_place(file.resolve(), content)
    except OSError as error:
        raise SmarketingError(
            f"{file} can't be written: {error.strerror}.",
            advice="Name a file in a folder that is there and that you may write to, on a disk that is not full.",
            code="not_written",
        ) from None


def _put_in_place(file: Path, content: bytes) -> None:
    beside = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        os.replace(beside, file)
    finally:
        beside.unlink(missing_ok=True)
