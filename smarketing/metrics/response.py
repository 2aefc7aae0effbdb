"""How soon sales touches a lead, in business hours: median and 90 %, the untouched ones counted as waiting.

Kaplan–Meier over business minutes (`survival.curve`): a lead is at risk until its first touch, or until as-of
where nobody has touched it. A mean is never told: a few leads that wait for weeks would rule it, and those that
wait for ever are not in it at all. Times are business hours, and stay hours: a "day" of them would be eight in one
company and twelve in another.

Over response minutes, one row per group and minute: minutes: int, business minutes from the start of the clock to
the first touch or to as-of · touched: 0 or 1 · n: int leads.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from smarketing.filters import Clock
from smarketing.metrics.registry import Better, Metric, Quotient, Sums, Unit, add, metric
from smarketing.metrics.survival import curve

_SAME = 1e-12
_AN_HOUR = 60


def _time(key: str, name: str, definition: str) -> Metric:
    return add(
        Metric(key, name, Unit.HOURS, Better.DOWN, definition, compute=None, clock=Clock.COHORT, of="leads handed over")
    )


median_response = _time(
    "median_response", "Median time to first touch",
    "After so many business hours half of all MQLs handed over have had their first touch, the waiting ones "
    "counted.\n\nFrom the Kaplan–Meier curve over business minutes: an MQL that nobody has touched waits until the "
    "as-of day, instead of being left out. Where less than half are ever touched it does not exist, and “–” is shown.",
)  # fmt: skip
p90_response = _time(
    "p90_response", "90 % touched within",
    "After so many business hours nine in ten of all MQLs handed over have had their first touch, waiting ones "
    "counted.\n\nFrom the Kaplan–Meier curve over business minutes. Where fewer are ever touched it does not exist, "
    "and “–” is shown.",
)  # fmt: skip


@metric(unit=Unit.RATE, clock=Clock.COHORT, name="Conversion by hours until the first touch", of="MQLs touched")
def conversion_by_wait(sums: Sums) -> Quotient:
    """Of the MQLs that waited so many business hours for their first touch, the share that came further in time.

    Further is the stage that the panel names, in time is within the window of the MQL day; only MQLs that have had
    the whole window count. It does not prove that speed is the cause: reps may call the promising leads first, and
    busy weeks differ from quiet ones. To know, let chance decide which leads are called first.
    """
    return Quotient(sums["converted"], sums["n"])


_QUANTILES = {"median": (median_response, 0.5), "p90": (p90_response, 0.9)}


def touched_by(response_minutes: pd.DataFrame, *, by: Sequence[str] = ()) -> pd.DataFrame:
    """The share touched by each hour: one row per group and minute at which anything happened, and 0.

    response_minutes: the frame of this module, with the columns of `by` (a `bucket` among them for a trend).
    <by> · hours: float, business hours · at_risk: int, leads that still waited · events: int, first touches then ·
    value: float, the share touched by then; low, high: float, its 95 % band.
    """
    lives = response_minutes.rename(columns={"minutes": "age", "touched": "converted"})
    rows = curve(lives, by=by)
    return rows.assign(hours=rows["day"] / _AN_HOUR)[[*by, "hours", "at_risk", "events", "value", "low", "high"]]


def response_times(response_minutes: pd.DataFrame, *, by: Sequence[str] = ()) -> pd.DataFrame:
    """How soon each group is touched: one row per group.

    <by> · n: int, leads handed over · touched: int · waiting: int, never touched by as-of · median, p90: float,
    business hours; missing where so many never are · median_low, median_high, p90_low, p90_high: float, the 95 %
    interval (Brookmeyer & Crowley 1982, Biometrics 38:29: where the curve's band crosses); an end is missing where
    the band never gets there.
    """
    rows = touched_by(response_minutes, by=by)
    group = rows.groupby(list(by)).ngroup() if by else pd.Series(0, index=rows.index)
    out = rows.groupby(group).first()[list(by)]
    out["n"], out["touched"] = rows["at_risk"].groupby(group).first(), rows["events"].groupby(group).sum()
    out["waiting"] = out["n"] - out["touched"]
    for name, (_, q) in _QUANTILES.items():
        for column, edge in ((name, "value"), (f"{name}_low", "high"), (f"{name}_high", "low")):
            out[column] = rows["hours"].where(rows[edge] >= q - _SAME).groupby(group).min().astype(float)
    return out.reset_index(drop=True)


def tidy(times: pd.DataFrame, *, by: Sequence[str] = ()) -> pd.DataFrame:
    """`response_times` in the shape of `evaluate`, two rows a group: median_response and p90_response.

    <by> · metric: str · value: float, business hours · numerator: missing · denominator: float, leads handed over ·
    low, high: float.
    """
    made = [
        times[list(by)].assign(
            metric=metric.key, value=times[name], numerator=float("nan"), denominator=times["n"].astype(float),
            low=times[f"{name}_low"], high=times[f"{name}_high"],
        )
        for name, (metric, _) in _QUANTILES.items()
    ]  # fmt: skip
    return pd.concat(made, ignore_index=True)
