"""The form of a draft: a field for every term, with what it means; what is typed lives in the session.

    terms ── fill ──▶ session ── box, field ──▶ widgets ── typed ──▶ terms

Nothing here is stored: `typed` reads the terms as they stand on the screen, for the preview and for a save. The
fields are named as the terms are, those of the calendar by their own names, so that one function draws any of them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Any
from zoneinfo import available_timezones

import pandas as pd
import streamlit as st

from smarketing.agreement import LABELS, REASONS, WEEKDAYS, Agreement, Calendar, Goal, Side, Start, Terms
from smarketing.business_time import countries, subdivisions
from smarketing.errors import SettingError
from smarketing.filters import Dimension
from smarketing.ui import data
from smarketing.ui.promises import reading

HOURS = ("working_days", "opens", "closes", "time_zone", "country", "subdivision")
"""The fields that make the calendar."""

BOXES: dict[str, tuple[tuple[str, ...], ...]] = {
    "Marketing promises": (("goals",), ("horizon", "")),
    "Sales promises": (
        ("clock",), ("touch_hours", "decide_hours"), ("accepted_by_default",), ("attempts", "attempt_days"),
        ("reasons",), ("unable", "max_unable_share"), ("reps", "attempts_a_rep", "attempt_cost"),
    ),
    "Working hours of sales": (("working_days",), ("opens", "closes"), ("time_zone",), ("country", "subdivision")),
    "In words": (("text",),),
}  # fmt: skip
"""Which terms stand together, a tuple a line, in the order of the document; an empty name leaves its place free."""

_FIELDS = tuple(name for lines in BOXES.values() for line in lines for name in line if name)

NAMED = LABELS | {
    "max_unable_share": f"{LABELS['max_unable_share']}, %",
    "working_days": "Working days",
    "opens": "From",
    "closes": "To",
    "time_zone": "Time zone",
    "country": "Public holidays of",
    "subdivision": "and of its part",
}
"""What a field is called."""

MEANS: dict[str, str] = {
    "goals": "How many MQLs marketing brings in a month and, if promised, what they are worth together. A goal may be "
    "for some sources and segments only; where none is named, it is for all.",
    "horizon": "A lead is worth the chance that one of its kind becomes a customer within so many days, times what "
    "such a customer brings.",
    "clock": "When the clock of sales starts: with the rep who was given the lead, or as soon as marketing qualified "
    "it, so that the time until somebody is given it counts too.",
    "touch_hours": "The first call, mail or meeting by a person has to come within so many business hours. Automatic "
    "mails don't count.",
    "decide_hours": "Within so many business hours sales says of each MQL whether it takes it.",
    "accepted_by_default": "If switched on, an MQL that sales has not answered by its deadline counts as accepted, and "
    "not as unanswered.",
    "attempts": "How often a rep has to try at least before a lead may be given up.",
    "attempt_days": "The attempts have to be made within so many days.",
    "reasons": "A rejection has to give one of these. Write a reason of your own and press Enter to add it.",
    "unable": "A rejection with this reason holds only if the attempts were made.",
    "max_unable_share": "If more rejections than this give that reason, the promise is broken: leads are given up too "
    "easily, or can't be reached.",
    "reps": "How many people work MQLs. With the attempts each can make, it says how many leads sales can take on.",
    "attempts_a_rep": "How many calls, mails and meetings one rep can make in a month.",
    "attempt_cost": "What one attempt costs: the rep's time and whatever else. It says how many are worth making.",
    "working_days": "Business hours run on these days.",
    "opens": "When business hours begin.",
    "closes": "When they end. A time before they begin is one of the next day: a night shift.",
    "time_zone": "The clock that working days and hours are read from.",
    "country": "Public holidays are no working days.",
    "subdivision": "Some parts of a country have holidays of their own.",
    "text": "Anything that no figure can hold. It stands in the document and judges nothing.",
}
"""What each term means, for the person who fills it in."""

_GOALS = {"name": "str", "sources": "object", "segments": "object", "mqls": "Float64", "value": "Float64"}


def key(draft: Agreement, name: str) -> str:
    """A field's key in the session."""
    return f"draft-{name}-{draft.id}"


def is_open(draft: Agreement) -> bool:
    """Was this draft's form on screen in the last run?"""
    return key(draft, "touch_hours") in st.session_state


