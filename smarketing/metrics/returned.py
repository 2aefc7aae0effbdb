"""What sales gave back: why, worth what, and whether it had tried as often as it promised; and what was won back.

Over returned leads, one row per group, reason and number of attempts: reason: str · attempts: int made before it
was returned, -1 where not known · n: int. Lead values come as a frame of source, segment (either may be absent) and
value: float, money a lead; a lead of a kind without a value has none, and is counted apart instead of as 0.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from smarketing.filters import Clock
from smarketing.metrics.findings import Finding, share
from smarketing.metrics.intervals import ENOUGH
from smarketing.metrics.registry import Better, Quotient, Sums, Unit, metric

KINDS = ("source", "segment")
NOT_KNOWN = -1

TRIED = ("fewer than promised", "as many as promised", "more than promised", "not known")
ENDED = ("accepted", "rejected", "unable_early", "unable", "pending")
"""What became of a lead: `rejected` with a reason that needs no attempts; `unable_early` after fewer than promised."""


def with_value(rows: pd.DataFrame, values: pd.DataFrame) -> pd.DataFrame:
    """The rows with `value: float`, what one such lead is worth; missing where its kind has no value.

    values: value: float and source, segment, or one of them, one row each. Rows out = rows in, in their order.
    """
    keys = [kind for kind in KINDS if kind in values and kind in rows]
    return rows.drop(columns="value", errors="ignore").merge(
        values[[*keys, "value"]], on=keys, how="left", validate="many_to_one"
    )


def by_reason(returned: pd.DataFrame, values: pd.DataFrame, *, by: Sequence[str] = ()) -> pd.DataFrame:
    """What came back, why, and what it would have been worth: one row per group and reason, the dearest first.

    returned: the frame of this module with the columns of `by`, and of `values`.
    <by> · reason: str · n: int leads · worth: float, n × lead value, of those that have one; missing where none has ·
    without_value: int, leads without a value.
    """
    priced = with_value(returned, values)
    keys = [*by, "reason"]
    told = priced.assign(
        worth=priced["n"] * priced["value"], without_value=priced["n"].where(priced["value"].isna(), 0)
    )
    sums = told.groupby(keys)[["n", "worth", "without_value"]].sum(min_count=1).reset_index()
    counts = {"n": int, "without_value": int}
    return sums.astype(counts).sort_values(["worth", "n"], ascending=False, kind="stable").reset_index(drop=True)


def with_unable(returned: pd.DataFrame, *, reason: str, attempts: int) -> pd.DataFrame:
    """The returned leads with what the promise of so many attempts asks about, as additive columns.

    reason: the one that needs the attempts ("Unable to reach"). attempts: so many were promised before it.
    Adds returned: int · unable: int, given that reason · unable_early: int, of them after fewer attempts ·
    unable_unknown: int, of them whose attempts are not in the data.
    """
    n, unable = returned["n"], returned["reason"] == reason
    known = returned["attempts"] != NOT_KNOWN
    return returned.assign(
        returned=n,
        unable=n.where(unable, 0),
        unable_early=n.where(unable & known & (returned["attempts"] < attempts), 0),
        unable_unknown=n.where(unable & ~known, 0),
    )


@metric(unit=Unit.MONEY, clock=Clock.COHORT, name="Worth of returned leads", better=Better.DOWN)
def returned_worth(sums: Sums) -> pd.Series:
    """What the returned MQLs would have been worth: their number × the value of a lead of their source.

    Leads of a source that has no lead value add nothing and are counted apart.
    """
    return sums["worth"]


@metric(unit=Unit.RATE, clock=Clock.COHORT, name="Returned as unable to reach", better=Better.DOWN, of="MQLs returned")
def unable_rate(sums: Sums) -> Quotient:
    """Of the MQLs that sales returned, the share with the reason that nobody could be reached.

    The agreement says the largest share that it may have.
    """
    return Quotient(sums["unable"], sums["returned"])


@metric(
    unit=Unit.RATE, clock=Clock.COHORT, name="Given up too early", better=Better.DOWN,
    of="MQLs returned as unable to reach, attempts known",
)  # fmt: skip
def given_up_early_rate(sums: Sums) -> Quotient:
    """Of the MQLs returned because nobody could be reached, the share that had fewer attempts than promised.

    Those whose number of attempts is not in the data are not in it, and are counted apart.
    """
    return Quotient(sums["unable_early"], sums["unable"] - sums["unable_unknown"])


def unable_said(flagged: pd.DataFrame, *, reason: str, attempts: int | str, most: float) -> Finding | None:
    """`“Unable to reach” is the reason of 31 % of 120 returned MQLs, the agreement allows 20 %; 24 of 37 …`.

    flagged: `with_unable`. attempts: so many were promised; in words where several versions judge ("4 or 5"). most: the
    largest share agreed. None below ten returned, or where the share is kept and nobody was given up early. The share
    is what happened, not an estimate, so no interval is asked for.
    """
    returned, unable, early, unknown = (
        int(flagged[c].sum()) for c in ("returned", "unable", "unable_early", "unable_unknown")
    )
    if returned < ENOUGH or (unable / returned <= most and not early):
        return None
    allowed = f"the agreement allows {share(most)}" if unable / returned > most else f"within the {share(most)} agreed"
    tried = f"; {early:,} of {unable - unknown:,} had fewer than {attempts} attempts" if early else ""
    text = f"“{reason}” is the reason of {share(unable / returned)} of {returned:,} returned MQLs, {allowed}{tried}"
    return Finding(text, weight=max(unable / returned - most, early / returned))


def by_attempts(counts: pd.DataFrame, *, promised: int, by: Sequence[str] = ()) -> pd.DataFrame:
    """How often leads were tried, against what was promised: one row per group and class, none left out.

    counts: attempts: int, -1 where not known · n: int · the columns of `by`. promised: N.
    <by> · tried: int, 0…N, where N stands for N and more, -1 for not known · label: str, "0" … "5 or more",
    "not known" · n: int · share: float, of the leads whose attempts are known; missing for the others.
    """
    keys = list(by)
    told = counts.assign(tried=counts["attempts"].clip(upper=promised))
    sums = told.groupby([*keys, "tried"], as_index=False)["n"].sum()
    classes = pd.DataFrame({"tried": [*range(promised + 1), NOT_KNOWN]})
    frame = sums[keys].drop_duplicates().merge(classes, how="cross") if keys else classes
    frame = frame.merge(sums, on=[*keys, "tried"], how="left").fillna({"n": 0}).astype({"n": int})
    known = frame["n"].where(frame["tried"] != NOT_KNOWN, 0)
    total = known.groupby([frame[key] for key in keys]).transform("sum") if keys else known.sum()
    shares = (known / total).where((frame["tried"] != NOT_KNOWN) & (total > 0))
    return frame.assign(label=frame["tried"].map(lambda k: _class(k, promised)), share=shares)


def with_tried(made: pd.DataFrame, *, promised: int, reason: str) -> pd.DataFrame:
    """The leads with how often each was tried against what was promised, and what became of it.

    made: attempts: int, -1 where not known · answer: str, accepted, rejected or pending · reason: str · n: int.
    promised: N. reason: the one that needs so many ("Unable to reach").
    Adds tried: str, one of TRIED · promised: int · ended: str, one of ENDED.
    """
    known, attempts = made["attempts"] != NOT_KNOWN, made["attempts"]
    tried = np.select([~known, attempts < promised, attempts == promised], [TRIED[3], *TRIED[:2]], TRIED[2])
    unable = (made["answer"] == "rejected") & (made["reason"] == reason)
    ended = made["answer"].mask(unable, "unable").mask(unable & known & (attempts < promised), "unable_early")
    return made.assign(tried=tried, promised=promised, ended=ended)


def ends_by_tried(told: pd.DataFrame) -> pd.DataFrame:
    """What became of those tried fewer times than promised, as many, more: one row per class, in their order.

    told: `with_tried`. tried: str · a column of ENDED each: int. Not known is left out where it is none.
    """
    sums = told.pivot_table(index="tried", columns="ended", values="n", aggfunc="sum", fill_value=0)
    sums = sums.reindex(index=TRIED, columns=list(ENDED), fill_value=0)
    shown = sums.index != TRIED[3]
    return sums[shown | (sums.sum(axis=1) > 0)].rename_axis("tried").rename_axis(None, axis=1).reset_index()


def _class(tried: int, promised: int) -> str:
    if tried == NOT_KNOWN:
        return "not known"
    return f"{tried} or more" if tried == promised else str(tried)


# --- won back ---------------------------------------------------------------------------------


@metric(unit=Unit.COUNT, clock=Clock.COHORT)
def recycled_leads(sums: Sums) -> pd.Series:
    """Rejected or lost leads that marketing brought back: they became an MQL a second time, or a further one."""
    return sums["back"]


@metric(unit=Unit.RATE, clock=Clock.COHORT, name="Recycled leads accepted so far", of="recycled leads")
def recycled_accepted_rate(sums: Sums) -> Quotient:
    """Of the recycled leads, the share that sales has accepted this time by the as-of day."""
    return Quotient(sums["accepted"], sums["back"])


@metric(unit=Unit.RATE, clock=Clock.COHORT, name="Recycled leads won back so far", of="recycled leads")
def won_back_rate(sums: Sums) -> Quotient:
    """Of the recycled leads, the share that has become a customer by the as-of day.

    “So far”, since the young ones have not had their time yet.
    """
    return Quotient(sums["customers"], sums["back"])


@metric(unit=Unit.MONEY, clock=Clock.COHORT)
def won_back_revenue(sums: Sums) -> pd.Series:
    """What recycled leads have brought by the as-of day; missing where some were won and none tells an amount."""
    return sums["won_amount"].where((sums["won_amount"] != 0) | (sums["customers"] == 0))
