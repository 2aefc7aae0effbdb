"""Sentences that the numbers prove, and none that they don't."""

import numpy as np
import pandas as pd
import pytest

from smarketing.metrics.acceptance import acceptance_rate, overdue_rate
from smarketing.metrics.compare import compare
from smarketing.metrics.findings import (
    Finding,
    best_and_worst,
    change,
    largest,
    not_final,
    rank,
    said,
    share,
    volume_without_outcome,
)
from smarketing.metrics.registry import evaluate
from smarketing.metrics.revenue import revenue
from smarketing.metrics.volume import mqls
from smarketing.periods import Grain
from smarketing.stages import Stage


def rates(**accepted_of):
    return pd.DataFrame(
        [(name, k / n if n else np.nan, float(k), float(n)) for name, (k, n) in accepted_of.items()],
        columns=["source", "value", "numerator", "denominator"],
    ).astype({"value": float, "numerator": float, "denominator": float})


def text(finding):
    return finding.text.replace("\u202f", " ") if finding else None


def best(table):
    return best_and_worst(table, by="source", done="accepted")


# --- between sources --------------------------------------------------------------------------


def test_the_best_is_told_against_the_worst_where_both_are_clear():
    found = best(rates(Webinar=(124, 200), Social=(58, 200), Email=(90, 200)))
    assert text(found) == "MQLs from Webinar are accepted 2.1 times as often as those from Social (62 % vs 29 %)"
    assert found.about == ("Webinar", "Social")


@pytest.mark.parametrize(
    ("by", "sentence"),
    [
        ("source", "MQLs from A become customers in time 2.1 times as often as those without a source (62 % vs 29 %)"),
        ("segment", "MQLs in A become customers in time 2.1 times as often as those without a segment (62 % vs 29 %)"),
        ("owner", "MQLs of A become customers in time 2.1 times as often as those without an owner (62 % vs 29 %)"),
    ],
)
def test_a_sentence_speaks_of_sources_segments_and_people_in_their_own_words(by, sentence):
    table = rates(**{"A": (124, 200), "(none)": (58, 200)}).rename(columns={"source": by})
    assert text(best_and_worst(table, by=by, done="customers in time", verb="become")) == sentence


def test_a_small_but_clear_lead_is_not_told_in_times():
    found = best(rates(Webinar=(9_100, 10_000), Email=(8_500, 10_000)))
    assert text(found) == "MQLs from Webinar are accepted more often than those from Email (91 % vs 85 %)"


def test_a_source_alone_apart_is_told_against_the_others():
    alike = {"Webinar": (50, 100), "Email": (50, 100), "Referral": (50, 100), "Search": (50, 100)}
    found = best(rates(**alike, Syndication=(20, 100)))
    assert text(found) == "MQLs from Syndication are accepted less often than the others (20 % vs 50 %)"
    found = best(rates(**alike, Partner=(80, 100)))
    assert text(found) == "MQLs from Partner are accepted more often than the others (80 % vs 50 %)"


def test_from_a_source_of_which_none_were_accepted_no_ratio_is_made():
    found = best(rates(Webinar=(60, 100), Social=(0, 100)))
    assert text(found) == "MQLs from Webinar are accepted more often than those from Social (60 % vs 0 %)"


def test_without_a_clear_difference_there_is_no_sentence():
    assert best(rates(Webinar=(20, 50), Email=(18, 50), Social=(22, 50))) is None


def test_below_ten_nothing_is_claimed():
    assert best(rates(Webinar=(9, 9), Email=(0, 9))) is None


@pytest.mark.parametrize("table", [rates(), rates(Webinar=(5, 20)), rates(Webinar=(0, 0), Email=(0, 0))])
def test_with_nothing_to_compare_there_is_no_sentence(table):
    assert best(table) is None
    assert volume_without_outcome(table, by="source") is None


def test_chance_makes_news_in_less_than_one_panel_of_twenty():
    # 200 panels of twelve sources that are all alike: five in a hundred may raise a false alarm
    random = np.random.default_rng(7)
    alarms = 0
    for _ in range(200):
        k = random.binomial(120, 0.4, size=12)
        alarms += best(rates(**{f"S{i}": (int(x), 120) for i, x in enumerate(k)})) is not None
    assert alarms / 200 <= 0.08  # 5 % and twice its standard error (1.5 %)


def test_volume_is_held_against_what_came_of_it():
    table = rates(Syndication=(8, 210), Webinar=(120, 400), Email=(72, 390))
    found = volume_without_outcome(table, by="source")
    # 210 of 1,000 leads, 8 of 200 customers; Webinar brings 40 % and 60 %, the wider gap
    assert text(found) == "Webinar brings 40 % of MQLs and 60 % of customers"
    table = rates(Syndication=(8, 210), Webinar=(100, 400), Email=(92, 390))
    # 8 of 200 customers; Webinar's and Email's gaps are 10 and 7 points, Syndication's 17
    assert text(volume_without_outcome(table, by="source")) == "Syndication brings 21 % of MQLs and 4.0 % of customers"


def counted(metric, column, **by_source):
    frame = pd.DataFrame(
        {"source": list(by_source), column: list(by_source.values()), "won": 1, "won_told": 1, "won_squares": 1.0}
    )
    return evaluate(metric, frame, by=["source"])


