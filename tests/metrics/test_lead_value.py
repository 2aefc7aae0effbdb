"""The value of a lead by hand, its laws, and what it says of the sample company."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smarketing.metrics import lead_value as of_leads
from smarketing.metrics.lead_value import LeadValues, lead_values, priced, worth
from smarketing.metrics.registry import evaluate
from smarketing.metrics.survival import at, curve
from tests.metrics import company

SOME = settings(max_examples=20)
NO_DEALS = pd.DataFrame(
    {"source": [], "segment": [], "currency": [], "won": [], "won_cents": [], "won_squares": []}
).astype({"source": "str", "segment": "str", "currency": "str", "won": int, "won_cents": int, "won_squares": float})


def lives(*rows):
    """(source, segment, age, converted, n)."""
    return pd.DataFrame(rows, columns=["source", "segment", "age", "converted", "n"])


def won(*rows, currency="EUR"):
    """(source, segment, amounts in money)."""
    told = [(s, g, currency, len(a), 100 * sum(a), float(sum((100 * x) ** 2 for x in a))) for s, g, a in rows]
    return pd.DataFrame(told, columns=list(NO_DEALS))


def mature(source, segment, customers, leads):
    """Leads that all had their 90 days."""
    return [(source, segment, 20, 1, customers), (source, segment, 400, 0, leads - customers)]


def values_of(rows, deals=NO_DEALS, horizon=90):
    return lead_values(rows, deals, horizon=horizon, currency="EUR")


def cell(values, source, segment):
    return values.cells.set_index(["source", "segment"]).loc[(source, segment)]


# --- published examples -----------------------------------------------------------------------


def test_a_customer_of_160000_at_1_percent_makes_a_lead_of_1600():
    # 1 of 100 leads becomes a customer and brings 160,000: 1,600 a lead; 200,000 ÷ 1,600 = 125 leads
    values = values_of(lives(*mature("Web", "All", 1, 100)), won(("Web", "All", [160_000])))
    assert cell(values, "Web", "All")["value"] == pytest.approx(1600)
    assert 200_000 / values.value == pytest.approx(125)


def test_1000_demos_or_3000_downloads_meet_12_million():
    # 12,000,000 ÷ 1,000 = 12,000 a demo, ÷ 3,000 = 4,000 a download; 500 demos and 1,500 downloads: 6M + 6M
    cells = pd.DataFrame({"source": ["Demo", "Download"], "segment": "All", "value": [12e6 / 1000, 12e6 / 3000]})
    values = LeadValues(cells, conversion=0.0, amount=0.0, horizon=90, amount_via="source")
    mqls = pd.DataFrame({"day": [1, 2], "source": ["Demo", "Download"], "segment": "All", "mqls": [500, 1500]})
    told = worth(mqls, values)
    assert told["worth"].tolist() == [6e6, 6e6]
    assert evaluate(of_leads.mql_worth, told)["value"].item() == 12e6
    assert evaluate(of_leads.lead_value, told)["value"].item() == 6000  # 12M ÷ 2,000, not the average of the two


# --- by hand ----------------------------------------------------------------------------------


def test_the_parts_multiply_to_the_value_and_the_weights_say_how_they_came():
    rows = lives(*mature("A", "x", 10, 50), *mature("A", "y", 1, 60), *mature("B", "x", 2, 200))
    told = values_of(rows, won(("A", "x", [100, 300]), ("B", "x", [900, 700]))).cells
    assert told["value"].to_numpy() == pytest.approx((told["conversion"] * told["amount"]).to_numpy())
    for part in ("conversion", "amount"):
        w = told[f"{part}_weight"]
        mixed = w * told[f"{part}_raw"].fillna(0) + (1 - w) * told[f"{part}_parent"]
        assert told[part].to_numpy() == pytest.approx(mixed.to_numpy())


def test_where_all_leads_had_their_time_the_raw_conversion_is_customers_over_leads():
    told = cell(values_of(lives(*mature("A", "x", 3, 30), *mature("B", "x", 1, 40))), "A", "x")
    assert (told["leads"], told["customers"], told["conversion_raw"]) == (30, 3, pytest.approx(0.1))


def test_a_customer_after_the_horizon_is_none():
    rows = lives(("A", "x", 91, 1, 5), ("A", "x", 400, 0, 5), *mature("B", "x", 5, 50))
    told = cell(values_of(rows), "A", "x")
    assert (told["customers"], told["conversion_raw"]) == (0, 0)


def test_leads_that_all_had_their_time_count_in_full_and_young_ones_for_what_they_lived_through():
    # half of the company's customers come on day 10, half on day 50. Leads of 20 days have lived through the half.
    rows = lives(("A", "x", 10, 1, 5), ("A", "x", 50, 1, 5), ("A", "x", 100, 0, 90), ("B", "x", 20, 0, 80))
    steps = curve(rows)
    steps = steps[steps["day"] <= 90]
    known = of_leads._known(rows, ["source"], steps).set_index("source")
    share = at(curve(rows), 20).value / at(curve(rows), 90).value
    assert known.loc["A", "size"] == pytest.approx(100)
    assert known.loc["B", "size"] == pytest.approx(80 * share)
    assert known.loc["B", "rate"] == 0


def test_the_effective_leads_have_greenwoods_variance():
    # two roads to one variance: p(1 − p) ÷ size, and the band of the curve. All in one group, many of them censored
    random = np.random.default_rng(2)
    days, seen = random.exponential(40, 4000).astype(int), random.integers(0, 120, 4000)
    there = (days <= seen) & (random.random(4000) < 0.3)
    rows = pd.DataFrame({"source": "A", "age": np.where(there, days, seen), "converted": there.astype(int)})
    rows = rows.groupby(["source", "age", "converted"], as_index=False).size().rename(columns={"size": "n"})
    steps = curve(rows)
    size = of_leads._known(rows, ["source"], steps[steps["day"] <= 90])["size"].item()
    estimate = at(steps, 90)
    p = estimate.value
    assert 0.1 < p < 0.4
    half = (estimate.high - estimate.low) / 2 / 1.96
    assert np.sqrt(p * (1 - p) / size) == pytest.approx(half, rel=0.1)
    assert size < 4000


def test_a_young_group_is_carried_on_as_the_company_goes_on():
    # A: 10 of 100 on day 10, 10 more on day 50. B is 20 days old and has 5 of 50: half-way, so 10 % × 20/10 = 20 %
    rows = lives(("A", "x", 10, 1, 1000), ("A", "x", 50, 1, 1000), ("A", "x", 100, 0, 8000),
                 ("B", "x", 10, 1, 5), ("B", "x", 20, 0, 45))  # fmt: skip
    assert cell(values_of(rows), "B", "x")["conversion_raw"] == pytest.approx(0.2, rel=0.01)


def test_a_cell_without_leads_has_its_sources_conversion_and_a_source_without_any_the_companys():
    rows = lives(*mature("A", "x", 40, 100), *mature("B", "y", 1, 100), *mature("C", "x", 10, 100))
    values = values_of(rows, won(("D", "x", [500, 700])))
    none = cell(values, "A", "y")
    assert (none["leads"], none["conversion_weight"]) == (0, 0)
    assert np.isnan(none["conversion_raw"])
    assert none["conversion"] == none["conversion_parent"] == cell(values, "A", "x")["conversion_parent"]
    assert cell(values, "D", "x")["conversion"] == pytest.approx(values.conversion)
    assert cell(values, "A", "y")["amount"] == pytest.approx(600)


def test_equal_cells_are_all_at_the_parent():
    rows = lives(*(row for s in "AB" for g in "xy" for row in mature(s, g, 10, 100)))
    told = values_of(rows).cells
    assert told["conversion"].tolist() == pytest.approx([0.1] * 4)
    assert told["conversion_weight"].tolist() == [0] * 4


def test_amounts_go_by_the_segment_where_it_tells_deals_apart_better():
    # large and small firms pay 1,000 and 100, whatever the source
    big, small = [900, 1000, 1100], [90, 100, 110]
    deals = won(*((s, g, a) for s in "ABC" for g, a in (("big", big), ("small", small)) if s + g != "Cbig"))
    values = values_of(lives(*mature("A", "big", 1, 10)), deals)
    assert values.amount_via == "segment"
    assert cell(values, "C", "big")["amount"] == pytest.approx(1000, rel=0.05)


def test_amounts_go_by_the_source_where_that_tells_deals_apart_better():
    dear, cheap = [900, 1000, 1100], [90, 100, 110]
    deals = won(*((s, g, a) for g in "xyz" for s, a in (("Fair", dear), ("Email", cheap)) if s + g != "Fairz"))
    values = values_of(lives(*mature("Fair", "x", 1, 10)), deals)
    assert values.amount_via == "source"
    assert cell(values, "Fair", "z")["amount"] == pytest.approx(1000, rel=0.05)


def test_amounts_are_converted_and_a_currency_without_a_rate_is_left_out():
    deals = pd.concat([won(("A", "x", [100, 200]), currency="USD"), won(("A", "x", [999]), currency="SEK")])
    told = priced(deals, "EUR", rates={"USD": 0.5}).iloc[0]
    # 50 + 100 euros; 50² + 100²
    assert told[["deals", "amount", "squares"]].tolist() == [2, 150, 12_500]


def test_where_nothing_was_won_there_is_no_value_and_not_a_value_of_zero():
    values = values_of(lives(*mature("A", "x", 1, 10)))
    assert cell(values, "A", "x")[["amount_raw", "amount", "value"]].isna().all()
    assert np.isnan(values.value)


def test_without_leads_there_is_no_value():
    empty = lives().astype({"age": int, "converted": int, "n": int})
    assert values_of(empty).cells.empty
    assert cell(values_of(empty, won(("A", "x", [500]))), "A", "x")[["conversion", "value"]].isna().all()


def test_where_nobody_became_a_customer_a_lead_is_worth_nothing_yet():
    values = values_of(lives(("A", "x", 100, 0, 50), ("B", "x", 10, 0, 50)), won(("A", "x", [500])))
    assert values.cells["value"].tolist() == [0, 0]


def test_sources_are_summed_first_and_divided_last():
    rows = lives(*mature("A", "x", 10, 50), *mature("A", "y", 1, 60), *mature("B", "x", 2, 200))
    values = values_of(rows, won(("A", "x", [100, 300]), ("A", "y", [900, 700])))
    cells = values.cells[values.cells["source"] == "A"]
    source = values.by("source").set_index("source").loc["A"]
    assert source["value"] == pytest.approx((cells["leads"] * cells["value"]).sum() / cells["leads"].sum())
    assert source["conversion"] * source["amount"] == pytest.approx(source["value"])
    assert values.by()["leads"].item() == 310


def test_a_cell_without_a_value_counts_with_the_companys():
    values = values_of(lives(*mature("A", "x", 10, 100)), won(("A", "x", [500])))
    mqls = pd.DataFrame({"day": [1, 1], "source": ["A", "New"], "segment": ["x", "x"], "mqls": [2, 3]})
    assert worth(mqls, values)["worth"].tolist() == pytest.approx([2 * 50, 3 * 50])


# --- laws -------------------------------------------------------------------------------------

named = (st.sampled_from("ABC"), st.sampled_from("xy"))
some_lives = st.lists(
    st.tuples(*named, st.integers(0, 150), st.integers(0, 1), st.integers(1, 40)), min_size=1, max_size=40
).map(lambda rows: lives(*rows))
some_deals = st.lists(
    st.tuples(*named, st.lists(st.integers(1, 10_000), min_size=1, max_size=5)), max_size=12
).map(lambda rows: won(*rows) if rows else NO_DEALS)  # fmt: skip


@SOME
@given(some_lives, some_deals, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(leads, deals, random):
    order, second = list(range(len(leads))), list(range(len(deals)))
    random.shuffle(order)
    random.shuffle(second)
    one, other = values_of(leads, deals), values_of(leads.iloc[order], deals.iloc[second])
    pd.testing.assert_frame_equal(one.cells, other.cells, rtol=1e-6)


@SOME
@given(some_lives, some_deals)
def test_shares_and_weights_lie_in_0_to_1_and_every_cell_has_a_conversion(leads, deals):
    told = values_of(leads, deals).cells
    for column in ("conversion", "conversion_weight", "conversion_parent_weight", "amount_weight"):
        assert told[column].between(0, 1).all(), column
    assert told["leads"].sum() == leads["n"].sum()
    assert (told["customers"] <= told["leads"]).all()


@SOME
@given(some_lives, st.integers(1, 200))
def test_a_longer_horizon_never_lowers_the_raw_conversion_of_a_source_alone(leads, horizon):
    alone = leads.assign(source="A", segment="x")
    shorter, longer = (values_of(alone, horizon=h).conversion for h in (horizon, horizon + 30))
    assert shorter <= longer + 1e-12


# --- the sample company -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample():
    return lead_values(company.lives(), company.won_amounts(), horizon=90, currency="EUR")


def test_the_sample_companys_referrals_are_worth_many_times_its_bought_contacts(sample):
    value = sample.by("source").set_index("source")["value"]
    assert value["Customer Referrals"] > 15 * value["Content Syndication"]
    assert sample.amount_via == "segment"  # its large customers pay more, whatever the source


def test_a_leads_value_foretold_what_its_leads_have_brought():
    # as known a year ago, for the MQLs of the following six months, whose deals have been won since
    known = company.AS_OF - 365
    values = lead_values(company.lives(known), company.won_amounts(known), horizon=90, currency="EUR")
    mqls = company.mqls_by_segment()
    then = mqls[mqls["day"].between(known + 1, known + 182)]
    foretold = worth(then, values)["worth"].sum()
    leads = company.leads()
    within = leads["mql_day"].between(known + 1, known + 182) & (leads["customer_day"] - leads["mql_day"] <= 90)
    amount = company.deals().dropna(subset=["won_day"]).assign(key=lambda d: d["lead_keys"].str.split(";").str[0])
    amount = amount.drop_duplicates("key").set_index("key")["amount"]
    brought = leads.loc[within, "key"].map(amount).sum()
    assert foretold == pytest.approx(brought, rel=0.25)


def test_the_worth_of_the_sample_companys_mqls_is_that_of_all_of_them(sample):
    mqls = company.mqls_by_segment()
    assert mqls["mqls"].sum() == 10_474
    assert worth(mqls, sample)["worth"].sum() == pytest.approx(sample.by()["value"].item() * 10_474)
