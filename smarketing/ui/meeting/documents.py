"""A meeting's documents as downloads and by mail, each made when its button is pressed."""

from __future__ import annotations

from functools import partial

import streamlit as st

from smarketing import papers, post
from smarketing.errors import SmarketingError
from smarketing.handout import deck, invitation, minutes_page
from smarketing.handout.minutes import markdown
from smarketing.meeting import Item, Meeting, Minutes
from smarketing.settings import settings
from smarketing.ui import data
from smarketing.ui.meeting import chosen
from smarketing.ui.text import plain

_CALENDAR = "text/calendar"
_SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def _text(minutes: Minutes) -> bytes:
    return markdown(minutes).encode()


_KINDS = (
    ("Slides", "pptx", _SLIDES, deck.pptx, "slideshow"),
    ("PDF", "pdf", "application/pdf", minutes_page.pdf, "picture_as_pdf"),
    ("HTML", "html", "text/html", minutes_page.html, "html"),
    ("Markdown", "md", "text/markdown", _text, "notes"),
)


def of_minutes(minutes: Minutes) -> None:
    """The minutes in each form, the next date, and the mail."""
    name = f"minutes-{minutes.as_of}"
    for label, ending, mime, made, icon in _KINDS:
        st.download_button(label, partial(made, minutes), f"{name}.{ending}", mime, key=f"paper-{ending}",
                           on_click="ignore", icon=f":material/{icon}:")  # fmt: skip
    upcoming = papers.next_date(data.store(), minutes, link=_room())
    if upcoming:
        st.download_button("Next date", partial(invitation.ics, upcoming), "next-meeting.ics", _CALENDAR,
                           key="paper-ics", on_click="ignore", icon=":material/event:")  # fmt: skip
    if settings().minutes_to is not None and st.button("Send by mail", key="send-minutes", icon=":material/send:"):
        _send(minutes, upcoming)


def of_plan(meeting: Meeting, points: list[Item]) -> None:
    """A planned meeting for a calendar."""
    here = data.workspace()
    link = f"{_room()}?{chosen.MEETING_KEY}={meeting.id}"
    told = invitation.of_planned(meeting, points, company=here.name, time_zone=here.time_zone, link=link)
    st.download_button("Calendar", partial(invitation.ics, told), "meeting.ics", _CALENDAR, key="plan-ics",
                       on_click="ignore", icon=":material/event:")  # fmt: skip


def _room() -> str:
    return (st.context.url or "").split("?")[0]


def _send(minutes: Minutes, upcoming: invitation.Invitation | None) -> None:
    try:
        with st.spinner("Sending the minutes …"):
            to = post.addresses(settings().minutes_to, setting=papers.SETTING)
            taken = papers.send(minutes, to, upcoming=upcoming)
    except SmarketingError as error:
        st.error(f"**{plain(error.happened)}** {plain(error.advice)}", icon=":material/error:")
        return
    st.toast(plain(f"Sent to {len(taken)} address{'es' if len(taken) != 1 else ''}."), icon=":material/send:")
