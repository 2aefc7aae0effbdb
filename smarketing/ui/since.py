"""What changed since the last meeting: leads that moved, the stock of each stage, numbers that were restated."""

from __future__ import annotations

import time
from functools import partial

import pandas as pd
import streamlit as st

from smarketing.errors import SmarketingError
from smarketing.filters import Clock, Filters
from smarketing.groups import Group
from smarketing.metrics import since
from smarketing.metrics.money import in_currency
from smarketing.metrics.registry import Unit
from smarketing.metrics.show import show
from smarketing.periods import Grain
from smarketing.snapshot import MEANINGS, Change, Snapshot
from smarketing.store import snapshots
from smarketing.ui import data, stage_choice, view
from smarketing.ui.drill import go
from smarketing.ui.panel import written
from smarketing.ui.text import plain

SINCE_KEY = "since"
"""The choice of the snapshot, and its name in a link."""

_TABLE = "table-since"
_LABEL, _WHO = "snapshot-label", "snapshot-who"

DEFINITION = (
    "Each lead of the snapshot or of today is in one of these. "
    + " ".join(f"**{change.value}.** {MEANINGS[change]}" for change in since.TOLD)
    + " Money is that of a lead’s deals, open or closed. The period doesn’t narrow this; filters do, by what a lead is "
    "called today, and one that disappeared by its last names."
)


def panel() -> None:
    """What changed since the snapshot that is chosen; how to take the first where there is none."""
    filters = view.current()
    with st.container(border=True, key="panel-since", gap="xsmall"):
        if not offered(filters):
            _first(filters)
            return
        with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
            kept = choose(filters)
            _take_button()
        if kept is not None:
            _show(filters, kept)


def sentence(filters: Filters) -> str | None:
    """`Since 11 Nov 2026 · Weekly meeting: 366 new, …`; None where there is no snapshot of an earlier day."""
    kept = chosen(filters)
    if kept is None:
        return None
    told, past = since.changes(_changed(filters, kept)), _restated(filters, kept)
    return f"Since {kept}: {since.sentence(told, past, currency=data.workspace().currency)}"


# --- which snapshot -----------------------------------------------------------------------------


def offered(filters: Filters) -> list[Snapshot]:
    """The snapshots of days before as-of, the newest first."""
    return [kept for kept in data.taken() if kept.as_of < filters.as_of]


def chosen(filters: Filters) -> Snapshot | None:
    """The one that the link names, else the last."""
    there = {_name(kept): kept for kept in offered(filters)}
    return there.get(st.session_state.get(SINCE_KEY), next(iter(there.values()), None))


def choose(filters: Filters) -> Snapshot | None:
    """The widget for it."""
    there = {_name(kept): kept for kept in offered(filters)}
    name = st.selectbox("Since the snapshot of", list(there), key=SINCE_KEY, bind="query-params", width=380)
    return there.get(name or "", chosen(filters))


def _name(kept: Snapshot) -> str:
    return f"{kept} · no. {kept.id}"


# --- what changed -------------------------------------------------------------------------------


def _changed(filters: Filters, kept: Snapshot) -> pd.DataFrame:
    here = data.workspace()
    return in_currency(data.changed(filters, since=kept), here.currency, rates=here.rates).frame


def _restated(filters: Filters, kept: Snapshot) -> pd.DataFrame:
    """The numbers of the past that read differently; the months from the first that does are asked for."""
    here, differences = data.workspace(), data.restated(filters, since=kept)
    then = since.months_of(differences, filters, kept)
    deals = in_currency(data.deals(then, clock=Clock.EVENT), here.currency, rates=here.rates)
    return since.restated(in_currency(differences, here.currency, rates=here.rates), data.entries(then), deals)


def _show(filters: Filters, kept: Snapshot) -> None:
    changed, past = _changed(filters, kept), _restated(filters, kept)
    told, currency = since.changes(changed), data.workspace().currency
    found = since.sentence(told, past, currency=currency)
    st.markdown(f"#### {plain(found[0].upper() + found[1:])}", help=DEFINITION)
    day = Grain.DAY.label(filters.as_of)
    st.caption(plain(f"Since {kept}, taken by {kept.taken_by} · as of {day}. Tick a row to see the leads."))
    with st.container(horizontal=True):  # side by side where the screen is wide enough, else one under the other
        with st.container(width=360):
            _changes(told, kept, currency)
        with st.container(width=760):
            stock = _stock(since.stock(changed))
            written("stock", stock, "Where leads stood, came from, went to, and stand")
            ways = " ".join(c.lower() for c in stock.columns[1:-1])
            st.caption(plain(f"{ways.capitalize()} = now, in every row."))
    _past(past, kept, currency)
    _notes(filters, changed, kept)


def _changes(told: pd.DataFrame, kept: Snapshot, currency: str) -> None:
    happened = told[told["leads"] > 0]
    if happened.empty:
        st.info("No lead has moved since.", icon=":material/pause_circle:")
        return
    shown = pd.DataFrame(
        {"What happened": happened["change"], "Leads": happened["leads"].map("{:,}".format),
         "Money": [show(v, Unit.MONEY, currency=currency) for v in happened["amount"]]}
    )  # fmt: skip
    right = {c: st.column_config.Column(c, alignment="right") for c in ("Leads", "Money")}
    st.dataframe(
        shown, key=_TABLE, hide_index=True, height="content", column_config=right, selection_mode="single-row",
        alt="What happened to leads since the snapshot", on_select=partial(_open, list(happened["change"]), kept),
    )  # fmt: skip


