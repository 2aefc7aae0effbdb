"""The other road to the numbers on screen: from the store through queries and metrics, without a page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from smarketing.business_time import last_second
from smarketing.filters import Clock, Filters
from smarketing.metrics import volume
from smarketing.metrics.acceptance import acceptance_rate, with_decisions
from smarketing.metrics.conversion import CONVERSION, with_maturity
from smarketing.metrics.grain import within
from smarketing.metrics.money import in_currency
from smarketing.metrics.registry import Metric, evaluate
from smarketing.metrics.revenue import pipeline_created, revenue
from smarketing.metrics.show import show
from smarketing.periods import PRESETS
from smarketing.stages import Stage
from smarketing.store import queries, records
from smarketing.store.engine import Engine

AS_OF = date(2026, 11, 18)
"""The last day of the sample company."""

USUAL = Filters(period=PRESETS["Last 6 months"](AS_OF), as_of=AS_OF)
"""What the sample company opens on."""

TO_CUSTOMER = CONVERSION[Stage.MQL, Stage.CUSTOMER]


BOTH = tuple(Clock)
"""The clocks of the page Today: leads by their MQL day, deals by their own."""


def of_today(engine: Engine, filters: Filters) -> Mapping[str, str]:
    """The headline numbers of the page Today, as they have to be written there."""
    here = records.read_workspace(engine)
    cohorts = with_decisions(queries.cohorts(engine, filters, until=last_second(filters.as_of, here.time_zone)))
    judged = with_maturity(cohorts, start=Stage.MQL, as_of=filters.as_of, window=filters.window)
    money = in_currency(queries.deals(engine, filters.within(clock=Clock.EVENT)), here.currency, rates=here.rates).frame
    frames = {
        volume.mqls: judged,
        acceptance_rate: judged,
        TO_CUSTOMER: judged,
        pipeline_created: money,
        revenue: money,
    }

    def said(metric: Metric) -> str:
        value = evaluate(metric, within(frames[metric], filters.period))["value"].iloc[0]
        return show(value, metric.unit, currency=here.currency)

    return {metric.name: said(metric) for metric in frames}
