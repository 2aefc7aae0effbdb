"""The scenes of the sample company against plain pandas over its files."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from smarketing import link
from smarketing.filters import Filters
from smarketing.meeting import Minutes
from smarketing.periods import Period
from smarketing.sample import prepare
from smarketing.scene import Form
from smarketing.scenes import SCENES, scene
from smarketing.store.engine import open_store
from smarketing.store.minutes import minutes_of
from tests.sample_data.conftest import LEAD_MOMENTS, read

DAY = date(2026, 11, 18)
AT = int(datetime(2026, 11, 18, 12, tzinfo=UTC).timestamp())
LATER = ["sal", "sql", "opportunity", "customer"]


@pytest.fixture(scope="module")
def store(prepared_sample):
    engine = open_store(prepare(prepared_sample))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def scenes(store):
    """Each scene with the usual filters: June to 18 November, compared with the same days from December to May."""
    return {key: scene(store, key, "", at=AT, as_of=DAY) for key in SCENES}


@pytest.fixture(scope="module")
def mqls():
    """The MQLs of the period by the file; who skipped that stage is one on the first day of a later stage or deal."""
    leads, deals = read("leads", *LEAD_MOMENTS), read("deals", "opened", "won")
    leads["source"] = leads["source"].fillna("(none)")
    deals = deals.dropna(subset="lead_keys").assign(key=lambda d: d["lead_keys"].str.split(";")).explode("key")
    reached = [leads.groupby("key")[LATER].min().min(axis=1), deals.groupby("key")[["opened", "won"]].min().min(axis=1)]
    skipped = leads["mql"].isna() & (leads[LATER].notna().any(axis=1) | leads["key"].isin(deals["key"]))
    leads["mql"] = leads["mql"].where(~skipped, leads["key"].map(pd.concat(reached, axis=1).min(axis=1)))
    accepted = leads[LATER].notna().any(axis=1) | skipped
    leads["state"] = np.select([accepted, leads["rejected"].notna()], ["accepted", "rejected"], "pending")
    return leads.assign(skipped=skipped)[leads["mql"] >= "2026-06-01"]


@pytest.fixture(scope="module")
def deals():
    frame = read("deals", "opened", "won", "lost")
    frame["source"] = frame["source"].fillna("(none)")
    return frame


def by_name(shown, column):
    """A column of a scene's table, by its first."""
    place = shown.grid.columns.index(column)
    return {row[0]: row[place] for row in shown.grid.rows}


def bars(shown, line=0):
    return dict(zip(shown.picture.categories, shown.picture.series[line].values, strict=True))


def count(text):
    return int(text.replace(",", ""))


def test_volume_counts_the_mqls_of_the_file(scenes, mqls):
    assert bars(scenes["volume"]) == mqls.groupby("source").size().to_dict()
    values = scenes["volume"].picture.series[0].values
    assert list(values) == sorted(values, reverse=True)
    assert scenes["volume"].figures[0].value == f"{sum(values):,.0f}"


def test_volume_tells_how_many_nobody_qualified(scenes, mqls):
    assert f"Among them {mqls['skipped'].sum():,} that passed MQL" in scenes["volume"].sentences[0]


def test_each_sources_target_is_that_of_the_files_months(scenes):
    """June to October whole; of November's 21 business days 13 are over."""
    told = read("targets")
    told = told[(told["measure"] == "mqls") & told["source"].notna()]
    whole = told[told["first_day"].between("2026-06-01", "2026-10-01")].groupby("source")["amount"].sum()
    november = told[told["first_day"] == "2026-11-01"].set_index("source")["amount"]
    aimed = whole.add(november * 13 / 21, fill_value=0).round()
    shown = scenes["volume"].picture
    ours = {s: t for s, t in zip(shown.categories, shown.targets, strict=True) if t is not None}
    assert ours == {s: aimed[s] for s in ours}
    assert set(ours) == set(aimed.index) & set(shown.categories)


def test_hand_off_tells_the_parts_of_the_file_and_they_add_up(scenes, mqls):
    shown = scenes["hand_off"]
    parts = pd.crosstab(mqls["source"], mqls["state"])
    for name in ("Accepted", "Rejected", "Pending"):
        ours = {source: count(text) for source, text in by_name(shown, name).items()}
        assert ours == parts[name.lower()].to_dict(), name
    figures = {f.name: f for f in shown.figures}
    whole = [count(figures[name].value) for name in ("Accepted", "Rejected", "Pending")]
    assert sum(whole) == sum(scenes["volume"].picture.series[0].values)


