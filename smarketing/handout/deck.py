"""The minutes as slides: a title, the actions of last time, an item a slide, what was decided and who does what.

    Minutes ── paper_of ──▶ Paper ──▶ slides with charts of PowerPoint's own (`native`), texts that fit (`slide`)

A slide's title is the finding. What has no room on it stands in the speaker notes, with what is shown, its foot and its
definitions, so that nothing that the minutes say is missing from the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pptx.enum.shapes import MSO_SHAPE
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Pt

from smarketing.handout.fitting import LINE, SMALL, Said, fitted, lines_of, measured, needed, shortened
from smarketing.handout.minutes import Decided, Paper, Point, ToDo, paper_of
from smarketing.handout.native import add_chart
from smarketing.handout.native_marks import Box, rgb
from smarketing.handout.slide import EDGE, GAP, HIGH, WIDE, Column, fill_in, new_deck, saved, table, write
from smarketing.meeting import Minutes
from smarketing.scene import Figure, Form, Grid

_TITLE_ONLY = 5
_ROOM = WIDE - 2 * EDGE
_FOOT = 496.0
_MOST_FIGURES = 5
_LONGEST_NOTES = 60_000


def pptx(minutes: Minutes) -> bytes:
    """The deck, 16:9; the same minutes give the same bytes."""
    paper = paper_of(minutes)
    deck = new_deck()
    _first(deck, paper)
    if paper.earlier and not any(point.lasts for point in paper.points):
        _last_time(deck, paper, None)
    for point in paper.points:
        if point.lasts:
            _last_time(deck, paper, point)
        else:
            _item(deck, paper, point)
    _came_of_it(deck, paper)
    return saved(deck, title=f"{paper.title}, {paper.company}", author=paper.company, made_at=paper.made_at)


def _slide(
    deck: Deck, title: str, *, kicker: str = "", right: str = "", foot: str = "", notes: Sequence[str] = ()
) -> tuple[Slide, float]:
    """A slide with its title, its edges and its notes; and where the room below its title begins."""
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
    line = _flat(title)
    high = 36.0 if lines_of(line, 28, _ROOM, bold=True) == 1 else 68.0
    _place(slide.shapes.title, [Said(line, bold=True)], (EDGE, 46, _ROOM, high), (28, 24, 20, 18))
    write(slide, _one(kicker, _ROOM - 200), (EDGE, 22, _ROOM - 190, 20))
    write(slide, _one(right, 180), (WIDE - EDGE - 180, 22, 180, 20), right=True)
    write(slide, [Said(_flat(foot), "muted")] if foot else [], (EDGE, _FOOT, _ROOM - 50, 36))
    write(slide, [Said(str(len(deck.slides)), "muted")], (WIDE - EDGE - 40, _FOOT, 40, 20), right=True)
    text = "\n".join(notes)
    cut = text if len(text) <= _LONGEST_NOTES else f"{text[:_LONGEST_NOTES]}…"
    slide.notes_slide.notes_text_frame.text = cut
    return slide, 46 + high + 8


def _place(shape: object, said: Sequence[Said], box: Box, sizes: Sequence[int]) -> None:
    shape.left, shape.top, shape.width, shape.height = map(Pt, box)  # ty: ignore[missing-attribute]
    fill_in(shape, fitted(said, box[2:], sizes))  # ty: ignore[invalid-argument-type]


def _one(text: str, wide: float) -> list[Said]:
    """A quiet line, cut to its width."""
    short = shortened(" ".join(text.split("\n")), SMALL, wide)
    return [Said(short, "muted")] if short else []


# --- the first and the last -----------------------------------------------------------------------


def _first(deck: Deck, paper: Paper) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
    for top, colour in ((0.0, "marketing"), (HIGH / 2, "sales")):
        strip = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Pt(0), Pt(top), Pt(14), Pt(HIGH / 2))
        strip.fill.solid()
        strip.fill.fore_color.rgb = rgb(colour)
        strip.line.fill.background()
    _place(slide.shapes.title, [Said(_flat(paper.title), bold=True)], (64, 92, 430, 150), (40, 34, 28, 24))
    next_one = [Said(f"Next: {paper.next}", size=18)] if paper.next else []
    told = [
        Said(paper.company, bold=True, size=22),
        Said(paper.when, size=18),
        Said(paper.sentence, "muted", size=SMALL),
    ]
    write(slide, [*told, *next_one], (64, 262, 430, 190), sizes=(16, SMALL))
    rows = [
        [Said(f"{p.place}"), Said(p.title), Said(p.spent, "ink" if p.is_over else "muted", p.is_over)]
        for p in paper.points
    ]
    columns = (Column("", 36), Column("Agenda", share=1), Column(paper.spent, 150, is_number=True))
    if rows:
        table(slide, columns, rows, (540, 84, 380, 400))
    notes = [paper.when, paper.sentence, f"Time: {paper.spent}"]
    slide.notes_slide.notes_text_frame.text = "\n".join(notes)


def _last_time(deck: Deck, paper: Paper, point: Point | None) -> None:
    done = sum(a.mood == "good" for a in paper.earlier)
    title = f"{done} of {len(paper.earlier)} actions of last time are done in time or got there"
    title = title if paper.earlier else "No action stood open from last time"
    kicker = f"{point.place} · {point.title}" if point else "Last time"
    notes = [*map(_todo_line, paper.earlier), *(_notes(point) if point else ())]
    slide, top = _slide(
        deck, title, kicker=kicker, right=point.spent if point else "", foot=paper.sentence, notes=notes
    )
    texts = [*_decisions(point.decisions), *_to_do(point.actions), *_typed(point)] if point else []
    wide = _ROOM * 0.66 if texts and paper.earlier else _ROOM
    if paper.earlier:
        _actions(slide, paper.earlier, (EDGE, top + 10, wide, _FOOT - top - 20), is_earlier=True)
    if texts:
        left = EDGE + (wide + 30 if paper.earlier else 0)
        write(slide, texts, (left, top + 14, WIDE - EDGE - left, _FOOT - top - 24), sizes=(18, 16, SMALL))


def _came_of_it(deck: Deck, paper: Paper) -> None:
    decided, to_do = len(paper.decisions), len(paper.actions)
    title = f"{decided} decision{'s' * (decided != 1)}, {to_do} action{'s' * (to_do != 1)}"
    notes = [*map(_decision_line, paper.decisions), *map(_todo_line, paper.actions)]
    foot = f"Next: {paper.next}" if paper.next else paper.sentence
    slide, begins = _slide(deck, title, kicker="What came of it", foot=foot, notes=notes)
    top, high = begins + 10, _FOOT - begins - 20
    if not decided and not to_do:
        write(
            slide,
            [Said("Nothing was decided, and nobody took anything on.", "muted")],
            (EDGE, top, _ROOM, 40),
            sizes=(18,),
        )
        return
    share = 0.4 if decided and to_do else 1.0
    if decided:
        write(
            slide,
            list(_decisions(paper.decisions)),
            (EDGE, top, _ROOM * share - 30 * (share < 1), high),
            sizes=(18, 16, SMALL),
        )
    if to_do:
        left = EDGE + _ROOM * share if decided else EDGE
        _actions(slide, paper.actions, (left, top, WIDE - EDGE - left, high), is_earlier=False)


def _actions(slide: Slide, rows: Sequence[ToDo], box: Box, *, is_earlier: bool) -> None:
    columns = [Column("What", share=1, most=3), Column("Who", share=0.6, most=3), Column("By", 104)]
    columns += [Column("How it stands", share=1.3, most=4)] if is_earlier else [Column("Its number", share=0.8, most=3)]
    told = []
    for a in rows:
        state = ". ".join(t for t in (a.state, a.moves) if t) if is_earlier else a.moves
        colour = {"bad": "broken"}.get(a.mood, "ink")
        told.append([Said(_flat(a.task), bold=True), Said(_owner(a)), Said(a.due), Said(_flat(state), colour)])
    table(slide, columns, told, box)


def _owner(told: ToDo) -> str:
    return _flat(f"{told.owner} ({told.side})" if told.side else told.owner)


def _flat(text: str) -> str:
    return " ".join(text.split("\n"))


# --- an item --------------------------------------------------------------------------------------


def _item(deck: Deck, paper: Paper, point: Point) -> None:
    slide, top = _slide(
        deck, point.headline, kicker=f"{point.place} · {point.title}" if point.finding else f"{point.place}",
        right=point.spent, foot=point.foot, notes=_notes(point),
    )  # fmt: skip
    write(slide, _one(point.shows, _ROOM), (EDGE, top, _ROOM, 20))
    top += 28 if point.shows else 6
    if point.figures:
        top += _figures(slide, point.figures[:_MOST_FIGURES], top) + 8
    _body(slide, paper, point, (EDGE, top + 4, _ROOM, _FOOT - 12 - top))


def _figures(slide: Slide, figures: Sequence[Figure], top: float) -> float:
    """The headline numbers in a row; returns how high it is."""
    wide = _ROOM / max(len(figures), 3)
    for place, told in enumerate(figures):
        left, room = EDGE + place * wide, wide - 14
        write(slide, _one(told.name, room), (left, top, room, 18))
        value = shortened(_flat(told.value), 26, room, bold=True)
        write(slide, [Said(value, bold=True, size=26)], (left, top + 17, room, 32))
        said = (
            Said(_flat(told.of), "muted"),
            Said(_flat(told.change), "ink" if told.mood else "muted", bool(told.mood)),
        )
        for line, one in enumerate([one for one in said if one.text]):
            short = shortened(one.text, SMALL, room, bold=one.bold)
            write(slide, [replace(one, text=short)], (left, top + 51 + 17 * line, room, 18))
    return 92.0 if any(f.of and f.change for f in figures) else 75.0


def _body(slide: Slide, paper: Paper, point: Point, box: Box) -> None:
    """The chart with its table and texts beside it; where there is no chart, they have the room."""
    left, top, wide, high = box
    texts = [
        *_decisions(point.decisions),
        *_to_do(point.actions),
        *_typed(point),
        *map(Said, map(_flat, point.sentences)),
    ]
    grid = point.grid if point.grid and point.grid.rows else None
    if point.picture:
        beside = bool(texts or grid)
        is_wide = point.picture.form is Form.STEPS and len(point.picture.categories) > 6
        share = 1.0 if not beside else 0.7 if is_wide else 0.58
        room = (left, top, wide * share, high - 4)
        more = add_chart(slide, point.picture, room, currency=paper.currency, made_at=paper.made_at)
        if more:
            write(slide, [Said(f"… and {more:,} more", "muted")], (left, top + high - 22, 200, 20))
        left, wide = left + wide * share + 24, wide * (1 - share) - 24
    if grid and not point.picture and texts:
        _grid(slide, grid, (left, top, wide * 0.64, high))
        left, wide = left + wide * 0.64 + 28, wide * 0.36 - 28
    elif grid and texts:
        row, whole = SMALL * LINE + 9, (len(grid.rows) + 1) * (SMALL * LINE + 9)
        part = min(whole, max(high - needed(texts, wide) - 12, 5 * row))
        _grid(slide, grid, (left, top, wide, part))
        top, high = top + part + 12, high - part - 12
    elif grid:
        _grid(slide, grid, (left, top, wide, high))
    if not texts and not grid and not point.picture:
        texts = [Said("Nothing was written down.", "muted")]
    write(slide, texts, (left, top, wide, high), sizes=(18, 16, SMALL))


def _grid(slide: Slide, grid: Grid, box: Box) -> None:
    """A table with as many of its columns as have room, each as wide as its longest cell."""
    cells = [[_flat(text)[:200] for text in row] for row in (grid.columns, *grid.rows)]
    needs = [min(max(measured(row[n], SMALL) for row in cells), 170) + GAP + 2 for n in range(len(grid.columns))]
    count = len(needs)
    while count > 2 and sum(needs[:count]) > box[2]:
        count -= 1
    if sum(needs[:count]) > box[2]:
        needs = [box[2] / count] * len(needs)
    spare = max(box[2] - sum(needs[:count]), 0)
    columns = [
        Column(name, needs[n] + (spare if n == 0 else 0), is_number=n >= grid.words) for n, name in enumerate(cells[0])
    ]
    left_out = len(needs) - count
    also = f"{left_out} more column{'s' if left_out > 1 else ''}" if left_out else ""
    table(slide, columns[:count], [list(map(Said, row[:count])) for row in cells[1:]], box, also=also)


# --- texts ----------------------------------------------------------------------------------------


def _decisions(rows: Sequence[Decided]) -> Iterator[Said]:
    for told in rows:
        yield Said(f"Decided: {_flat(told.decision)}", bold=True)
        if told.to_note:
            yield Said(_flat(" · ".join(told.to_note)), "muted", size=SMALL)


def _to_do(rows: Sequence[ToDo]) -> Iterator[Said]:
    for told in rows:
        yield Said(f"To do: {_flat(told.task)}", bold=True)
        yield Said(_flat(" · ".join(t for t in (_owner(told), f"by {told.due}", told.moves) if t)), "muted", size=SMALL)


def _typed(point: Point) -> list[Said]:
    return [Said(line) for line in point.note if line.strip()]


def _notes(point: Point) -> list[str]:
    """Everything that the minutes say at this point."""
    grid = [" | ".join(map(_flat, row)) for row in (point.grid.columns, *point.grid.rows)] if point.grid else []
    parts = [
        ("", [t for t in (point.finding, point.shows, point.foot) if t]),
        ("", [f"{f.name}: " + " · ".join(t for t in (f.value, f.of, f.change) if t) for f in point.figures]),
        ("", list(point.sentences)),
        ("Notes", list(point.note)),
        ("Decided", list(map(_decision_line, point.decisions))),
        ("To do", list(map(_todo_line, point.actions))),
        ("What the numbers mean", [f"{name}: {text}" for name, text in point.definitions]),
        ("Table", grid),
    ]
    return [line for head, lines in parts if lines for line in (*([head] if head else []), *lines, "")]


def _decision_line(told: Decided) -> str:
    return " · ".join([told.decision, *told.to_note])


def _todo_line(told: ToDo) -> str:
    return " · ".join(t for t in (told.task, _owner(told), f"by {told.due}", told.moves, told.state) if t)
