"""The upload page: drop, check the mapping, read the funnel, then store it or not; and what was stored before."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from smarketing.charts import how_far, how_sure
from smarketing.charts.theme import Look
from smarketing.errors import RefusedFile
from smarketing.intake.fields import KINDS
from smarketing.intake.load import load, options_for, undo
from smarketing.intake.mapping import Mapping, changed
from smarketing.intake.read import Sheet
from smarketing.metrics import findings
from smarketing.metrics.conversion import CONVERSION, funnel
from smarketing.metrics.grain import within
from smarketing.metrics.registry import Metric, evaluate
from smarketing.metrics.volume import COUNTS
from smarketing.store import facts
from smarketing.ui import data, frames, preview, view
from smarketing.ui.conversion_tables import DONE
from smarketing.ui.panel import panel
from smarketing.ui.preview import Preview
from smarketing.ui.text import bullets, plain

_ROUND = "upload-round"
"""Part of the uploader's key: a new number empties it."""


def drop() -> list[Sheet]:
    """The dropped files that are lists; each other one is told what it seems to be."""
    dropped = st.file_uploader(
        "CSV or Excel files, as your CRM exports them", accept_multiple_files=True, key=f"files-{_round()}",
        help="Leads, deals, activities, touches, spend, targets. Several files are joined on their common key.",
    )  # fmt: skip
    sheets = []
    for file in dropped or []:
        try:
            sheets.append(preview.sheet(file.name, file.getvalue()))
        except RefusedFile as refusal:
            _refused(refusal)
    return sheets


def _round() -> int:
    return st.session_state.setdefault(_ROUND, 0)


def _discard() -> None:
    st.session_state[_ROUND] = _round() + 1


def _refused(refusal: RefusedFile) -> None:
    st.error(f"**{plain(refusal.happened)}** {plain(refusal.advice)}", icon=":material/block:")


def mapped(sheets: Sequence[Sheet]) -> list[Mapping] | None:
    """The mapping of each sheet, as proposed and as changed on the page; None while one is refused."""
    mappings: list[Mapping | None] = []
    for one in sheets:
        try:
            mappings.append(_mapping(one))
        except RefusedFile as refusal:
            _refused(refusal)
            mappings.append(None)
    return None if None in mappings else mappings  # ty: ignore[invalid-return-type]


def _mapping(of: Sheet) -> Mapping:
    first = preview.proposed(of, None)
    vendor = f", {first.vendor}" if first.vendor else ""
    with st.expander(f"{plain(of.name)}: {of.rows_read:,} {first.kind}{plain(vendor)}", icon=":material/table_view:"):
        kind = st.selectbox(
            "This is a list of", list(KINDS), index=list(KINDS).index(first.kind), key=f"kind-{of.sha256}", width=220
        )
        mapping = first if kind == first.kind else preview.proposed(of, kind)
        rows = _columns(of, mapping)
        edited = st.data_editor(
            rows, key=f"map-{of.sha256}-{kind}", hide_index=True, disabled=["It says", "For example"],
            column_config={"Column": st.column_config.SelectboxColumn(options=["", *of.headers], width="medium")},
            alt=f"Which column of {of.name} says what",
        )  # fmt: skip
        wanted = {str(f): str(h or "") for f, h in zip(edited["It says"], edited["Column"], strict=True)}
        changes = {f: h for f, h in wanted.items() if h != mapping.fields.get(f, "")}
        settled = changed(mapping, of, changes) if changes else mapping
        if settled.unused:
            st.caption(plain(f"Not used: {', '.join(settled.unused)}"))
    return settled


def _columns(of: Sheet, mapping: Mapping) -> pd.DataFrame:
    fields = [f.name for f in KINDS[mapping.kind].fields]
    fields.sort(key=lambda name: name not in mapping.fields)
    examples = of.table.slice(0, 50).to_pandas()
    rows = []
    for name in fields:
        header = mapping.fields.get(name, "")
        values = [v for v in examples[header] if v][:3] if header else []
        rows.append((name, header, " · ".join(map(str, values))))
    return pd.DataFrame(rows, columns=["It says", "Column", "For example"])