def test_a_sources_rate_is_its_two_numbers_and_the_company_is_their_sum(scenes):
    shown = scenes["hand_off"]
    of = {s: [count(n) for n in text.split(" of ")] for s, text in by_name(shown, "Of").items()}
    for source, value in bars(shown).items():
        accepted, decided = of[source]
        assert value == pytest.approx(accepted / decided, abs=1e-6)
    accepted, decided = (sum(pair) for pair in zip(*of.values(), strict=True))
    company = next(f for f in shown.figures if f.name == "Acceptance rate")
    assert company.of == f"{accepted:,} of {decided:,}"
    assert company.value == f"{100 * accepted / decided:.1f}\u202f%"


def test_sales_voice_is_the_reasons_of_the_file(scenes, mqls):
    back = mqls[mqls["state"] == "rejected"]
    shown, by_file = scenes["voice_of_sales"], back["rejected_reason"].value_counts()
    assert bars(shown) == by_file.to_dict()
    assert shown.title.startswith(f"Sales sent {len(back):,} MQLs back; most often: {by_file.index[0]} (")
    of_top = back.loc[back["rejected_reason"] == by_file.index[0], "source"].value_counts().head(3)
    assert shown.grid.rows[0][1] == ", ".join(f"{source} ({n})" for source, n in of_top.items())


def test_the_funnel_narrows_and_its_top_is_the_volume(scenes, mqls):
    shown = scenes["funnel"].picture
    values = shown.series[0].values
    assert shown.form is Form.FUNNEL
    assert values[0] == sum(bars(scenes["volume"]).values())
    assert all(above >= below for above, below in pairwise(values))
    accepted = next(f for f in scenes["hand_off"].figures if f.name == "Accepted")
    assert values[1] == count(accepted.value)
    young = int((mqls["mql"] >= pd.Timestamp(DAY) - pd.Timedelta(days=89)).sum())
    assert young > 0
    assert "are too young to judge: they have not had 90 days." in scenes["funnel"].sentences[0]


def test_the_pipelines_months_are_the_files_won_deals(scenes, deals):
    won = deals[deals["won"] >= "2026-06-01"]
    by_month = won.groupby(won["won"].dt.strftime("%b %Y"))["amount"].sum()
    shown = scenes["pipeline"]
    assert bars(shown) == by_month.to_dict()
    assert shown.picture.young_from == 5  # November is not over
    figures = {f.name: f for f in shown.figures}
    assert figures["Won deals"].value == str(len(won))
    lost = deals[deals["lost"] >= "2026-06-01"]
    assert figures["Win rate"].of == f"{len(won)} of {len(won) + len(lost)}"
    targets = read("targets")
    company = targets[(targets["measure"] == "won_amount") & targets["source"].isna()].set_index("first_day")["amount"]
    months = [f"2026-{m:02}-01" for m in range(6, 11)]
    assert list(shown.picture.targets[:5]) == company[months].tolist()
    assert shown.picture.targets[5] == pytest.approx(company["2026-11-01"] * 13 / 21)


@pytest.mark.parametrize(("month", "last"), [("2026-10", 31), ("2026-11", 18), ("2026-07", 31)])
def test_money_and_counts_of_a_month_are_judged_as_the_files_deals_say(store, deals, month, last):
    view = Filters(Period(date.fromisoformat(f"{month}-01"), date.fromisoformat(f"{month}-{last}")), DAY)
    now, before = pd.Timestamp(f"{month}-01"), pd.Timestamp(f"{month}-01") - pd.DateOffset(months=1)
    days = [last, min(last, before.days_in_month)]
    told = scene(store, "pipeline", link.query(view), at=AT, as_of=DAY)
    figures, starts = {f.name: f for f in told.figures}, list(zip((now, before), days, strict=True))
    for name, event in (("Revenue", "won"), ("Pipeline created", "opened"), ("Won deals", "won")):
        sides = [deals[deals[event].between(f, f + pd.Timedelta(days=d, seconds=-1))] for f, d in starts]
        amounts = [s["amount"].fillna(0) if name != "Won deals" else pd.Series(1.0, s.index) for s in sides]
        share, both = days[0] / sum(days), pd.concat(amounts)
        z = (amounts[0].sum() - share * both.sum()) / np.sqrt(share * (1 - share) * (both**2).sum())
        unclear = "no clear change" if abs(z) < 1.96 else figures[name].change
        assert figures[name].change == unclear, (name, z)
        assert (figures[name].mood == "") == (abs(z) < 1.96), (name, z)
        assert figures[name].mood in ("", "good" if z > 0 else "bad")


