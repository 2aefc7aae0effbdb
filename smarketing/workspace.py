"""What a team decided once and every number obeys: time zone, currency, deadline, working days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from smarketing.agreement import Calendar
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
    alert_breach: from so many overdue leads on, a rep is an alert; 0: never.
    alert_compliance: an alert where sales' compliance of 30 days is clearly below this share; 0: never.
    alert_pace: an alert where a month will clearly end below this share of a goal; 0: never.
    alert_acceptance: an alert where a source's acceptance clearly fell, by more than this share; 1: never.
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
    alert_breach: int = 1
    alert_compliance: float = 0.8
    alert_pace: float = 0.9
    alert_acceptance: float = 0.05

    def __post_init__(self) -> None:
        Calendar(time_zone=self.time_zone)  # refuses a zone that there is not
        if not 0 <= self.response_days <= 60:
            raise SettingError("The response deadline must be 0 to 60 business days.")
        if self.alert_breach < 0:
            raise SettingError("alert_breach is a number of leads.", advice="0 is never.")
        for name in ("alert_compliance", "alert_pace", "alert_acceptance"):
            if not 0 <= getattr(self, name) <= 1:
                raise SettingError(f"{name} is a share between 0 and 1.", advice=f"For example: {name}=0.8")

    @property
    def calendar(self) -> Calendar:
        """When sales works, until an agreement says otherwise."""
        return Calendar(time_zone=self.time_zone, country=self.country)

    def changed(self, name: str, text: str) -> Workspace:
        """The same with one setting read from text, as a person types it. Raises SettingError."""
        if name not in _READ:
            raise SettingError(f"There is no setting called {name!r}.", advice=f"There are: {', '.join(_READ)}.")
        try:
            return replace(self, **{name: _READ[name](text)})
        except ValueError:
            raise SettingError(f"{name} can't be {text!r}.", advice=f"For example: {name}={_EXAMPLES[name]}") from None


def _rates(text: str) -> dict[str, float]:
    return {code.strip().upper(): float(rate) for code, rate in (pair.split(":") for pair in text.split(",") if pair)}


def _sql_means(text: str) -> str:
    if text not in ("accepted", "opportunity"):
        raise ValueError(text)
    return text


_READ: dict[str, Callable[[str], object]] = {
    "name": str,
    "time_zone": str,
    "currency": str.upper,
    "rates": _rates,
    "response_days": int,
    "country": str.upper,
    "as_of": lambda text: date.fromisoformat(text) if text else None,
    "sql_means": _sql_means,
    "alert_breach": int,
    "alert_compliance": float,
    "alert_pace": float,
    "alert_acceptance": float,
}
"""How each setting is read from what a person types."""

_EXAMPLES = {
    "rates": "USD:0.92,GBP:1.17",
    "response_days": "2",
    "as_of": "2026-10-31",
    "sql_means": "opportunity",
    "alert_breach": "3",
    "alert_compliance": "0.8",
    "alert_pace": "0.9",
    "alert_acceptance": "0.05",
}