def fill(draft: Agreement, terms: Terms, day: date) -> None:
    """Put terms, and the day they begin, into the fields, whatever was typed there."""
    calendar, state = terms.calendar, st.session_state
    told = {name: getattr(terms, name) for name in LABELS if name not in ("goals", "calendar")}
    told |= {name: getattr(calendar, name) for name in HOURS}
    told |= {name: float(told[name]) for name in ("touch_hours", "decide_hours", "attempt_cost")}
    told |= {name: list(told[name]) for name in ("working_days", "reasons")}
    told["max_unable_share"] = round(100.0 * terms.max_unable_share, 6)
    state.update({key(draft, name): value for name, value in (told | {"day": day}).items()})
    state[key(draft, "goals")] = state[key(draft, "rows")] = _rows(terms.goals)
    state[key(draft, "round")] = state.get(key(draft, "round"), 0) + 1


def box(draft: Agreement, title: str) -> None:
    """A group of fields, line by line."""
    with st.container(border=True, key=f"box-{title.split(maxsplit=1)[0].lower()}"):
        st.markdown(f"#### {_HEADINGS[title]}")
        for line in BOXES[title]:
            for name, column in zip(line, st.columns(len(line), vertical_alignment="bottom"), strict=True):
                if name:
                    with column:
                        field(draft, name)


def field(draft: Agreement, name: str) -> None:
    """The field of one term, with its name and what it means."""
    _DRAWN[name](draft, key(draft, name), NAMED[name], MEANS[name])


def typed(draft: Agreement) -> tuple[Terms, date]:
    """The terms as they stand in the fields, and the day they begin. Raises SettingError where they make no sense."""
    said = {name: st.session_state[key(draft, name)] for name in _FIELDS}
    hours: dict[str, Any] = {name: said.pop(name) for name in HOURS}
    hours["working_days"] = tuple(hours["working_days"])
    if not said["unable"]:
        raise SettingError(
            "No reason is chosen that needs the attempts.", advice="Give the reasons, and choose one of them for it."
        )
    said |= {"goals": _of_rows(said["goals"]), "reasons": tuple(said["reasons"]), "clock": Start(said["clock"])}
    said["max_unable_share"] = round(said["max_unable_share"] / 100, 6)
    return Terms(calendar=Calendar(**hours), **said), st.session_state[key(draft, "day")]


# --- fields -------------------------------------------------------------------------------------


def _goals(draft: Agreement, key_: str, label: str, means: str) -> None:
    """An editor starts anew with other rows, so its own stay as they were; what is typed stands beside them."""
    st.markdown(label, help=means)
    choices, currency = data.choices(), data.workspace().currency
    columns = {
        "name": st.column_config.TextColumn("Goal", required=True, width="medium"),
        "mqls": st.column_config.NumberColumn("MQLs", min_value=0, step=1, format="localized", width=90),
        "value": st.column_config.NumberColumn(f"Worth, {currency}", min_value=0, format="localized", width=125),
        "sources": st.column_config.MultiselectColumn(
            "Sources, else all", options=choices[Dimension.SOURCE], accept_new_options=True, width=250
        ),
        "segments": st.column_config.MultiselectColumn(
            "Segments, else all", options=choices[Dimension.SEGMENT], accept_new_options=True, width=250
        ),
    }
    st.session_state[key_] = st.data_editor(
        st.session_state[key(draft, "rows")], num_rows="dynamic", hide_index=True, column_config=columns,
        column_order=list(columns), key=f"{key_}-{st.session_state[key(draft, 'round')]}", alt=label,
    )  # fmt: skip


def _number(step: float, *, most: float | None = None, money: bool = False) -> Callable[..., None]:
    def drawn(_draft: Agreement, key_: str, label: str, means: str) -> None:
        unit = f", {data.workspace().currency}" if money else ""
        shape = "%g" if isinstance(step, float) else "%d"
        st.number_input(
            label + unit, min_value=type(step)(0), max_value=most, step=step, format=shape, key=key_, help=means
        )

    return drawn


def _clock(_draft: Agreement, key_: str, label: str, means: str) -> None:
    st.selectbox(label, list(Start), format_func=_begins, key=key_, help=means)


def _begins(start: Start) -> str:
    return f"{'is ' if start is Start.ASSIGNED else ''}{start}"


