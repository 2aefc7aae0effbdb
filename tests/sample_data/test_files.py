"""The files of the sample company: made by the generator, described by the README, whole."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from sample_data import story
from sample_data.clock import Calendar
from sample_data.generate import LAST_DAY, company, write
from sample_data.text import iso_moments
from tests.sample_data.conftest import FOLDER, LEAD_MOMENTS
from tests.sample_data.yardsticks import business_hours

FILES = ("leads", "deals", "activities", "touches", "spend", "targets")


def described_columns(name: str) -> list[str]:
    """The first cells of the table under the file's heading in the data dictionary."""
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    section = text.split(f"### {name}.csv", 1)[1].split("\n#", 1)[0]
    return re.findall(r"^\| `(\w+)` \|", section, flags=re.MULTILINE)


def test_the_committed_files_are_what_the_generator_makes(tmp_path):
    for made in write(tmp_path, company()):
        assert made.read_bytes() == (FOLDER / made.name).read_bytes(), (
            f"{made.name}: run python -m sample_data.generate"
        )


@pytest.mark.parametrize("name", FILES)
def test_every_column_of_every_file_is_in_the_data_dictionary(name):
    assert list(pd.read_csv(FOLDER / f"{name}.csv", nrows=0)) == described_columns(name)


@pytest.mark.parametrize("name", FILES)
def test_the_readme_says_how_many_rows_a_file_has(name, readme):
    assert f"### {name}.csv {len(pd.read_csv(FOLDER / f'{name}.csv')):,} rows" in readme


def test_the_files_are_small_enough_to_live_in_the_repository():
    assert sum((FOLDER / f"{name}.csv").stat().st_size for name in FILES) < 12_000_000


def test_the_same_seed_gives_the_same_company_and_another_seed_another():
    one, again, other = (company(leads=300, seed=seed) for seed in (1, 1, 2))
    for name in FILES:
        pd.testing.assert_frame_equal(one[name], again[name])
    assert not one["leads"].equals(other["leads"])


def test_facts_only_leaves_out_activities_and_touches_and_changes_nothing_else():
    whole, facts = company(leads=300), company(leads=300, facts_only=True)
    assert set(whole) - set(facts) == {"activities", "touches"}
    for name, frame in facts.items():
        pd.testing.assert_frame_equal(frame, whole[name])


@pytest.mark.parametrize("count", [1, 7, 100])
def test_a_tiny_company_can_be_made_too(count):
    assert company(leads=count)["leads"]["key"].nunique() == count


def test_nothing_is_known_after_the_last_day():
    end = (pd.Timestamp(LAST_DAY) + pd.Timedelta(days=1)).tz_localize(story.ZONE)
    moments = {"leads": LEAD_MOMENTS, "deals": ["opened", "won", "lost"], "activities": ["at"], "touches": ["at"]}
    for name, columns in moments.items():
        frame = pd.read_csv(FOLDER / f"{name}.csv", usecols=columns)
        latest = max(pd.to_datetime(frame[c], utc=True).max() for c in columns)
        assert end - pd.Timedelta(days=1) < latest < end


def test_a_lead_is_one_row_per_spell(leads):
    assert not leads.duplicated(["key", "spell"]).any()
    assert (leads["spell"] == 1).sum() == leads["key"].nunique() == 24_000
    second = leads[leads["spell"] == 2].merge(leads[leads["spell"] == 1], on="key", suffixes=("", "_first"))
    assert len(second) > 300
    assert (second["lead"] > second["rejected_first"].fillna(second["lost_first"])).all()
    assert second["mql"].notna().all()


def test_a_lead_is_accepted_or_rejected_or_neither(leads):
    assert not (leads["sal"].notna() & leads["rejected"].notna()).any()
    assert (leads["rejected"].notna() == leads["rejected_reason"].notna()).all()
    assert (leads["lost"].notna() == leads["lost_reason"].notna()).all()
    assert set(leads["rejected_reason"].dropna()) == set(story.REJECTED_REASONS)


def test_outbound_skips_the_mql_and_is_never_rejected(leads):
    outbound = leads[leads["source"] == "Outbound"]
    assert outbound["sal"].notna().mean() > 0.4
    assert outbound[["mql", "rejected"]].isna().all(axis=None)


def test_a_handful_of_leads_have_their_dates_out_of_order(leads):
    ladder = leads[["lead", "mql", "sal", "sql", "opportunity", "customer"]]
    filled = ladder.bfill(axis=1)
    out_of_order = (filled.diff(axis=1).iloc[:, 1:] < pd.Timedelta(0)).any(axis=1)
    assert 15 <= out_of_order.sum() <= 60


