"""In place of an empty panel: which columns to export, so that it can be drawn. And what stands in for what is missing.

A panel asks here for what it can't do without; what it lacks is said by the panel's own title, since one file more
may fill one panel and not the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from smarketing.metrics.promises import Promise
from smarketing.ui import data, needs, view
from smarketing.ui.text import plain


@dataclass(frozen=True)
class Column:
    """Something that the data doesn't tell: what it is, and by which names exports have it."""

    what: str
    called: tuple[str, ...]

    @property
    def short(self) -> str:
        """`“First touch” or “Last contacted”`."""
        return " or ".join(f"“{name}”" for name in dict.fromkeys((self.called[0], self.called[-1])))

    def __str__(self) -> str:
        return f"{self.what} ({', '.join(f'“{name}”' for name in self.called)})"


FIRST_TOUCH = Column(
    "the moment of the first touch, with its hour; the last contact stands in where there is none",
    ("First touch", "Date of first engagement", "First outreach date", "Last contacted"),
)
ASSIGNED = Column(
    "the moment at which the lead was assigned to a rep, with its hour",
    ("Assigned", "Owner assigned date", "Assigned date"),
)
MQL_HOUR = Column(
    "the moment at which it became an MQL, with its hour",
    ("MQL date", "Became a Marketing Qualified Lead Date", "Date entered Marketing Qualified Lead"),
)
ANSWER = Column(
    "the day on which sales accepted or rejected the MQL",
    ("SAL date", "SQL date", "Became a Sales Qualified Lead Date", "Rejected date", "Disqualified date"),
)
ATTEMPTS = Column(
    "how often sales tried: a file of its calls and mails, or a count of attempts; times contacted stand in",
    ("Lead id, Activity type, Activity date", "Call attempts", "Number of times contacted"),
)
REASON = Column(
    "the day on which sales returned the lead, and why",
    ("Rejected date", "Rejection reason", "Disqualification reason"),
)
SPELL = Column(
    "a row for each time that a lead became an MQL, numbered",
    ("Lead id", "Spell"),
)
UNSIGNED = "First both sides have to sign an agreement that begins before these leads came: see the part Agreement."

NO_MQL = "No lead became an MQL in this period."


def instead(key: str, title: str, lacks: Sequence[Column | str]) -> None:
    """A panel that can't be drawn: its title, and what to export, a line each."""
    columns = [str(c) for c in lacks if isinstance(c, Column)]
    with st.container(border=True, key=f"missing-{key}", height="stretch", gap="xsmall"):
        st.markdown(f"#### {plain(title)}")
        lines = [plain(text) for text in lacks if isinstance(text, str)]
        if columns:
            asked = "\n".join(f"- {plain(column)}" for column in columns)
            lines.append(f"Export with the leads, and import the file; this panel then fills by itself:\n\n{asked}")
        st.info("\n\n".join(lines), icon=":material/help_center:")


def of(promise: Promise, follow_up: pd.DataFrame) -> list[Column | str]:
    """What keeps these leads from being judged by a promise; nothing where some are. follow_up: of one period."""
    if not len(follow_up):
        return [NO_MQL]
    if promise is Promise.DECIDE:
        return [] if needs.tells_acceptance() else [ANSWER, REASON]
    if follow_up["touch_unjudged"].sum() < follow_up["mqls"].sum():
        return []
    why = set(_unjudged()["why"])
    if "no touch told" in why:
        return [FIRST_TOUCH]
    lacks: list[Column | str] = [FIRST_TOUCH] if "contacted again since" in why or not data.knows_touches() else []
    lacks += [ASSIGNED] if why & {"without an hour", "nobody assigned"} else []
    lacks += [MQL_HOUR] if "without an hour" in why else []
    is_signed = data.agreement(view.current().seen.last) is not None and "before the agreement" not in why
    return lacks if is_signed else [*lacks, UNSIGNED]


def _unjudged() -> pd.DataFrame:
    return data.unjudged(view.current())


def hourless() -> str:
    """`120 MQLs came with a bare date, without an hour, and are left out`; nothing where none did."""
    why = _unjudged()
    told = int(why.loc[why["why"] == "without an hour", "n"].sum())
    return f"{told:,} MQLs came with a bare date, without an hour, and are left out" if told else ""


def said(promise: Promise, follow_up: pd.DataFrame) -> str:
    """`First touch can't be told yet: export “First touch” or “Last contacted”`; nothing where no column is missing."""
    lacks = [column.short for column in of(promise, follow_up) if isinstance(column, Column)]
    return f"{promise.label} in time can't be told yet: export {', and '.join(lacks)} with the leads" if lacks else ""


def unjudged(promise: Promise) -> str:
    """`not judged: 155 never handed over, 53 nobody assigned`; nothing where all are judged.

    An MQL without a date of its own was accepted on the day that it is counted from, so its answer is in time.
    """
    why = _unjudged().sort_values("n", ascending=False)
    if promise is Promise.DECIDE:
        own = int(why.loc[why["why"] == "never handed over", "n"].sum())
        return f"{own:,} in time were never handed over: they have no MQL date of their own" if own else ""
    told = ", ".join(f"{n:,} {word}" for word, n in why.itertuples(index=False))
    return f"not judged: {told}" if told else ""


def shown(*parts: str) -> str:
    """A panel's second line, of what is shown and what has to be known of it."""
    return "; ".join(part for part in parts if part)
