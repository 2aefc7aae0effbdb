"""What is logged holds no person's data and no secret (`reliability.md` row 38)."""

from __future__ import annotations

import subprocess
import sys

import pytest

from smarketing.log import places, scrub

TRIED = """
import logging, structlog
from smarketing import log
log.configure("INFO")
try:
    int("ann@example.com")
except ValueError as error:
    structlog.get_logger().error("a page", exc_info=error, mail="bob@example.com")
    logging.getLogger("library").exception("connecting to %s", "postgresql://ann:secret@host/db")
"""


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        ("postgresql+psycopg://ann:s3cret@host/db", "postgresql+psycopg://ann:***@host/db"),
        ("https://:token@host", "https://:***@host"),
        ("lead ann.lee+x@mail.example.com is new", "lead (mail address) is new"),
        ("https://host/page?mql=3", "https://host/page?mql=3"),
    ],
)
def test_passwords_and_mail_addresses_are_taken_out(said, logged):
    assert scrub(said) == logged


def _fails():
    try:
        raise ValueError("ann@example.com")
    except ValueError as error:
        raise RuntimeError("bob@example.com") from error


def test_an_error_is_told_by_its_places_and_causes_without_its_words():
    with pytest.raises(RuntimeError) as caught:
        _fails()
    told = places(caught.value)
    assert told.startswith("RuntimeError at ")
    assert " after ValueError at " in told
    assert "_fails" in told
    assert "example.com" not in told


def test_our_lines_and_the_libraries_lines_alike_hold_no_values():
    end = subprocess.run([sys.executable, "-c", TRIED], capture_output=True, text=True, check=True)
    assert 'event="a page"' in end.stderr
    assert "connecting to postgresql://ann:***@host/db" in end.stderr
    assert end.stderr.count("ValueError at <string>:6 <module>") == 2
    for secret in ("secret", "example.com", "invalid literal"):
        assert secret not in end.stderr
