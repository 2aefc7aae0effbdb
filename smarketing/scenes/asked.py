"""What a scene is asked with, and what all scenes load: the same frames as the pages, straight from the store.

store ──▶ metrics ──▶ Scene: plain data, no chart and no widget
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd
from sqlalchemy import Engine

from smarketing import link, owed
from smarketing.agreement import Terms, terms_on
from smarketing.filters import Clock, Compare, Dimension, Filters
from smarketing.metrics.acceptance import with_decisions
from smarketing.metrics.compare import compare_periods, has_moved
from smarketing.metrics.conversion import with_maturity
from smarketing.metrics.intervals import Verdict
from smarketing.metrics.money import Money, in_currency
from smarketing.metrics.registry import Better, Metric, Unit
from smarketing.metrics.show import is_missing, out_of, show
from smarketing.periods import Grain, to_date
from smarketing.scene import Figure, Line, Picture, Role
from smarketing.stages import Stage
from smarketing.store import promises, queries, records
from smarketing.store import snapshots as snapshots_of
from smarketing.workspace import Workspace

_UNSAID = {Verdict.UNCLEAR: "no clear change", Verdict.TOO_FEW: "too few to say", Verdict.TOO_YOUNG: "too young"}
"""What stands in place of a change that nobody may tell, short enough for a figure on screen."""


@dataclass(frozen=True)
class Asked:
    """A store and the view of it. at: seconds since 1970 UTC, the moment up to which today is known."""

    engine: Engine
    filters: Filters
    at: int

    @cached_property
    def here(self) -> Workspace:
        """The workspace's settings."""
        return records.read_workspace(self.engine)

    @cached_property
    def known(self) -> tuple[Stage, ...]:
        """The stages that the data knows."""
        return queries.known_stages(self.engine)

    @cached_property
    def is_empty(self) -> bool:
        """Is no lead stored?"""
        return queries.extent(self.engine) is None

    @property
    def first(self) -> Stage:
        """Where the funnel begins: at MQL, or at the first stage of data that knows no MQL."""
        return Stage.MQL if Stage.MQL in self.known or not self.known else self.known[0]

    @cached_property
    def terms(self) -> Terms:
        """What was agreed for the as-of day."""
        return terms_on(promises.agreements(self.engine), self.filters.as_of, usual=self.here.calendar)

    @cached_property
    def slots(self) -> dict[str, int]:
        """The colour slot of each source."""
        return dict(queries.sources(self.engine)[["source", "slot"]].itertuples(index=False, name=None))

    @property
    def until(self) -> int:
        """The moment up to which everything is known."""
        return owed.known(self.here, self.filters.as_of, at=self.at)

    def say(self, value: float | None, unit: Unit) -> str:
        """A number written out, in the workspace's currency."""
        return show(value, unit, currency=self.here.currency)

    def compared(self) -> Asked:
        """The same, without a comparison that would reach back to days before the data begins."""
        extent, past = queries.extent(self.engine), self.filters.comparison
        if extent is None or past is None or past.first >= to_date(extent[0]):
            return self
        return replace(self, filters=self.filters.within(compare=Compare.NOTHING))

    # --- frames ---------------------------------------------------------------------------------

    def mqls(self, *, by: Dimension = Dimension.SOURCE) -> pd.DataFrame:
        """The leads with which the funnel begins, of both periods, with what was decided and what is of age."""
        view = self.filters
        if self.first is not Stage.MQL:
            cohorts = queries.cohorts(self.engine, view, start=self.first, by=by)
            return with_maturity(cohorts, start=self.first, as_of=view.as_of, window=view.window)
        cohorts = queries.cohorts(self.engine, view, by=by, until=self.until)
        decided = with_decisions(cohorts, accepted_by_default=self.terms.accepted_by_default)
        return with_maturity(decided, start=Stage.MQL, as_of=view.as_of, window=view.window)

    def deals(self) -> Money:
        """The deals of both periods by their own days, in the workspace's currency."""
        found = queries.deals(self.engine, self.filters.within(clock=Clock.EVENT))
        return in_currency(found, self.here.currency, rates=self.here.rates)

    def snapshot(self) -> snapshots_of.Snapshot | None:
        """The last one of a day before as-of."""
        return next((kept for kept in snapshots_of.taken(self.engine) if kept.as_of < self.filters.as_of), None)

    # --- figures --------------------------------------------------------------------------------

    def rows(self, metrics: Sequence[Metric], frame: pd.DataFrame) -> pd.DataFrame:
        """Each metric now against then: see `compare_periods`."""
        return compare_periods(metrics, frame, self.filters, currency=self.here.currency)

    def figures(self, metrics: Sequence[Metric], frame: pd.DataFrame) -> tuple[Figure, ...]:
        """A headline number a metric."""
        rows = self.rows(metrics, frame)
        return tuple(self._figure(metric, rows.loc[metric.key]) for metric in metrics)

    def _figure(self, metric: Metric, row: pd.Series) -> Figure:
        of = out_of(row["numerator"], row["denominator"]) if metric.unit is Unit.RATE else ""
        compared = not is_missing(row["then"]) and not is_missing(row["now"])
        change = _UNSAID.get(row["verdict"], row["delta"]) if compared else ""
        return Figure(metric.name, self.say(row["now"], metric.unit), of, change, _mood(metric, row))

    # --- words ----------------------------------------------------------------------------------

    def foot(self, *, clock: Clock = Clock.COHORT) -> str:
        """Clock, window and as-of day under a picture."""
        view = self.filters
        by = "by the day of each event" if clock is Clock.EVENT else f"by the day a lead became {self.first}"
        against = f", compared with {view.comparison}" if view.comparison else ""
        return f"{view.period}, {by}{against}. As known at the end of {Grain.DAY.label(view.as_of)}."

    def link(self) -> str:
        """The view as a link has it, with its days."""
        return link.query(self.filters)


def _mood(metric: Metric, row: pd.Series) -> str:
    if not has_moved(row) or metric.better is Better.NEITHER:
        return ""
    return "good" if (row["difference"] > 0) == (metric.better is Better.UP) else "bad"


def definitions(metrics: Sequence[Metric]) -> tuple[tuple[str, str], ...]:
    """Name and definition of each."""
    return tuple((m.name, m.definition) for m in metrics)


def numbers(values: Sequence[float]) -> tuple[float | None, ...]:
    """Bare numbers for a picture; what is missing is None."""
    return tuple(None if is_missing(v) else round(float(v), 6) for v in values)


def rates_line(rates: pd.DataFrame, name: str, *, role: Role = Role.SOURCES) -> Line:
    """The line of some evaluated rates, with their intervals."""
    return Line(name, numbers(rates["value"]), role, numbers(rates["low"]), numbers(rates["high"]))


def with_picture(picture: Picture) -> Picture | None:
    """The picture, or none where it would be empty."""
    return picture if picture.categories else None
