"""What is written down at a point of the agenda: its note, decisions, actions. All of it is saved while it is typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import streamlit as st

from smarketing.agreement import Side
from smarketing.errors import StoreUnreachable
from smarketing.meeting import Action, Decision, Item, Meeting, Note
from smarketing.metrics.registry import Unit
from smarketing.metrics.show import show as said
from smarketing.scenes.measure import MEASURABLE
from smarketing.store import meetings
from smarketing.ui import data
from smarketing.ui.meeting import record, shown, typed, watch
from smarketing.ui.meeting.doing import attempt, by, say
from smarketing.ui.text import plain

SIDES = {**{side.value: side.value.capitalize() for side in Side}, "": "Both"}
_DUE_IN = timedelta(days=7)
_REMOVED, _LAST = "removed-row", "written-last"
_POINTS = (Unit.RATE, Unit.PERCENT)

Words = Decision | Action


@dataclass(frozen=True)
class _Read:
    """What was written at a point, as it was read last. change: the number of the record's last change then."""

    item: int
    change: int
    note: str
    decisions: tuple[Decision, ...]
    actions: tuple[Action, ...]


def _read(meeting: Meeting, item: Item) -> _Read:
    """What stands in the store; while it does not answer, what this session read last, so that typing goes on."""
    try:
        change, note = record.last_change(data.store()), record.notes(meeting.id).get(item.id)
        decided = tuple(d for d in record.decisions(meeting.id) if d.item_id == item.id)
        to_do = tuple(a for a in record.actions(meeting.id) if a.item_id == item.id)
    except StoreUnreachable:
        last: _Read | None = st.session_state.get(_LAST)
        if last is None or last.item != item.id:
            raise
        return last
    st.session_state[_LAST] = _Read(item.id, change, note.text if note else "", decided, to_do)
    return st.session_state[_LAST]


@st.fragment
def show(meeting: Meeting, item: Item, currency: str) -> None:
    """The point's note, then what was decided and who does what. Others' words come in by themselves."""
    say()
    here = _read(meeting, item)
    watch.written(here.change)
    typed.field(
        f"note-{item.id}", "Notes", here.note, rows=4,
        placeholder="What was said; everybody writes here", read=partial(_note_now, item),
        save=partial(_save_note, item),
    )  # fmt: skip
    _undo()
    st.markdown("##### Decisions")
    for decision in here.decisions:
        _decision(decision)
    typed.entry(f"decide-{item.id}", "", placeholder="Decided: … (Enter)", enter=partial(_decide, item))
    st.markdown("##### Actions")
    for action in here.actions:
        _action(action, currency)
    typed.entry(f"act-{item.id}", "", placeholder="Who: does what (Enter)", enter=partial(_act, item))


# --- notes --------------------------------------------------------------------------------------


def _note_now(item: Item) -> str:
    note = meetings.notes(data.store(), item.meeting_id).get(item.id)
    return note.text if note else ""


def _save_note(item: Item, text: str) -> None:
    note: Note | None = meetings.notes(data.store(), item.meeting_id).get(item.id)
    if note is None:
        meetings.write_note(data.store(), item, text, **by())
    else:
        meetings.change(data.store(), note, text=text, **by())
    record.refresh()


# --- decisions and actions ----------------------------------------------------------------------


def _decide(item: Item, text: str) -> None:
    meetings.write_decision(data.store(), item.meeting_id, item_id=item.id, decision=text, **by())
    record.refresh()


def _act(item: Item, text: str) -> None:
    """`Georg: call them` names the owner."""
    name, colon, task = text.partition(":")
    owner, task = (name.strip(), task.strip()) if colon and len(name) <= 40 and task.strip() else ("", text.strip())
    meetings.write_action(
        data.store(), item.meeting_id, item_id=item.id, task=task, owner=owner, due_day=data.today() + _DUE_IN, **by()
    )
    record.refresh()


def _decision(row: Decision) -> None:
    with st.container(border=True, key=f"decision-{row.id}", gap="xxsmall"):
        _field(row, "decision", "Decision")
        with st.grid(3, min_column_width=110, gap="xsmall"):
            _field(row, "issue", "Issue")
            _field(row, "owner", "Owner")
            _field(row, "success", "Success metric")
        _remove_button(row)


def _action(row: Action, currency: str) -> None:
    with st.container(border=True, key=f"action-{row.id}", gap="xxsmall"):
        _field(row, "task", "Action")
        with st.grid(3, min_column_width=110, gap="xsmall"):
            _field(row, "owner", "Owner")
            _choice(row, "side", "Side", SIDES)
            _due(row)
        with st.grid(2, min_column_width=150, gap="xsmall"):
            _choice(row, "metric", "Moves the number", {"": "–", **{k: m.name for k, m in MEASURABLE.items()}})
            if row.metric in MEASURABLE:
                _target(row, currency)
        _remove_button(row)


