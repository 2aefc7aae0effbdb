"""The frame around every page: navigation → which company → filter bar → the page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from smarketing.ui import company, data
from smarketing.ui.filter_bar import filter_bar
from smarketing.ui.meeting import doing, follow
from smarketing.ui.places import PAGES
from smarketing.ui.served import served
from smarketing.ui.view import keep

STATIC = Path(__file__).parent / "static"
SIDEBAR = 250  # pixels

SECTIONS: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "Meeting": (
        ("meeting/today.py", "Today", "today", "The one screen: what matters now, and what is not final yet."),
        ("meeting/room.py", "Room", "groups", "The meeting itself: its agenda, what is written down, its minutes."),
        ("meeting/history.py", "History", "history", "What was decided, and what became of it."),
    ),
    "Funnel": (
        ("funnel/volume.py", "Volume", "bar_chart", "How many MQLs, from which sources, against the target."),
        ("funnel/acceptance.py", "Acceptance", "handshake", "What sales made of the MQLs it was given."),
        ("funnel/conversion.py", "Conversion", "filter_alt", "How far leads get, how fast, and how sure that is."),
        ("funnel/revenue.py", "Revenue", "payments", "Revenue and pipeline by source, against target and spend."),
    ),
    "Agreement": (
        (
            "agreement/promises.py",
            "Promises",
            "signature",
            "What both sides promise, and how they keep it, day by day.",
        ),
    ),
    "Data": (
        ("data/upload.py", "Upload", "upload_file", "Drop files, read their funnel, store them if you want to."),
        ("data/leads.py", "Leads", "table_rows", "The leads behind any number."),
        ("data/glossary.py", "Glossary", "menu_book", "What every number means."),
    ),
}

NEEDS_NO_LEADS = {"Room", "History", "Promises", *(title for _, title, _, _ in SECTIONS["Data"])}
"""Pages that open before anything is imported; of Promises it is the agreement, which may be written first."""

st.set_page_config(page_title="Smarketing", page_icon=STATIC / "icon.png", layout="wide", initial_sidebar_state=SIDEBAR)
st.html(STATIC / "frame.css")
page = st.navigation(
    {
        section: [
            st.Page(PAGES / path, title=title, icon=f":material/{icon}:", help=told, default=path == "meeting/today.py")
            for path, title, icon, told in listed
        ]
        for section, listed in SECTIONS.items()
    }
)
with served():
    doing.say()
    follow.take_up(follow.page_name(page.url_path))
    company.badge()
    room_bar = st.container()
    filters = company.comparable(filter_bar(today=data.today(), choices=data.choices()))
    keep(filters)
    with room_bar:
        follow.bar(follow.page_name(page.url_path), filters)
    if page.title in NEEDS_NO_LEADS or not company.nothing_to_see(filters):
        page.run()