def read(sheets: Sequence[Sheet], mappings: Sequence[Mapping]) -> None:
    """The funnel of the files, their receipts, and what to do with them."""
    workspace, at = data.own_settings(), int(time.time())
    options = options_for(workspace, at=at)
    try:
        told = preview.look(sheets, mappings, options, workspace=workspace, at=at, today=options.today)
    except RefusedFile as refusal:
        return _refused(refusal)
    with st.container(horizontal=True, vertical_alignment="center", key="store-or-discard"):
        where = "your workspace" if data.has_own() else "a new workspace of your own"
        if st.button(f"Store in {where}", type="primary", icon=":material/save:", key="store"):
            _store(sheets, mappings)
        st.button("Discard", icon=":material/delete:", on_click=_discard, key="discard")
        st.caption("Nothing is stored yet.")
    _funnel(told)
    _receipts(told)
    return None


def _store(sheets: Sequence[Sheet], mappings: Sequence[Mapping]) -> None:
    at = int(time.time())
    checked = preview.checked(sheets, mappings, options_for(data.own_settings(), at=at))
    with st.status("Storing …", expanded=False) as status:
        try:
            outcome = load(
                data.own_store(), checked, actor="app", at=at,
                progress=lambda what, share: status.update(label=f"{what} … {share:.0%}"),
            )  # fmt: skip
        except RefusedFile as refusal:  # a snapshot can be looked at and not stored
            status.update(label="Nothing was stored.", state="error", expanded=True)
            _refused(refusal)
            return
    data.refresh()
    _discard()
    again = [f.name for f in outcome.files if not f.is_new]
    if outcome.import_id is None:
        st.toast(plain(f"Nothing new: {', '.join(again)} had been stored before."), icon=":material/info:")
    else:
        st.toast(f"Stored as import {outcome.import_id}.", icon=":material/check:")
    st.rerun()


def _funnel(told: Preview) -> None:
    if told.filters is None or len(told.known) < 1:
        st.info("No lead in these files has a date, so there is no funnel over time to draw. The mapping above shows "
                "which columns were read.", icon=":material/event_busy:")  # fmt: skip
        return
    look = view.look_with(told.slots)
    first = told.start
    here = within(frames.of_age(told.cohorts, told.filters, start=first), told.filters.period)
    stages = funnel(here, stages=told.known, skipped=told.skipped)
    rate = CONVERSION[first, told.known[-1]] if told.known[-1] in first.later else None
    left, right = st.columns(2)
    with left:
        panel(
            "read-funnel",
            how_far.draw(stages, look=look),
            title=f"How far the {first.label} of these files have come",
            shows=frames.so_far(here),
            table=stages,
            metrics=[COUNTS[first], *([rate] if rate else [])],
            start=first,
            filters=told.filters,
        )
    if rate is not None:
        with right:
            _sources(told, here, rate, look)


def _sources(told: Preview, here: pd.DataFrame, rate: Metric, look: Look) -> None:
    rates = evaluate(rate, here, by=["source"])
    done = f"{DONE[told.known[-1]]} in time"
    found = findings.best_and_worst(rates, by="source", done=done, what=told.start.label)
    panel(
        "read-sources",
        how_sure.draw(rates, rate, look=look, overall=evaluate(rate, here)),
        title=findings.said(found, otherwise=f"{rate.name} by source"),
        table=rates,
        start=told.start,
        filters=told.filters,
    )


def _receipts(told: Preview) -> None:
    with st.container(border=True, key="receipts"):
        st.markdown("#### What was done to the files")
        for receipt in told.receipts:
            st.markdown(f"**{plain(receipt.name)}**\n{bullets(receipt.sentences())}")
        st.markdown(bullets([*map(str, told.joined), *(n for n in told.notes if n not in set(map(str, told.joined)))]))


def earlier() -> None:
    """The imports of the own workspace, each of which can be taken back."""
    if not data.has_own():
        return
    found = facts.batches(data.own_store())
    if not found:
        return
    st.markdown("### Stored before")
    for batch in found[:20]:
        with st.container(horizontal=True, vertical_alignment="center", border=True, key=f"batch-{batch.id}"):
            when = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(batch.at))
            state = "  \n:gray[undone]" if batch.undone_at else ""
            names = plain(", ".join(batch.files))
            st.markdown(
                f"**{batch.id}** · {when} · {names} · {batch.rows_used:,} of {batch.rows_read:,} rows{state}",
                width="stretch",
            )
            if not batch.undone_at:
                st.button("Undo", icon=":material/undo:", key=f"undo-{batch.id}", on_click=_undo, args=(batch.id,))


def _undo(import_id: int) -> None:
    undo(data.own_store(), import_id, at=int(time.time()))
    data.refresh()
    st.toast(f"Import {import_id} is undone.", icon=":material/undo:")
