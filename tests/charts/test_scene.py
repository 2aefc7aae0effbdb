"""The picture of a scene in its six forms: every number is on it, and a name from a file is never markup."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from smarketing.charts.scene import draw
from smarketing.charts.theme import escape, look
from smarketing.scene import Form, Line, Picture, Role
from tests.charts.payloads import PAYLOADS

LOOKS = {mode: look(mode, slots={"a": 1, "b": 2}, currency="EUR") for mode in ("light", "dark")}
NAMES = ("Fairs", "Web", "Mail", "Calls")
PICTURES = {
    Form.BARS: Picture(
        Form.BARS, NAMES, (Line("Accepted", (0.6, 0.5, 0.4, 0.1), Role.SOURCES, (0.5, 0.4, 0.3, 0.0),
                                (0.7, 0.6, 0.5, 0.2)),), "rate", "By source", slots=(1, 2, 3, 4),
        targets=(0.65, None, None, None),
    ),
    Form.PARTS: Picture(
        Form.PARTS, NAMES, (Line("Taken", (6, 5, 4, 1), Role.SALES), Line("Returned", (2, 0, 1, 1), Role.BROKEN)),
        "count", "Parts",
    ),
    Form.COLUMNS: Picture(
        Form.COLUMNS, NAMES, (Line("Revenue", (1_200_000, 90_000, -5_000, 400), Role.SALES),), "money", "By month",
        targets=(1_000_000, None, None, None), young_from=3,
    ),
    Form.LINES: Picture(
        Form.LINES, NAMES, (Line("So far", (10, 20, None, None), Role.MARKETING), Line("Ideal", (9, 18, 27, 36),
        Role.TARGET), Line("Projected", (None, 20, 30, 41), Role.YOUNG, (None, 20, 25, 30), (None, 20, 35, 50))),
        "count", "Burn-up",
    ),
    Form.STEPS: Picture(
        Form.STEPS, NAMES, (Line("Revenue", (100_000, 25_000, -40_000, 85_000)),), "money", "Step by step",
    ),
    Form.FUNNEL: Picture(
        Form.FUNNEL, NAMES, (Line("Reached", (200, 100, 25, 0)),), "count", "How far",
    ),
}  # fmt: skip
SAID = {
    Form.BARS: ["60.0\u202f%", "of 65.0\u202f%", "50.0\u202f%", "40.0\u202f%", "10.0\u202f%"],
    Form.PARTS: ["6", "5", "4", "1", "2", "Taken", "Returned"],
    Form.COLUMNS: ["€1.2M", "€90K", "−€5,000", "€400"],
    Form.LINES: ["So far <b>20</b>", "Ideal <b>36</b>", "Projected <b>41</b>"],
    Form.STEPS: ["<b>€100K</b>", "<b>+€25K</b>", "<b>−€40K</b>", "<b>€85K</b>"],
    # 100 of 200, 25 of 100, none of 25
    Form.FUNNEL: ["<b>200</b>", "<b>100</b>  50.0\u202f% of these", "<b>25</b>  25.0\u202f% of these", "<b>0</b>"],
}


def texts(drawn) -> list[str]:
    """All that is written on a picture: notes, labels of axes, texts in bars, names in the legend."""
    made, axes = drawn.figure, (drawn.figure.layout.xaxis, drawn.figure.layout.yaxis)
    on_axes = [t for axis in axes if axis.visible is not False for t in axis.ticktext or ()]
    in_bars = [t for trace in made.data for t in (trace.text if trace.type == "bar" and trace.text else ())]
    legend = [trace.name for trace in made.data if made.layout.showlegend and trace.name]
    return [note.text for note in made.layout.annotations] + on_axes + in_bars + legend


def named(picture: Picture, *names: str) -> Picture:
    """The picture with as many categories as names; values are those of the first ones, in turn."""

    def fit(values):
        return tuple(values[i % len(values)] for i in range(len(names))) if values else ()

    series = tuple(
        replace(line, values=fit(line.values), low=fit(line.low), high=fit(line.high)) for line in picture.series
    )
    return replace(picture, categories=names, series=series, slots=fit(picture.slots), targets=fit(picture.targets))


def unknown(picture: Picture) -> Picture:
    """The picture without a single value."""
    none = (None,) * len(picture.categories)
    series = tuple(replace(line, values=none, low=line.low and none, high=line.high and none)
                   for line in picture.series)  # fmt: skip
    return replace(picture, series=series, targets=())


def test_every_form_is_tried():
    assert set(PICTURES) == set(SAID) == set(Form)


@pytest.mark.parametrize("mode", LOOKS)
@pytest.mark.parametrize("form", Form)
def test_the_numbers_and_the_names_are_on_the_picture(form, mode):
    drawn = draw(PICTURES[form], look=LOOKS[mode], height=480)
    written = texts(drawn)
    for said in (*SAID[form], *NAMES):
        assert any(said in text for text in written), said
    assert drawn.figure.layout.height == 480
    assert {note.font.size for note in drawn.figure.layout.annotations} <= {20}
    assert drawn.alt.startswith(f"{PICTURES[form].alt}: ")


@pytest.mark.parametrize("form", Form)
def test_light_and_dark_differ_in_colours_alone(form):
    light, dark = (draw(PICTURES[form], look=of, height=480) for of in LOOKS.values())
    assert texts(light) == texts(dark)
    assert light.alt == dark.alt
    assert light.figure.to_json() != dark.figure.to_json()


@pytest.mark.parametrize("form", Form)
def test_a_name_from_a_file_is_never_markup(form):
    """The picture of hostile names has the tags of the picture of harmless ones, and every name as it was."""
    harmless = tuple(f"name {i:02}" for i in range(len(PAYLOADS)))
    written = "\n".join(texts(draw(named(PICTURES[form], *PAYLOADS), look=LOOKS["light"], height=900)))
    plain = "\n".join(texts(draw(named(PICTURES[form], *harmless), look=LOOKS["light"], height=900)))
    assert [written.count(mark) for mark in "<>"] == [plain.count(mark) for mark in "<>"]
    assert not {"$", "{", "}"} & set(written)
    shown = PAYLOADS[:: max(1, len(PAYLOADS) // 8)] if form is Form.LINES else PAYLOADS  # every fourth has a tick
    for name in shown:
        assert escape(name) in written or escape(name, longest=28) in written, name


@pytest.mark.parametrize("name", PAYLOADS)
def test_names_of_series_and_alternative_texts_are_no_markup_either(name):
    parts, lines = PICTURES[Form.PARTS], PICTURES[Form.LINES]
    for picture in (parts, lines):
        series = (replace(picture.series[0], name=name), *picture.series[1:])
        drawn = draw(replace(picture, series=series, alt=name), look=LOOKS["dark"], height=480)
        assert any(escape(name) in text for text in texts(drawn))
        assert drawn.alt.startswith(escape(name))


@pytest.mark.parametrize("form", Form)
def test_a_picture_without_a_value_keeps_its_names_and_invents_no_number(form):
    drawn = draw(unknown(PICTURES[form]), look=LOOKS["light"], height=480)
    written = texts(drawn)
    for name in NAMES:
        assert any(name in text for text in written), name
    assert not any(c in "123456789" for text in written for c in text)
    json.loads(drawn.figure.to_json())


@pytest.mark.parametrize("form", [Form.BARS, Form.PARTS, Form.COLUMNS])
def test_one_missing_value_leaves_the_others_as_they_are(form):
    whole = PICTURES[form]
    first = whole.series[0]
    holed = replace(whole, series=(replace(first, values=(None, *first.values[1:])), *whole.series[1:]))
    written = "\n".join(texts(draw(holed, look=LOOKS["light"], height=480)))
    assert SAID[form][-1] in written
    assert f"{NAMES[0]} " not in draw(holed, look=LOOKS["light"], height=480).alt.split(";")[0]


@pytest.mark.parametrize("form", [form for form in Form if form is not Form.STEPS])
def test_one_category_is_drawn(form):
    drawn = draw(named(PICTURES[form], "Fairs"), look=LOOKS["light"], height=480)
    assert any("Fairs" in text for text in texts(drawn))
    assert "Fairs" in drawn.alt


def test_then_and_now_without_a_step_between_them_are_drawn():
    drawn = draw(named(PICTURES[Form.STEPS], "May", "June"), look=LOOKS["light"], height=480)
    assert [note.text for note in drawn.figure.layout.annotations] == ["<b>€100K</b>", "<b>€25K</b>"]


@pytest.mark.parametrize("form", Form)
def test_without_a_category_one_sentence_is_drawn(form):
    for nothing in (named(PICTURES[form]), None):
        drawn = draw(nothing, look=LOOKS["dark"], height=480)
        assert texts(drawn) == ["Nothing to show in this period"]
        assert drawn.figure.layout.height == 480


def test_a_young_column_is_hatched_and_a_target_is_a_stroke():
    drawn = draw(PICTURES[Form.COLUMNS], look=LOOKS["light"], height=480)
    columns, stroke = drawn.figure.data
    assert list(columns.marker.pattern.shape) == ["", "", "", "/"]
    assert stroke.line.color == LOOKS["light"].target
    assert {y for y in stroke.y if y is not None} == {1_000_000}


def test_steps_go_from_then_to_now():
    bars = draw(PICTURES[Form.STEPS], look=LOOKS["light"], height=480).figure.data[0]
    # 100 + 25 = 125; 125 − 40 = 85
    assert list(bars.base) == [100_000, 125_000]
    assert list(bars.x) == [25_000, -40_000]