def _field(row: Words, name: str, label: str) -> None:
    typed.field(
        f"{_kind(row)}-{row.id}-{name}", label, getattr(row, name), read=partial(_now, row, name),
        save=partial(_save, row, name),
    )  # fmt: skip


def _kind(row: Words) -> str:
    return type(row).__name__.lower()


def _there(row: Words) -> Words | None:
    """The row as it stands in the store."""
    rows = (meetings.decisions if isinstance(row, Decision) else meetings.actions)(data.store(), row.meeting_id)
    return next((r for r in rows if r.id == row.id), None)


def _now(row: Words, name: str) -> str | None:
    there = _there(row)
    return None if there is None else getattr(there, name)


def _save(row: Words, name: str, value: object) -> None:
    there = _there(row)
    if there is not None:
        meetings.change(data.store(), there, **{name: value}, **by())
        record.refresh()


# A widget of Streamlit's own keeps what it shows; with the row's value in its key it shows what others chose, too.


def _choice(row: Action, name: str, label: str, offered: dict[str, str]) -> None:
    value, key = getattr(row, name), f"{name}-{row.id}-{getattr(row, name)}"
    there = list(offered)
    st.selectbox(label, there, index=there.index(value) if value in offered else 0, format_func=offered.__getitem__,
                 key=key, on_change=_chosen, args=(row, name, key))  # fmt: skip


def _chosen(row: Action, name: str, key: str) -> None:
    value = st.session_state[key]
    if name != "metric":
        attempt(lambda: _save(row, name, value))
        return
    query = next((i.query for i in record.items(row.meeting_id) if i.id == row.item_id), "")
    then = shown.value(value, query)
    day = None if then is None else data.today()
    more = {"metric": value, "query": query, "then": then, "then_day": day, "target": None}
    attempt(lambda: _save_all(row, more))


def _save_all(row: Action, values: dict[str, object]) -> None:
    there = _there(row)
    if there is not None:
        meetings.change(data.store(), there, **values, **by())


def _due(row: Action) -> None:
    key = f"due-{row.id}-{row.due_day}"
    st.date_input("Until", value=row.due_day, format="YYYY-MM-DD", key=key, required=True, on_change=_dated,
                  args=(row, key))  # fmt: skip


def _dated(row: Action, key: str) -> None:
    day = st.session_state[key]
    if day:
        attempt(lambda: _save(row, "due_day", day))


def _target(row: Action, currency: str) -> None:
    """In the unit that people speak of: percent for shares."""
    unit = MEASURABLE[row.metric].unit
    scale = 100 if unit in _POINTS else 1
    value = None if row.target is None else row.target * scale
    key = f"target-{row.id}-{row.target}"
    now = said(row.then, unit, currency=currency)
    st.number_input(f"Target{' in %' if scale == 100 else ''}, now {now}", value=value, key=key, on_change=_aimed,
                    args=(row, key, scale))  # fmt: skip


def _aimed(row: Action, key: str, scale: int) -> None:
    value = st.session_state[key]
    attempt(lambda: _save(row, "target", None if value is None else value / scale))


# --- taking out, and back -----------------------------------------------------------------------


def _remove_button(row: Words) -> None:
    st.button("Remove", key=f"remove-{_kind(row)}-{row.id}", icon=":material/delete:", type="tertiary",
              on_click=_remove, args=(row,))  # fmt: skip


def _remove(row: Words) -> None:
    def removed() -> None:
        there = _there(row)
        if there is not None:
            meetings.remove(data.store(), there, **by())
            st.session_state[_REMOVED] = there

    attempt(removed)


def _undo() -> None:
    row = st.session_state.get(_REMOVED)
    if row is not None:
        st.button(f"Bring back “{plain(_headline(row))}”", key="undo-remove", icon=":material/undo:", type="tertiary",
                  on_click=_back, args=(row,))  # fmt: skip


def _headline(row: Words) -> str:
    text = row.decision if isinstance(row, Decision) else row.task
    return text if len(text) <= 40 else f"{text[:39]}…"


def _back(row: Words) -> None:
    store = data.store()

    def written() -> None:
        if isinstance(row, Decision):
            meetings.write_decision(store, row.meeting_id, item_id=row.item_id, issue=row.issue, decision=row.decision,
                                    owner=row.owner, success=row.success, **by())  # fmt: skip
        else:
            names = ("task", "owner", "side", "due_day", "metric", "query", "target", "then", "then_day")
            words = {name: getattr(row, name) for name in names}
            meetings.write_action(store, row.meeting_id, item_id=row.item_id, **words, **by())
        st.session_state.pop(_REMOVED, None)

    attempt(written)
