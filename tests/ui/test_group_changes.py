"""How each source moved against the compared period: the words of the table, held against the counts beside them."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
from streamlit.testing.v1 import AppTest

from smarketing.metrics.intervals import benjamini_hochberg, newcombe_p
from smarketing.sample import prepare
from smarketing.ui.places import PAGES

FRAME = Path(__file__).resolve().parents[2] / "smarketing" / "ui" / "frame.py"


def table(page, **query):
    shown = AppTest.from_file(str(FRAME), default_timeout=120)
    shown.query_params.update(query)
    shown.run().switch_page(str(PAGES / page)).run()
    assert not shown.exception
    return next((f.value for f in shown.dataframe if "In words" in getattr(f.value, "columns", ())), None)


def counts(cells):
    """`41.2 % (47 of 114)` → 47, 114; none of an empty one."""
    told = cells.str.replace(",", "").str.extract(r"\((\d+) of (\d+)\)").fillna(0).astype(int)
    return told[0].to_numpy(), told[1].to_numpy()


def test_a_source_is_called_different_only_as_the_whole_table_allows(folder):
    prepare(folder)
    told = table("funnel/acceptance.py", period="Last 12 months")
    (k, n), (k_then, n_then) = counts(told["Now"]), counts(told["Before"])
    enough = (n >= 10) & (n_then >= 10)
    p = newcombe_p(k[enough], n[enough], k_then[enough], n_then[enough])
    is_clear = pd.Series(False, index=told.index)
    is_clear[enough] = benjamini_hochberg(p) <= 0.05
    words = told["In words"].to_list()
    assert [w.startswith("clearly") for w in words] == is_clear.to_list()
    assert 0 < is_clear.sum() < len(told)
    higher = k / n > k_then / n_then
    assert all(("higher" in w) == up for w, up, c in zip(words, higher, is_clear, strict=True) if c)
    assert [w == "too few to say" for w in words] == (~enough).tolist()


def test_the_table_is_on_the_page_of_conversions_too_and_gone_where_nothing_is_compared(folder):
    prepare(folder)
    assert re.match(r"[\d.]+", table("funnel/conversion.py")["Now"].iloc[0])
    assert table("funnel/acceptance.py", compare="No comparison") is None
