"""Money by hand, in euros and a currency beside."""

from datetime import date

import pandas as pd
import pytest

from smarketing.agreement import Calendar
from smarketing.filters import Filters
from smarketing.metrics import costs, revenue
from smarketing.metrics.money import in_currency
from smarketing.metrics.registry import beside, evaluate
from smarketing.metrics.targets import (
    aimed,
    aimed_over_time,
    mqls_against_target,
    revenue_against_target,
    whole,
)
from smarketing.metrics.volume import mqls
from smarketing.periods import Grain, Period, to_number

NONE = {
    "opened": 0, "opened_cents": 0, "opened_squares": 0.0, "opened_told": 0, "won": 0, "won_cents": 0,
    "won_squares": 0.0, "lost": 0, "lost_cents": 0, "won_mql": 0,
    "won_mql_cents": 0, "mql_customers": 0, "cycles": 0, "cycle_days": 0, "unpriced": 0,
}  # fmt: skip

DEALS = pd.DataFrame(
    [
        {"source": "Webinar", "currency": "EUR", "opened": 3, "opened_cents": 900_00, "opened_told": 2,
         "opened_squares": 500_00.0**2 + 400_00.0**2},
        {"source": "Webinar", "currency": "EUR", "won": 2, "won_cents": 500_00,
         "won_squares": 200_00.0**2 + 300_00.0**2, "won_mql": 1, "won_mql_cents": 200_00,
         "mql_customers": 1, "cycles": 2, "cycle_days": 90},
        {"source": "Webinar", "currency": "", "won": 1, "unpriced": 1},
        {"source": "Outbound", "currency": "USD", "won": 1, "won_cents": 100_00, "won_squares": 100_00.0**2,
         "lost": 2, "lost_cents": 50_00},
        {"source": "Outbound", "currency": "SEK", "won": 1, "won_cents": 999_00, "won_squares": 999_00.0**2,
         "opened": 1, "opened_told": 1, "opened_cents": 999_00, "opened_squares": 999_00.0**2},
    ]
).assign(day=20_000)  # fmt: skip
DEALS = DEALS.fillna(NONE).astype({name: type(none) for name, none in NONE.items()})
MONEY = in_currency(DEALS, "EUR", rates={"USD": 0.9})
SOURCES = pd.DataFrame({"source": ["Webinar", "Outbound"], "kind": ["marketing", "sales"]})


def value(metric, frame=MONEY.frame):
    return evaluate(metric, frame)["value"].item()


# --- currencies -------------------------------------------------------------------------------


def test_currencies_are_converted_by_the_workspaces_rates():
    assert value(revenue.revenue) == pytest.approx(500 + 100 * 0.9)


def test_a_currency_without_a_rate_stays_a_row_of_its_own():
    assert MONEY.apart[["currency", "won_amount"]].to_numpy().tolist() == [["SEK", 999.0]]


def test_with_a_rate_for_each_currency_nothing_stays_apart():
    assert in_currency(DEALS, "EUR", rates={"USD": 0.9, "SEK": 0.1}).apart.empty


def test_a_deal_in_a_strange_currency_still_counts_as_a_deal():
    assert value(revenue.won_deals) == 5
    assert value(revenue.unpriced_deals) == 2  # one without an amount, one in SEK


def test_squares_are_converted_by_the_square_of_the_rate():
    told = evaluate([revenue.revenue, revenue.pipeline_created], MONEY.frame).set_index("metric")
    assert told.loc["revenue", "amounts"] == 3  # two in EUR, one in USD; none in SEK
    assert told.loc["revenue", "squares"] == pytest.approx(200**2 + 300**2 + (100 * 0.9) ** 2)
    assert told.loc["pipeline_created", "amounts"] == 2  # of three that were opened one tells no amount
    assert told.loc["pipeline_created", "squares"] == pytest.approx(500**2 + 400**2)


def test_spend_is_converted_alike():
    spend = pd.DataFrame({"source": ["Email"], "currency": ["USD"], "spend_cents": [1000]})
    assert in_currency(spend, "EUR", rates={"USD": 0.9}).frame["spend_amount"].item() == pytest.approx(9)


# --- deals ------------------------------------------------------------------------------------


def test_the_average_deal_leaves_out_deals_without_an_amount():
    assert value(revenue.average_deal) == pytest.approx(590 / 3)  # two in EUR, one in USD


