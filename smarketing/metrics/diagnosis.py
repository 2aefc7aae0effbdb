"""Is it the leads, or what was made of them? Acceptance held against follow-up, group by group, in words.

                       touched in time clearly less      no clear lag in follow-up
    accepted clearly less            both                        source problem
    no clear lag              follow-up problem                 no clear problem

A low acceptance alone blames nobody: leads that nobody called in time are returned as well, and a rep who doesn't call
may return more of them (nobody was reached) or fewer (nobody looked). So a source is blamed only where its leads were
followed up like the others', and where both are low, neither side is.

Follow-up is the first touch alone. It comes before the answer and lies in sales' hands; how soon the answer came is
known only with the answer itself, and bad leads are answered late (a lead that can't be reached is returned after
weeks): held against answers in time, a bad source would excuse itself.

Nobody promised a share, so what is low is told by the others: a group is *clearly* less where Newcombe's interval of
its rate minus that of all others together lies below 0, widened for the number of groups and of rates (`z_for`). Where
nothing differs, 3 to 6 of 100 tables of 6 to 20 groups hold any false alarm (simulated; 6 to 12 without the second
rate, since rates near 100 % of few leads are told apart too soon). Each look at other days is a chance more.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import pandas as pd

from smarketing.filters import NONE
from smarketing.metrics.acceptance import acceptance_rate
from smarketing.metrics.findings import Finding, share
from smarketing.metrics.intervals import ENOUGH, newcombe, z_for
from smarketing.metrics.promises import touch_compliance
from smarketing.metrics.registry import evaluate


class Diagnosis(StrEnum):
    """What a group's two rates say together."""

    QUALITY = "quality problem"
    FOLLOW_UP = "follow-up problem"
    BOTH = "both"
    FINE = "no clear problem"
    TOO_FEW = "too few to say"

    def word(self, by: str) -> str:
        """As people read it: a low acceptance is a problem of the source, of the segment, or of a person's answers."""
        return _QUALITY.get(by, "acceptance problem") if self is Diagnosis.QUALITY else self.value


_QUALITY = {"source": "source problem", "segment": "segment problem"}

MEANINGS = {
    "Source problem": "Its MQLs are accepted clearly less often than those of all other sources together, though the "
    "first touch comes in time no clearly less often: what it delivers does not fit. The same of a segment. Of a "
    "person or team it is an acceptance problem: the leads they get, or how they answer them.",
    "Follow-up problem": "The first touch comes in time clearly less often than in all other groups together, while "
    "acceptance is not clearly lower.",
    "Both": "Acceptance and the first touch in time are both clearly lower than elsewhere. As long as leads are "
    "touched late, their low acceptance can't be blamed on the source.",
    "No clear problem": "Neither acceptance nor the first touch in time is clearly lower than elsewhere (Newcombe's "
    "95 % interval of the difference, widened for the number of groups and of rates). With few leads it may just not "
    "show yet.",
}
"""The words of a diagnosis, for the glossary; "too few to say" is a word of every comparison."""

RATES = {"acceptance": ("accepted", "answered"), "compliance": ("in_time", "due")}
"""Each rate with its numerator and denominator; `_low`, `_high` and `_others` go with it."""

_COUNTS = [count for ends in RATES.values() for count in ends]
_OF = [of for _, of in RATES.values()]


