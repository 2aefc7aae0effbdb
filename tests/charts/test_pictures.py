"""Laws that hold for every chart, whatever the sources are called and however many there are."""

import re

import pytest

from smarketing.charts.drawing import HEIGHT
from smarketing.charts.theme import escape, look
from tests.charts.payloads import PAYLOADS
from tests.charts.pictures import every, texts, without_raw_values

LOOKS = {mode: look(mode, slots={"a": 1, "b": 2}) for mode in ("light", "dark")}
KINDS = tuple(every(["a"], LOOKS["light"]))
OWN_TAGS = re.compile(r"</?(s|b|br|span|extra)\b[^<>]*>")


@pytest.fixture(scope="module")
def empty():
    return every([], LOOKS["light"])


@pytest.fixture(scope="module")
def one():
    return every(["a"], LOOKS["light"])


@pytest.fixture(scope="module")
def forty():
    return every([f"source {i}" for i in range(40)], LOOKS["dark"])


@pytest.fixture(scope="module")
def hostile():
    return every(PAYLOADS, LOOKS["light"])


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_to_draw_is_a_sentence_at_the_same_height(empty, one, kind):
    drawn = empty[kind]
    assert len(drawn.figure.data) == 0
    assert [a.text.replace("<br>", " ") for a in drawn.figure.layout.annotations] == [drawn.alt]
    assert drawn.alt.split()[0] in ("No", "Nobody", "Nothing")
    assert drawn.figure.layout.height == one[kind].figure.layout.height


@pytest.mark.parametrize("kind", KINDS)
def test_one_source_is_a_picture_of_its_own(one, kind):
    assert len(one[kind].figure.data) > 0
    assert one[kind].alt.endswith(".")


@pytest.mark.parametrize("kind", KINDS)
def test_forty_sources_do_not_become_forty_marks(forty, kind):
    figure = forty[kind].figure
    assert max(len(trace.y) for trace in figure.data if trace.y is not None) <= 61
    assert len([trace for trace in figure.data if trace.name]) <= 81, "over_time draws the small ones thin and grey"
    assert figure.layout.height in (HEIGHT, 520, 220)


@pytest.mark.parametrize("kind", KINDS)
def test_every_figure_names_its_own_template(one, forty, kind):
    assert one[kind].figure.layout.template.layout.paper_bgcolor == LOOKS["light"].background
    assert forty[kind].figure.layout.template.layout.paper_bgcolor == LOOKS["dark"].background


@pytest.mark.parametrize("kind", KINDS)
def test_no_text_is_smaller_than_fourteen_pixels(one, kind):
    written = one[kind].figure.to_json()
    sizes = [int(s) for s in re.findall(r'font":\{[^{}]*"size":(\d+)', written)]
    sizes += [int(s) for s in re.findall(r"font-size:(\d+)px", written)]
    assert min(sizes, default=14) >= 14


@pytest.mark.parametrize("kind", KINDS)
def test_no_label_from_a_file_reaches_plotly_as_it_is(hostile, kind):
    for text in texts(without_raw_values(hostile[kind])):
        if text.startswith("%{"):
            assert text == "%{hovertext}<extra></extra>"
            continue
        own = OWN_TAGS.sub("", text)
        assert not set("<>$") & set(own), text
        assert "%{" not in text
        assert "href" not in re.sub(r"&lt;.*?&gt;", "", own) or "&lt;" in text or "&#" in text


@pytest.mark.parametrize("kind", [k for k in KINDS if k in ("how_many", "how_sure", "hand_off", "reasons")])
def test_every_row_is_named(one, kind):
    assert "a" in one[kind].figure.layout.yaxis.ticktext


@pytest.mark.parametrize(
    "kind",
    [
        "how_many",
        "how_sure",
        "hand_off",
        "how_far by source",
        "over_time",
        "made_of",
        "who has the problem",
        "why_did_it_move, by source",
    ],
)
def test_a_click_hands_back_the_name_as_the_file_has_it(hostile, kind):
    handed = {str(datum[0]) for trace in hostile[kind].figure.data for datum in (trace.customdata or ())}
    assert handed & set(PAYLOADS)
    assert not handed & ({escape(p) for p in PAYLOADS} - set(PAYLOADS))


@pytest.mark.parametrize("kind", KINDS)
def test_bars_begin_at_zero(forty, kind):
    figure = forty[kind].figure
    for bar in (t for t in figure.data if t.type == "bar"):
        axis = figure.layout[("xaxis" if bar.orientation == "h" else "yaxis") + (bar.xaxis or "x")[1:]]
        assert axis.range[0] == 0
        assert not bar.base
