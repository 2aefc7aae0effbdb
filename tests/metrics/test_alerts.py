"""The rules of alerts over hand-made frames: what is told, what chance could have done, and what makes a fact new."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest

from smarketing.agreement import Goal
from smarketing.alert import Rule
from smarketing.filters import NONE
from smarketing.metrics.acceptance import acceptance_rate
from smarketing.metrics.alerts import behind, breaches, falls, low_compliance
from smarketing.metrics.burn_up import BurnUp, Pace, State
from smarketing.metrics.goals import GoalInMonth
from smarketing.metrics.landing import Landing
from smarketing.metrics.lead_value import mql_worth
from smarketing.metrics.registry import evaluate
from smarketing.metrics.show import THIN
from smarketing.metrics.volume import mqls
from smarketing.periods import Period

PERIOD = Period(date(2026, 10, 20), date(2026, 11, 18))
EARLIER = Period(date(2026, 7, 22), date(2026, 10, 19))
KNOWN = "on 18 Nov 2026, 10:05"
VALUES = pd.DataFrame({"source": ["Web"], "segment": ["Large"], "value": [100.0]})


def due(day: int, hour: int = 12) -> int:
    return int(datetime(2026, 11, day, hour, tzinfo=UTC).timestamp())


def owed(*rows):
    """Rows of (owner, promise, leads, hours over, newest deadline)."""
    columns = ["owner", "promise", "leads", "hours_over", "newest_due_at"]
    return pd.DataFrame(rows, columns=columns).assign(team="North", source="Web", segment="Large")


def told_of(frame, *, least=1, values=VALUES, time_zone="UTC"):
    return breaches(frame, values, least=least, period=PERIOD, known=KNOWN, time_zone=time_zone, currency="EUR")


def plain(text):
    """With ordinary spaces before percent signs."""
    return text.replace(THIN, " ")


# --- breach -------------------------------------------------------------------------------------


def test_a_rep_is_told_once_with_all_that_is_owed_and_the_worth_of_it():
    (ann,) = told_of(owed(("Ann", "touch", 3, 46.0, due(17)), ("Ann", "decide", 2, 9.0, due(18))))
    assert ann.rule is Rule.BREACH
    assert ann.title == "Ann has 5 overdue leads"
    assert ann.text == (
        "3 not touched and 2 not answered within the promised hours, worth €500 together; the longest is 46 h over. "
        "MQLs of 20 Oct 2026 – 18 Nov 2026, as known on 18 Nov 2026, 10:05."
    )
    assert ann.about == ("Ann", "2026-11-18")


def test_one_lead_is_told_as_one():
    (ann,) = told_of(owed(("Ann", "decide", 1, 9.0, due(17))))
    assert ann.title == "Ann has 1 overdue lead"
    assert ann.text.startswith("Not answered within the promised hours, worth €100; 9 h over. ")


def test_a_lead_that_nobody_has_is_told_as_that_and_no_worth_is_made_up():
    (nobody,) = told_of(owed((NONE, "decide", 2, 9.0, due(17))), values=VALUES.iloc[:0])
    assert nobody.title == "Nobody owns 2 overdue leads"
    assert "worth" not in nobody.text


def test_a_breach_is_new_when_the_deadline_of_another_day_has_passed_and_not_when_its_numbers_change():
    before, fewer, newer = (
        told_of(owed(("Ann", "touch", leads, 46.0, at)))[0]
        for leads, at in ((3, due(17)), (2, due(17, hour=16)), (3, due(18)))
    )
    assert before.key == fewer.key
    assert newer.key != before.key


def test_days_are_those_of_the_workspace():
    frame = owed(("Ann", "touch", 3, 46.0, due(17, hour=23)))
    assert [told_of(frame, time_zone=zone)[0].about[1] for zone in ("UTC", "Europe/Berlin")] == [
        "2026-11-17", "2026-11-18"
    ]  # fmt: skip


def test_a_rep_below_the_threshold_is_not_told_and_nobody_is_where_it_is_zero():
    frame = owed(("Ann", "touch", 3, 1.0, due(17)), ("Ben", "touch", 2, 1.0, due(17)))
    assert [a.about[0] for a in told_of(frame, least=3)] == ["Ann"]
    assert told_of(frame, least=0) == []
    assert told_of(frame.iloc[:0]) == []


@pytest.mark.parametrize("name", ["Ann\r\nBcc: all@example.com", "Ann\x1b[31m", "A" * 5000, "\u202eAnn"])
def test_a_name_stays_one_short_line_without_anything_that_a_mail_or_a_terminal_obeys(name):
    (ann,) = told_of(owed((name, "touch", 3, 46.0, due(17))))
    assert ann.title.isprintable()
    assert len(ann.title) < 110
    assert ann.about[0] == name
    assert len(ann.key) == 64


# --- compliance ---------------------------------------------------------------------------------


def follow_up(met, late, breached, *, promise="touch"):
    columns = {f"{p}_{s}": [0] for p in ("touch", "decide") for s in ("met", "late", "breached", "pending", "unjudged")}
    counts = {f"{promise}_met": [met], f"{promise}_late": [late], f"{promise}_breached": [breached]}
    return pd.DataFrame(columns | counts | {"day": [20_000], "mqls": [met + late + breached], "touch_proxy": [0]})


def complied(*counts, least=0.8, **more):
    return low_compliance(follow_up(*counts, **more), least=least, period=PERIOD, known=KNOWN)


def test_low_compliance_is_told_with_its_numbers():
    (low,) = complied(152, 40, 22)
    assert plain(low.title) == "First-touch compliance is 71 %, clearly below 80 %"
    assert plain(low.text) == (
        "152 of 214 leads due were touched in time (95 % interval 65 % to 77 %). "
        "MQLs of 20 Oct 2026 – 18 Nov 2026, as known on 18 Nov 2026, 10:05."
    )


def test_a_proxy_is_told_with_the_first_touch_and_not_with_the_answer():
    frame = follow_up(152, 40, 22).assign(decide_met=10, decide_late=90, touch_proxy=200)
    touch, answer = low_compliance(frame, least=0.8, period=PERIOD, known=KNOWN)
    assert "; a proxy: the last contact stands in for the first touch of 200 of 214. MQLs of" in touch.text
    assert "proxy" not in answer.text


def test_the_answer_is_a_promise_of_its_own():
    (low,) = complied(152, 40, 22, promise="decide")
    assert "answered in time" in low.text
    assert low.key != complied(152, 40, 22)[0].key


@pytest.mark.parametrize(
    ("counts", "why"),
    [((75, 20, 5), "the interval reaches 80 %"), ((1, 8, 0), "of nine"), ((170, 20, 10), "it is kept")],
)
def test_chance_and_too_few_are_no_alarm(counts, why):
    assert complied(*counts) == [], why


def test_ten_are_enough_and_a_threshold_of_zero_is_never_crossed():
    assert len(complied(1, 9, 0)) == 1
    assert complied(0, 500, 0, least=0.0) == []


def test_compliance_is_told_once_a_month():
    keys = {
        low_compliance(follow_up(10, 90, 0), least=0.8, period=Period(date(2026, 10, 1), last), known=KNOWN)[0].key
        for last in (date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 1))
    }
    assert len(keys) == 2


# --- pace ---------------------------------------------------------------------------------------


def goal(*, landing, name="All sources", measure=mqls, promised=560.0):
    pace = Pace(promised, 250.0, 300.0, -50.0, -2.0, 21, 9, 310.0, 34.4, landing, State.BEHIND)
    return GoalInMonth(Goal(name), measure, BurnUp(pd.DataFrame(), 20_000, pace))


def missed(*goals, least=0.9):
    return behind(goals, least=least, as_of=PERIOD.last, known=KNOWN, currency="EUR")


def test_a_goal_that_will_be_missed_is_told_with_where_the_month_lands():
    (alert,) = missed(goal(landing=Landing(415.2, 380.4, 450.0)))
    assert plain(alert.title) == "All sources: MQLs will clearly miss the goal of Nov 2026"
    assert plain(alert.text) == (
        "250 of 560 so far, where the ideal line asks for 300; the month is heading for 380 to 450 (80 % range), below "
        "90 % of the goal. As known on 18 Nov 2026, 10:05."
    )


def test_money_and_leads_of_one_goal_are_two_facts():
    landing = Landing(415.0, 380.0, 450.0)
    both = missed(goal(landing=landing), goal(landing=landing, measure=mql_worth))
    assert len({a.key for a in both}) == 2
    assert "€250 of €560" in both[1].text


@pytest.mark.parametrize("landing", [None, Landing(480.0, 450.0, 504.0), Landing(600.0, 560.0, 640.0)])
def test_a_range_that_reaches_the_threshold_is_no_alarm_nor_is_a_month_that_cannot_be_projected(landing):
    assert missed(goal(landing=landing)) == []


def test_a_finished_month_says_where_it_ended():
    assert "the month is heading for 450, below" in missed(goal(landing=Landing(450.0, 450.0, 450.0)))[0].text


# --- acceptance ---------------------------------------------------------------------------------


def rates(**counts):
    """source=(accepted, decided)"""
    rows = [(source, a, n - a) for source, (a, n) in counts.items()]
    frame = pd.DataFrame(rows, columns=["source", "accepted_due", "rejected_due"]).astype({"source": "str"})
    frame = frame.astype(dict.fromkeys(["accepted_due", "rejected_due"], int))
    return evaluate(acceptance_rate, frame, by=["source"])


def fell(now, then, least=0.05):
    return falls(now, then, least=least, recent=PERIOD, earlier=EARLIER, known=KNOWN)


def test_a_fall_of_acceptance_is_told_with_both_sides():
    (alert,) = fell(rates(Web=(60, 200), Fair=(50, 100)), rates(Web=(300, 600), Fair=(150, 300)))
    assert plain(alert.title) == "Sales accepts clearly less of what comes from Web: 30 % after 50 %"
    assert plain(alert.text) == (
        "60 of 200 decided were accepted, after 300 of 600 (−20.0 pts). MQLs of 20 Oct 2026 – 18 Nov 2026 after "
        "22 Jul 2026 – 19 Oct 2026, past their deadline, as known on 18 Nov 2026, 10:05."
    )
    assert alert.about == ("Web", "2026-11-01")


def test_a_rise_is_no_alarm_nor_a_fall_that_is_small_nor_one_of_few():
    assert fell(rates(Web=(120, 200)), rates(Web=(200, 600))) == []
    assert fell(rates(Web=(9_600, 20_000)), rates(Web=(30_000, 60_000))) == []
    assert len(fell(rates(Web=(9_600, 20_000)), rates(Web=(30_000, 60_000)), least=0.0)) == 1
    assert fell(rates(Web=(0, 9)), rates(Web=(500, 600))) == []
    assert fell(rates(), rates(Web=(500, 600))) == []


def test_the_more_sources_are_compared_the_clearer_a_fall_has_to_be():
    now, then = {"Web": (38, 100)}, {"Web": (165, 300)}
    others_now = {f"s{n}": (50, 100) for n in range(30)}
    others_then = {f"s{n}": (150, 300) for n in range(30)}
    assert len(fell(rates(**now), rates(**then))) == 1
    assert fell(rates(**now, **others_now), rates(**then, **others_then)) == []


def test_where_nothing_changed_hardly_ever_a_source_is_told():
    """Twelve sources that sales accepts as ever, two hundred times: fewer than one time in forty anybody is told."""
    chance = np.random.default_rng(7)
    alarms = 0
    for _ in range(200):
        share = chance.uniform(0.2, 0.8, 12)
        now, then = (
            pd.DataFrame({"source": list("abcdefghijkl"), "numerator": chance.binomial(n, share), "denominator": n})
            for n in (80, 240)
        )
        now, then = (f.assign(value=f["numerator"] / f["denominator"]) for f in (now, then))
        alarms += bool(fell(now, then, least=0.0))
    assert alarms < 5


def test_a_source_of_another_month_is_another_fact():
    now, then = rates(Web=(60, 200)), rates(Web=(300, 600))
    december = replace(PERIOD, last=date(2026, 12, 1))
    assert fell(now, then)[0].key != falls(now, then, least=0, recent=december, earlier=EARLIER, known=KNOWN)[0].key
