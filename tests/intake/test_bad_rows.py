"""A file that is partly bad: every bad row is listed with its line, none goes silently (`reliability.md` row 4)."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smarketing.intake.check import check
from smarketing.intake.mapping import propose
from smarketing.intake.read import read
from smarketing.intake.receipt import DROPPED
from tests.intake.world import OPTIONS

HEADER = "id,mql date,won,amount,source,note"

BAD = {
    "odd_row": ("1,2", "bad{n},2026-01-05,,7,web,x,too,many", "lonely"),
    "blank_row": (",,,,,", '"","","","","",""'),
    "no_key": (",2026-01-05,,7,web,x", "  ,2026-01-05,,7,web,x"),
    "unreadable_date": ("bad{n},soon,,7,web,x", "bad{n},2026-02-30,,7,web,x"),
    "impossible_date": ("bad{n},1066-10-14,,7,web,x",),
    "unreadable_amount": ("bad{n},2026-01-05,,lots,web,x",),
}
"""The rule that tells of it: rows that are bad in this way."""

GOOD = (
    "{n},2026-01-05,2026-03-01,12.50,web,x",
    '{n},2026-01-05,,3,ads,"two\nlines"',
    '{n},2026-01-05,,3,ads,"say ""a"""',
)


def written(rows, *, line_end="\n"):
    """The file, and the line that each row begins on."""
    lines, line = [], 2
    for row in rows:
        lines.append(line)
        line += 1 + row.count("\n")
    return line_end.join([HEADER, *rows, ""]).encode(), lines


def told(content):
    sheet = read("leads.csv", content)
    found = check(sheet, propose(sheet), OPTIONS)
    return found, {(rule, line) for line, rule in found.problems[["line", "rule"]].itertuples(index=False)}


def mixed(kinds, chance):
    """Rows of these kinds ("good" or a rule), and what has to be told of them."""
    rows, wanted = [], []
    for n, kind in enumerate(kinds):
        rows.append(chance.choice(GOOD if kind == "good" else BAD[kind]).format(n=n))
        wanted.append(kind)
    content, lines = written(rows)
    return content, {(kind, line) for kind, line in zip(wanted, lines, strict=True) if kind != "good"}


@pytest.mark.parametrize("rule", BAD)
def test_one_bad_row_in_a_hundred_thousand_is_listed_with_its_line(rule):
    rows = [GOOD[0].format(n=n) for n in range(100_000)]
    place = 73_311
    rows[place] = BAD[rule][0].format(n=place)
    found, problems = told(written(rows)[0])
    assert problems == {(rule, place + 2)}  # the header is line 1
    receipt = found.receipt
    assert receipt.rows_read == 100_000
    assert receipt.rows_used == (99_999 if rule in DROPPED else 100_000)
    assert dict(receipt.rows_dropped) == ({rule: 1} if rule in DROPPED else {})


def test_a_thousand_bad_rows_of_every_kind_among_a_hundred_thousand_are_all_listed():
    chance = random.Random(29)
    kinds = ["good"] * 99_000 + chance.choices(list(BAD), k=1_000)
    chance.shuffle(kinds)
    content, wanted = mixed([*kinds, "good"], chance)
    found, problems = told(content)
    assert problems == wanted
    assert found.receipt.rows_read == 100_001
    assert found.receipt.rows_used == 100_001 - sum(rule in DROPPED for rule, _ in wanted)


@settings(deadline=None, max_examples=60)
@given(
    kinds=st.lists(st.sampled_from(["good", *BAD]), min_size=3, max_size=40), chance=st.randoms(use_true_random=False)
)
def test_wherever_bad_rows_stand_each_is_listed_and_the_rest_is_used(kinds, chance):
    content, wanted = mixed(
        ["good", "good", *kinds, "good"], chance
    )  # at the very end it might be a remark under the list
    found, problems = told(content)
    assert problems == wanted
    used = set(found.frame["line"])
    dropped = {line for rule, line in wanted if rule in DROPPED}
    assert not used & dropped
    assert len(used) + len(dropped) == found.receipt.rows_read == len(kinds) + 3
    assert np.all(np.diff(sorted(used)) > 0)