def test_pipeline_created_is_what_was_opened():
    assert value(revenue.pipeline_created) == 900


def test_the_two_win_rates_are_two_numbers():
    assert value(revenue.win_rate) == pytest.approx(5 / 7)
    assert value(revenue.win_rate_by_value) == pytest.approx(590 / (590 + 45))


def test_only_the_win_rate_by_number_has_an_interval():
    assert evaluate(revenue.win_rate, MONEY.frame)["low"].notna().all()
    assert evaluate(revenue.win_rate_by_value, MONEY.frame)["low"].isna().all()


def test_the_cycle_is_days_over_deals_that_tell_both_days():
    assert value(revenue.cycle_days) == 45


@pytest.mark.parametrize(
    ("opened", "average", "won_of_100", "days", "money_a_day"),
    [(18, 42_000, 24, 78, 2326.15), (100, 30_000, 25, 60, 12_500)],
)
def test_velocity_equals_the_published_examples(opened, average, won_of_100, days, money_a_day):
    frame = pd.DataFrame(
        {"opened": [opened], "won": [won_of_100], "lost": [100 - won_of_100], "won_told": [won_of_100],
         "won_amount": [average * won_of_100], "cycles": [1], "cycle_days": [days]}
    )  # fmt: skip
    assert value(revenue.velocity, frame) == pytest.approx(money_a_day, abs=0.005)


def test_all_levers_up_a_tenth_and_a_cycle_a_tenth_shorter_is_48_percent_more():
    # published as 46 %; it is 1.1³ ÷ 0.9 = 1.4789
    frame = pd.DataFrame({"opened": [100], "won": [20], "lost": [80], "won_told": [20], "won_amount": [20 * 1000.0],
                          "cycles": [1], "cycle_days": [100]})  # fmt: skip
    better = frame.assign(opened=110, won=22, lost=78, won_told=22, won_amount=22 * 1100.0, cycle_days=90)
    assert value(revenue.velocity, better) / value(revenue.velocity, frame) - 1 == pytest.approx(0.479, abs=0.0005)


def test_without_a_won_deal_there_is_no_velocity():
    frame = MONEY.frame.assign(won=0, won_told=0, won_amount=0.0, cycles=0, cycle_days=0)
    assert pd.isna(value(revenue.velocity, frame))


# --- marketing's part -------------------------------------------------------------------------


def test_marketing_sourced_goes_by_the_kind_of_the_source():
    told = revenue.with_marketing(MONEY.frame, SOURCES)
    assert value(revenue.marketing_sourced_revenue, told) == 500
    assert value(revenue.marketing_sourced_share, told) == pytest.approx(500 / 590)


def test_the_sla_reviews_four_numbers_and_marketings_share():
    assert value(revenue.mql_customers) == 1
    assert value(revenue.mql_revenue) == 200
    assert value(revenue.mql_revenue_closed) == 200
    assert value(revenue.marketing_share) == pytest.approx(200 / 590)


# --- costs ------------------------------------------------------------------------------------

SPENT = beside(
    pd.DataFrame({"source": ["Email", "Organic"], "mqls": [40, 10], "sqls": [10, 5], "customers": [2, 2]}),
    pd.DataFrame({"source": ["Email"], "spend_amount": [1000.0]}),
    pd.DataFrame({"source": ["Email", "Organic"], "won": 2, "won_told": 2, "won_amount": [1500.0, 900.0]}),
)


def test_a_cost_is_spend_over_its_count():
    rows = evaluate([costs.cost_per_mql, costs.cost_per_sql, costs.cost_per_customer], SPENT, by=["source"])
    email = rows[rows["source"] == "Email"].set_index("metric")["value"]
    assert email.to_dict() == {"cost_per_mql": 25, "cost_per_sql": 100, "cost_per_customer": 500}


def test_where_nothing_was_spent_the_cost_is_missing_and_not_zero():
    rows = evaluate([costs.cost_per_mql, costs.roi], SPENT, by=["source"])
    assert rows.loc[rows["source"] == "Organic", "value"].isna().all()


def test_the_cost_of_all_sources_counts_the_unpaid_ones_too():
    assert value(costs.cost_per_mql, SPENT) == 20  # 1,000 ÷ 50