def test_the_steps_sum_to_the_change_to_the_cent(scenes, deals):
    values = scenes["what_moved"].picture.series[0].values
    assert round(sum(values[:-1]), 2) == values[-1]
    then = deals[deals["won"].between("2025-12-01", "2026-05-18 23:59:59")]["amount"].sum()
    assert values[0] == then
    assert values[-1] == deals[deals["won"] >= "2026-06-01"]["amount"].sum()
    assert len(scenes["what_moved"].grid.rows) == len(values) - 2


def test_marketing_has_brought_413_of_560_in_november(scenes, mqls):
    shown = scenes["marketings_promise"]
    came = mqls[(mqls["mql"] >= "2026-11-01") & ~mqls["skipped"]]  # those nobody qualified are not marketing's
    so_far, ideal, projected = shown.picture.series
    assert shown.title.startswith("All sources: MQLs: 413 of 560 promised for Nov 2026, clearly ahead")
    assert so_far.values[17] == len(came) == 413
    assert list(so_far.values[:18]) == came.groupby(came["mql"].dt.day).size().cumsum().tolist()
    assert so_far.values[18:] == (None,) * 12
    assert ideal.values[-1] == 560
    assert ideal.values[17] == pytest.approx(560 * 13 / 21, abs=1e-5)
    assert projected.values[17] == 413
    assert projected.low[-1] < projected.values[-1] < projected.high[-1]
    assert shown.picture.categories[0] == "1 Nov"
    assert len(shown.picture.categories) == 30
    assert scenes["scoreboard"].grid.rows[0] == shown.grid.rows[0]


def test_sales_states_add_up_to_all_mqls_and_the_teams_to_the_company(scenes):
    shown = scenes["sales_promise"]
    for label, *states, mqls in shown.grid.rows:
        assert sum(map(count, states)) == count(mqls) == 3434, label
    for figure, row in zip(shown.figures, shown.grid.rows, strict=True):
        met, late, breached = map(count, row[1:4])
        assert figure.of == f"{met:,} of {met + late + breached:,}"
    assert bars(shown)["Team North"] > bars(shown)["Team South"]  # it answers late what comes on Fridays


def test_the_boards_reps_add_up_to_its_sentence(scenes):
    shown = scenes["board"]
    leads = {row[0]: count(row[2]) for row in shown.grid.rows}
    assert shown.title.startswith(
        f"{len(leads) - 1} reps are on the board with {sum(leads.values())} leads, "
    )  # and nobody
    assert f"{leads['(none)']} of them nobody’s" in shown.title


def test_the_definitions_are_those_of_the_version_in_force(store, scenes):
    shown = scenes["definitions"]
    assert shown.title == "Version 2 of the agreement is in force since 1 Jul 2026"
    assert "SQL means an MQL that sales has accepted in this workspace's data." in shown.sentences
    assert sum(s.startswith("Changed since version 1: ") for s in shown.sentences) == 4
    earlier = scene(store, "definitions", "", at=AT, as_of=date(2026, 6, 30))
    assert earlier.title.startswith("Version 1 ")
    assert not any("Changed" in s for s in earlier.sentences)


def test_a_scene_of_a_past_day_knows_no_more_than_that_day_did(store):
    """The minutes of October were closed as of the 14th; asked for that day today, each scene tells the same."""
    kept = minutes_of(store, 1)
    assert isinstance(kept, Minutes)
    for told in kept.items:
        if told.scene is not None and told.item.scene in ("hand_off", "voice_of_sales", "pipeline", "volume"):
            assert scene(store, told.item.scene, told.item.query, at=AT, as_of=kept.as_of) == told.scene