def test_the_source_that_brings_the_most_is_told_with_its_share():
    found = largest(counted(mqls, "mqls", Webinar=220, Email=180, Search=600), by="source")
    assert text(found) == "Search brings the most MQLs: 60 % of 1,000"
    money = largest(counted(revenue, "won_amount", Webinar=3e5, Email=1e5), by="source", currency="USD")
    assert text(money) == "Webinar brings the most revenue: 75 % of $400K"


@pytest.mark.parametrize("by_source", [{}, {"Email": 5}, {"Email": 5, "Webinar": 5}, {"Email": 0, "Webinar": 0}])
def test_where_no_source_is_alone_in_front_nothing_is_said(by_source):
    assert largest(counted(mqls, "mqls", **by_source), by="source") is None


# --- over time --------------------------------------------------------------------------------


def compared(metric, now, then):
    frames = (pd.DataFrame([side]).assign(won=1, won_told=1, won_squares=1.0) for side in (now, then))
    return compare(*(evaluate(metric, frame) for frame in frames)).iloc[0]


@pytest.mark.parametrize(
    ("now", "then", "sentence"),
    [
        (412, 368, "MQLs are up 12 % on Oct 2026, 412 after 368"),
        (368, 412, "MQLs are down 11 % on Oct 2026, 368 after 412"),
        (412, 411, "MQLs are level with Oct 2026, 412 after 411"),
        (412, 0, "MQLs are 412 after 0 in Oct 2026"),
    ],
)
def test_a_count_is_told_against_the_period_before(now, then, sentence):
    row = compared(mqls, {"mqls": now}, {"mqls": then})
    assert text(change(row, against="Oct 2026")) == sentence


def test_money_is_told_in_its_currency():
    row = compared(revenue, {"won_amount": 1_240_000.0}, {"won_amount": 1_000_000.0})
    assert text(change(row, against="Q3 2026")) == "Revenue is up 24 % on Q3 2026, €1.24M after €1M"


@pytest.mark.parametrize(
    ("now", "then", "sentence", "matters"),
    [
        ((60, 40), (40, 60), "Acceptance rate is clearly higher than in Oct 2026, 60 % after 40 %", True),
        ((40, 60), (60, 40), "Acceptance rate is clearly lower than in Oct 2026, 40 % after 60 %", True),
        ((42, 58), (40, 60), "Acceptance rate: no clear difference from Oct 2026, 42 % after 40 %", False),
        ((4, 1), (40, 60), "Acceptance rate against Oct 2026: too few to say, 80 % after 40 %", False),
    ],
)
def test_of_a_rate_no_more_is_said_than_its_interval_allows(now, then, sentence, matters):
    sides = ({"accepted_due": k, "rejected_due": m} for k, m in (now, then))
    found = change(compared(acceptance_rate, *sides), against="Oct 2026")
    assert text(found) == sentence
    assert bool(found.weight) == matters


def test_where_a_side_is_missing_nothing_is_said():
    nobody, some = ({"accepted_due": n, "rejected_due": n, "pending_due": n} for n in (0, 9))
    row = compared(overdue_rate, nobody, some)
    assert change(row, against="Oct 2026") is None


# --- what is not final ------------------------------------------------------------------------

MONTHS = pd.DataFrame(
    {
        "bucket": pd.to_datetime(["2026-09-01", "2026-10-01", "2026-11-01"]),
        "mqls": [400, 1_200, 540],
        "too_young": [0, 0, 312],
    }
)


def test_a_month_too_young_is_called_so():
    found = not_final(MONTHS, start=Stage.MQL, window=90, grain=Grain.MONTH)
    assert found.text == "Nov 2026 is too young: 312 of 540 MQLs have not had 90 days"


def test_several_months_too_young_are_told_in_one_sentence():
    months = MONTHS.assign(too_young=[0, 900, 540])
    found = not_final(months, start=Stage.MQL, window=90, grain=Grain.MONTH)
    assert found.text == "Oct 2026 to Nov 2026 are too young: 1,440 of 1,740 MQLs have not had 90 days"


def test_when_all_is_final_nothing_is_said():
    assert not_final(MONTHS.assign(too_young=0), start=Stage.MQL, window=90, grain=Grain.MONTH) is None


# --- order and words --------------------------------------------------------------------------


def test_what_matters_most_comes_first_and_no_more_than_asked_for():
    found = [Finding("small", 0.1), None, Finding("large", 0.9), Finding("middle", 0.5)]
    assert [f.text for f in rank(found, most=2)] == ["large", "middle"]


def test_a_title_without_a_finding_says_what_is_shown():
    assert said(None, otherwise="Acceptance by source") == "Acceptance by source"
    assert said(Finding("It rose", 1), otherwise="Acceptance by source") == "It rose"


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (0.624, "62 %"),
        (0.0427, "4.3 %"),
        (0.04, "4.0 %"),
        (0.0035496, "0.35 %"),
        (1, "100 %"),
        (0, "0 %"),
        (0.0996, "10 %"),
    ],
)
def test_a_share_in_a_sentence_has_two_digits(rate, words):
    assert share(rate).replace("\u202f", " ") == words