def _by_default(_draft: Agreement, key_: str, label: str, means: str) -> None:
    st.toggle(label, key=key_, help=means)


def _reasons(_draft: Agreement, key_: str, label: str, means: str) -> None:
    known = dict.fromkeys((*REASONS, *st.session_state[key_]))
    st.multiselect(label, list(known), accept_new_options=True, key=key_, help=means, wrap=True)


def _unable(draft: Agreement, key_: str, label: str, means: str) -> None:
    _choice(key_, label, dict.fromkeys(st.session_state[key(draft, "reasons")]), means, otherwise=None)


def _days(_draft: Agreement, key_: str, label: str, means: str) -> None:
    st.pills(
        label, range(7), selection_mode="multi", format_func=lambda d: WEEKDAYS[d][:3], key=key_, help=means,
    )  # fmt: skip


def _hour(_draft: Agreement, key_: str, label: str, means: str) -> None:
    st.time_input(label, value=time(9), required=True, step=900, key=key_, help=means)


def _zone(_draft: Agreement, key_: str, label: str, means: str) -> None:
    _choice(key_, label, {name: name for name in sorted(available_timezones())}, means, otherwise="UTC")


def _country(_draft: Agreement, key_: str, label: str, means: str) -> None:
    _choice(key_, label, {"": "no country"} | countries(), means, otherwise="")


def _part(draft: Agreement, key_: str, label: str, means: str) -> None:
    parts = subdivisions(st.session_state[key(draft, "country")])
    _choice(key_, label, {"": "none"} | parts, means, otherwise="")


def _choice(key_: str, label: str, names: dict[str, str | None], means: str, *, otherwise: str | None) -> None:
    """One of several; what is no longer among them gives way."""
    if st.session_state[key_] not in names:
        st.session_state[key_] = otherwise
    st.selectbox(
        label, list(names), index=None if otherwise is None else 0, format_func=lambda code: names[code] or code,
        key=key_, help=means, disabled=len(names) < 2 and otherwise is not None,
    )  # fmt: skip


def _text(_draft: Agreement, key_: str, label: str, means: str) -> None:
    st.text_area(label, key=key_, help=means, height=100)


_DRAWN: dict[str, Callable[..., None]] = {
    "goals": _goals,
    "horizon": _number(1),
    "clock": _clock,
    "touch_hours": _number(0.5),
    "decide_hours": _number(0.5),
    "accepted_by_default": _by_default,
    "attempts": _number(1),
    "attempt_days": _number(1),
    "reasons": _reasons,
    "unable": _unable,
    "max_unable_share": _number(1.0, most=100.0),
    "reps": _number(1),
    "attempts_a_rep": _number(1),
    "attempt_cost": _number(1.0, money=True),
    "working_days": _days,
    "opens": _hour,
    "closes": _hour,
    "time_zone": _zone,
    "country": _country,
    "subdivision": _part,
    "text": _text,
}

_HEADINGS = {
    "Marketing promises": reading.HEADINGS[Side.MARKETING],
    "Sales promises": reading.HEADINGS[Side.SALES],
    "Working hours of sales": ":green[:material/schedule:] Working hours of sales",
    "In words": ":material/notes: In words",
}


# --- goals ⇄ rows -------------------------------------------------------------------------------


def _rows(goals: tuple[Goal, ...]) -> pd.DataFrame:
    told = [(g.name, list(g.sources), list(g.segments), float(g.mqls), g.value) for g in goals]
    return pd.DataFrame(told, columns=list(_GOALS)).astype(_GOALS)


def _of_rows(rows: pd.DataFrame) -> tuple[Goal, ...]:
    told = rows[rows["name"].fillna("").astype(str).str.strip() != ""].to_dict("records")
    return tuple(
        Goal(
            str(r["name"]).strip(), _listed(r["sources"]), _listed(r["segments"]),
            int(r["mqls"]) if pd.notna(r["mqls"]) else 0, float(r["value"]) if pd.notna(r["value"]) else None,
        )
        for r in told
    )  # fmt: skip


def _listed(cell: Any) -> tuple[str, ...]:
    """The names in a cell; an empty one may hold nothing, or an empty list."""
    return tuple(cell) if pd.api.types.is_list_like(cell) else ()
