"""The filters on top of every page, bound to the URL: a link is the view.

Each widget's key is its name in the link. Streamlit keeps nonsense out of the widgets and leaves it
out of the link; `misread` says what it was, so that nobody looks at another view unawares. What a
browser sends is checked again when `Filters` is made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import streamlit as st

from smarketing import link
from smarketing.errors import FilterError
from smarketing.filters import WINDOWS, Clock, Compare, Dimension, Filters
from smarketing.link import COMPARE_NAMES, CUSTOM, DEFAULT_PRESET, FIRST_DAY, WINDOW
from smarketing.periods import PRESETS, Grain, Period
from smarketing.ui import data
from smarketing.ui.meeting import to_agenda

_LAST_DAY = "last-day"
"""What today was when this session looked last."""


def filter_bar(*, today: date, choices: Mapping[Dimension, Sequence[str]]) -> Filters:
    """Draw the bar and give back what it says.

    today: the as-of day unless another is chosen. choices: what each dimension offers.
    """
    for notice in _misread_once(choices, today):
        st.warning(notice, icon=":material/link_off:")
    _keep_in_link()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="filter-bar"):
        preset = st.selectbox(
            "Period", [*PRESETS, CUSTOM], index=list(PRESETS).index(DEFAULT_PRESET), key="period",
            bind="query-params", width=175,
        )  # fmt: skip
        as_of = _as_of(today)
        period = _days(as_of) if preset == CUSTOM else PRESETS[preset or DEFAULT_PRESET](as_of)
        compare = st.selectbox("Compare with", list(COMPARE_NAMES), key="compare", bind="query-params", width=195)
        chosen = _choose(choices)
        grain, clock, window = _view()
        st.container(width="stretch")
        filters = _made(period, as_of, COMPARE_NAMES.get(compare, Compare.PREVIOUS), grain, clock, window, chosen)
        _share(filters)
    return filters


def _as_of(today: date) -> date:
    was = st.session_state.get(_LAST_DAY, today)
    if was != today and st.session_state.get("as_of") == was:
        st.session_state["as_of"] = today  # nobody chose it: midnight, or another workspace, made it another day
    st.session_state[_LAST_DAY] = today
    picked = st.date_input(
        "As of", value=today, min_value=FIRST_DAY, max_value=today, key="as_of", format="YYYY-MM-DD",
        bind="query-params", width=165, help="Every number is as known at the end of this day.",
    )  # fmt: skip
    return min(picked, today) if isinstance(picked, date) else today


def _days(as_of: date) -> Period:
    first = PRESETS[DEFAULT_PRESET](as_of).first
    picked = st.date_input(
        "From – to", value=(first, as_of), min_value=FIRST_DAY, max_value=as_of + timedelta(days=366), key="days",
        format="YYYY-MM-DD", bind="query-params", width=230,
    )  # fmt: skip
    if not isinstance(picked, tuple) or not picked:
        return Period(first, as_of)
    return Period(min(picked), max(picked))  # while only one end is chosen, that day


def _choose(choices: Mapping[Dimension, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    count = sum(bool(st.session_state.get(d.value)) for d in Dimension)
    with st.popover(f"Filters · {count}" if count else "Filters", icon=":material/filter_alt:"):
        chosen = {
            d.value: tuple(
                st.multiselect(d.label, choices[d], key=d.value, bind="query-params", placeholder="All", width=360)
            )
            for d in Dimension
            if choices[d]
        }
        st.button("Clear all filters", on_click=_clear, disabled=not count, type="tertiary", key="clear-filters")
    return chosen


def _clear() -> None:
    for dimension in Dimension:
        st.session_state[dimension.value] = []


def _view() -> tuple[Grain, Clock, int]:
    with st.popover("View", icon=":material/tune:"):
        grain = st.segmented_control(
            "Cut time by", [g.value for g in Grain], default=Grain.MONTH.value, key="grain", bind="query-params",
            required=True,
        )  # fmt: skip
        clock = st.segmented_control(
            "Count by", [c.value for c in Clock], default=Clock.COHORT.value, key="clock", bind="query-params",
            required=True, help="cohort: the day a lead became MQL decides. event: the day of each event decides.",
        )  # fmt: skip
        window = st.select_slider(
            "A conversion counts within … days", WINDOWS, value=WINDOW, key="window", bind="query-params"
        )
    return Grain(grain or Grain.MONTH), Clock(clock or Clock.COHORT), int(window)


def _made(
    period: Period, as_of: date, compare: Compare, grain: Grain, clock: Clock, window: int, chosen: dict
) -> Filters:
    try:
        return Filters(period=period, as_of=as_of, compare=compare, grain=grain, clock=clock, window=window, **chosen)
    except FilterError as error:
        st.warning(str(error), icon=":material/event_busy:")
        return Filters(period=PRESETS[DEFAULT_PRESET](as_of), as_of=as_of)


# --- links ------------------------------------------------------------------------------------

IN_POPOVERS: tuple[str, ...] = (*(d.value for d in Dimension), "grain", "clock", "window")
"""The keys of the widgets that a browser draws only when their popover is opened."""

_ALWAYS = ("period", "as_of", "days", "compare")


def _keep_in_link() -> None:
    """Put back into the link what has been chosen and fell out of it.

    On a page switch Streamlit takes a parameter out of the link whose widget the browser has never drawn, and where a
    fragment began it (the board) every one; the value itself stays, and setting it anew puts it back.
    """
    for key in (*IN_POPOVERS, *_ALWAYS):
        if key in st.session_state and key not in st.query_params:
            st.session_state[key] = st.session_state[key]


def query(filters: Filters, *, sample: bool) -> str:
    """The part of a link after `?` that opens exactly this view, on any later day too."""
    own = "sample=true&" if sample and data.has_own() else ""
    return own + link.query(filters)


def _share(filters: Filters) -> None:
    with st.popover("Share", icon=":material/link:"):
        st.markdown("**A link to this view.** It opens the same days and the same filters in any browser.")
        page = (st.context.url or "").split("?")[0]
        st.code(f"{page}?{query(filters, sample=data.is_sample())}", language=None, wrap_lines=True)
        to_agenda.offer(page.rpartition("/")[2], filters)


def _misread_once(choices: Mapping[Dimension, Sequence[str]], today: date) -> list[str]:
    """What the link of a fresh session said that can't be understood; only the first run sees it."""
    if "period" in st.session_state:
        return []
    told = misread({key: st.query_params.get_all(key) for key in st.query_params}, choices, today)
    if not told:
        return []
    return [f"Part of the link could not be used: {', '.join(told)}. The usual view is shown for it."]


