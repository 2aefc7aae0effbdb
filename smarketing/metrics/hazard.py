"""How many attempts are worth making: what each further one still brings, against what it costs.

    h(k) = leads accepted after attempt k and before the next ÷ leads that got at least k attempts

Keep trying while h(k) × value > cost. Leads are never grouped by their final number of attempts: those accepted
early would look as if few attempts worked best, when they only ended the need for more.
"""

from __future__ import annotations

import pandas as pd

from smarketing.filters import Clock
from smarketing.metrics.intervals import ENOUGH
from smarketing.metrics.registry import Quotient, Sums, Unit, evaluate, metric


@metric(
    unit=Unit.RATE, clock=Clock.COHORT, name="Accepted at this attempt", of="MQLs that got at least as many attempts"
)
def accepted_at_attempt(sums: Sums) -> Quotient:
    """Of the MQLs that got at least so many attempts, the share that sales accepted after this one, before the next.

    The hazard of an attempt. An MQL that is still pending counts for the attempts it has had.
    """
    return Quotient(sums["accepted"], sums["got"])


def by_attempt(made: pd.DataFrame) -> pd.DataFrame:
    """One row per attempt, 1, 2, …: attempt: int · got: int, leads that got at least so many before an answer ·
    accepted: int, of them after it and before the next.

    made: attempts: int, made before the answer or so far, -1 where not known · answer: str, "accepted", … · n: int.
    """
    known = made[made["attempts"] > 0]
    sums = known.assign(accepted=known["n"].where(known["answer"] == "accepted", 0))
    sums = sums.groupby("attempts")[["n", "accepted"]].sum()
    sums = sums.reindex(range(1, int(known["attempts"].max()) + 1 if len(known) else 1), fill_value=0)
    got = sums["n"][::-1].cumsum()[::-1]
    return pd.DataFrame({"attempt": sums.index.astype(int), "got": got.to_numpy(), "accepted": sums["accepted"].array})


def worth_making(attempts: pd.DataFrame, *, value: float, cost: float) -> pd.DataFrame:
    """Each attempt with what it brings and whether it pays: one row per attempt.

    attempts: `by_attempt`. value: of an accepted lead, money; cost: of an attempt, money.
    attempt, got, accepted: int · rate, low, high: float, the hazard with its 95 % Wilson interval · brings: float,
    money, rate × value · pays: bool, brings more than it costs · is_clear: bool, so does its whole interval, or none
    of it · is_enough: bool, ten leads or more got it.
    """
    rates = evaluate(accepted_at_attempt, attempts, by=["attempt"])
    told = attempts.reset_index(drop=True).assign(rate=rates["value"], low=rates["low"], high=rates["high"])
    pays = told["rate"] * value > cost
    sure = (told["low"] * value > cost) | (told["high"] * value <= cost)
    return told.assign(brings=told["rate"] * value, pays=pays, is_clear=sure, is_enough=told["got"] >= ENOUGH)


def last_worth_making(worth: pd.DataFrame) -> int:
    """The last of the attempts that pay from the first on, as far as ten leads or more got them; 0 where none does."""
    going_on = (worth["pays"] & worth["is_enough"]).cummin()
    return int(going_on.sum())
