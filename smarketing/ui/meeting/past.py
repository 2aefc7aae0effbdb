"""What was decided and agreed to do, over all meetings, searchable, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from smarketing.meeting import Action, Decision, Meeting, Outcome
from smarketing.metrics.actions import actions_in_time, stand_said, tidy
from smarketing.metrics.registry import Unit, evaluate
from smarketing.metrics.show import is_missing, out_of
from smarketing.metrics.show import show as said
from smarketing.periods import Grain
from smarketing.ui import data, exports
from smarketing.ui.meeting import chosen, last_time, record, shown
from smarketing.ui.meeting.closed import outcome_said
from smarketing.ui.meeting.written import SIDES
from smarketing.ui.panel import written
from smarketing.ui.text import definitions, plain

_OPEN, _OVERDUE, _DONE, _DROPPED, _DECIDED = "Open", "Past its day", "Done", "Dropped", "Decision"
KINDS = (_OPEN, _OVERDUE, _DONE, _DROPPED, _DECIDED)
_MOST = 60


@dataclass(frozen=True)
class _Line:
    """A decision or an action, with the meeting that made it."""

    row: Decision | Action
    meeting: Meeting
    kind: str

    @property
    def text(self) -> str:
        """All its words, for the search."""
        row = self.row
        words = (
            (row.decision, row.issue, row.owner, row.success)
            if isinstance(row, Decision)
            else (row.task, row.owner, row.side, row.result)
        )
        return " ".join((*words, self.meeting.title)).casefold()


def show() -> None:
    """The search, how many actions are done in time, and the list."""
    lines, actions = _lines(), record.actions()
    st.markdown("## What was decided, and what became of it")
    if not lines:
        st.info("No meeting has decided anything yet. What is written down in the room comes here.")
        return
    _in_time(actions)
    kept = _search(lines)
    st.caption(f"{len(kept):,} of {len(lines):,}, the newest first")
    for line in kept[:_MOST]:
        _draw(line)
    if len(kept) > _MOST:
        st.caption(f"{len(kept) - _MOST:,} more: search for a word of theirs.")


def _lines() -> list[_Line]:
    by_id = {m.id: m for m in record.listed()}
    rows: list[Decision | Action] = [*record.decisions(), *record.actions()]
    lines = [_Line(row, by_id[row.meeting_id], _kind(row)) for row in rows if row.meeting_id in by_id]
    return sorted(lines, key=lambda line: (-line.meeting.starts_at, line.row.id))


def _kind(row: Decision | Action) -> str:
    if isinstance(row, Decision):
        return _DECIDED
    if row.outcome is Outcome.OPEN:
        return _OVERDUE if row.is_overdue(data.today()) else _OPEN
    return _DONE if row.outcome is Outcome.DONE else _DROPPED


# --- the search ---------------------------------------------------------------------------------


def _search(lines: Sequence[_Line]) -> list[_Line]:
    owners = sorted({line.row.owner for line in lines if line.row.owner})
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = st.text_input("Search", key="words", bind="query-params", placeholder="Any words", width=320,
                              type="search", live="500ms")  # fmt: skip
        kinds = st.pills("Show", KINDS, selection_mode="multi", key="kinds", bind="query-params")
        whose = st.multiselect("Owner", owners, key="whose", bind="query-params", placeholder="Everybody", width=300)
    wanted = (words or "").casefold().split()
    return [
        line for line in lines
        if all(word in line.text for word in wanted) and (not kinds or line.kind in kinds)
        and (not whose or line.row.owner in whose)
    ]  # fmt: skip


# --- done in time -------------------------------------------------------------------------------


def _in_time(actions: Sequence[Action]) -> None:
    """By team and by person, with the intervals of so few."""
    frame = tidy(actions, today=data.today())
    if not frame["due"].sum():
        return
    frame = frame.assign(side=frame["side"].map(SIDES))
    parts = [
        evaluate(actions_in_time, f, by=[by]).rename(columns={by: "whose"})
        for f, by in ((frame.assign(side="All"), "side"), (frame, "side"), (frame[frame["owner"] != ""], "owner"))
    ]
    rates = pd.concat(parts, ignore_index=True)
    rates = rates[rates["denominator"] > 0]
    told = pd.DataFrame([_rate_said(row) for row in rates.to_dict("records")])
    title = f"{told['Of those due'].iloc[0]} actions that were due were done in time"
    as_of = f"As of {Grain.DAY.label(data.today())}, all meetings."
    with st.container(border=True, key="panel-in-time", gap="xsmall"):
        st.markdown(f"#### {title}", help=definitions([actions_in_time]))
        written("in-time", told, title)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(as_of, width="stretch")
            names = {actions_in_time.name: actions_in_time.definition}
            exports.buttons("in-time", rates, title=title, sentence=as_of, definitions=names)


def _rate_said(row: dict[str, float]) -> dict[str, str]:
    interval = "" if is_missing(row["low"]) else f"{said(row['low'], Unit.RATE)} – {said(row['high'], Unit.RATE)}"
    return {
        "Whose": str(row["whose"]), "Done in time": said(row["value"], Unit.RATE),
        "Of those due": out_of(row['numerator'], row['denominator']), "95 %": interval,
    }  # fmt: skip


# --- a line -------------------------------------------------------------------------------------


def _draw(line: _Line) -> None:
    row = line.row
    with st.container(border=True, key=f"past-{type(row).__name__.lower()}-{row.id}", gap="xxsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(_words(line), width="stretch")
            st.button(f"{plain(line.meeting.title)}, {_day(line.meeting)}", icon=":material/description:",
                      type="tertiary", key=f"of-{type(row).__name__.lower()}-{row.id}", on_click=chosen.open_meeting,
                      args=(line.meeting,))  # fmt: skip
        if isinstance(row, Action) and row.outcome is Outcome.OPEN:
            last_time.settling(row)


def _day(meeting: Meeting) -> str:
    at = pd.Timestamp(meeting.starts_at, unit="s", tz="UTC").tz_convert(data.workspace().time_zone)
    return Grain.DAY.label(at.date())


def _words(line: _Line) -> str:
    row = line.row
    if isinstance(row, Decision):
        more = [("Issue", row.issue), ("Owner", row.owner), ("Right if", row.success)]
        told = " · ".join(f"{name}: {plain(text)}" for name, text in more if text)
        return f":material/gavel: **{plain(row.decision)}**  \n{told}"
    number = stand_said(row, shown.value(row.metric, row.query), currency=data.workspace().currency)
    parts = [plain(row.owner or "nobody"), SIDES.get(row.side, ""), f"until {Grain.DAY.label(row.due_day)}",
             outcome_said(row), plain(number)]  # fmt: skip
    return f":material/task_alt: **{plain(row.task)}**  \n{' · '.join(part for part in parts if part)}"
