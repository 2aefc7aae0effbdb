"""Bytes that nobody would write: a RefusedFile or a receipt that adds up, nothing else (`reliability.md` row 5).

`benchmarks/fuzz_reader.py` does the same for minutes, guided by coverage; what it found is among its seeds.
"""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smarketing.errors import RefusedFile
from smarketing.intake.check import check
from smarketing.intake.mapping import propose
from smarketing.intake.read import read
from tests.intake.world import OPTIONS

SEEDS = sorted((Path(__file__).parents[2] / "benchmarks" / "seeds").iterdir())

HEADERS = [
    "id",
    "mql date",
    "Record ID",
    "Amount",
    "source",
    "won",
    "sql",
    "E-Mail",
    "attempts",
    "Stage",
    "",
    "\ufeffid",
]
CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["2026-01-05", "31/12/2026", "1767225600", "9" * 40, "-1", "1e309", "NaN", '"', '""', '"a\nb"', "\0", "\x1a",
         "\r", "\u2028", "\U0001f4a9", "=1+1", "0001-01-01", "99999-99-99", "24:61", "12,5 €", "(5)", "5" * 400]
    ),
)  # fmt: skip


@st.composite
def files(draw):
    """A table of odd cells in an odd encoding, with mixed line ends, then cut or spoilt somewhere."""
    delimiter = draw(st.sampled_from([",", ";", "\t", "|"]))
    header = draw(st.lists(st.sampled_from(HEADERS), min_size=1, max_size=6))
    rows = draw(st.lists(st.lists(CELLS, max_size=7), max_size=8))
    ends = draw(st.lists(st.sampled_from(["\n", "\r\n", "\r", "\n\n"]), min_size=len(rows) + 1, max_size=len(rows) + 1))
    quote = draw(st.booleans())
    cells = [[f'"{c}"' if quote else c for c in row] for row in [header, *rows]]
    text = "".join(delimiter.join(row) + end for row, end in zip(cells, ends, strict=True))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "utf-32"]))
    content = bytearray(text.encode(encoding, errors="replace"))
    for place in draw(st.lists(st.integers(0, max(0, len(content) - 1)), max_size=3)):
        content[place : place + 1] = draw(st.sampled_from([b"", b"\0", b"\xff", b'"', b"\r", b"\xed\xa0\x80"]))
    return bytes(content[: draw(st.integers(0, len(content)))]) if draw(st.booleans()) else bytes(content)


def is_survived(content):
    """Is it read with a receipt that adds up, or refused in words? An error of any other kind is let through."""
    try:
        sheet = read("dropped", content)
        receipt = check(sheet, propose(sheet), OPTIONS).receipt
    except RefusedFile as refusal:
        return bool(refusal.seems_to_be and refusal.advice)
    return receipt.rows_used + sum(receipt.rows_dropped.values()) == sheet.rows_read


@settings(deadline=None, max_examples=250, suppress_health_check=[HealthCheck.too_slow])
@given(content=files())
def test_an_odd_table_is_read_or_refused(content):
    assert is_survived(content)


@settings(deadline=None, max_examples=150)
@given(content=st.binary(max_size=400))
def test_noise_is_read_or_refused(content):
    assert is_survived(content)


@settings(deadline=None, max_examples=150)
@given(seed=st.sampled_from(SEEDS), data=st.data())
def test_a_spoilt_file_is_read_or_refused(seed, data):
    content = bytearray(seed.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content)))
        content[place : place + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    assert is_survived(bytes(content))


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.name)
def test_what_the_fuzzer_begins_with_and_what_it_found_is_read_or_refused(seed):
    assert is_survived(seed.read_bytes())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("cell", ["x" * 10**6, '"' + "x\n" * 500_000 + '"', '"' * 10**6, "ü" * 10**6])
def test_a_cell_of_a_megabyte_is_survived(cell, encoding):
    content = f"id,mql date,note\n1,2026-01-05,{cell}\n2,2026-01-06,y\n".encode(encoding)
    assert is_survived(content)
