"""Why did it move, in words: which totals can be taken apart, what their factors are called, and the sentence.

It is arithmetic: "took" and "brought" say how much of the change a factor makes up, not what caused it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from smarketing.metrics.change import EARLIER, FLOW, MIX, SIZE, VOLUME, Change, decompose
from smarketing.metrics.findings import Finding
from smarketing.metrics.intervals import ENOUGH
from smarketing.metrics.registry import Metric, Unit
from smarketing.metrics.revenue import pipeline_created, revenue, won_deals
from smarketing.metrics.show import show
from smarketing.metrics.volume import sqls
from smarketing.stages import LADDER, Stage

_LEVEL = 0.005
"""A total that moved by less than half a percent is level."""

_WORTH_A_WORD = 0.1
"""A factor with less than a tenth of all that moved is left to the chart."""

_MOST_WORDS = 3

MEANINGS = {
    "Why it moved": "The change of a total between two periods, split exactly over what it is made of: how many leads "
    "came (volume), from where (mix), how many went on from stage to stage (flow), and what a deal brought (deal "
    "size). Each factor's part is what its own change did, on average over every order in which they could have "
    "changed one after the other (Shapley), the stages together. The parts sum to the change, to the cent. It is "
    "arithmetic and proves no cause.",
    "Flow": "Entries to a stage in the period ÷ entries to the stage above in the same period, whoever they are. Leads "
    "of one period go on in the next, so it is no conversion, and single steps may move against each other.",
    "Without leads of the period": "What a source won or opened in a period in which no lead of its own came: it goes "
    "back to earlier leads or to none, and no factor of the period explains it.",
}
"""For the glossary."""


@dataclass(frozen=True)
class Measure:
    """A total that can be taken apart.

    until: the last stage whose leads are counted. deals: the column of deals that comes after, if any. amount: what
    they brought. counts: what the last step counts, in words.
    """

    metric: Metric
    until: Stage
    counts: str
    deals: str = ""
    amount: str = ""

    def steps(self, known: Collection[Stage]) -> list[str]:
        """The counts that follow from each other, as columns. known: the stages that the data knows."""
        first = LADDER.index(Stage.MQL) if Stage.MQL in known else 0
        stages = [s for s in LADDER[first:] if s in known and s not in self.until.later]
        return [*(s.plural for s in stages), *([self.deals] if self.deals else [])]

    def change(self, then: pd.DataFrame, now: pd.DataFrame, *, by: str, known: Collection[Stage]) -> Change:
        """What moved it. then, now: `entries` and the converted `deals` of each period, one under the other."""
        return decompose(then, now, by=by, steps=self.steps(known), amount=self.amount)


MEASURES = {
    m.metric.name: m
    for m in (
        Measure(revenue, Stage.OPPORTUNITY, "won deals", deals="won_told", amount="won_amount"),
        Measure(won_deals, Stage.OPPORTUNITY, "won deals", deals="won"),
        Measure(pipeline_created, Stage.SQL, "opportunities", deals="opened", amount="opened_amount"),
        Measure(sqls, Stage.SQL, "SQLs"),
    )
}
"""By name, in the order in which they are offered."""

_NAMES = {s.plural: s.value for s in LADDER} | {"won_told": "Won", "won": "Won", "opened": "Opportunity"}
_COUNTED = {s.plural: s.label for s in LADDER} | {"won_told": "won deals", "won": "won deals", "opened": "deals"}


def names(steps: list[str], *, by: str) -> dict[str, str]:
    """`{factor: what people call it}`, in the order of the product: `MQL → SAL`, `Mix of sources`."""
    flows = {to: f"{_NAMES[of]} → {_NAMES[to]}" for of, to in pairwise(steps)}
    begun = _COUNTED[steps[0]]
    ends = {SIZE: "Deal size", EARLIER: f"{by.capitalize()}s without {begun}"}
    return {VOLUME: f"Number of {begun}", MIX: f"Mix of {by}s"} | flows | ends


def because(change: Change, measure: Measure, *, steps: list[str], against: object, currency: str) -> Finding | None:
    """`Revenue fell by €508K against Apr 2026 – Jun 2026: the mix of sources alone took €526K, deal size took €77.3K`.

    Where fewer than ten stand behind the total on either side, too few to say why. None where there was nothing.
    """
    if not change.then and not change.now:
        return None
    told, size = _moved(change, measure, against, currency), abs(change.difference) / max(change.then, change.now)
    if min(change.counted) < ENOUGH:
        then, now = (f"{count:,.0f}" for count in change.counted)
        return Finding(f"{told}; too few to say why, {now} {measure.counts} after {then}", weight=0.0)
    drivers = _drivers(change, measure, steps, currency)
    return Finding(f"{told}: {', '.join(drivers)}" if drivers else told, weight=min(size, 1.0))


def _moved(change: Change, measure: Measure, against: object, currency: str) -> str:
    name, unit = measure.metric.name, measure.metric.unit
    if abs(change.difference) < _LEVEL * max(change.then, change.now):
        then, now = (show(v, unit, currency=currency) for v in (change.then, change.now))
        return f"{name} {'are' if unit is Unit.COUNT else 'is'} level with {against}, {now} after {then}"
    rose = "rose" if change.difference > 0 else "fell"
    return f"{name} {rose} by {show(abs(change.difference), unit, currency=currency)} against {against}"


def _drivers(change: Change, measure: Measure, steps: list[str], currency: str) -> list[str]:
    """`the mix of sources alone took €526K`, the largest first."""
    kinds = change.by_kind()
    worth = kinds[kinds.abs() >= _WORTH_A_WORD * kinds.abs().sum()].head(_MOST_WORDS)
    called = names(steps, by=change.by)
    called = {k: f"the {called[k][0].lower()}{called[k][1:]}" for k in (VOLUME, MIX)} | {
        FLOW: "the flow from stage to stage",
        SIZE: "deal size",
        EARLIER: called[EARLIER][0].lower() + called[EARLIER][1:],
    }
    most = kinds.iloc[0] if len(kinds) else 0.0
    alone = most * change.difference > 0 and abs(most) >= abs(change.difference) / 2
    unit = measure.metric.unit
    sizes = worth.abs().round() if unit is Unit.COUNT else worth.abs()  # nobody speaks of a part of a lead
    return [
        f"{called[kind]} {'alone ' if alone and place == 0 else ''}{'brought' if effect > 0 else 'took'} "
        f"{show(sizes[kind], unit, currency=currency)}"
        for place, (kind, effect) in enumerate(worth.items())
    ]
