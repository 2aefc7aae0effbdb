"""What a link says: what is understood, what is told, and that a shared link is read back as the same view."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from smarketing.filters import NONE, WINDOWS, Clock, Compare, Dimension, Filters
from smarketing.link import COMPARE_NAMES
from smarketing.periods import PRESETS, Grain, Period
from smarketing.settings import settings
from smarketing.ui.filter_bar import IN_POPOVERS, misread, query

TODAY = date(2026, 11, 18)
CHOICES = {d: ["Web", "R&D = fun?", "a+b;c", "日本", NONE] for d in Dimension}


def _told(**parameters):
    named = {k: v if isinstance(v, list) else [v] for k, v in parameters.items()}
    return misread(named, CHOICES, TODAY)


def test_a_link_that_makes_sense_tells_nothing():
    assert not _told(period="Last quarter", compare="No comparison", grain="week", clock="event", window="30",
                     source=["Web", NONE], as_of="2026-11-18", days=["2026-01-01", "2027-01-31"])  # fmt: skip


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("period", "Last 13 months"), ("period", ""), ("period", "last quarter"), ("compare", "previous"),
        ("grain", "year"), ("clock", "cohorts"), ("window", "91"), ("window", "ninety"), ("source", "Wev"),
        ("as_of", "2026-11-19"), ("as_of", "18.11.2026"), ("as_of", "2026-02-30"), ("as_of", "1989-12-31"),
        ("days", "soon"),
    ],
)  # fmt: skip
def test_what_stands_for_nothing_is_told_by_name_and_value(key, value):
    assert _told(**{key: value}) == [f"{key}={value}"]


def test_of_several_values_only_the_unknown_ones_are_told():
    assert _told(source=["Web", "Fax", "日本", "Pigeon"]) == ["source=Fax", "source=Pigeon"]


def test_names_of_other_programs_are_left_alone():
    assert not _told(utm_source="newsletter", gclid="1", show="Rejected", stage="nonsense")


def test_what_is_told_is_short_and_holds_no_sign_of_markup():
    told = _told(source="<img src=x onerror=alert(1)> [x](http://e.example) ![y](z) $a$ `c` :material/x: " + "z" * 500)
    assert len(told[0]) <= 60
    assert not set("<>[]!$`*#|\\~") & set(told[0])


VIEWS = st.builds(
    Filters,
    period=st.dates(date(2000, 1, 1), TODAY).flatmap(
        lambda first: st.dates(first, date(2027, 1, 1)).map(lambda last: Period(first, last))
    ),
    as_of=st.dates(date(2000, 1, 1), TODAY),
    compare=st.sampled_from(Compare),
    grain=st.sampled_from(Grain),
    clock=st.sampled_from(Clock),
    window=st.sampled_from(WINDOWS),
    **{d.value: st.lists(st.sampled_from(CHOICES[d]), max_size=3).map(tuple) for d in Dimension},
)


@given(VIEWS)
def test_a_shared_link_is_read_back_as_the_same_view(view):
    said = parse_qs(query(view, sample=False), keep_blank_values=True)
    assert misread(said, CHOICES, TODAY) == []
    one = {key: values[-1] for key, values in said.items()}
    first, last = map(date.fromisoformat, said["days"])
    assert view == Filters(
        period=Period(first, last), as_of=date.fromisoformat(one["as_of"]), compare=COMPARE_NAMES[one["compare"]],
        grain=Grain(one["grain"]), clock=Clock(one["clock"]), window=int(one["window"]),
        **{d.value: tuple(said.get(d.value, ())) for d in Dimension},
    )  # fmt: skip


def test_every_filter_that_hides_in_a_popover_is_kept_in_the_link():
    assert set(IN_POPOVERS) == {d.value for d in Dimension} | {"grain", "clock", "window"}


# --- the bar itself, in a session without a browser ------------------------------------------------


def _bar() -> None:
    from datetime import date

    import streamlit as st

    from smarketing.filters import Dimension
    from smarketing.ui.filter_bar import filter_bar

    choices = {d: ["Web", "Fair"] if d is Dimension.SOURCE else [] for d in Dimension}
    st.session_state["found"] = filter_bar(today=st.session_state.get("today", date(2026, 11, 18)), choices=choices)


@pytest.fixture
def bar(monkeypatch, tmp_path):
    """`bar(link)`: the filters that a session with this link begins with, and its notices."""
    monkeypatch.setenv("SMARKETING_DATA_FOLDER", str(tmp_path))
    settings.cache_clear()

    def read(**link):
        app = AppTest.from_function(_bar, default_timeout=30)
        for key, value in link.items():
            app.query_params[key] = value
        app.run()
        assert not app.exception
        return app.session_state["found"], [w.value for w in app.warning]

    yield read
    settings.cache_clear()


def test_an_empty_link_is_the_usual_view(bar):
    usual = Filters(period=PRESETS["Last 6 months"](TODAY), as_of=TODAY)
    assert bar() == (usual, [])


def test_a_full_link_is_read_into_filters(bar):
    found, notices = bar(
        period="Other days", days=["2026-02-01", "2026-03-15"], as_of="2026-06-30", compare="No comparison",
        grain="quarter", clock="event", window="365", source=["Web"],
    )  # fmt: skip
    assert notices == []
    assert found == Filters(
        period=Period(date(2026, 2, 1), date(2026, 3, 15)), as_of=date(2026, 6, 30), compare=Compare.NOTHING,
        grain=Grain.QUARTER, clock=Clock.EVENT, window=365, source=("Web",),
    )  # fmt: skip


def test_a_preset_counts_from_the_as_of_day(bar):
    assert bar(period="Last month", as_of="2026-03-10")[0].period == Period(date(2026, 2, 1), date(2026, 2, 28))


@pytest.mark.parametrize(("link", "as_of"), [({}, date(2026, 11, 26)), ({"as_of": "2026-03-10"}, date(2026, 3, 10))])
def test_as_of_goes_on_with_the_days_unless_somebody_chose_it(bar, link, as_of):
    app = AppTest.from_function(_bar, default_timeout=30)
    app.query_params.update(link)
    app.run()
    app.session_state["today"] = date(2026, 11, 26)  # midnight, or the own workspace after the sample company's
    app.run()
    assert app.session_state["found"].as_of == as_of
    assert app.run().session_state["found"].as_of == as_of


def test_days_are_read_in_either_order_and_one_alone_is_that_day(bar):
    either = bar(period="Other days", days=["2026-03-15", "2026-02-01"])[0].period
    assert either == Period(date(2026, 2, 1), date(2026, 3, 15))


@pytest.mark.parametrize(
    "link",
    [
        {"as_of": "2030-01-01"}, {"window": "0"}, {"window": "-5"}, {"grain": "year"}, {"source": ["Fax"]},
        {"period": "\x00"},
    ],
)  # fmt: skip
def test_nonsense_falls_back_to_the_usual_view_with_one_notice(bar, link):
    found, notices = bar(**link)
    assert found == Filters(period=PRESETS["Last 6 months"](TODAY), as_of=TODAY)
    assert len(notices) == 1
    assert "could not be used" in notices[0]
