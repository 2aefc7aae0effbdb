import colorsys
import html
import itertools
import math
import tomllib
from pathlib import Path

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.charts.theme import SMALL, Look, contrast, escape, look, mix
from smarketing.filters import NONE
from smarketing.metrics.registry import Unit
from tests.charts.payloads import PAYLOADS

MODES = ("light", "dark")
FAR_ENOUGH = 15

# Machado, Oliveira, Fernandes 2009, severity 1.0, on linear RGB.
EYES = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "deuteranope": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "protanope": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
}
TO_XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
WHITE = (0.95047, 1.0, 1.08883)


def times(matrix, vector):
    return [sum(m * v for m, v in zip(row, vector, strict=True)) for row in matrix]


def lab(colour, eye):
    linear = [
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4
        for p in (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    ]
    seen = [min(max(p, 0), 1) for p in times(EYES[eye], linear)]
    x, y, z = (
        v ** (1 / 3) if v > 216 / 24389 else (24389 / 27 * v + 16) / 116
        for v in (a / b for a, b in zip(times(TO_XYZ, seen), WHITE, strict=True))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one, other, eye):
    return math.dist(lab(one, eye), lab(other, eye))


def hue(colour):
    return colorsys.rgb_to_hls(*(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)))[0] * 360


def test_the_simulation_agrees_with_another_measurement():
    # Measured elsewhere: these ten keep at least 23 for all three kinds of eyes.
    ten = ["#223C59", "#D67B19", "#2B97FF", "#20A07B", "#5F2905", "#8395BB", "#4C0787", "#2B5A49", "#9E743C", "#6459A6"]
    closest = min(distance(a, b, eye) for eye in EYES for a, b in itertools.combinations(ten, 2))
    assert closest == pytest.approx(23, abs=1)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("eye", EYES)
def test_any_two_of_the_source_colours_can_be_told_apart(mode, eye):
    assert len(look(mode).palette) == 12
    closest = min(distance(a, b, eye) for a, b in itertools.combinations(look(mode).palette, 2))
    assert closest > FAR_ENOUGH


@pytest.mark.parametrize("mode", MODES)
def test_every_mark_stands_out_from_the_page(mode):
    seen = look(mode)
    marks = [*seen.palette, seen.neutral, seen.marketing, seen.sales, seen.target, seen.young]
    marks += [seen.quiet, seen.broken, seen.ink]
    assert min(contrast(colour, seen.background) for colour in marks) >= 3


@pytest.mark.parametrize("mode", MODES)
def test_words_have_the_contrast_of_text(mode):
    seen = look(mode)
    assert contrast(seen.ink, seen.background) >= 7
    assert contrast(seen.muted, seen.background) >= 4.5
    assert min(contrast(seen.word(c), seen.background) for c in (*seen.palette, seen.quiet)) >= 4.5
    assert min(contrast(seen.on(c), c) for c in (seen.sales, seen.neutral)) >= 4.5


@pytest.mark.parametrize("slot", range(12))
def test_a_slot_has_the_same_hue_in_both_themes(slot):
    turn = abs(hue(look("light").palette[slot]) - hue(look("dark").palette[slot]))
    assert min(turn, 360 - turn) < 25


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("eye", EYES)
def test_marketing_sales_and_a_broken_promise_can_be_told_apart(mode, eye):
    seen = look(mode)
    roles = (seen.marketing, seen.sales, seen.broken, seen.target)
    assert min(distance(a, b, eye) for a, b in itertools.combinations(roles, 2)) > FAR_ENOUGH


@pytest.mark.parametrize("mode", MODES)
def test_no_source_looks_like_a_broken_promise(mode):
    seen = look(mode)
    assert min(distance(c, seen.broken, "normal") for c in seen.palette) > FAR_ENOUGH


def test_a_source_keeps_its_slot_and_none_is_grey():
    seen = look("light", slots={"Webinar": 1, "Fair": 13, NONE: 0})
    assert seen.paint("Webinar").colour == seen.palette[0]
    assert seen.paint(NONE).colour == seen.quiet
    assert seen.paint("never heard of").colour == seen.quiet


def test_colours_come_again_with_a_pattern_and_a_dash():
    seen = look("light")
    paints = [seen.slot(number) for number in range(1, 49)]
    assert len({(p.colour, p.pattern) for p in paints}) == 48
    assert len({(p.colour, p.dash) for p in paints}) == 48
    assert "/" not in {p.pattern for p in paints}, "hatching means: not final"


def test_streamlit_is_dressed_alike():
    config = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text())["theme"]
    for mode in MODES:
        seen, told = look(mode), config[mode]
        assert told["backgroundColor"] == seen.background
        assert told["secondaryBackgroundColor"] == seen.surface
        assert told["textColor"] == seen.ink
        assert tuple(told["chartCategoricalColors"]) == seen.palette
        assert len(told["chartSequentialColors"]) == len(told["chartDivergingColors"]) == 10
    assert config["baseFontSize"] >= 16


def test_the_font_files_are_there_with_their_licence():
    config = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text())
    static = Path(__file__).parents[2] / "smarketing" / "ui" / "static"
    assert config["server"]["enableStaticServing"]
    for face in config["theme"]["fontFaces"]:
        assert (static / face["url"].removeprefix("app/static/")).read_bytes()[:4] == b"wOF2"
    assert "SIL Open Font License" in (static / "fonts" / "LICENSE").read_text()


@pytest.mark.parametrize("mode", MODES)
def test_the_template_writes_nothing_small(mode):
    told = look(mode).template.to_plotly_json()
    sizes = [told["layout"]["font"]["size"], told["layout"]["hoverlabel"]["font"]["size"]]
    sizes += [told["layout"][axis]["tickfont"]["size"] for axis in ("xaxis", "yaxis")]
    assert min(sizes) >= SMALL == 14


def test_the_template_survives_what_streamlit_does_to_plotly():
    import plotly.io
    import streamlit  # noqa: F401 - it replaces Plotly's default template

    figure = go.Figure(layout={"template": look("dark").template})
    assert figure.layout.template.layout.paper_bgcolor == look("dark").background
    assert plotly.io.templates.default != figure.layout.template


def test_money_is_written_in_the_workspaces_currency():
    assert look("light", currency="USD").say(1_236_000, Unit.MONEY) == "$1.24M"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_label_from_a_file_means_nothing_to_plotly(payload):
    shown = escape(payload)
    assert not set("<>$%{}") & set(shown.replace("&#36;", "").replace("&#37;", ""))
    assert _read(shown) == " ".join(payload.split())


@given(st.text())
def test_escaping_keeps_what_can_be_seen(text):
    shown = escape(text)
    assert not set("<>${}%\n\t\x00\u202e") & set(shown)
    assert escape(_read(shown)) == shown


def test_a_long_label_ends_in_dots_and_never_inside_an_entity():
    assert escape("<" * 40, longest=10) == "&lt;" * 9 + "…"


def test_control_and_direction_characters_are_dropped():
    assert escape("a\u202eb\x00c\u200bd") == "abcd"


def test_mixing_goes_from_the_one_to_the_other():
    assert [mix("#000000", "#FF8000", share) for share in (0, 0.5, 1)] == ["#000000", "#804000", "#FF8000"]


def test_a_look_is_frozen():
    with pytest.raises(AttributeError):
        look("light").ink = "#000000"
    assert isinstance(look("dark"), Look)


def _read(shown):
    return html.unescape(shown)
