"""The few formulas that the truths are measured with, apart from the product's own code."""

from __future__ import annotations

from itertools import permutations

import holidays
import numpy as np
import pandas as pd

Z = 1.959964
PARTS = ("volume", "mix", "rate", "deal")


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    share, spread = hits / of, Z * Z / of
    middle = (share + spread / 2) / (1 + spread)
    half = Z * np.sqrt(share * (1 - share) / of + spread / of / 4) / (1 + spread)
    return middle - half, middle + half


def newcombe(first: tuple[int, int], second: tuple[int, int]) -> tuple[float, float]:
    """The 95 % interval of share(first) − share(second); each is (hits, of)."""
    (low1, high1), (low2, high2) = wilson(*first), wilson(*second)
    share1, share2 = first[0] / first[1], second[0] / second[1]
    down = np.hypot(share1 - low1, high2 - share2)
    up = np.hypot(high1 - share1, share2 - low2)
    return share1 - share2 - down, share1 - share2 + up


def expected_by(day: int, waited: pd.Series, age: pd.Series) -> tuple[float, float, float]:
    """Kaplan–Meier: the share converted by `day`, with its 95 % log-log interval.

    waited: days to the conversion, missing without one; age: days known, both whole.
    """
    staying, variance = 1.0, 0.0
    for k in range(day + 1):
        at_risk = ((waited.isna() & (age >= k)) | (waited >= k)).sum()
        converted = (waited == k).sum()
        staying *= 1 - converted / at_risk
        variance += converted / (at_risk * (at_risk - converted))
    half = Z * np.sqrt(variance) / np.log(staying)
    return 1 - staying, 1 - staying ** np.exp(half), 1 - staying ** np.exp(-half)


def business_hours(start: pd.Series, end: pd.Series) -> pd.Series:
    """Hours from 9 to 17 on German working days between two moments on the wall clock."""
    free = [str(day) for day in holidays.country_holidays("DE", years=range(2024, 2028))]
    days = [moments.dt.normalize().to_numpy().astype("datetime64[D]") for moments in (start, end)]
    worked = [
        np.clip((moments - moments.dt.normalize()).dt.total_seconds() / 3600 - 9, 0, 8)
        * np.is_busday(day, holidays=free)
        for moments, day in zip((start, end), days, strict=True)
    ]
    return np.busday_count(*days, holidays=free) * 8 + worked[1] - worked[0]


def why_it_moved(before: pd.DataFrame, after: pd.DataFrame) -> dict[str, float]:
    """The change of the sum of `amount`, as Shapley values of volume, mix, rate and deal size.

    One row per source: `mqls`, `customers`, `amount`. A deal size unknown on one side is the other side's.
    """
    sources = before.index.union(after.index)
    sides = [side.reindex(sources).fillna(0) for side in (before, after)]
    deal = [side["amount"] / side["customers"] for side in sides]
    factors = [
        {
            "volume": side["mqls"].sum(),
            "mix": side["mqls"] / side["mqls"].sum(),
            "rate": side["customers"] / side["mqls"],
            "deal": deal[i].fillna(deal[1 - i]).fillna(0),
        }
        for i, side in enumerate(sides)
    ]

    def amount(changed: set[str]) -> float:
        volume, mix, rate, size = (factors[part in changed][part] for part in PARTS)
        return volume * (mix * rate * size).sum()

    orders = list(permutations(PARTS))
    return {
        part: float(np.mean([amount({*o[: o.index(part)], part}) - amount({*o[: o.index(part)]}) for o in orders]))
        for part in PARTS
    }
