"""From a number to its leads: the same filters, one group."""

from __future__ import annotations

import streamlit as st

from smarketing.filters import Clock, Dimension, Filters
from smarketing.groups import Group
from smarketing.link import CUSTOM
from smarketing.stages import Stage
from smarketing.store.rows import BY_DUE
from smarketing.ui import places

SHOW_KEY = "show"
"""The leads page's choice of group, and its name in a link."""

BEGAN_KEY = "began"
"""Its choice of the stage whose days make the cohort."""

REASON_KEY = "because"
"""Its choice of the reason for which sales returned a lead; empty keeps all."""

PART_KEY = "list"
"""Its choice between the list of leads and what is wrong with their data."""

LIST = "Leads"
PARTS = (LIST, "Data quality")


def leads_button(
    group: Group, *, key: str, clock: Clock, start: Stage, short: bool = False, of: Filters | None = None
) -> None:
    """A button that opens the leads of the group, by the number's own clock, with the filters as they are.

    of: the number's own days and choices, where they are not those on screen.
    """
    label = f"See the leads: {group.value}"
    look = {"type": "tertiary", "help": label} if short else {}
    shown = "Leads" if short else label
    own = {} if of is None else _widgets(of)
    st.button(shown, icon=":material/table_rows:", key=key, on_click=go, args=(group, clock, start), kwargs=own, **look)


def _widgets(filters: Filters) -> dict[str, object]:
    """The filter bar's widgets, by their keys, as they stand where these days and choices are on screen."""
    chosen = {d.value: [] for d in Dimension} | {d.value: list(names) for d, names in filters.choices}
    return {"period": CUSTOM, "days": (filters.period.first, filters.period.last), **chosen}


def go(group: Group, clock: Clock, start: Stage, **more: object) -> None:
    """Open the leads page; `more` are other widgets, by their keys. To be called back, not called."""
    order = {"sort": BY_DUE, "newest": False} if group is Group.OVERDUE else {}
    shown = {SHOW_KEY: group.value, BEGAN_KEY: start.value, REASON_KEY: None, PART_KEY: LIST, "clock": clock.value}
    st.session_state.update(shown | order | more)
    st.switch_page(places.LEADS, query_params={})