def test_return_is_what_came_back_beyond_the_spend():
    rows = evaluate(costs.roi, SPENT, by=["source"]).set_index("source")["value"]
    assert rows["Email"] == 0.5  # (1,500 − 1,000) ÷ 1,000


def test_costs_are_known_by_source_and_campaign_only():
    day = date(2026, 11, 1)
    filters = Filters(Period(day, day), day, source=("Email",), campaign=("Brand",))
    assert costs.knows_costs(filters)
    assert not costs.knows_costs(filters.within(team=("North",)))


# --- targets ----------------------------------------------------------------------------------

TARGETS = pd.DataFrame(
    [
        ("mqls", date(2026, 11, 1), date(2026, 11, 30), "Email", 210),
        ("mqls", date(2026, 11, 1), date(2026, 11, 30), "Webinar", 42),
        ("mqls", date(2026, 12, 1), date(2026, 12, 31), "Email", 230),
        ("won_amount", date(2026, 10, 1), date(2026, 12, 31), "(none)", 66_000_00),
        ("won_amount", date(2026, 10, 1), date(2026, 12, 31), "Email", 1_00),
    ],
    columns=["measure", "first_day", "last_day", "source", "amount"],
).assign(first_day=lambda t: t["first_day"].map(to_number), last_day=lambda t: t["last_day"].map(to_number))
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


def test_a_whole_period_has_its_whole_target():
    aim = aimed(TARGETS, measure="mqls", period=NOVEMBER).set_index("source")["mqls_target"]
    assert aim.to_dict() == {"Email": 210, "Webinar": 42}


def test_a_part_of_a_period_has_its_business_days_part():
    # November 2026 has 21 business days, 1–8 November five of them (1st, 7th and 8th are a weekend)
    aim = aimed(TARGETS, measure="mqls", period=Period(date(2026, 11, 1), date(2026, 11, 8))).set_index("source")
    assert aim.loc["Email", "mqls_target"] == pytest.approx(210 * 5 / 21)


def test_the_parts_of_a_target_add_up_to_it():
    weekly = aimed_over_time(TARGETS, measure="mqls", period=NOVEMBER, grain=Grain.WEEK)
    assert weekly["mqls_target"].sum() == pytest.approx(252)
    assert weekly["bucket"].iloc[0] == pd.Timestamp("2026-10-26")


def test_holidays_have_no_part_of_a_target():
    christmas = Period(date(2026, 12, 25), date(2026, 12, 25))
    assert aimed(TARGETS, measure="mqls", period=christmas, calendar=Calendar(country="DE"))["mqls_target"].item() == 0
    assert aimed(TARGETS, measure="mqls", period=christmas)["mqls_target"].item() == 10  # one of 23 days


def test_the_companys_own_target_goes_before_its_sources():
    aim = aimed(TARGETS, measure="won_amount", period=Period(date(2026, 10, 1), date(2026, 12, 31)))
    assert whole(aim)["won_amount_target"].tolist() == [66_000]
    mql_aim = aimed(TARGETS, measure="mqls", period=NOVEMBER)
    assert whole(mql_aim)["mqls_target"].sum() == 252


def test_what_is_reached_is_a_share_of_what_was_aimed_at():
    aim = aimed(TARGETS, measure="mqls", period=NOVEMBER)
    got = pd.DataFrame({"source": ["Email", "Webinar"], "mqls": [105, 63]})
    rows = evaluate([mqls, mqls_against_target], beside(got, aim), by=["source"])
    against = rows[rows["metric"] == "mqls_against_target"].set_index("source")["value"]
    assert against.to_dict() == {"Email": 0.5, "Webinar": 1.5}


def test_without_a_target_there_is_nothing_to_be_held_against():
    assert aimed(TARGETS, measure="pipeline_created", period=NOVEMBER).empty
    assert pd.isna(value(revenue_against_target, pd.DataFrame({"won_amount": [5.0], "won_amount_target": [0.0]})))


def test_revenue_is_missing_where_deals_were_won_and_none_has_an_amount() -> None:
    sums = pd.DataFrame({"won_amount": [0.0, 0.0, 30.0], "won": [2, 0, 2], "won_told": [0, 0, 1]})
    told = revenue.revenue.compute(sums.assign(won_squares=0.0)).value
    # two deals without amounts: unknown · no deal: nothing earned · one of two has an amount: at least that
    assert pd.isna(told[0])
    assert told[1:].tolist() == [0.0, 30.0]
