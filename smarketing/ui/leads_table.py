"""The table of leads: what can be chosen, how it reads, how it leaves as a file."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from smarketing.filters import Clock, Filters
from smarketing.groups import BRIDGE, PAGE, WITH_REASON, Choice, Group
from smarketing.owed import on_board
from smarketing.periods import Grain
from smarketing.stages import LADDER, Exit, Stage
from smarketing.store import rows
from smarketing.store.rows import EXPORT, Found
from smarketing.ui import data, exports, since, stage_choice, view
from smarketing.ui.drill import BEGAN_KEY, REASON_KEY
from smarketing.ui.text import plain

_COLUMNS = {
    "label": "Name", "email": "E-mail", "stands": "Stands at", "source": "Source", "campaign": "Campaign",
    "segment": "Segment", "region": "Region", "owner": "Owner", **{s.key: s.value for s in (*LADDER, *Exit)},
    "rejected_reason": "Rejected because", "lost_reason": "Lost because", "attempts": "Attempts",
    "attempts_today": "Attempts as of today", "contacts_today": "Times contacted as of today (a proxy)",
    "first_touch": "First touch (UTC)", "last_contact": "Last contact (UTC, a proxy)",
    "won_amount": "Won amount", "currency": "Currency", "key": "Key",
    "spell": "Spell",
}  # fmt: skip
_OVERDUE = {
    "label": "Name", "owner": "Owner", "hours_over": "Hours over", "promise": "Waits for", "due": "Due (UTC)",
}  # fmt: skip
_WAITS_FOR = {"touch": "a first touch", "decide": "an answer"}


def choose(key: str) -> Choice:
    """The widgets of the leads page; `key` names the group's choice in the link."""
    filters = view.current()
    shown = [g.value for g in Group if not g.is_since or since.offered(filters)]
    chosen = st.selectbox("Which leads", shown, index=1, key=key, bind="query-params", width=290)
    group = Group(chosen or Group.MQLS)
    kept = since.choose(filters) if group.is_since else None
    start = stage_choice.first() if group.is_since else _start()
    reason = _reason() if group in WITH_REASON else ""
    search = st.text_input("Search", key="q", bind="query-params", placeholder="Name, e-mail or key", width=260,
                           icon=":material/search:", live="500ms", type="search")  # fmt: skip
    sort = st.selectbox("Sorted by", rows.sorts(group), key="sort", bind="query-params", width=170)
    newest = st.toggle("Newest first", value=True, key="newest", bind="query-params")
    return Choice(
        group=group, start=start, search=search or "", sort=sort or "MQL day",
        newest_first=bool(newest), watched=tuple(s for s in data.known_stages() if s in (start, *start.later)),
        until=(data.until if group in (Group.WORKED, *BRIDGE) else data.now)(filters), ends=data.ends(filters),
        reason=reason, calendar=data.terms(filters.as_of).calendar, since=kept,
    )  # fmt: skip


def seen(filters: Filters, choice: Choice) -> Filters:
    """The view whose leads are shown; of what is overdue that of the board."""
    return on_board(filters) if choice.group is Group.OVERDUE else filters


def _start() -> Stage:
    """The stage whose days make the cohort; by the event clock there is none to choose."""
    first, known = stage_choice.first(), data.known_stages() or (Stage.MQL,)
    if view.current().clock is Clock.EVENT:
        return first
    chosen = st.selectbox(
        "Of those who became", known, index=known.index(first), key=BEGAN_KEY, bind="query-params", width=170
    )
    return Stage(chosen or first)


def _reason() -> str:
    """The reason for which sales returned a lead; all of them unless chosen."""
    chosen = st.selectbox("Because", data.reasons(), index=None, key=REASON_KEY, bind="query-params", width=190,
                          placeholder="Any reason")  # fmt: skip
    return chosen or ""


