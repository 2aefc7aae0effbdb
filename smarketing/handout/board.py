"""The board as a mail or a program takes it: one line a rep with the sentence on top, or one object.

What is written here is what the page shows (`metrics.board`), for the same leads at the same moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from smarketing.filters import NONE, Filters
from smarketing.handout.written import one_line
from smarketing.metrics import board
from smarketing.metrics.money import without_rate
from smarketing.metrics.registry import Unit
from smarketing.metrics.show import is_missing, show


class Touches(StrEnum):
    """What is known of the first touches of the leads that a board is about, in words."""

    TOLD = ""
    BY_PROXY = "where no first touch is told, the last contact stands in (a proxy)"
    UNTOLD = "no first touch is told, so answers alone count: export “First touch” or “Last contacted” with its hour"


@dataclass(frozen=True)
class Board:
    """Who is on the board at a moment, of the MQLs that a view keeps.

    filters: which MQLs. at: seconds since 1970 UTC. reps: `metrics.board.board`'s. named: owner, label: str, the leads
    that are named, the longest over first. currency, time_zone: the workspace's. apart: `LeadValues.apart`. touches:
    of their first touches.
    """

    filters: Filters
    at: int
    reps: pd.DataFrame
    named: pd.DataFrame
    currency: str
    time_zone: str
    apart: tuple[str, ...] = ()
    touches: Touches = Touches.TOLD

    @property
    def sentence(self) -> str:
        """See `metrics.board.sentence`."""
        return board.sentence(self.reps, currency=self.currency)

    @property
    def about(self) -> str:
        """Which leads are meant: `MQLs of Oct 2026 that sales has not answered, in business hours`.

        And what stands in for a first touch, and which amounts are in no lead's value.
        """
        told = f"MQLs of {self.filters.period} that sales has not answered, in business hours"
        return "; ".join(filter(None, (told, self.touches, without_rate(self.apart))))

    def lines(self) -> list[str]:
        """The board as text, for a terminal or a mail."""
        moment = datetime.fromtimestamp(self.at, ZoneInfo(self.time_zone))
        told = [self._of(rep) for rep in self.reps.to_dict("records")] or [board.CELEBRATION]
        as_of = f"As of {moment:%Y-%m-%d %H:%M} ({self.time_zone})."
        return [f"{self.sentence}.", f"{self.about}. {as_of}", "", *told]

    def _of(self, rep: dict[str, Any]) -> str:
        who = "Nobody’s" if rep["owner"] == NONE else one_line(rep["owner"])
        team = "" if rep["team"] == NONE else f" ({one_line(rep['team'])})"
        owed = ", ".join(f"{rep[p]:,} not {what}" for p, what in _OWED.items() if rep[p])
        risk = f", {show(rep['at_risk'], Unit.MONEY, currency=self.currency)} at risk"
        return (
            f"{who}{team}: {rep['leads']:,} {'lead' if rep['leads'] == 1 else 'leads'} ({owed}), "
            f"the longest {show(rep['longest_over'], Unit.HOURS)} over{'' if is_missing(rep['at_risk']) else risk}: "
            f"{one_line(rep['names'])}"
        )

    def as_json(self) -> dict[str, Any]:
        """All of it for programs: hours are business hours, `at_risk` is null where no lead has a value.

        without_rate: the currencies of won deals that no value of a lead knows of.
        """
        return {
            "as_of": f"{self.filters.as_of}",
            "at": f"{datetime.fromtimestamp(self.at, UTC):%Y-%m-%dT%H:%M:%SZ}",
            "period": {"first": f"{self.filters.period.first}", "last": f"{self.filters.period.last}"},
            "sentence": self.sentence,
            "about": self.about,
            "without_rate": list(self.apart),
            "reps": [self._entry(rep) for rep in self.reps.to_dict("records")],
        }

    def _entry(self, rep: dict[str, Any]) -> dict[str, Any]:
        labels = self.named.loc[self.named["owner"] == rep["owner"], "label"]
        return {
            **{key: rep[key] for key in ("owner", "team", "leads", "touch", "decide")},
            "longest_over_hours": round(rep["longest_over"], 2),
            "at_risk": None if is_missing(rep["at_risk"]) else round(rep["at_risk"], 2),
            "currency": self.currency,
            "names": [label for label in labels if label],
        }


_OWED = {"touch": "touched", "decide": "answered"}
