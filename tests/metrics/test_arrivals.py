"""When leads wait, on weeks small enough to count by hand."""

from datetime import time

import pandas as pd
import pytest

from smarketing.agreement import Calendar
from smarketing.metrics.arrivals import by_hour, slowest

NINE_TO_FIVE = Calendar()


def week(*, low: dict[tuple[int, int], int] | None = None, n: int = 20) -> pd.DataFrame:
    """n leads an hour from 8 to 18 of every day, 18 of 20 in time, but where `low` says how many."""
    rows = [(d, h, (low or {}).get((d, h), n * 9 // 10)) for d in range(7) for h in range(8, 19)]
    frame = pd.DataFrame(rows, columns=["weekday", "hour", "touch_met"])
    return frame.assign(touch_late=n - frame["touch_met"], touch_breached=0, touch_pending=3)


def test_hours_outside_of_sales_day_are_put_together_and_the_whole_day_stands_beside():
    monday = by_hour(week(), NINE_TO_FIVE).query("weekday == 0").set_index("hours")
    assert list(monday.index) == ["all day", "before 9:00", *(f"{h}:00" for h in range(9, 17)), "from 17:00"]
    assert monday["denominator"].to_dict() == {"all day": 220, "before 9:00": 20, "from 17:00": 40} | {
        f"{h}:00": 20 for h in range(9, 17)
    }
    assert monday.loc["from 17:00", "numerator"] == 36  # 18 of 20 at 17 and at 18 o'clock; three are not due yet


def test_a_night_shift_has_every_hour_of_its_own():
    rows = by_hour(week(), Calendar(opens=time(22), closes=time(6)))
    assert set(rows["hours"]) == {"all day", *(f"{h}:00" for h in range(8, 19))}


def test_a_weekday_that_is_low_all_day_is_told_as_a_whole():
    said = slowest(week(low={(4, h): 8 for h in range(8, 19)}), NINE_TO_FIVE)
    # Friday: 8 of 20 each hour; the six other days 18 of 20
    assert said.text.replace("\u202f", " ") == (
        "MQLs that arrive on Friday are touched in time less often than the others (40 % vs 90 %)"
    )
    assert said.about == ("Friday",)


def test_a_part_that_alone_makes_its_day_low_is_told():
    said = slowest(week(low={(4, h): 4 for h in range(12, 17)}), NINE_TO_FIVE)
    # Friday from 12 to 17: 20 of 100; all else 18 of 20 in 72 hours
    assert said.text.replace("\u202f", " ") == (
        "MQLs that arrive on Friday afternoon are touched in time less often than the others (20 % vs 90 %)"
    )


def test_a_part_is_told_where_no_whole_day_is_low():
    said = slowest(week(low={(1, 17): 9, (1, 18): 9}), NINE_TO_FIVE)
    # Tuesday: 180 of 220, no worse than chance among 35; from 17:00 on 18 of 40
    assert "on Tuesday from 17:00 on" in said.text


@pytest.mark.parametrize("arrivals", [week(), week()[:0], week(n=0), week(low={(2, 9): 13})])
def test_nothing_is_said_of_what_may_be_chance(arrivals):
    # 13 of 20 against 90 % would be told if it were the only hour that is looked at
    assert slowest(arrivals, NINE_TO_FIVE) is None