def test_some_leads_have_no_source_and_some_no_owner(leads):
    assert 0.005 < leads["source"].isna().mean() < 0.02
    assert 0.005 < leads["owner"].isna().mean() < 0.02
    assert leads.loc[leads["owner"].isna(), ["assigned", "first_touch", "sal", "rejected"]].isna().all(axis=None)


def test_deals_hang_on_leads_that_exist_and_some_on_several(leads, deals):
    keys = deals["lead_keys"].dropna().str.split(";")
    assert set(keys.explode()) <= set(leads["key"])
    assert (keys.str.len() > 1).sum() > 150
    assert 10 < deals["lead_keys"].isna().sum() < 80
    assert not (deals["won"].notna() & deals["lost"].notna()).any()
    assert (deals["won"].isna() & deals["lost"].isna()).sum() > 100
    assert (deals["amount"] > 0).all()


def test_whoever_joins_a_deal_came_after_its_first_lead(leads, deals):
    created = leads[leads["spell"] == 1].set_index("key")["lead"]
    several = deals["lead_keys"].dropna().str.split(";")
    several = several[several.str.len() > 1]
    in_order = [created[k].is_monotonic_increasing for k in several]
    assert np.mean(in_order) > 0.97  # but for leads that were entered late


def test_every_attempt_is_an_activity_and_the_first_one_is_the_first_touch(leads):
    activities = pd.read_csv(FOLDER / "activities.csv", parse_dates=["at"])
    tries = activities[activities["kind"] != "meeting"]
    assert len(tries) == leads["attempts"].sum()
    first = tries.groupby("lead_key")["at"].min().dt.tz_convert(story.ZONE).dt.tz_localize(None)
    assert first.sort_index().equals(
        leads.groupby("key")["first_touch"].min().dropna().rename("at").rename_axis("lead_key")
    )


def test_sales_works_in_business_hours(leads):
    for column in ("first_touch", "sal", "rejected"):
        moments = leads[column].dropna()
        a_minute_later = business_hours(moments - pd.Timedelta(minutes=1), moments + pd.Timedelta(minutes=1))
        assert (a_minute_later > 0).all(), column


def test_no_two_people_share_an_address_and_none_is_real(leads):
    first = leads[leads["spell"] == 1]["email"]
    assert first.is_unique
    assert first.str.fullmatch(r"[a-z.]+\d+@[a-z-]+\.example").all()


def test_the_mql_targets_of_the_sources_sum_to_the_company(targets):
    mqls = targets[targets["measure"] == "mqls"]
    company_wide = mqls[mqls["source"].isna()].set_index("first_day")["amount"]
    assert company_wide.equals(mqls[mqls["source"].notna()].groupby("first_day")["amount"].sum())


def test_spend_belongs_to_campaigns_of_paid_sources():
    spend = pd.read_csv(FOLDER / "spend.csv")
    paid = {(s.name, c) for s in story.SOURCES if s.cost_per_lead for c in s.campaigns}
    assert set(zip(spend["source"], spend["campaign"], strict=True)) == paid
    assert not spend.duplicated(["day", "source", "campaign"]).any()


def test_business_hours_walk_over_weekends_and_holidays_and_back():
    calendar = Calendar.between(pd.Timestamp("2026-01-01").date(), pd.Timestamp("2026-12-31").date())
    starts = pd.Series(pd.to_datetime(["2026-04-02 16:30", "2026-05-01 11:00", "2026-07-04 12:00", "2026-07-06 08:00"]))
    seconds = (starts - pd.Timestamp(0)).dt.total_seconds().to_numpy()
    # Thursday before Easter + 1 h: half an hour today, half on Tuesday; a holiday and a Saturday: 10:00 on Monday
    expected = pd.to_datetime(["2026-04-07 09:30", "2026-05-04 10:00", "2026-07-06 10:00", "2026-07-06 10:00"])
    later = calendar.after(seconds, np.ones(4))
    assert list(pd.to_datetime(later, unit="s")) == list(expected)
    assert list(business_hours(starts, pd.Series(expected))) == [1.0] * 4


def test_moments_are_told_in_utc_through_both_changes_of_the_clock():
    local = pd.to_datetime(
        ["2026-03-29 01:30", "2026-03-29 02:30", "2026-03-29 03:30", "2026-10-25 02:30", "2026-10-25 04:00"]
    )
    seconds = np.append((local - pd.Timestamp(0)).total_seconds(), np.nan)
    # 02:30 does not exist in March: the clock shows 03:00; in October the first of the two 02:30 is meant
    expected = [
        "2026-03-29T00:30:00Z",
        "2026-03-29T01:00:00Z",
        "2026-03-29T01:30:00Z",
        "2026-10-25T00:30:00Z",
        "2026-10-25T03:00:00Z",
    ]
    told = iso_moments(seconds)
    assert list(told[:5]) == expected
    assert told.isna().tolist() == [False] * 5 + [True]
