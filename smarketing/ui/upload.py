"""The upload page: drop, check the mapping, read the funnel, then store it or not; and what was stored before."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from smarketing.charts import how_far, how_sure, over_time
from smarketing.charts.theme import Look
from smarketing.errors import RefusedFile
from smarketing.handout import readout_page
from smarketing.handout.readout import Facts, Readout
from smarketing.intake.fields import KINDS
from smarketing.intake.load import load, options_for, undo
from smarketing.intake.mapping import Mapping, changed
from smarketing.intake.read import Sheet
from smarketing.metrics import findings
from smarketing.metrics.conversion import CONVERSION
from smarketing.metrics.registry import Metric, evaluate
from smarketing.metrics.volume import COUNTS
from smarketing.periods import Grain
from smarketing.store import facts
from smarketing.ui import data, exports, frames, preview, questions, view
from smarketing.ui.conversion_tables import DONE
from smarketing.ui.panel import panel
from smarketing.ui.text import bullets, plain

_ROUND = "upload-round"
"""Part of the uploader's key: a new number empties it."""
_PAPERS = {"HTML": (readout_page.html, "text/html"), "PDF": (readout_page.pdf, "application/pdf")}


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
    """What the files say, what they could not say, what was done to them, and what to do with them."""
    workspace, at = data.own_settings(), int(time.time())
    options = options_for(workspace, at=at, **data.answers(questions.shape_of(sheets)))
    try:
        out = preview.look(sheets, mappings, options, workspace=workspace, at=at)
    except RefusedFile as refusal:
        return _refused(refusal)
    _actions(sheets, mappings, out)
    questions.ask(sheets, mappings, out, options)
    _told(out)
    _panels(out)
    _receipts(out)
    return None


def _actions(sheets: Sequence[Sheet], mappings: Sequence[Mapping], out: Readout) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="store-or-discard"):
        where = "your workspace" if data.has_own() else "a new workspace of your own"
        if st.button(f"Store in {where}", type="primary", icon=":material/save:", key="store"):
            _store(sheets, mappings)
        st.button("Discard", icon=":material/delete:", on_click=_discard, key="discard")
        for kind, (made, mime) in _PAPERS.items():
            st.download_button(
                kind, partial(made, out), f"readout.{kind.lower()}", mime, key=f"readout-{kind}", on_click="ignore",
                icon=":material/download:", help=f"The readout as one {kind} page, to send round",
            )  # fmt: skip
        st.caption("Nothing is stored yet.")


def _store(sheets: Sequence[Sheet], mappings: Sequence[Mapping]) -> None:
    at, shape = int(time.time()), questions.shape_of(sheets)
    answers = data.answers(shape)
    checked = preview.checked(sheets, mappings, options_for(data.own_settings(), at=at, **answers))
    with st.status("Storing …", expanded=False) as status:
        outcome = load(
            data.own_store(), checked, actor="app", at=at,
            progress=lambda what, share: status.update(label=f"{what} … {share:.0%}"),
        )  # fmt: skip
    if answers:
        data.remember(shape, answers)
    data.refresh()
    _discard()
    again = [f.name for f in outcome.files if not f.is_new]
    if outcome.import_id is None:
        st.toast(plain(f"Nothing new: {', '.join(again)} had been stored before."), icon=":material/info:")
    else:
        st.toast(f"Stored as import {outcome.import_id}.", icon=":material/check:")
    st.rerun()


def _told(out: Readout) -> None:
    if out.findings:
        st.markdown(f"## {plain(out.title)}")
        st.caption(plain(out.sentence))
    with st.grid(max(len(out.cards), 1), min_column_width=170, gap="small", key="readout-cards"):
        for card in out.cards:
            st.metric(plain(card.name), card.value, border=True, height="stretch", delta=plain(card.note) or None,
                      delta_color="off", delta_arrow="off")  # fmt: skip
    if len(out.findings) > 1:
        with st.container(border=True, key="findings"):
            st.markdown(f"#### What matters\n{bullets(out.findings[1:])}")
    if out.warnings:
        st.warning(bullets(w.text for w in out.warnings), icon=":material/info:")


def _panels(out: Readout) -> None:
    facts = out.facts
    if facts.filters is None or not facts.known:
        return
    look, first, last = view.look_with(facts.slots), facts.start, facts.known[-1]
    rate = CONVERSION[first, last] if last in first.later else None
    here = frames.of_age(facts.here, facts.filters, start=first)
    left, right = st.columns(2)
    with left:
        panel(
            "read-funnel",
            how_far.draw(out.stages, look=look),
            title=f"How far the {first.label} of these files have come",
            shows=frames.so_far(here),
            table=out.stages,
            metrics=[COUNTS[first], *([rate] if rate else [])],
            start=first,
            filters=facts.filters,
        )
    if rate is not None:
        with right:
            _sources(facts, here, rate, look)
    if out.by_month is not None and len(out.by_month) > 1:
        entered = evaluate(COUNTS[first], out.by_month, by=["bucket"])
        panel(
            "read-months",
            over_time.draw(entered, COUNTS[first], look=look, grain=Grain.MONTH, unfinished=facts.filters.unfinished),
            title=f"{first.label} by month",
            table=entered,
            start=first,
            filters=facts.filters,
        )


def _sources(facts: Facts, here: pd.DataFrame, rate: Metric, look: Look) -> None:
    rates = evaluate(rate, here, by=["source"])
    done = f"{DONE[facts.known[-1]]} in time"
    found = findings.best_and_worst(rates, by="source", done=done, what=facts.start.label)
    panel(
        "read-sources",
        how_sure.draw(rates, rate, look=look, overall=evaluate(rate, here)),
        title=findings.said(found, otherwise=f"{rate.name} by source"),
        table=rates,
        start=facts.start,
        filters=facts.filters,
    )


def _receipts(out: Readout) -> None:
    with st.container(border=True, key="receipts"):
        st.markdown("#### What was done to the files")
        for receipt in out.receipts:
            st.markdown(f"**{plain(receipt['name'])}**\n{bullets(receipt['sentences'])}")
        st.markdown(bullets(str(j) for j in out.joined))
        if len(out.problems):
            exports.buttons(
                "receipt", out.problems, title="Rows that were dropped and cells that were mended",
                sentence=f"{len(out.problems):,} of them, each with its file, line and reason", definitions={},
            )  # fmt: skip


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
