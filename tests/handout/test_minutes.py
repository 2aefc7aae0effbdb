"""The minutes in every form: what they say, that they all say it, and that nothing typed is more than text."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
from markdown_it import MarkdownIt
from pptx import Presentation

from smarketing.handout import deck, invitation, minutes_page, svg
from smarketing.handout.minutes import legible, markdown, paper_of
from smarketing.meeting import Outcome
from smarketing.metrics.actions import Stand, stand
from tests.handout.meetings import (
    EARLIER,
    MEETING,
    NASTY,
    PICTURES,
    STARTS,
    action,
    decision,
    item,
    minutes,
    nasty,
    scene,
    told,
)  # fmt: skip

COMMONMARK = MarkdownIt("commonmark").enable("table")


def on_paper(made):
    """The words of the PDF in one line."""
    pages = pypdfium2.PdfDocument(io.BytesIO(minutes_page.pdf(made)))
    return " ".join(" ".join(p.get_textpage().get_text_range() for p in pages).replace("\ufffe", "-").split())


def on_slides(made):
    """The words of all slides and their notes, in one line."""
    slides = Presentation(io.BytesIO(deck.pptx(made))).slides
    shown = [t for slide in slides for shape in slide.shapes for t in texts_of(shape)]
    return " ".join(" ".join([*shown, *(slide.notes_slide.notes_text_frame.text for slide in slides)]).split())


def texts_of(shape):
    if shape.has_text_frame:
        yield shape.text_frame.text
    if shape.has_table:
        yield from (cell.text for row in shape.table.rows for cell in row.cells)


def test_every_form_says_what_was_found_decided_and_promised():
    made = minutes()
    rendered = re.sub(r"<[^>]+>", " ", COMMONMARK.render(markdown(made)))
    page = minutes_page.html(made).decode()
    for text in (" ".join(rendered.split()), " ".join(page.split()), on_paper(made), on_slides(made)):
        for said in (
            "Weekly meeting", "Monday, 19 Oct 2026, 10:02 – 10:48 (Europe/Berlin)", "Halden Sensorik",
            "Acceptance is 71.2 %, 4 points above the month before", "812 of 1,141", "We stop buying the cold list",
            "Call the twelve leads of the fair before Friday", "Mara Lindqvist", "23 Oct 2026", "target 80.0",
            "Mara has seen the same in spring.", "7 of 5 minutes", "Monday, 26 Oct 2026, 10:00",
            "A lead that marketing has handed over to sales.", "There is none before January",
        ):  # fmt: skip
            assert said in text, said


def test_the_clock_is_the_company_s_and_crosses_the_end_of_summer_time():
    # 8:02 UTC is 10:02 in Berlin in October; the next at 9:00 UTC on 26 Oct, a day after the clocks went back, is 10:00
    paper = paper_of(minutes())
    assert (paper.when, paper.next) == (
        "Monday, 19 Oct 2026, 10:02 – 10:48 (Europe/Berlin)", "Monday, 26 Oct 2026, 10:00",
    )  # fmt: skip
    late = paper_of(minutes(time_zone="Pacific/Auckland"))
    assert late.when == "Monday, 19 Oct 2026, 21:02 – 21:48 (Pacific/Auckland)"


def test_earlier_actions_say_how_they_stand_and_are_judged_by_their_number():
    late, done, reached, dropped = paper_of(minutes()).earlier
    assert (late.state, late.mood) == (
        "open, 7 days overdue; its number: closer to the target",
        "bad",
    )  # 12 → 19 Oct; 74 < 80 %
    assert late.moves == "Acceptance rate: 71.2\u202f% (19 Oct 2026) → now 74.0\u202f% → target 80.0\u202f%"
    assert (done.state, done.mood) == ("done on 14 Oct 2026, in time. Five reasons, on the page Promises", "good")
    assert dropped.state == "dropped on 9 Oct 2026. There is none before January"
    assert reached.state == "done on 15 Oct 2026, late; its number: target reached"


def test_a_number_that_should_fall_is_reached_from_above():
    falls = action(metric="overdue_rate", then=0.12, target=0.05)
    assert [stand(falls, now) for now in (0.06, 0.05, 0.01, None)] == [
        Stand.CLOSER, Stand.REACHED, Stand.REACHED, Stand.UNKNOWN,
    ]  # fmt: skip
    unknown = action(metric="no longer a metric", then=12, target=8)
    assert [stand(unknown, now) for now in (9, 8)] == [Stand.CLOSER, Stand.REACHED]
    assert stand(action(target=None), 0.9) is Stand.UNKNOWN


def test_an_action_is_not_overdue_on_its_day():
    (only,) = paper_of(minutes(earlier=(replace(EARLIER[0], action=action(due_day=date(2026, 10, 19))),))).earlier
    assert only.state == "open; its number: closer to the target"


@pytest.mark.parametrize(
    "made",
    [
        minutes(told(item(1))), minutes(earlier=(), next_at=None),
        replace(minutes(), items=(), earlier=(), next_at=None),
        minutes(*(told(item(n), scene()) for n in range(1, 31))), minutes(currency="XXX", time_zone="UTC"),
    ],
    ids=["one item", "no last time", "no items", "thirty items", "no currency"],
)  # fmt: skip
def test_the_edges_have_every_form(made):
    assert paper_of(made).title in markdown(made)
    assert paper_of(made).title in minutes_page.html(made).decode()
    assert paper_of(made).title in on_paper(made)
    slides = Presentation(io.BytesIO(deck.pptx(made))).slides
    lasts = any(point.lasts for point in paper_of(made).points)
    assert len(slides) == 2 + len(made.items) + (bool(made.earlier) and not lasts)


def every_file():
    made = minutes()
    upcoming = invitation.ics(invitation.of_next(made))
    return [minutes_page.html(made), minutes_page.pdf(made), deck.pptx(made), upcoming]


def test_the_same_minutes_give_the_same_bytes_at_any_moment():
    before = every_file()
    time.sleep(2.1)  # a zip archive tells time in steps of two seconds
    assert every_file() == before


def test_json_has_everything_as_plain_values():
    said = json.loads(json.dumps(paper_of(minutes()).as_json(), allow_nan=False))
    assert said["points"][1]["picture"]["series"][0]["values"][0] == 0.81
    assert said["points"][1]["decisions"][0]["decision"] == "We stop buying the cold list from November on"
    assert said["definitions"]["MQL"] == "A lead that marketing has handed over to sales."


# --- the page ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PICTURES)
def test_page_and_print_show_the_same_chart_in_their_own_colours(name):
    page = svg.for_page(PICTURES[name], currency="EUR", key="k")
    paper = svg.for_print(PICTURES[name], currency="EUR")
    shape = re.compile(r"var\(--[\w-]+\)|#[0-9A-Fa-f]{6}|(?:k|p)-\w+")
    assert shape.sub("·", page) == shape.sub("·", paper)
    assert "var(" not in paper
    assert not re.search(r"#[0-9A-Fa-f]{6}", page)


def test_a_funnel_s_bars_are_as_long_as_its_numbers():
    widths = [float(w) for w in re.findall(r'<rect x="[^"]+" y="[^"]+" width="([^"]+)"', svg.for_print(
        PICTURES["funnel"], currency=""))]  # fmt: skip
    assert [round(w / widths[0], 2) for w in widths] == [1.0, 0.28, 0.19, 0.1, 0.04]  # 1,141 ÷ 4,120 = 0.28, …


def test_a_picture_without_any_value_says_so():
    bare = replace(PICTURES["bars"], series=(replace(PICTURES["bars"].series[0], values=(None,) * 6),))
    assert "Nothing to draw." in svg.for_print(bare, currency="")
    deck.pptx(minutes(told(item(1), scene(picture=bare))))
    lines = replace(PICTURES["lines"], categories=("Oct",), targets=(), young_from=None, series=tuple(
        replace(s, values=s.values[:1], low=s.low[:1], high=s.high[:1]) for s in PICTURES["lines"].series))  # fmt: skip
    assert "62.0" in svg.for_print(lines, currency="")
    deck.pptx(minutes(told(item(1), scene(picture=lines))))


def test_the_page_asks_no_host():
    page = minutes_page.html(minutes()).decode()
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|@import|<(script|link|img|iframe)\b", page)


# --- what people typed ------------------------------------------------------------------------------


@pytest.mark.parametrize("text", NASTY, ids=[legible(t)[:20] or "nothing" for t in NASTY])
def test_what_people_typed_is_text_in_every_form(text):
    made = nasty(text)
    tree = COMMONMARK.parse(markdown(made))
    kinds = {t.type for one in tree for t in (one, *(one.children or ()))}
    assert not kinds & {"link_open", "image", "html_block", "html_inline", "code_inline", "code_block", "fence", "hr"}
    assert [t.tag for t in tree if t.type == "heading_open"].count("h1") == 1
    rendered = COMMONMARK.render(markdown(made))
    first = next(iter(legible(text).strip().splitlines()), "")[:60].strip()
    assert first in plain_of(rendered)

    page = minutes_page.html(made).decode()
    assert not re.search(r"<(script|img|a|iframe|x)[\s>]", page)
    minutes_page.mail(made)
    if text.isascii() and len(text) < 1000 and text.isprintable():
        assert "".join(text.split()) in "".join(on_paper(made).split())

    archive = zipfile.ZipFile(io.BytesIO(deck.pptx(made)))
    for name in archive.namelist():
        if name.endswith(".xlsx"):
            sheet = zipfile.ZipFile(io.BytesIO(archive.read(name))).read("xl/worksheets/sheet1.xml")
            assert b"<f>" not in sheet  # no formula
    assert not any("hlinkClick" in archive.read(n).decode() for n in archive.namelist() if "slides/slide" in n)


def plain_of(rendered):
    """The words of rendered Markdown."""
    bare = re.sub(r"<[^>]+>", "", rendered)
    for sign, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        bare = bare.replace(sign, letter)
    return bare


def test_control_and_direction_signs_are_gone_and_letters_stay():
    assert legible("a\x00b\x07\u202ec\u2066d\ufffe\ud800e") == "abcde"
    assert legible("one\r\ntwo\u2028three\rfour") == "one\ntwo\nthree\nfour"
    assert legible("👩‍👩‍👧 عربي ÄÖ") == "👩‍👩‍👧 عربي ÄÖ"


def test_a_typed_line_stays_a_line():
    text = markdown(minutes(told(item(1), note="first\nsecond\n\nthird\n- no list\n1. no number\n12.5 is a number")))
    assert "first\\\nsecond\n\nthird\\\n\\- no list\\\n1\\. no number\\\n12.5 is a number" in text


def test_a_decision_without_more_says_no_more():
    bare = decision(issue="", owner="", success="")
    assert "- **We stop buying the cold list from November on**\n" in markdown(
        minutes(told(item(1), decisions=(bare,)))
    )
    open_one = action(owner="", side="", metric="", outcome=Outcome.OPEN)
    assert "nobody yet · due 23 Oct 2026\n" in markdown(minutes(told(item(1), actions=(open_one,))))


def test_a_meeting_that_never_said_when_it_began_stands_at_its_planned_time():
    assert paper_of(minutes(meeting=replace(MEETING, started_at=None))).when.startswith("Monday, 19 Oct 2026, 10:00")
    over_night = replace(MEETING, closed_at=STARTS + 16 * 3600)
    assert "from 10:02" in paper_of(minutes(meeting=over_night)).when
