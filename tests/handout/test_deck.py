"""The minutes as slides: which charts stand on them, and how they lie once LibreOffice has opened them."""

from __future__ import annotations

import io
import shutil
import subprocess
from dataclasses import replace

import pypdfium2
import pytest
from pptx import Presentation
from pptx.util import Pt
from python_calamine import CalamineWorkbook

from smarketing.handout import deck
from smarketing.handout.fitting import Said, fitted, lines_of, shortened
from tests.handout.meetings import BARS, PICTURES, action, decision, item, minutes, nasty, scene, told

WIDE, HIGH = 960, 540
LONG = "A finding that is so long that it needs more than the two lines that there are, " * 4


def slides_of(made):
    return list(Presentation(io.BytesIO(deck.pptx(made))).slides)


def charts_of(made):
    return [shape.chart for slide in slides_of(made) for shape in slide.shapes if shape.has_chart]


def of_picture(picture):
    (chart,) = charts_of(minutes(told(item(1), scene(picture=picture, grid=None))))
    return chart


def sheet_of(chart):
    """What stands in the sheet behind a chart, by rows."""
    blob = chart.part.chart_workbook.xlsx_part.blob
    return CalamineWorkbook.from_filelike(io.BytesIO(blob)).get_sheet_by_index(0).to_python()


# --- charts -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PICTURES)
def test_each_form_is_a_chart_whose_numbers_can_be_edited(name):
    picture = PICTURES[name]
    chart = of_picture(picture)
    head, *rows = sheet_of(chart)
    assert len(rows) == len(picture.categories)
    for line in picture.series if name not in ("steps", "below zero") else ():
        column = [row[head.index(line.name)] for row in rows]
        assert column == [v if v is not None else "" for v in line.values]
    plotted = {s.name: list(s.values) for plot in chart.plots for s in plot.series}
    assert set(head[1:]) == set(plotted)


def test_a_funnel_is_centred_by_a_pad_that_nobody_sees():
    pad, shown, _ = of_picture(PICTURES["funnel"]).plots[0].series
    assert list(shown.values) == [4120, 1141, 802, 415, 154]
    assert list(pad.values) == [(4120 - v) / 2 for v in shown.values]
    assert pad.format.fill.type.name == "BACKGROUND"


def test_a_waterfall_goes_from_level_to_level():
    pad, shown, below, carrier = (s for plot in of_picture(PICTURES["steps"]).plots for s in plot.series)
    # 1,240,000 → +310,000 → +45,000 → −60,000 → −215,000 → −180,000 = 1,140,000
    levels = [0, 1_240_000, 1_550_000, 1_535_000, 1_320_000, 1_140_000, 0]
    assert list(pad.values) == levels
    assert list(shown.values) == [1_240_000, 310_000, 45_000, 60_000, 215_000, 180_000, 1_140_000]
    assert set(below.values) == {0}
    assert list(carrier.values)[:2] == [1_240_000, 1_550_000]


def test_a_waterfall_may_pass_zero():
    pad, above, below, _ = (s for plot in of_picture(PICTURES["below zero"]).plots for s in plot.series)
    assert list(zip(pad.values, above.values, below.values, strict=True)) == [
        (0, 20, 0),
        (0, 20, -30),
        (-20, 0, -10),
        (0, 0, -20),
    ]  # 20; from 20 to −30; from −30 to −20; −20


def test_intervals_are_error_bars_as_long_as_they_reach():
    xml = of_picture(BARS)._chartSpace.xml
    plus, minus = xml.partition("<c:plus>")[2].partition("<c:minus>")[::2]
    assert "<c:v>0.06</c:v>" in plus.partition("</c:plus>")[0]  # 0.87 − 0.81
    assert "<c:v>0.07</c:v>" in minus.partition("</c:minus>")[0]  # 0.81 − 0.74


def test_what_is_not_final_is_hatched_and_a_source_has_its_slot():
    october = of_picture(PICTURES["columns"]).plots[0].series[0].points[5].format.fill
    assert october.pattern is not None
    fair = of_picture(BARS).plots[0].series[0].points[2].format.fill
    assert str(fair.fore_color.rgb) == "085249"  # slot 3


def test_a_name_that_looks_like_a_formula_is_text_in_the_sheet():
    chart = of_picture(replace(BARS, categories=("=1+1", "@x", *BARS.categories[2:])))
    assert [row[0] for row in sheet_of(chart)][1:3] == ["=1+1", "@x"]


# --- slides -----------------------------------------------------------------------------------------


