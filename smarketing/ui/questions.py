"""What a file could not say of itself: one small form, with a good answer already applied, remembered for its shape."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from smarketing.handout.readout import Readout
from smarketing.intake.check import Options
from smarketing.intake.fields import squeeze
from smarketing.intake.mapping import Mapping as Columns
from smarketing.intake.stage_names import MOST_ASKED, OF_DEALS, OF_LEADS, called
from smarketing.ui import data
from smarketing.ui.text import plain

DAY, MONTH = "Day first: 3 Apr is 03/04", "Month first: 3 Apr is 04/03"
ACCEPTED, OPPORTUNITY = "Accepted by sales", "An opportunity"
CURRENCIES = ("EUR", "USD", "GBP", "CHF", "BRL", "SEK", "NOK", "DKK", "PLN", "CZK", "CAD", "AUD", "INR", "JPY")


def shape_of(headers: Iterable[Sequence[str]]) -> str:
    """The shape of files: what columns each has, in whatever order. Files of one shape have the same answers."""
    told = sorted("|".join(sorted(map(squeeze, of_file))) for of_file in headers)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Question:
    """name: the field of `check.Options` that it settles. words: each answer in words, and what it means.

    of: which of the field's names it is about, where that settles several.
    """

    name: str
    label: str
    words: Mapping[str, object]
    now: object
    of: str = ""


def ask(mappings: Sequence[Columns], out: Readout, options: Options, *, shape: str) -> None:
    """The questions that these files leave open; nothing where they leave none.

    A changed answer is remembered at once, and the page runs again with it.
    """
    asked = [*_day_order(out, data.answers(shape)), *_sql(mappings, options), *_currency(out, options)]
    pipelines, stages = _pipelines(out), list(_stages(out))
    if not asked and not pipelines and not stages:
        return
    with st.container(border=True, key="questions"):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="questions-of-files"):
            for question in asked:
                _draw(question, shape)
            if pipelines:
                _draw_pipelines(pipelines, shape)
        if stages:
            st.markdown("**What the names of your stages mean**")
            with st.container(horizontal=True, vertical_alignment="bottom", key="questions-of-stages"):
                for question in stages:
                    _draw(question, shape)


def _day_order(out: Readout, given: Mapping[str, object]) -> Iterator[Question]:
    dated = {h: d for r in out.receipts for h, d in r["dates"].items() if d["day_first"] is not None}
    left_open = [h for h, d in dated.items() if d["is_open"]] or (list(dated) if "day_first" in given else [])
    if left_open:
        names = ", ".join(f"“{h}”" for h in left_open)
        yield Question(
            "day_first", f"{names} can be read both ways", {DAY: True, MONTH: False}, dated[left_open[0]]["day_first"]
        )


def _sql(mappings: Sequence[Columns], options: Options) -> Iterator[Question]:
    if any("sql" in m.fields and "sal" not in m.fields for m in mappings if m.kind == "leads"):
        words = {ACCEPTED: "accepted", OPPORTUNITY: "opportunity"}
        yield Question("sql_means", "What SQL means in these files", words, options.sql_means)


def _currency(out: Readout, options: Options) -> Iterator[Question]:
    is_told = any("currency" in r["mapping"] for r in out.receipts)
    if not is_told and any("amount" in r["mapping"] for r in out.receipts):
        codes = dict.fromkeys((options.currency, *CURRENCIES))
        yield Question("currency", "Amounts without a currency are in", {c: c for c in codes}, options.currency)


def _stages(out: Readout) -> Iterator[Question]:
    """The names of stages that had to be settled, the most frequent ones; each once, whatever file it stands in."""
    found = [(n, r["kind"]) for r in out.receipts for names in r["stages"].values() for n in names]
    once = {called(name["name"]): (name, kind) for name, kind in reversed(found)}.values()
    for name, kind in sorted(once, key=lambda told: -told[0]["rows"])[:MOST_ASKED]:
        offered = {words: word for word, words in (OF_DEALS if kind == "deals" else OF_LEADS).items()}
        rows = f"{name['rows']:,} row{'s' if name['rows'] != 1 else ''}"
        yield Question("stages", f"“{name['name']}”, {rows}", offered, name["means"], of=name["name"])


def _pipelines(out: Readout) -> dict[str, bool]:
    """{pipeline: is it left out?}, where there are several."""
    found = {p["name"]: p["is_left_out"] for r in out.receipts for p in r["pipelines"]}
    return found if len(found) > 1 else {}


def _draw_pipelines(pipelines: Mapping[str, bool], shape: str) -> None:
    key = f"ask-pipelines-{shape}"

    def remember() -> None:
        chosen = set(st.session_state[key]) or pipelines.keys()  # of none, there would be nothing to read
        left_out = sorted(pipelines.keys() - chosen)
        data.remember(shape, data.answers(shape) | {"left_out": left_out})

    new = [name for name, is_left_out in pipelines.items() if not is_left_out]
    st.multiselect(
        "Which pipelines are new business? The others are left out.", list(pipelines), default=new, key=key,
        on_change=remember, width=420,
    )  # fmt: skip


def _draw(asked: Question, shape: str) -> None:
    offered, key = list(asked.words), f"ask-{asked.name}-{asked.of}-{shape}"
    at = next((i for i, word in enumerate(offered) if asked.words[word] == asked.now), 0)

    def remember() -> None:
        answers, meant = data.answers(shape), asked.words[st.session_state[key]]
        meant = {**answers.get(asked.name, {}), asked.of: meant} if asked.of else meant  # ty: ignore
        data.remember(shape, answers | {asked.name: meant})

    if len(offered) > 2:
        st.selectbox(plain(asked.label), offered, index=at, key=key, on_change=remember, width=240)
    else:
        st.radio(plain(asked.label), offered, index=at, key=key, on_change=remember, horizontal=True)
