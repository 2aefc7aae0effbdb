"""The glossary reads the registry: what a tooltip, an export and this page say is one text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from smarketing.filters import Clock
from smarketing.metrics import all_metrics, diagnosis, why
from smarketing.metrics.registry import Metric
from smarketing.stages import MEANINGS
from smarketing.ui import data, exports
from smarketing.ui.text import plain

RULES: Mapping[str, str] = {
    "Reached": "A lead has reached a stage when it has a date for it or for any later one. A stage without a date of "
    "its own was skipped: it counts as passed through, on the day of the next one, and is told apart as skipped.",
    "As of": "Every number is as known at the end of this day. What came after has not happened.",
    "Cohort clock": "A lead counts in the period in which it became MQL, whenever the rest happened.",
    "Event clock": "Everything counts on its own day, whoever it belongs to.",
    "Window": "A conversion counts when it comes within so many calendar days.",
    "Too young": "A lead that has not had the whole window by the as-of day. It is in no conversion rate; its count "
    "stands beside it.",
    "95 % interval": "Where the true rate may well lie, given how many leads there are (Wilson's score interval).",
    "No clear difference": "The 95 % interval of the difference of two rates holds 0 (Newcombe): it may be chance. "
    "Counts and amounts are held against each other by their days, as leads and deals that come one by one at a steady "
    "rate would differ (Poisson; for amounts, as unequal as the deals are, compound Poisson).",
    "Clearly higher, clearly lower": "The 95 % interval of the difference leaves out 0. Where a table "
    "compares many groups at once, some would do so by chance: there the words are kept for as many as Benjamini and "
    "Hochberg's procedure over the whole table allows, so that 5 % or fewer of those called clear are expected to be "
    "false alarms. An interval beside them may leave out 0 all the same.",
    "Too few to say": "Fewer than 10 in a denominator, or in two counts together, or deals behind two amounts: no "
    "comparison is made.",
    "–": "There is nothing to divide by. It is not 0 %.",
} | {**diagnosis.MEANINGS, **why.MEANINGS}


def show(sought: str) -> None:
    """All entries that hold the words sought, in three parts, and the whole as a file."""
    stages = {str(stage): meaning for stage, meaning in MEANINGS.items()}
    stages["SQL"] = f"{stages['SQL']} {_sql_means()}"
    found = 0
    for title, entries in (("Stages", stages), ("Rules", RULES), ("Numbers", _numbers())):
        kept = {name: text for name, text in entries.items() if sought.casefold() in f"{name} {text}".casefold()}
        found += len(kept)
        if kept:
            st.markdown(f"### {title}")
            with st.grid(2, min_column_width=420, gap="medium"):
                for name, text in kept.items():
                    with st.container(border=True):
                        st.markdown(f"**{plain(name)}**  \n{plain(text)}")
    if not found:
        st.info("No entry has these words.", icon=":material/search_off:")
    with st.container(horizontal=True):
        exports.buttons("glossary", _table, title="Glossary", sentence="What every number means", definitions={})


def _sql_means() -> str:
    means = "that sales accepted it" if data.workspace().sql_means == "accepted" else "that a deal was opened"
    return f"In this workspace's files, the word SQL was taken to mean {means}."


def _numbers() -> dict[str, str]:
    """Each metric; of a family that differs only in its stages, the first one stands for all."""
    told, families = {}, Counter(m.family for m in all_metrics() if m.family)
    for m in all_metrics():
        also = f" The same for each of {families[m.family]} pairs of stages." if m.family else ""
        told.setdefault(m.family or m.name, f"{m.definition}{also}\n\n{_kind(m)}")
    return told


def _kind(m: Metric) -> str:
    clock = {Clock.COHORT: "cohort clock", Clock.EVENT: "event clock", None: "either clock"}[m.clock]
    return f"Unit: {m.unit} · {clock}" + (f" · of: {m.of}" if m.of else "")


def _table() -> pd.DataFrame:
    rows = [("Number", m.name, m.definition, _kind(m)) for m in all_metrics()]
    rows += [("Stage", str(stage), meaning, "") for stage, meaning in MEANINGS.items()]
    rows += [("Rule", name, text, "") for name, text in RULES.items()]
    return pd.DataFrame(rows, columns=["Kind", "Name", "Definition", "Details"])
