"""The upload page: drop, check the mapping, read the funnel, then store it or not; and what was stored before."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from smarketing.charts import how_far, how_sure, over_time
from smarketing.charts.theme import Look
from smarketing.errors import RefusedFile
from smarketing.handout import readout_page
from smarketing.handout.readout import Facts, Readout
from smarketing.intake.fields import KINDS
from smarketing.intake.load import options_for, undo
from smarketing.intake.mapping import Mapping, changed
from smarketing.intake.seen import Seen
from smarketing.metrics import findings
from smarketing.metrics.conversion import CONVERSION, SO_FAR
from smarketing.metrics.registry import Metric, evaluate
from smarketing.metrics.volume import COUNTS
from smarketing.periods import Grain
from smarketing.store import facts
from smarketing.ui import data, exports, frames, preview, questions, view
from smarketing.ui.conversion_tables import DONE
from smarketing.ui.panel import panel
from smarketing.ui.text import bullets, plain


@dataclass(frozen=True)
class Dropped:
    """A file, what was seen in it, and its mapping as it stands on the page."""

    file: UploadedFile
    seen: Seen
    mapping: Mapping


_ROUND = "upload-round"
"""Part of the uploader's key: a new number empties it."""
_PAPERS = {"HTML": (readout_page.html, "text/html"), "PDF": (readout_page.pdf, "application/pdf")}


def drop() -> list[UploadedFile]:
    """The dropped files."""
    return st.file_uploader(
        "CSV or Excel files, as your CRM exports them", accept_multiple_files=True, key=f"files-{_round()}",
        help="Leads, deals, activities, touches, spend, targets. Several files are joined on their common key.",
    )  # fmt: skip


def _round() -> int:
    return st.session_state.setdefault(_ROUND, 0)


def _discard() -> None:
    preview.forget(st.session_state.get(f"files-{_round()}") or [])
    st.session_state[_ROUND] = _round() + 1


def _refused(refusal: RefusedFile) -> None:
    st.error(f"**{plain(refusal.happened)}** {plain(refusal.advice)}", icon=":material/block:")


def mapped(files: Sequence[UploadedFile]) -> list[Dropped]:
    """The files that are lists, with their mappings as proposed and as changed here; the others are refused."""
    found = []
    for file in files:
        try:
            found.append(_mapped(file))
        except RefusedFile as refusal:
            _refused(refusal)
    return found


def _mapped(file: UploadedFile) -> Dropped:
    first = preview.seen(file, None)
    vendor = f", {first.mapping.vendor}" if first.mapping.vendor else ""
    title = f"{plain(file.name)}: {first.rows_read:,} {first.mapping.kind}{plain(vendor)}"
    with st.expander(title, icon=":material/table_view:"):
        kind = st.selectbox(
            "This is a list of", list(KINDS), index=list(KINDS).index(first.mapping.kind), key=f"kind-{file.file_id}",
            width=220,
        )  # fmt: skip
        seen = first if kind == first.mapping.kind else preview.seen(file, kind)
        fields, rows = _columns(seen)
        edited = st.data_editor(
            rows, key=f"map-{file.file_id}-{kind}", hide_index=True, disabled=["It says", "For example"],
            column_config={"Column": st.column_config.SelectboxColumn(options=["", *seen.headers], width="medium")},
            alt=f"Which column of {file.name} says what",
        )  # fmt: skip
        wanted = dict(zip(fields, edited["Column"].fillna("").astype(str), strict=True))
        changes = {f: h for f, h in wanted.items() if h != seen.mapping.fields.get(f, "")}
        mapping = changed(seen.mapping, seen, changes) if changes else seen.mapping
        if mapping.unused:
            st.caption(plain(f"Not used: {', '.join(mapping.unused)}"))
    return Dropped(file, seen, mapping)


def _columns(seen: Seen) -> tuple[list[str], pd.DataFrame]:
    """The fields of this kind of list, those that the file tells first; and the table to change them in."""
    mapping = seen.mapping
    fields = sorted(KINDS[mapping.kind].fields, key=lambda field: field.name not in mapping.fields)
    headers = [mapping.fields.get(field.name, "") for field in fields]
    says = [f"{field.label} ({field.type})" for field in fields]
    examples = [" · ".join(seen.examples.get(header, ())) for header in headers]
    return [field.name for field in fields], pd.DataFrame({"It says": says, "Column": headers, "For example": examples})


def read(dropped: Sequence[Dropped]) -> None:
    """What the files say, what they could not say, what was done to them, and what to do with them."""
    workspace, at = data.own_settings(), int(time.time())
    files, mappings = [d.file for d in dropped], [d.mapping for d in dropped]
    shape = questions.shape_of(d.seen.headers for d in dropped)
    options = options_for(workspace, at=at, **data.answers(shape))
    try:
        out = preview.look(files, mappings, options, workspace=workspace, at=at)
    except RefusedFile as refusal:
        return _refused(refusal)
    _actions(files, mappings, out, shape=shape)
    questions.ask(mappings, out, options, shape=shape)
    _told(out)
    _panels(out)
    _receipts(out)
    return None


def _actions(files: Sequence[UploadedFile], mappings: Sequence[Mapping], out: Readout, *, shape: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="store-or-discard"):
        where = "your workspace" if data.has_own() else "a new workspace of your own"
        dateless = any(r["is_snapshot"] and "lead" not in r["mapping"] for r in out.receipts)
        why = "A list without dates can be read, not stored: tomorrow each lead would have moved." if dateless else None
        if st.button(
            f"Store in {where}", type="primary", icon=":material/save:", key="store", disabled=dateless, help=why
        ):
            _store(files, mappings, shape)
        st.button("Discard", icon=":material/delete:", on_click=_discard, key="discard")
        for kind, (made, mime) in _PAPERS.items():
            st.download_button(
                kind, partial(made, out), f"readout.{kind.lower()}", mime, key=f"readout-{kind}", on_click="ignore",
                icon=":material/download:", help=f"The readout as one {kind} page, to send round",
            )  # fmt: skip
        st.caption("Nothing is stored yet.")


def _store(files: Sequence[UploadedFile], mappings: Sequence[Mapping], shape: str) -> None:
    at, answers = int(time.time()), data.answers(shape)
    options = options_for(data.own_settings(), at=at, **answers)
    with st.status("Storing …", expanded=False) as status:
        try:
            outcome = preview.store(
                data.own_url(), files, mappings, options, at=at,
                progress=lambda what, share: status.update(label=f"{what} … {share:.0%}"),
            )  # fmt: skip
        except RefusedFile as refusal:
            return _refused(refusal)
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
    return None


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
    rates = SO_FAR if facts.is_snapshot else CONVERSION
    rate = rates[first, last] if last in first.later else None
    here = frames.of_age(facts.here, facts.filters, start=first)
    left, right = st.columns(2)
    with left:
        panel(
            "read-funnel",
            how_far.draw(out.stages, look=look),
            title=f"How far the {first.label} of these files have come",
            shows="Where each stands now" if facts.is_snapshot else frames.so_far(here),
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
    done = DONE[facts.known[-1]] + ("" if facts.is_snapshot else " in time")
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
