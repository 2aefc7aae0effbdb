"""Minutes made by hand: a usual meeting with a picture of every form, and what may come at its edges."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from smarketing.meeting import LAST_ACTIONS, Action, Decision, Item, Judged, Meeting, Minutes, Outcome, Series, Told
from smarketing.scene import Figure, Form, Grid, Line, Picture, Role, Scene

AS_OF = date(2026, 10, 19)
STARTS = int(datetime(2026, 10, 19, 8, 0, tzinfo=UTC).timestamp())  # Monday, 10:00 in Berlin, in summer time
NEXT = int(datetime(2026, 10, 26, 9, 0, tzinfo=UTC).timestamp())  # a week on, 10:00 again, in winter time
MEETING = Meeting(7, Series.WEEKLY, "Weekly meeting", STARTS, STARTS + 120, STARTS + 2880, 3, "Anke", STARTS, 4)

SOURCES = ("Partner Referrals", "Organic Search", "Trade Shows", "Webinars", "Paid Social", "Cold List")
MONTHS = ("May 2026", "Jun 2026", "Jul 2026", "Aug 2026", "Sep 2026", "Oct 2026")

BARS = Picture(
    Form.BARS, SOURCES,
    (Line("Acceptance rate", (0.81, 0.74, 0.66, 0.58, 0.41, 0.22), Role.SOURCES,
          (0.74, 0.7, 0.58, 0.5, 0.33, 0.14), (0.87, 0.78, 0.73, 0.66, 0.5, 0.33)),),
    "rate", "Acceptance rate by source: Partner Referrals 81 % is the highest, Cold List 22 % the lowest.",
    slots=(1, 2, 3, 4, 5, 6), targets=(0.7, 0.7, 0.7, 0.7, None, None),
)  # fmt: skip
TWO_BARS = Picture(
    Form.BARS, ("North", "South", "West"),
    (Line("Marketing", (120, 95, 60), Role.MARKETING), Line("Sales", (80, 90, 30), Role.SALES)),
    "count", "Leads by region and side.",
)  # fmt: skip
PARTS = Picture(
    Form.PARTS, ("Partner Referrals", "Organic Search", "Trade Shows", "Cold List"),
    (Line("Accepted", (210, 340, 120, 24), Role.SALES), Line("Returned", (31, 88, 40, 61), Role.NEUTRAL),
     Line("Too young", (12, 40, 8, 9), Role.YOUNG)),
    "count", "What became of MQLs by source.",
)  # fmt: skip
COLUMNS = Picture(
    Form.COLUMNS, MONTHS, (Line("MQLs", (488, 530, 551, 602, 574, 240), Role.MARKETING),), "count",
    "MQLs a month: 574 in Sep 2026; Oct 2026 is not over.", targets=(500, 500, 560, 560, 560, 560), young_from=5,
)  # fmt: skip
LINES = Picture(
    Form.LINES, MONTHS,
    (Line("Acceptance rate", (0.62, 0.64, 0.66, 0.7, 0.71, 0.69), Role.SALES,
          (0.57, 0.6, 0.62, 0.66, 0.67, 0.6), (0.67, 0.68, 0.7, 0.74, 0.75, 0.77)),
     Line("MQL to SQL", (0.31, 0.33, None, 0.36, 0.37, 0.34), Role.MARKETING)),
    "rate", "Acceptance rate and MQL to SQL a month.", targets=(0.7,) * 6, young_from=5,
)  # fmt: skip
STEPS = Picture(
    Form.STEPS, ("Open on 12 Oct", "New", "Bigger", "Smaller", "Lost", "Won", "Open on 19 Oct"),
    (Line("Pipeline", (1_240_000, 310_000, 45_000, -60_000, -215_000, -180_000, 1_140_000)),), "money",
    "The open pipeline fell from €1.24M to €1.14M.",
)  # fmt: skip
BELOW_ZERO = Picture(
    Form.STEPS, ("Then", "Less", "More", "Now"), (Line("Net", (20, -50, 10, -20)),), "count", "From 20 to −20.",
)  # fmt: skip
FUNNEL = Picture(
    Form.FUNNEL, ("Lead", "MQL", "SAL", "SQL", "Customer"), (Line("Reached", (4120, 1141, 802, 415, 154)),), "count",
    "Of 4,120 leads 154 became customers.",
)  # fmt: skip
PICTURES = {
    "bars": BARS, "two series": TWO_BARS, "parts": PARTS, "columns": COLUMNS, "lines": LINES, "steps": STEPS,
    "below zero": BELOW_ZERO, "funnel": FUNNEL,
}  # fmt: skip

FOOT = "MQLs of 20 Jul – 19 Oct 2026 by the day they were handed over · 90 days each · as of 19 Oct 2026 · n = 1,141"
DEFINED = (
    ("Acceptance rate", "Of the MQLs that sales has answered, the share that it accepted. Those not past their "
     "deadline are left out."),
    ("MQL", "A lead that marketing has handed over to sales."),
)  # fmt: skip


def scene(key="scoreboard", title="Acceptance is 71.2 %, 4 points above the month before", **changes):
    """What an item shows, with everything that there can be."""
    return replace(
        Scene(
            key, title, "Acceptance rate by source, of the MQLs of three months", FOOT, "today", "period=Last+3+months",
            figures=(
                Figure("MQLs", "1,141", change="+53 vs Jul", mood="good"),
                Figure("Acceptance rate", "71.2\u202f%", "812 of 1,141", "+4.1\u202fpts vs Jul", "good"),
                Figure("Won", "€1.24M", "154 of 1,141", "−8\u202f% vs Jul", "bad"),
                Figure("Hours to first touch", "6.4 h", "median"),
            ),
            picture=BARS,
            grid=Grid(("Source", "MQLs", "Accepted", "Rate"), tuple(
                (name, f"{90 * n:,}", f"{60 * n:,}", "66.7\u202f%") for n, name in enumerate(SOURCES, start=1)
            )),
            sentences=("Trade Shows fell by 8 points, clearly.", "No other source moved clearly."),
            definitions=DEFINED,
        ),
        **changes,
    )  # fmt: skip


def item(place, title="Scoreboard", *, key="scoreboard", minutes=10, spent=540):
    """A point of the agenda."""
    return Item(place, 7, place, title, minutes, key, "", spent, "Anke", STARTS, 1)


def decision(number=1, **changes):
    """A decision, with all that may be said of one."""
    told = Decision(
        number, 7, 1, "The cold list is returned four times in five", "We stop buying the cold list from November on",
        "Georg Talbot", "Acceptance is above 75 % in December", "Anke", STARTS, 1,
    )  # fmt: skip
    return replace(told, **changes)


def action(number=1, **changes):
    """An action that is to move a number."""
    told = Action(
        number, 7, 1, "Call the twelve leads of the fair before Friday", "Mara Lindqvist", "sales", date(2026, 10, 23),
        "acceptance_rate", "", 0.8, 0.712, date(2026, 10, 19), Outcome.OPEN, None, "", "Anke", STARTS, 1,
    )  # fmt: skip
    return replace(told, **changes)


EARLIER = (
    Judged(action(11, task="Write to all of September's webinar guests", due_day=date(2026, 10, 12)), 0.74),
    Judged(action(12, task="Agree on what a returned lead must say", side="", metric="", target=None, then=None,
                  outcome=Outcome.DONE, settled_day=date(2026, 10, 14), due_day=date(2026, 10, 16),
                  result="Five reasons, on the page Promises"), None),
    Judged(action(13, task="Answer trade-show leads in four hours", metric="hours_to_first_touch", then=9.5, target=6.0,
                  outcome=Outcome.DONE, settled_day=date(2026, 10, 15), due_day=date(2026, 10, 13)), 5.2),
    Judged(action(14, task="Ask for a second budget", side="marketing", metric="", outcome=Outcome.DROPPED,
                  settled_day=date(2026, 10, 9), result="There is none before January"), None),
)  # fmt: skip

NOTE = "Georg: the fair's leads came without phone numbers.\nMara has seen the same in spring.\n\nWe look at it again."


def minutes(*told, **changes):
    """Minutes of such items; the usual meeting where none are given."""
    usual = Minutes(
        MEETING, "Halden Sensorik", "EUR", "Europe/Berlin", AS_OF, "Anke Marten", told or USUAL, EARLIER, NEXT
    )
    return replace(usual, **changes)


def told(point, shown=None, *, note="", decisions=(), actions=()):
    """An item with what was shown and written."""
    return Told(point, shown, note, decisions, actions)


USUAL = (
    told(item(1, "Last actions", key=LAST_ACTIONS, minutes=5, spent=400), note="Two of four are done."),
    told(item(2), scene(), note=NOTE, decisions=(decision(),), actions=(action(),)),
    told(
        item(3, "What moved"),
        scene("what_moved", "The pipeline fell by €100K, mostly by what was lost", picture=STEPS, grid=None),
        actions=(action(2, task="Look into the five lost deals", metric=""),),
    ),
    told(
        item(4, "Volume"), scene("volume", "October is on its way to 610 MQLs", picture=COLUMNS, grid=None, figures=())
    ),
    told(item(5, "Rates"), scene("rates", "Acceptance has risen for five months", picture=LINES, sentences=())),
    told(
        item(6, "Hand-off and rejected", spent=720),
        scene("hand_off", "The cold list is returned most", picture=PARTS),
        decisions=(decision(2, decision="Trade-show leads are called within four hours", issue="", success=""),),
    ),
    told(item(7, "How far leads get"), scene("funnel", "One lead in 27 becomes a customer", picture=FUNNEL, grid=None)),
    told(item(8, "Regions"), scene("regions", "The north has most leads of both sides", picture=TWO_BARS, figures=())),
    told(item(9, "Voice of sales"), scene("voice", "What sales has written", picture=None, figures=())),
    told(item(10, "Decisions", key="", minutes=3, spent=0), note=""),
)

NASTY = (
    "=1+1",
    '=HYPERLINK("https://evil.example","x")',
    "+49 30 1",
    "@SUM(A1)",
    "-2",
    "<script>window.bad = 1</script>",
    "<img src=x onerror='window.bad = 1'>",
    "[a](javascript:alert(1))",
    "![a](https://evil.example/x.png)",
    "# heading",
    "#heading",
    "## two",
    "1. one",
    "- dash",
    "===",
    "> quoted",
    "| a | b |",
    "`code` **bold** _it_ ~~x~~",
    "&lt;b&gt;",
    "</svg><b>x</b>",
    "]]><x/>",
    '#eval("1")',
    "#set page(width: 1pt)",
    "$x^2$ *strong* _emph_ @ref <label> \\ \\u{41}",
    "a\x00b\x07c\x1b[31md",
    "\u202eevil\u202c",
    "عربي עברית",
    "👩‍👩‍👧‍👦 🇩🇪 é",
    "line one\r\nline two\u2028three",
    "\ud800\ufffe\uffff",
    "{{ 7*7 }} {% raw %}",
    "BEGIN:VALARM\r\nX-A;B=C:D\\,;",
    "_x0007_ x",
    "x" * 10_000,
    "many words " * 900,
)


def nasty(text):
    """Minutes with this text wherever people type or files name something."""
    picture = replace(
        BARS, categories=(text, f"{text}2", *SOURCES[2:]), alt=text,
        series=(replace(BARS.series[0], name=text), replace(BARS.series[0], name=text, low=(), high=())),
    )  # fmt: skip
    shown = Scene(
        "x", text, text, text, text, text, (Figure(text, text, text, text, "bad"),), picture,
        Grid((text, text), ((text, text), (text, text))), (text,), ((text, text),),
    )  # fmt: skip
    say = {"issue": text, "decision": text, "owner": text, "success": text}
    do = {"task": text, "owner": text, "result": text, "metric": text}
    point = told(replace(item(1), title=text), shown, note=text, decisions=(decision(**say),), actions=(action(**do),))
    return minutes(
        point, meeting=replace(MEETING, title=text), company=text, closed_by=text,
        earlier=(Judged(action(**do), 0.5),),
    )  # fmt: skip
