"""The minutes as a page to read and print: HTML that holds everything it needs, and a PDF made of the same view.

    Minutes ── paper_of ──▶ Paper ── view ──┬── minutes.html.j2 ──▶ HTML, light or dark
                                            └── minutes.typ     ──▶ PDF, A4

The charts are the same drawing in both (`svg`), only their colours come from the page in one and stand fixed in the
other. What people typed is text in both: Jinja escapes it, and Typst gets it as data.
"""

from __future__ import annotations

from dataclasses import asdict

from smarketing.charts.theme import look
from smarketing.handout import svg
from smarketing.handout.made import compiled, rendered
from smarketing.handout.minutes import Paper, Point, paper_of
from smarketing.handout.svg_sheet import colours, cut
from smarketing.meeting import Minutes

MOST_ROWS = 40
SHORT = 600
"""Words of so many letters stay on one page with their chart; longer ones may break."""


def html(minutes: Minutes) -> bytes:
    """One page in UTF-8, light or dark as its reader has it, ready to print; it asks nothing of any host."""
    paper = paper_of(minutes)
    view = _view(paper) | {"light": colours(look("light")), "dark": colours(look("dark"))}
    return rendered("minutes.html.j2", view)


def mail(minutes: Minutes) -> str:
    """A short page for the body of a mail: what was decided, who does what; mail readers know little of style."""
    return rendered("minutes_mail.html.j2", _view(paper_of(minutes))).decode()


def pdf(minutes: Minutes) -> bytes:
    """A4 pages, tagged for readers who listen."""
    return compiled("minutes.typ", _view(paper_of(minutes), for_print=True))


def _view(paper: Paper, *, for_print: bool = False) -> dict[str, object]:
    """Everything on the page as texts, and its charts as SVG."""
    return {
        "title": paper.title, "short_title": cut(paper.title, 60), "day": paper.day.timetuple()[:3],
        "company": paper.company, "when": paper.when,
        "sentence": paper.sentence, "before": paper.is_before, "spent": paper.spent, "next": paper.next,
        "decisions": [asdict(d) for d in paper.decisions], "actions": [asdict(a) for a in paper.actions],
        "earlier": [asdict(a) for a in paper.earlier], "definitions": [list(pair) for pair in paper.definitions],
        "points": [_point(point, paper.currency, for_print=for_print) for point in paper.points],
    }  # fmt: skip


def _point(point: Point, currency: str, *, for_print: bool) -> dict[str, object]:
    told = asdict(point) | {"picture": "", "alt": point.picture.alt if point.picture else "", "more_rows": 0}
    words = [point.title, point.headline, point.shows, *(text for f in point.figures for text in asdict(f).values())]
    told |= {"is_short": sum(map(len, words)) < SHORT}
    if point.picture and for_print:
        told["picture"] = svg.for_print(point.picture, currency=currency)
    elif point.picture:
        told["picture"] = svg.for_page(point.picture, currency=currency, key=f"p{point.place}")
    if point.grid:
        rows = point.grid.rows[:MOST_ROWS]
        told |= {"grid": {"columns": point.grid.columns, "rows": rows, "words": point.grid.words}}
        told |= {"more_rows": len(point.grid.rows) - len(rows)}
    return told