def _open(changes: list[str], kept: Snapshot) -> None:
    """The leads of the change whose row was ticked."""
    for row in st.session_state[_TABLE]["selection"]["rows"]:
        group = Group.since(Change(changes[row]))
        go(group, Clock.COHORT, stage_choice.first(), **{SINCE_KEY: _name(kept)})


_STOCK = {
    "stands": "Leads at", "opening": "Then", "new": "+ New", "moved_in": "+ Moved in", "advanced": "− Advanced",
    "rejected": "− Rejected", "lost": "− Lost", "recycled": "− Recycled", "moved_back": "− Moved back",
    "disappeared": "− Gone", "closing": "Now",
}  # fmt: skip


def _stock(rows: pd.DataFrame) -> pd.DataFrame:
    """Written out; a way that no lead went is left out."""
    numbers = [c for c in _STOCK if c != "stands" and (c in ("opening", "closing") or rows[c].any())]
    told = rows[numbers].map(lambda n: f"{n:,}" if n else "").assign(
        **{c: rows[c].map("{:,}".format) for c in ("opening", "closing")}
    )  # fmt: skip
    return pd.concat([rows[["stands"]], told], axis=1).rename(columns=_STOCK)


def _past(past: pd.DataFrame, kept: Snapshot, currency: str) -> None:
    if past.empty:
        st.markdown(
            f":material/verified: Every number up to {plain(Grain.DAY.label(kept.as_of))} still reads as it did."
        )
        return
    st.markdown("##### Restated: numbers of the past that read differently today")
    st.dataframe(
        _written(past, currency), key="table-restated", hide_index=True, height="content" if len(past) < 12 else 400,
        column_config={c: st.column_config.Column(c, alignment="right") for c in (_THEN, _NOW)},
        alt="Numbers of the past that read differently today",
    )  # fmt: skip
    st.button("See the leads that were restated", icon=":material/table_rows:", key="leads-restated", type="tertiary",
              on_click=go, args=(Group.SINCE_RESTATED, Clock.COHORT, stage_choice.first()),
              kwargs={SINCE_KEY: _name(kept)})  # fmt: skip


_THEN, _NOW = "In the snapshot", "Today"


def _written(past: pd.DataFrame, currency: str) -> pd.DataFrame:
    units = [Unit.MONEY if number.endswith("_amount") else Unit.COUNT for number in past["number"]]
    was, now = (
        [show(v, unit, currency=currency, exact=True) for v, unit in zip(past[c], units, strict=True)]
        for c in ("was", "now")
    )
    months = [Grain.MONTH.label(month) for month in past["month"]]
    numbers = past["number"].map(since.NUMBERS)
    return pd.DataFrame({"Number": numbers, "Month": months, _THEN: was, _NOW: now, "Because": past["causes"]})


def _notes(filters: Filters, changed: pd.DataFrame, kept: Snapshot) -> None:
    """What the counts above don't say: other amounts, other names, money without a rate."""
    here = data.workspace()
    notes = []
    if n := int(changed["revalued"].sum()):
        more = changed["revalued_amount"].sum()
        notes.append(
            f"The amount of {n:,} {_leads(n)} changed, together by {show(more, Unit.MONEY, currency=here.currency)}."
        )
    if n := int(changed["renamed"].sum()):
        notes.append(f"{n:,} {_leads(n)} moved to another source, campaign, segment, region or owner.")
    apart = in_currency(data.changed(filters, since=kept), here.currency, rates=here.rates).apart
    if len(apart):
        notes.append(f"Amounts in {', '.join(apart['currency'])} have no rate and are not in the money.")
    if notes:
        st.caption(plain(" ".join(notes)))


def _leads(n: int) -> str:
    return "lead" if n == 1 else "leads"


# --- taking one ---------------------------------------------------------------------------------


def _first(filters: Filters) -> None:
    st.markdown("#### What changed since the last meeting")
    earlier = data.taken()
    if earlier:
        day = Grain.DAY.label(filters.as_of)
        st.markdown(
            plain(
                f"There is no snapshot of a day before {day} yet; the first is of {Grain.DAY.label(earlier[-1].as_of)}."
            )
        )
    else:
        st.markdown(
            "There is nothing to compare with yet. A snapshot keeps how each lead and deal stands; from the day after, "
            "this panel tells what is new, advanced, rejected, lost, gone, and which numbers of the past read "
            "differently. Take one at the end of each meeting, here or by the command “snapshot”."
        )
    _take_button()


def _take_button() -> None:
    """In the own workspace: the sample company's days don't go on."""
    if data.is_sample():
        return
    with st.popover("Take a snapshot", icon=":material/photo_camera:", key="take-snapshot"):
        st.text_input("What for", key=_LABEL, placeholder="Weekly meeting", max_chars=80)
        st.text_input("Who takes it", key=_WHO, max_chars=80)
        st.button("Take a snapshot now", key="take-snapshot-now", type="primary", on_click=_take)
    if told := st.session_state.pop(_TOLD, None):
        st.toast(plain(told), icon=":material/photo_camera:")


_TOLD = "snapshot-told"


def _take() -> None:
    """Of today, whatever day is on screen."""
    actor = st.session_state.get(_WHO, "").strip() or "the page"
    label = st.session_state.get(_LABEL, "")
    try:
        kept = snapshots.take(data.own_store(), as_of=data.today(), at=int(time.time()), actor=actor, label=label)
    except SmarketingError as error:
        st.session_state[_TOLD] = f"{error.happened} {error.advice}"
        return
    data.refresh()
    st.session_state[_TOLD] = (
        f"Kept: {kept.leads:,} leads and {kept.deals:,} deals as of {Grain.DAY.label(kept.as_of)}."
    )
