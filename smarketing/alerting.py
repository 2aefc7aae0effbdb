"""Alerts from the store to whoever should know: the facts as of now, the rules, and the addresses.

store ── the SELECTs of the pages ──▶ metrics.alerts ──▶ store.alerts.claim ──▶ post ──▶ mail, Slack, Teams, …
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Engine

from smarketing import owed, post
from smarketing.agreement import Terms, terms_on, when
from smarketing.alert import Alert
from smarketing.errors import SettingError
from smarketing.filters import Compare, Filters
from smarketing.metrics.acceptance import acceptance_rate, with_decisions
from smarketing.metrics.alerts import EARLIER_DAYS, RECENT_DAYS, behind, breaches, falls, low_compliance
from smarketing.metrics.goals import in_month
from smarketing.metrics.grain import within
from smarketing.metrics.lead_value import LeadValues, worth
from smarketing.metrics.registry import evaluate
from smarketing.periods import Grain, Period, month_of
from smarketing.post import EXAMPLE, Address, quiet
from smarketing.stages import Stage
from smarketing.store import alerts as store
from smarketing.store import promises, queries, records
from smarketing.store.follow_up import follow_up, knows_touches, overdue
from smarketing.workspace import Workspace

SETTING = "SMARKETING_ALERTS_TO"
HOW_TO_SET = f"No address is set. Set {SETTING}, with spaces between addresses; for example {EXAMPLE}"

# --- what there is to tell ----------------------------------------------------------------------


@dataclass(frozen=True)
class _Now:
    """A workspace at a moment. until: what is known, in seconds since 1970 UTC."""

    engine: Engine
    workspace: Workspace
    terms: Terms
    as_of: date
    until: int

    @property
    def known(self) -> str:
        """`on 18 Nov 2026, 10:05`."""
        return f"on {when(self.until, self.workspace.time_zone)}"

    def seen(self, period: Period) -> Filters:
        """The whole company in a period."""
        return Filters(period=period, as_of=self.as_of, compare=Compare.NOTHING)

    def days(self, count: int, *, before: int = 0) -> Period:
        """So many days up to as-of, or up to so many days before it."""
        last = self.as_of - timedelta(days=before)
        return Period(last - timedelta(days=count - 1), last)


def found(engine: Engine, *, at: int, as_of: date | None = None) -> list[Alert]:
    """All alerts of the workspace, told already or not. at: now. as_of: as known at the end of that day instead."""
    workspace = records.read_workspace(engine)
    day = _day(workspace, at=at, as_of=as_of)
    terms = terms_on(promises.agreements(engine), day, usual=workspace.calendar)
    now = _Now(engine, workspace, terms, day, owed.known(workspace, day, at=at))
    values = owed.values(engine, day, workspace=workspace, horizon=terms.horizon)
    if not owed.can_tell(engine, day):
        return _behind(now, values)
    return [*_breaches(now, values), *_low_compliance(now), *_behind(now, values), *_falls(now)]


def _day(workspace: Workspace, *, at: int, as_of: date | None) -> date:
    today = owed.today(workspace, at=at)
    return min(as_of or today, today)


def blind(engine: Engine, *, at: int, as_of: date | None = None) -> str:
    """What no alert can be told of, since the data say nothing of it, and what to export; nothing where all is told.

    at, as_of: as in `found`.
    """
    if queries.extent(engine) is None:
        return ""
    if not owed.can_tell(engine, _day(records.read_workspace(engine), at=at, as_of=as_of)):
        return f"{owed.UNTOLD} Only goals are watched. {owed.EXPORT}"
    if knows_touches(engine):
        return ""
    return (
        "No first touch is told, so only answers are watched. Export “First touch” or “Last contacted”, with its hour."
    )


def _breaches(now: _Now, values: LeadValues) -> list[Alert]:
    whole, here = owed.year(now.as_of), now.workspace
    over = overdue(now.engine, whole, until=now.until, calendar=now.terms.calendar)
    return breaches(
        over.assign(hours_over=over["seconds_over"] / 3600), values.cells, least=here.alert_breach,
        period=whole.period, known=now.known, time_zone=here.time_zone, currency=here.currency,
    )  # fmt: skip


def _low_compliance(now: _Now) -> list[Alert]:
    recent = now.days(RECENT_DAYS)
    frame = follow_up(now.engine, now.seen(recent), until=now.until)
    return low_compliance(frame, least=now.workspace.alert_compliance, period=recent, known=now.known)


def _behind(now: _Now, values: LeadValues) -> list[Alert]:
    came = worth(queries.mqls_by_segment(now.engine, owed.year(now.as_of)), values)
    since = owed.year(now.as_of).period.first
    goals = in_month(came, now.terms, month_of(now.as_of), since=since, as_of=now.as_of)
    here = now.workspace
    return behind(goals, least=here.alert_pace, as_of=now.as_of, known=now.known, currency=here.currency)


def _falls(now: _Now) -> list[Alert]:
    recent, earlier = now.days(RECENT_DAYS), now.days(EARLIER_DAYS, before=RECENT_DAYS)
    cohorts = queries.cohorts(now.engine, now.seen(earlier.hull(recent)), start=Stage.MQL, until=now.until)
    kinds = queries.sources(now.engine)
    handed = cohorts[cohorts["source"].isin(kinds.loc[kinds["kind"] != "sales", "source"])]
    decided = with_decisions(handed, accepted_by_default=now.terms.accepted_by_default)
    rates = [evaluate(acceptance_rate, within(decided, p), by=["source"]) for p in (recent, earlier)]
    least = now.workspace.alert_acceptance
    return falls(*rates, least=least, recent=recent, earlier=earlier, known=now.known)


# --- where it goes ------------------------------------------------------------------------------


def message(alerts: Sequence[Alert], workspace: Workspace) -> tuple[str, str]:
    """Subject and text of one message that tells some alerts, in plain text in which no name calls anybody."""
    one = len(alerts) == 1
    title = alerts[0].title if one else f"{len(alerts)} alerts"
    told = [alerts[0].text] if one else [f"{a.title}\n{a.text}" for a in alerts]
    return quiet(f"{workspace.name}: {title}"), quiet("\n\n".join(told))


@dataclass(frozen=True)
class Delivery:
    """What an address is told. is_taken: did it take it? Of a plan: yes."""

    address: str
    alerts: tuple[Alert, ...]
    is_taken: bool = True


def plan(engine: Engine, alerts: Sequence[Alert], to: Sequence[Address], *, at: int) -> list[Delivery]:
    """What `deliver` would send; nothing is sent or written."""
    told = {a.name: tuple(store.untold(engine, alerts, address=a.key, at=at)) for a in to}
    return [Delivery(name, news) for name, news in told.items() if news]


def deliver(engine: Engine, alerts: Sequence[Alert], to: Sequence[Address], *, at: int, actor: str) -> list[Delivery]:
    """Tell each address what it has not been told, all in one message; one that has been told all gets none.

    An address that does not take its message is told the same the next time; the others are not. Raises SettingError
    where there is no address, or where the data ends on a fixed day: what is long past is no alert.
    """
    workspace = records.read_workspace(engine)
    if not to:
        raise SettingError(HOW_TO_SET)
    if workspace.as_of:
        raise SettingError(
            f"The data of {workspace.name} ends on {Grain.DAY.label(workspace.as_of)}, so nothing in it is news.",
            advice="Say --dry-run to see its alerts.",
        )
    return [made for a in to if (made := _deliver(engine, alerts, a, workspace, at=at, actor=actor))]


def check_taken(made: Sequence[Delivery]) -> None:
    """Raises NotDelivered, which names the addresses that did not take their message by their schemes."""
    post.check_taken(
        [d.address for d in made if not d.is_taken], setting=SETTING, again="It is sent again the next time."
    )


def _deliver(
    engine: Engine, alerts: Sequence[Alert], to: Address, workspace: Workspace, *, at: int, actor: str
) -> Delivery | None:
    mine = store.claim(engine, alerts, address=to.key, at=at)
    if not mine:
        return None
    is_taken = False
    try:
        is_taken = post.send(to, *message(mine, workspace))
    finally:
        if is_taken:
            store.confirm(engine, mine, address=to.key, at=at, actor=actor)
        else:
            store.take_back(engine, mine, address=to.key, at=at)
    return Delivery(to.name, tuple(mine), is_taken)