def test_an_item_is_a_slide_with_its_finding_as_title_and_everything_in_its_notes():
    slides = slides_of(minutes())
    assert len(slides) == 12  # a title, ten items of which one goes through last time's actions, what came of it
    assert slides[2].shapes.title.text_frame.text == "Acceptance is 71.2 %, 4 points above the month before"
    notes = slides[2].notes_slide.notes_text_frame.text
    for said in ("three months", "n = 1,141", "A lead that marketing has handed over", "Mara has seen the same",
                 "We stop buying the cold list", "Call the twelve leads", "Cold List | 540 | 360"):  # fmt: skip
        assert said in notes
    assert slides[1].shapes.title.text_frame.text == "2 of 4 actions of last time are done in time or got there"
    assert slides[-1].shapes.title.text_frame.text == "2 decisions, 2 actions"


@pytest.mark.parametrize(
    "made", [minutes(), nasty("many words " * 900), nasty("x" * 10_000)], ids=["usual", "long", "one word"]
)
def test_nothing_is_smaller_than_14_points_or_outside_the_slide(made):
    for slide in slides_of(made):
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= Pt(WIDE) + 1
            assert shape.top + shape.height <= Pt(HIGH) + 1
            frames = [shape.text_frame] if shape.has_text_frame else []
            frames += [cell.text_frame for row in shape.table.rows for cell in row.cells] if shape.has_table else []
            sizes = [run.font.size for frame in frames for p in frame.paragraphs for run in p.runs]
            assert all(size >= Pt(14) for size in sizes)


def test_a_long_table_is_cut_in_words():
    shapes = slides_of(minutes(told(item(1)), earlier=minutes().earlier * 10))[1].shapes
    (table,) = [shape.table for shape in shapes if shape.has_table]
    (more,) = [s.text_frame.text for s in shapes if s.has_text_frame and s.text_frame.text.startswith("… and")]
    assert more == f"… and {40 - (len(table.rows) - 1)} more"


def test_text_shrinks_before_it_is_cut():
    assert fitted([Said("short")], (300, 40), (28, 14))[0].size == 28
    longer = "words that need two lines at most in small letters"
    assert fitted([Said(longer)], (300, 40), (28, 14)) == [Said(longer, size=14)]
    (cut,) = fitted([Said(longer * 9)], (300, 40), (28, 14))
    assert cut.size == 14
    assert cut.text.endswith("…")
    assert lines_of(cut.text, 14, 300) == 2
    assert shortened("MQLs", 14, 41) == "MQLs"  # with room for itself, though not for "MQL…"


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """Opens decks in LibreOffice: the pages that come of each."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed (libreoffice-impress-nogui)")
    if shutil.which("fc-match"):
        letters = subprocess.run(["fc-match", "Arial"], check=True, capture_output=True, text=True).stdout
        if "Arial" not in letters and "Liberation Sans" not in letters:
            pytest.skip(f"no letters as wide as Arial's are installed (fonts-liberation), but {letters.strip()}")
    folder = tmp_path_factory.mktemp("office")

    def opener(**decks):
        for name, made in decks.items():
            (folder / f"{name}.pptx").write_bytes(deck.pptx(made))
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf",
             "--outdir", folder, *(folder / f"{name}.pptx" for name in decks)],
            check=True, capture_output=True, timeout=240,
        )  # fmt: skip
        return [pypdfium2.PdfDocument(folder / f"{name}.pdf") for name in decks]

    return opener


def test_libreoffice_shows_every_slide_with_its_texts_on_the_page(opened):
    long = scene(title=LONG, shows=LONG, foot=LONG, sentences=(LONG,) * 5)
    full = minutes(
        *(told(item(n, LONG), replace(long, picture=picture), note=LONG * 4, decisions=(decision(decision=LONG),) * 3,
               actions=(action(task=LONG, owner=LONG),) * 12) for n, picture in enumerate(PICTURES.values(), start=1)),
        company=LONG, closed_by=LONG, earlier=minutes().earlier * 8,
    )  # fmt: skip
    usual, crowded = opened(usual=minutes(), crowded=full)
    assert len(usual) == 12
    assert len(crowded) == 3 + len(PICTURES)
    for pages in (usual, crowded):
        for page in pages:
            words = page.get_textpage()
            assert words.count_chars() > 20
            width, height = page.get_size()
            for n in range(words.count_rects()):
                left, bottom, right, top = words.get_rect(n)
                assert left >= 0
                assert right <= width + 1
                assert bottom >= 0
                assert top <= height + 1
    shown = " ".join(page.get_textpage().get_text_range() for page in usual)
    for said in ("81.0", "+€310K", "4,120", "We stop buying the cold list"):
        assert said in shown