def load(filters: Filters, choice: Choice) -> Found:
    """The page of leads that is on screen."""
    shown = int(st.session_state.get("leads-page") or 1)
    found = data.leads(filters, replace(choice, offset=(shown - 1) * PAGE))
    if found.rows.empty and found.total:  # the view has become smaller than the page that was open
        st.session_state.pop("leads-page", None)
        return data.leads(filters, choice)
    return found


def sentence(filters: Filters, choice: Choice, found: Found) -> str:
    """How many leads of which kind: `1,234 leads: Rejected, of those who became MQL in Oct 2026`."""
    leads = f"{found.total:,} {'lead' if found.total == 1 else 'leads'}: {choice.group.value}"
    cohort = f"of those who became {choice.start} in {filters.period}"
    when = cohort if filters.clock is Clock.COHORT else f"dated in {filters.period}"
    because = f", because of “{choice.reason}”" if choice.reason else ""
    searched = f", found by “{choice.search}”" if choice.search else ""
    return f"{leads} of {choice.since}{searched}" if choice.since else f"{leads}{because}, {when}{searched}"


def top(filters: Filters, choice: Choice, found: Found) -> None:
    """The page's sentence, and what is on screen; the leads of a snapshot are not those of the period."""
    st.markdown(f"## {plain(sentence(filters, choice, found))}")
    st.caption(plain(_about(filters, choice)))


def _about(filters: Filters, choice: Choice) -> str:
    if choice.since is None:
        return filters.sentence(start=choice.start)
    known = f"As known at the end of {Grain.DAY.label(filters.as_of)}."
    return f"All leads, whatever the period, since {choice.since}. {known}"


def show(filters: Filters, choice: Choice, found: Found) -> None:
    """The table, the pages, and the export of all that was found."""
    if found.total == 0:
        st.info("No lead matches. Widen the period or clear a filter.", icon=":material/search_off:")
        return
    st.dataframe(
        _readable(found.rows, choice.group), key="leads-table", hide_index=True, height=680, column_config=_config(),
        alt=f"{found.total} leads, {len(found.rows)} of them on this page",
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        pages = -(-found.total // PAGE)
        if pages > 1:
            st.pagination(pages, key="leads-page")
        _export(filters, choice, found.total)


def _export(filters: Filters, choice: Choice, total: int) -> None:
    store = data.store()  # closed over: the file is made beside the script

    def everything() -> pd.DataFrame:
        return _readable(rows.leads(store, filters, replace(choice, offset=0, limit=EXPORT)).rows, choice.group)

    title = f"Leads: {choice.group.value}" + (f" (the first {EXPORT:,} of {total:,})" if total > EXPORT else "")
    with st.container(horizontal=True, width="content"):
        exports.buttons("leads", everything, title=title, sentence=_about(filters, choice), definitions={})


def _readable(frame: pd.DataFrame, group: Group) -> pd.DataFrame:
    known = {name: label for name, label in _COLUMNS.items() if name in frame.columns}
    if group is not Group.OVERDUE:
        return frame.rename(columns=known)[list(known.values())]
    columns = _OVERDUE | known
    told = frame.assign(promise=frame["promise"].map(_WAITS_FOR), hours_over=frame["hours_over"].round(1))
    return told.rename(columns=columns)[list(columns.values())]


def _config() -> dict[str, object]:
    days = {s.value: st.column_config.DateColumn(s.value, format="YYYY-MM-DD") for s in (*LADDER, *Exit)}
    return days | {
        "Name": st.column_config.TextColumn("Name", pinned=True),
        "Won amount": st.column_config.NumberColumn("Won amount", format="localized"),
        "Due (UTC)": st.column_config.DatetimeColumn("Due (UTC)", format="YYYY-MM-DD HH:mm"),
        "Last contact (UTC, a proxy)": st.column_config.DatetimeColumn(
            "Last contact (UTC, a proxy)", format="YYYY-MM-DD HH:mm"
        ),
        "First touch (UTC)": st.column_config.DatetimeColumn("First touch (UTC)", format="YYYY-MM-DD HH:mm"),
    }
