"""What a team decided once and every number obeys: time zone, currency, deadline, working days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from smarketing.errors import SettingError


@dataclass(frozen=True)
class Workspace:
    """The settings of one workspace; every field has a default, so that a fresh install asks nothing.

    name: what the company is called on screen.
    is_sample: is this the sample company?
    time_zone: whose calendar days count.
    currency: what money is shown in.
    rates: one unit of another currency in this one, `{"USD": 0.92}`; a currency without a rate stays a row of its own.
    response_days: business days that sales has to accept or reject an MQL, until a promise says otherwise.
    country: whose public holidays are no business days; empty: none.
    as_of: the day that the data ends, where it is not today (the sample company).
    sql_means: what the word SQL stands for in this workspace's data: "accepted" or "opportunity".
    """

    name: str = "Your workspace"
    is_sample: bool = False
    time_zone: str = "UTC"
    currency: str = "EUR"
    rates: Mapping[str, float] = field(default_factory=dict, hash=False)
    response_days: int = 2
    country: str = ""
    as_of: date | None = None
    sql_means: str = "accepted"

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise SettingError(
                f"There is no time zone called {self.time_zone!r}.", advice="Use a name such as Europe/Berlin."
            ) from None
        if not 0 <= self.response_days <= 60:
            raise SettingError("The response deadline must be 0 to 60 business days.")
