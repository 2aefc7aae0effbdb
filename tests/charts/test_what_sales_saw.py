"""The bridge as a picture: where each bar lies, both ends' colours, labels of files as plain text."""

import re

import pandas as pd
import pytest

from smarketing.charts import what_sales_saw
from smarketing.charts.theme import look
from smarketing.metrics.bridge import steps
from tests.charts.payloads import PAYLOADS
from tests.charts.pictures import texts, without_raw_values

LOOK = look("light")
FRAME = pd.DataFrame(
    [("worked_accepted", "(none)", 60), ("worked_open", "(none)", 10), ("untouched", "(none)", 20),
     ("returned", "No budget", 10)],
    columns=["bar", "reason", "n"],
)  # fmt: skip


def bars(drawn):
    return next(trace for trace in drawn.figure.data if trace.type == "bar")


def test_each_bar_begins_where_the_one_above_ends():
    drawn = what_sales_saw.draw(steps(FRAME), look=LOOK)
    assert list(drawn.figure.layout.yaxis.ticktext) == [
        "Marketing’s MQLs", "No budget, returned unt…", "Untouched though due", "Worked by sales",
        "Worked and accepted", "Worked, still open",
    ]  # fmt: skip
    assert list(bars(drawn).base) == [0, 90, 70, 0, 0, 60]
    assert list(bars(drawn).x) == [100, 10, 20, 70, 60, 10]
    assert drawn.figure.layout.xaxis.range[0] == 0


def test_both_ends_have_their_sides_colour_and_only_a_broken_promise_is_red():
    drawn = what_sales_saw.draw(steps(FRAME), look=LOOK)
    assert list(bars(drawn).marker.color) == [
        LOOK.marketing, LOOK.neutral, LOOK.broken, LOOK.sales, LOOK.sales, LOOK.young,
    ]  # fmt: skip


def test_the_labels_are_the_counts_and_the_hover_tells_the_definition():
    drawn = what_sales_saw.draw(steps(FRAME), look=LOOK)
    labels = [note.text for note in drawn.figure.layout.annotations]
    assert [re.sub("<.*?>", "", label).split()[0] for label in labels] == ["100", "−10", "−20", "70", "60", "10"]
    hover = bars(drawn).hovertext[1]
    assert hover.startswith("<b>No budget, returned untouched</b><br>10 of 100 MQLs (10.0")
    assert "though nobody had touched them" in hover.replace("<br>", " ")
    assert drawn.alt.startswith("A bridge from marketing’s count to sales’: Marketing’s MQLs: 100, No budget")


def test_no_mqls_are_a_sentence():
    drawn = what_sales_saw.draw(steps(FRAME[:0]), look=LOOK)
    assert (len(drawn.figure.data), drawn.alt) == (0, "No MQLs in this period")


@pytest.mark.parametrize("reason", PAYLOADS)
def test_a_reason_of_a_file_is_plain_text(reason):
    drawn = what_sales_saw.draw(steps(FRAME.assign(reason=reason)), look=LOOK)
    for text in texts(without_raw_values(drawn)):
        own = re.sub(r"</?(b|br|span|extra)\b[^<>]*>", "", text)
        assert text == "%{hovertext}<extra></extra>" or not (set("<>$") & set(own) or "%{" in text), text
