"""What the past would write into the agreement: a paper for the meeting, with the charts that prove it.

Each figure stands with what is agreed, what is proposed, why, and of how many leads. Nothing is decided here: what is
chosen goes into a draft, which people change and sign.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import timedelta

import pandas as pd
import streamlit as st

from smarketing import owed
from smarketing.agreement import LABELS, Agreement, Goal, Terms, differences
from smarketing.charts import does_it_fade
from smarketing.errors import SmarketingError, StaleEdit
from smarketing.filters import Filters
from smarketing.metrics import findings, recommend
from smarketing.metrics.burn_up import Load, capacity_used
from smarketing.metrics.goals import rows_of
from smarketing.metrics.hazard import accepted_at_attempt
from smarketing.metrics.ladder import rounded_up
from smarketing.metrics.lead_value import lead_amount, lead_conversion
from smarketing.metrics.recommend import Proposal
from smarketing.metrics.registry import Unit, evaluate
from smarketing.metrics.response import conversion_by_wait
from smarketing.metrics.show import MISSING, is_missing
from smarketing.metrics.show import show as written
from smarketing.metrics.volume import mqls
from smarketing.store import promises
from smarketing.ui import data, frames, view
from smarketing.ui.panel import panel
from smarketing.ui.promises.past import Aim, Past, aim, past
from smarketing.ui.text import plain

_FIGURES: dict[str, Callable[..., str]] = {
    "goals": lambda goals: f"{goals[0].mqls:,} MQLs",
    "reasons": lambda reasons: f"{len(reasons)} reasons",
    "touch_hours": "{:g} h".format,
    "decide_hours": "{:g} h".format,
    "attempt_days": "{} days".format,
    "horizon": "{} days".format,
    "max_unable_share": findings.share,
}
_OF = {
    "horizon": "MQLs that became customers", "max_unable_share": "returned MQLs", "reasons": "returned MQLs",
    "reps": "months of a rep", "attempts_a_rep": "months of a rep",
}  # fmt: skip
_TOLD = "proposals-told"


def show() -> None:
    """A card for each figure, the charts behind sales' figures, the table behind marketing's."""
    filters = view.current()
    target = aim(filters) or _asked(filters)
    here = past(filters, target)
    is_agreed = data.agreement(filters.as_of) is not None
    st.markdown(f"## {plain(_headline(here.proposals, here.agreed, is_agreed=is_agreed))}")
    whole = owed.year(filters.as_of)
    judged = f"From the leads of {whole.period}, whatever is filtered. The past proposes, people decide and sign"
    st.caption(plain(f"{judged}; hours are business hours."))
    can_take = not data.is_sample()
    with st.grid(5, min_column_width=250, gap="small", key="proposals"):
        for proposal in here.proposals:
            _card(proposal, here.agreed if is_agreed else None, can_take=can_take)
    if can_take:
        _take(here.proposals)
    else:
        st.caption("The sample company's agreement can be read; in your own workspace these go into a draft.")
    left, right = st.columns(2)
    with left:
        _speed(here, whole)
    with right:
        _one_more(here, whole)
    if target is not None:
        _plan(here, target, whole)


def _asked(filters: Filters) -> Aim | None:
    """What people say that MQLs should bring, where no target is imported."""
    currency = data.workspace().currency
    told = st.number_input(
        f"Revenue a month that MQLs should bring ({currency})", min_value=0, value=0, step=10_000, key="revenue",
        bind="query-params", width=360,
    )  # fmt: skip
    return Aim(float(told), "") if told else None


# --- the paper ----------------------------------------------------------------------------------


def _headline(proposals: Sequence[Proposal], agreed: Terms, *, is_agreed: bool) -> str:
    told = [p for p in proposals if p.value is not None]
    if not told:
        return "The data do not say yet what could be promised"
    if not is_agreed:
        return f"The past proposes {len(told)} of {len(proposals)} figures for an agreement"
    changed = sum(_differs(p, agreed) for p in told)
    if not changed:
        return f"The past would change none of the {len(told)} figures that it tells"
    return f"The past would change {changed} of {len(proposals)} figures of the agreement"


def _differs(proposal: Proposal, agreed: Terms) -> bool:
    now, then = getattr(agreed, proposal.term), proposal.value
    if proposal.term == "reasons":  # their order means nothing
        now, then = frozenset(now), frozenset(then)  # ty: ignore[invalid-argument-type]
    return now != then


def _figure(term: str, value: object) -> str:
    """`8 h`, `877 MQLs`, `6 reasons`; what is missing or not agreed is "–"."""
    return _FIGURES.get(term, str)(value) if value else MISSING


def _card(proposal: Proposal, agreed: Terms | None, *, can_take: bool) -> None:
    """What it is about, the figure with the one that is agreed, why, and of how many."""
    term, is_told = proposal.term, proposal.value is not None
    stays = is_told and agreed is not None and not _differs(proposal, agreed)
    now = _figure(term, getattr(agreed, term, None))
    beside = "as agreed" if stays else f"agreed: {now}" if now != MISSING else "not agreed yet"
    with st.container(border=True, height="stretch", gap="xsmall", key=f"proposal-{term}"):
        st.metric(
            plain(LABELS[term]), _figure(term, proposal.value), plain(beside), delta_arrow="off",
            delta_color="primary" if is_told and not stays else "gray",
        )  # fmt: skip
        st.markdown(plain(proposal.because))
        if is_told:
            of = f"Of {proposal.of:,} {_OF.get(term, 'MQLs')}."
            st.caption(plain(f"{of} {proposal.caution}".strip()))
        if can_take and is_told and not stays:
            st.checkbox(f"Take {plain(_figure(term, proposal.value))}", value=True, key=f"take-{term}")


# --- what proves it -----------------------------------------------------------------------------


def _value(here: Past, term: str) -> object:
    return next(p.value for p in here.proposals if p.term == term)


def _speed(here: Past, whole: Filters) -> None:
    """Conversion by response time."""
    rates = recommend.buckets(here.conversions, hours_a_day=here.agreed.calendar.hours_a_day)
    hours = float(_value(here, "touch_hours") or here.agreed.touch_hours)  # ty: ignore[invalid-argument-type]
    found = recommend.sooner(here.conversions, hours, f"became {here.outcome.label}")
    panel(
        "speed",
        does_it_fade.draw(rates, conversion_by_wait, look=view.current_look(), by="bucket"),
        title=findings.said(found, otherwise=f"MQLs that became {here.outcome.label}, by hours until the first touch"),
        shows=f"Became {here.outcome.label} within {whole.window} days, by business hours until the first touch; how "
        "many is below. Not causal: reps may call the promising leads first",
        table=rates,
        metrics=[conversion_by_wait],
        filters=whole,
    )


def _one_more(here: Past, whole: Filters) -> None:
    """What each further attempt still brings, against what it costs."""
    rates = evaluate(accepted_at_attempt, here.counts, by=["attempt"])
    rates = rates.assign(step=[f"no. {k}" for k in rates["attempt"]])
    last, cost, look = _value(here, "attempts"), here.agreed.attempt_cost, view.current_look()
    line, against = None, "no cost of an attempt is agreed, so no break-even can be drawn"
    if cost and not is_missing(here.worth):
        line = does_it_fade.Line(cost / here.worth, f"pays above {look.say(cost / here.worth, Unit.RATE)}")
        worth, costs = (look.say(v, Unit.MONEY) for v in (here.worth, cost))
        against = (
            f"dashed, where its cost of {costs} is as much as it brings: an accepted MQL is worth {worth} in revenue"
        )
    panel(
        "one-more",
        does_it_fade.draw(rates, accepted_at_attempt, look=look, by="step", line=line),
        title=f"Attempt {last} is the last that brings more than it costs" if last and line
        else "MQLs accepted at each further attempt",
        shows=f"Accepted after this attempt and before the next, of those that got it (how many is below); {against}",
        table=rates,
        metrics=[accepted_at_attempt],
        filters=whole,
    )  # fmt: skip


def _plan(here: Past, target: Aim, whole: Filters) -> None:
    """From the revenue backwards: MQLs by source, and by goal."""
    plan = recommend.volume(here.values, revenue=target.revenue, mix=here.mix)
    if plan.empty:
        return
    cells = recommend.volume(here.values, revenue=target.revenue, mix=here.mix, by=("source", "segment"))
    revenue, wanted = _money(target.revenue), rounded_up(plan["mqls"].sum())
    panel(
        "plan",
        pd.DataFrame([_worked_back("All sources", cells), *(_worked_back(str(s), cells[cells["source"] == s])
                                                            for s in plan["source"])]),
        title=f"{revenue} a month from MQLs asks for {wanted:,} of them",
        shows="Revenue ÷ average deal = customers; ÷ conversion = MQLs. Nothing is rounded on the way; in brackets and "
        f"last, what to plan with{_asks_of_sales(here, wanted)}",
        table=plan,
        metrics=[mqls, lead_conversion, lead_amount, capacity_used],
        filters=whole,
    )  # fmt: skip
    asked: Sequence[Goal] = _value(here, "goals") or ()  # ty: ignore[invalid-assignment]
    agreed = {goal.name: goal for goal in here.agreed.goals}
    if agreed and asked:
        table = pd.DataFrame([_beside(agreed[goal.name], goal, rows_of(cells, goal)) for goal in asked])
        panel(
            "plan-goals",
            table,
            title="The same by the goals that are agreed",
            table=table,
            metrics=[mqls],
            filters=whole,
        )


def _asks_of_sales(here: Past, wanted: int) -> str:
    """`. Not too much: 836 MQLs in all …`, by the capacity that is proposed, else agreed; "" where none is told."""
    each = frames.attempts_a_lead(view.current())
    reps, a_rep = (_value(here, term) or getattr(here.agreed, term) for term in ("reps", "attempts_a_rep"))
    if each is None or not reps or not a_rep:
        return ""
    return f". {Load(wanted, each, reps, a_rep)}"  # ty: ignore[invalid-argument-type]


def _money(value: float) -> str:
    return written(value, Unit.MONEY, currency=data.workspace().currency)


def _worked_back(name: str, rows: pd.DataFrame) -> dict[str, str]:
    """rows: cells of `recommend.volume`."""
    wanted, customers, revenue = (float(rows[c].sum()) for c in ("mqls", "customers", "revenue"))
    return {
        "Source": name,
        "Revenue": _money(revenue),
        "÷ average deal": _money(revenue / customers if customers else None),
        "of deals": f"{rows['deals'].sum():,}",
        "= customers": f"{customers:,.2f} ({rounded_up(customers):,})",
        "÷ conversion": written(customers / wanted if wanted else None, Unit.RATE),
        "of MQLs": f"{rows['leads'].sum():,}",
        "= MQLs": f"{wanted:,.1f}",
        "rounded up": f"{rounded_up(wanted):,}",
    }


def _beside(agreed: Goal, asked: Goal, rows: pd.DataFrame) -> dict[str, str]:
    """A goal as it is agreed and as the revenue asks for it. rows: its cells of `recommend.volume`."""
    return {
        "Goal": asked.name,
        "MQLs agreed": f"{agreed.mqls:,}",
        "MQLs asked for": f"{rows['mqls'].sum():,.1f}",
        "rounded up": f"{asked.mqls:,}",
        "Worth agreed": _money(agreed.value) if agreed.value else MISSING,
        "Worth asked for": _money(asked.value),
        "by the value of": f"{rows['leads'].sum():,} MQLs",
    }


# --- into a draft -------------------------------------------------------------------------------


def _take(proposals: Sequence[Proposal]) -> None:
    """The button, and what came of the last click. The draft is the one on screen, so that a newer one is noticed."""
    draft = next((a for a in data.agreements() if not a.is_signed), None)
    told = {p.term: p.value for p in proposals if p.value is not None}
    chosen = {term: value for term, value in told.items() if st.session_state.get(f"take-{term}")}
    with st.container(horizontal=True, vertical_alignment="bottom", key="take"):
        st.text_input("Who writes", key="proposals-who", width=240)
        st.button(
            f"Take these {len(chosen)} into {f'the draft of version {draft.number}' if draft else 'a draft'}",
            icon=":material/edit_document:", key="take-into-draft", disabled=not chosen, type="primary",
            on_click=_write, args=(draft, chosen),
        )  # fmt: skip
    _tell(st.session_state.pop(_TOLD, None), chosen)


def _write(draft: Agreement | None, chosen: dict[str, object]) -> None:
    who = st.session_state.get("proposals-who", "").strip() or "the page"
    try:
        st.session_state[_TOLD] = _written(draft, chosen, who)
    except SmarketingError as error:
        st.session_state[_TOLD] = error
    data.refresh()


def _written(draft: Agreement | None, chosen: dict[str, object], who: str) -> Agreement:
    store, at = data.own_store(), int(time.time())
    if draft is not None:
        return promises.change_draft(
            store, draft, draft.terms.changed(**chosen), draft.effective_from, actor=who, at=at
        )
    day = max([data.today(), *(a.effective_from + timedelta(days=1) for a in data.agreements() if a.is_signed)])
    return promises.write_draft(store, data.terms(day).changed(**chosen), day, actor=who, at=at)


def _tell(outcome: Agreement | SmarketingError | None, chosen: dict[str, object]) -> None:
    """Where the draft is now; or what went wrong, and both texts where somebody else was quicker."""
    if isinstance(outcome, Agreement):
        said = f"Version {outcome.number} is a draft that holds them. Read, change and sign it in the part Agreement."
        st.success(plain(said), icon=":material/task_alt:")
    elif outcome is not None:
        st.error(f"**{plain(outcome.happened)}** {plain(outcome.advice)}", icon=":material/merge_type:")
        if isinstance(outcome, StaleEdit) and isinstance(outcome.theirs, Agreement):
            rows = differences(outcome.theirs.terms, outcome.theirs.terms.changed(**chosen))
            st.dataframe(pd.DataFrame(rows, columns=["term", "as it stands now", "as you chose"]), hide_index=True,
                         key="proposals-stale", alt="What differs")  # fmt: skip