def misread(
    parameters: Mapping[str, Sequence[str]], choices: Mapping[Dimension, Sequence[str]], today: date
) -> list[str]:
    """The `name=value` pairs of a link that stand for nothing.

    parameters: the link's values by name. Unknown names are left alone (another program's).
    """
    offered: dict[str, Sequence[str]] = {
        "period": [*PRESETS, CUSTOM], "compare": list(COMPARE_NAMES), "grain": [g.value for g in Grain],
        "clock": [c.value for c in Clock], "window": [str(w) for w in WINDOWS],
        **{d.value: choices[d] for d in Dimension},
    }  # fmt: skip
    wrong = [f"{k}={v}" for k, values in parameters.items() if k in offered for v in values if v not in offered[k]]
    for key in ("as_of", "days"):
        wrong += [f"{key}={v}" for v in parameters.get(key, ()) if not _is_day(v, None if key == "days" else today)]
    return [_short(pair) for pair in wrong]


def _is_day(value: str, last: date | None) -> bool:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return False
    return day >= FIRST_DAY and (last is None or day <= last)


def _short(pair: str) -> str:
    kept = "".join(c if c.isalnum() or c in " =-_.,:()" else "?" for c in pair)  # shown as text, never as Markdown
    return kept if len(kept) <= 60 else f"{kept[:57]}…"