def diagnose(cohorts: pd.DataFrame, follow_up: pd.DataFrame, *, by: str) -> pd.DataFrame:
    """One row per group, what weighs most first.

    cohorts: `with_decisions`; follow_up: the frame of `promises`; both of one period, with the column `by`.

    <by>: str · accepted, answered, in_time, due: float, leads · acceptance, compliance: float, missing where nothing
    was answered or due, each with _low, _high, its 95 % Wilson interval, and _others, the rate of all other groups
    together · diagnosis: str, a `Diagnosis`; too few to say while a denominator, of the group or of the others, is
    below ten · short: float, leads that would have been accepted, or touched in time, had it gone as with the others;
    0 where nothing is clear.
    """
    quality = _rate(evaluate(acceptance_rate, cohorts, by=[by]), "acceptance", by=by)
    speed = _rate(evaluate(touch_compliance, follow_up, by=[by]), "compliance", by=by)
    both = quality.merge(speed, on=by, how="outer").fillna(dict.fromkeys(_COUNTS, 0.0))
    others = both[_COUNTS].sum() - both[_COUNTS]
    enough = (both[_OF] >= ENOUGH).all(axis=1) & (others[_OF] >= ENOUGH).all(axis=1)
    z = z_for(len(RATES) * int(enough.sum()))
    behind = {}
    for rate, (done, of) in RATES.items():
        both[f"{rate}_others"] = others[done] / others[of].where(others[of] > 0)
        _, high = newcombe(both[done], both[of], others[done], others[of], z=z)
        behind[rate] = enough & (high < 0)
    both["diagnosis"] = np.select(
        [~enough, behind["acceptance"] & behind["compliance"], behind["acceptance"], behind["compliance"]],
        [Diagnosis.TOO_FEW, Diagnosis.BOTH, Diagnosis.QUALITY, Diagnosis.FOLLOW_UP],
        Diagnosis.FINE,
    )
    both["short"] = sum(_short(both, rate).where(behind[rate], 0.0) for rate in RATES)
    return both.sort_values(["short", "answered", by], ascending=[False, False, True], ignore_index=True)


def together(diagnosed: pd.DataFrame) -> dict[str, float]:
    """{rate: that of all groups together}, missing where nothing was answered or due."""
    sums = {name: [diagnosed[end].sum() for end in ends] for name, ends in RATES.items()}
    return {name: done / of if of else float("nan") for name, (done, of) in sums.items()}


def worst(diagnosed: pd.DataFrame, *, by: str) -> Finding | None:
    """`Content Syndication is a source problem: accepted 24 % against 56 % elsewhere, while …`.

    diagnosed: `diagnose`. About all groups that have a problem; the sentence is of the first. None where none has one.
    """
    clear = diagnosed[diagnosed["short"] > 0]
    if clear.empty:
        return None
    row, weight = clear.iloc[0], float(clear["short"].iloc[0] / diagnosed["answered"].sum())
    return Finding(_sentence(row, by=by), weight=min(weight, 1.0), about=tuple(clear[by]))


def _rate(rates: pd.DataFrame, name: str, *, by: str) -> pd.DataFrame:
    ends = dict(zip(("numerator", "denominator"), RATES[name], strict=True))
    named = {"value": name, "low": f"{name}_low", "high": f"{name}_high"} | ends
    return rates[[by, *named]].rename(columns=named)


def _short(both: pd.DataFrame, rate: str) -> pd.Series:
    return (both[f"{rate}_others"] - both[rate]) * both[RATES[rate][1]]


def _sentence(row: pd.Series, *, by: str) -> str:
    accepted, touched = (f"{share(row[name])} against {share(row[f'{name}_others'])}" for name in RATES)
    diagnosis = Diagnosis(row["diagnosis"])
    who = f"MQLs without {_a(by)}" if row[by] == NONE else str(row[by])
    has, is_ = ("have", "are") if row[by] == NONE else ("has", "is")
    if diagnosis is Diagnosis.BOTH:
        end = f"as long as that is so, the {by} can't be blamed" if by in _QUALITY else "one may be the other's cause"
        return f"{who} {is_} behind in both, accepted {accepted} and touched in time {touched}: {end}"
    verb = is_ if diagnosis is Diagnosis.QUALITY and by in _QUALITY else has
    begins = f"{who} {verb} {_a(diagnosis.word(by))}"
    if diagnosis is Diagnosis.QUALITY:
        return f"{begins}: accepted {accepted} elsewhere, while follow-up is not clearly behind ({touched} in time)"
    return f"{begins}: touched in time {touched} elsewhere, while acceptance is not clearly behind ({accepted})"


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
