"""A slide and what stands on it: texts made to fit (`fitting`), tables cut in words, the project's theme.

The file is the same, byte for byte, for the same slides: it is dated by its meeting.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.presentation import Presentation as Deck
from pptx.shapes.autoshape import Shape
from pptx.slide import Slide
from pptx.util import Pt

from smarketing.handout.fitting import AFTER, LINE, SMALL, Said, fitted, lines_of, shortened
from smarketing.handout.native_marks import COLOURS, Box, rgb

WIDE, HIGH, EDGE = 960.0, 540.0, 40.0
"""Points from one 16:9 edge to the other, and the margin."""

FONT = "Arial"
"""Inter is on few machines that show slides; Arial, or its twin in width, is on each."""


# --- text -----------------------------------------------------------------------------------------


def write(
    slide: Slide, said: Sequence[Said], box: Box, *, sizes: Sequence[int] = (SMALL,), right: bool = False
) -> None:
    """Put paragraphs into a box of their own."""
    if not said:
        return
    left, top, wide, high = map(Pt, box)
    fill_in(slide.shapes.add_textbox(left, top, wide, high), fitted(said, box[2:], sizes), right=right)


def fill_in(shape: Shape, said: Sequence[Said], *, right: bool = False) -> None:
    """Write paragraphs, each with its size, into a shape."""
    frame = shape.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for place, one in enumerate(said):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.line_spacing, paragraph.space_after = 1.0, Pt(one.size * AFTER)
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        run = paragraph.add_run()
        run.text = one.text
        run.font.size, run.font.bold, run.font.name = Pt(one.size), one.bold, FONT
        run.font.color.rgb = rgb(one.colour)


# --- a table --------------------------------------------------------------------------------------

_PLAIN = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""The table style without fills and lines."""


@dataclass(frozen=True)
class Column:
    """A column of a table. points: its width; share: of what is left, where it has none. most: lines a cell."""

    name: str
    points: float = 0.0
    share: float = 0.0
    is_number: bool = False
    most: int = 1


GAP = 10.0


def table(slide: Slide, columns: Sequence[Column], rows: Sequence[Sequence[Said]], box: Box, *, also: str = "") -> None:
    """Put a table into a box, as many rows as have room; below it how many more, and what is `also` missing."""
    left, top, wide, high = box
    spare = max(wide - sum(c.points for c in columns), 0) / (sum(c.share for c in columns) or 1)
    widths = [c.points + c.share * spare for c in columns]
    cells = [[_cell(said, c, room) for said, c, room in zip(row, columns, widths, strict=True)] for row in rows]
    heights = [_row_height(row, widths) for row in cells]
    head, below = SMALL * LINE + 9, SMALL * LINE + 6
    room, count = high - head - (below if also else 0), 0
    while count < len(cells) and heights[count] <= room:
        room, count = room - heights[count], count + 1
    while 0 < count < len(cells) and room < below:
        count, room = count - 1, room + heights[count - 1]
    more = [*([f"{len(rows) - count:,} more"] if count < len(rows) else []), *([also] if also else [])]
    tall = head + sum(heights[:count])
    at = tuple(map(Pt, (left, top, sum(widths), tall)))
    made = slide.shapes.add_table(count + 1, len(columns), *at).table
    made._tbl.tblPr.find(qn("a:tableStyleId")).text = _PLAIN  # ty: ignore[missing-union-attribute]
    made.horz_banding = False
    for place, one in enumerate(widths):
        made.columns[place].width = Pt(one)
    header = [_cell(Said(c.name, "muted"), replace(c, most=1), one) for c, one in zip(columns, widths, strict=True)]
    for number, (row, high_one) in enumerate(zip([header, *cells[:count]], [head, *heights[:count]], strict=True)):
        made.rows[number].height = Pt(high_one)
        for place, said in enumerate(row):
            _fill_cell(made.cell(number, place), said, is_number=columns[place].is_number)
    if more:
        write(slide, [Said(f"… and {' and '.join(more)}", "muted")], (left, top + tall + 4, wide, below))


def _cell(said: Said, column: Column, wide: float) -> Said:
    size = said.size or SMALL
    return replace(said, size=size, text=shortened(said.text, size, wide - GAP, lines=column.most, bold=said.bold))


def _row_height(row: Sequence[Said], widths: Sequence[float]) -> float:
    lines = (lines_of(s.text, s.size, wide - GAP, bold=s.bold) * s.size for s, wide in zip(row, widths, strict=True))
    return max(lines) * LINE + 9


def _fill_cell(cell: Any, said: Said, *, is_number: bool) -> None:
    fill_in(cell, [said], right=is_number)
    cell.text_frame.paragraphs[0].space_after = Pt(0)
    cell.margin_left, cell.margin_right, cell.margin_top, cell.margin_bottom = Pt(0), Pt(GAP), Pt(4), Pt(4)
    line = parse_xml(
        f'<a:lnB {nsdecls("a")} w="6350"><a:solidFill><a:srgbClr val="{rgb("faint")}"/></a:solidFill></a:lnB>'
    )
    cell._tc.get_or_add_tcPr().insert(0, line)


# --- the deck -------------------------------------------------------------------------------------


def new_deck() -> Deck:
    """An empty deck, 16:9, in the project's colours, so that what is added later has them too."""
    deck = Presentation()
    old = deck.slide_width or 1
    deck.slide_width, deck.slide_height = Pt(WIDE), Pt(HIGH)
    share = deck.slide_width / old
    for holder in (deck.slide_master, *deck.slide_layouts):
        for shape in holder.placeholders:
            shape.left, shape.width = int(shape.left * share), int(shape.width * share)
    theme = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme._blob = _in_our_colours(theme.blob.decode()).encode()
    return deck


_THEME = {
    "dk1": "ink", "lt1": "paper", "dk2": "muted", "lt2": "faint", "accent1": "neutral", "accent2": "marketing",
    "accent3": "sales", "accent4": "slot1", "accent5": "slot2", "accent6": "slot6",
    "hlink": "neutral", "folHlink": "quiet",
}  # fmt: skip


def _in_our_colours(theme: str) -> str:
    for name, colour in _THEME.items():
        shown = f'<a:srgbClr val="{COLOURS[colour].removeprefix("#")}"/>'
        theme = re.sub(rf"(<a:{name}>).*?(</a:{name}>)", rf"\g<1>{shown}\g<2>", theme, flags=re.DOTALL)
    return re.sub(r'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*', rf"\g<1>{FONT}", theme)


def saved(deck: Deck, *, title: str, author: str, made_at: int) -> bytes:
    """The file, the same bytes for the same deck: dated by its meeting, in the archive too."""
    told, moment = deck.core_properties, datetime.fromtimestamp(made_at, UTC).replace(tzinfo=None)
    told.title, told.author, told.last_modified_by, told.revision = title[:250], author[:250], author[:250], 1
    told.created = told.modified = told.last_printed = moment
    out = io.BytesIO()
    deck.save(out)
    return _undated(out.getvalue())


def _undated(archive: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            kept = zipfile.ZipInfo(one.filename, (1980, 1, 1, 0, 0, 0))
            new.writestr(kept, old.read(one), zipfile.ZIP_DEFLATED)
    return out.getvalue()
