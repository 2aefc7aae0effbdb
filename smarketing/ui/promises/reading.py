"""What both sides promise, side by side in the sentences of the document, and the document as a file."""

from __future__ import annotations

from functools import partial

import streamlit as st

from smarketing.agreement import Agreement, Side, Terms, sentences, when
from smarketing.handout import agreement_page
from smarketing.ui import data
from smarketing.ui.text import bullets, plain

HEADINGS: dict[Side, str] = {
    Side.MARKETING: ":violet[:material/campaign:] Marketing promises",
    Side.SALES: ":green[:material/handshake:] Sales promises",
}
_PAPERS = {"HTML": (agreement_page.html, "text/html"), "PDF": (agreement_page.pdf, "application/pdf")}


def sides(terms: Terms, *, key: str, agreement: Agreement | None = None) -> None:
    """The promises of terms; of an agreement also who signed it."""
    zone = data.workspace().time_zone
    for side, column in zip(Side, st.columns(2), strict=True):
        with column, st.container(border=True, height="stretch", key=f"{key}-{side.value}"):
            st.markdown(f"#### {HEADINGS[side]}")
            st.markdown(bullets(sentences(terms, side, currency=data.workspace().currency)))
            if agreement is not None:
                signed = agreement.signature(side)
                st.caption(plain(f"Signed by {signed.name}, {when(signed.at, zone)}" if signed else "Not signed yet"))
    if terms.text:
        st.markdown(plain(terms.text))


def papers(agreement: Agreement, *, key: str) -> None:
    """The version as one page to print and sign, in either kind of file."""
    paper = agreement_page.paper_of(agreement, data.agreements(), data.workspace())
    with st.container(horizontal=True, vertical_alignment="center", key=f"{key}-papers"):
        for kind, (made, mime) in _PAPERS.items():
            st.download_button(
                kind, partial(made, paper), f"agreement-{agreement.number}.{kind.lower()}", mime,
                key=f"{key}-{kind.lower()}", on_click="ignore", icon=":material/download:",
                help=f"Version {agreement.number} as one {kind} page, to print and sign",
            )  # fmt: skip
