"""The only caches of what a store tells, and the only place that opens one for the screen.

The engine is cached as a resource; a query's frame by its arguments and the *data version*, the number
of the last import, so that an import by anybody refreshes everybody. What is cached is the small
additive frame, never a chart (`charts.once` keeps those), and never by a frame.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd
import streamlit as st

from smarketing import owed, sample
from smarketing.agreement import Agreement, Terms, in_force, starts, terms_on
from smarketing.business_time import last_second
from smarketing.errors import StoreUnreachable
from smarketing.filters import Clock, Compare, Dimension, Filters
from smarketing.groups import Choice
from smarketing.metrics import back_test as back_tests
from smarketing.metrics import projection
from smarketing.metrics.lead_value import LeadValues
from smarketing.periods import Grain, Period, to_date, to_number
from smarketing.settings import settings
from smarketing.snapshot import Snapshot
from smarketing.stages import Stage
from smarketing.store import bridge as bridge_of
from smarketing.store import follow_up as follow_up_of
from smarketing.store import promises, queries, records, rows, snapshots, work
from smarketing.store import quality as quality_of
from smarketing.store.engine import Engine, check, is_started, open_store
from smarketing.workspace import Workspace

SAMPLE_KEY = "sample"
"""The toggle's key, and so its name in a link."""

_SHOWN = "shown-sample"


# --- which store ------------------------------------------------------------------------------


@st.cache_resource(show_spinner="Preparing the sample company …")
def _sample_store() -> Engine:
    return open_store(sample.prepare(settings().data_folder), upgrade=True)


@st.cache_resource(show_spinner=False)
def _own_store() -> Engine:
    engine = open_store(settings().workspace_url, upgrade=True)
    check(engine)
    return engine


def has_own() -> bool:
    """Has somebody started a workspace of their own? Raises StoreUnreachable where that can't be told."""
    if settings().database_url is None:
        return Path(settings().workspace_url.removeprefix("sqlite:///")).exists()
    return _is_started()


@st.cache_data(ttl=2, show_spinner=False)
def _is_started() -> bool:
    return is_started(_unmigrated())


@st.cache_resource(show_spinner=False)
def _unmigrated() -> Engine:
    return open_store(settings().workspace_url)


def own_store() -> Engine:
    """The team's own workspace, made where there is none yet; from then on the app opens on it."""
    fresh = not has_own()
    engine = _own_store()
    _is_started.clear()
    if fresh:
        records.write_workspace(engine, own_settings(fresh=True))
    return engine


def own_url() -> str:
    """Where the team's own workspace is, for a process of its own; made where there is none yet."""
    own_store()
    return settings().workspace_url


def own_settings(*, fresh: bool | None = None) -> Workspace:
    """The settings of the team's own workspace; before there is one, the defaults in this browser's time zone."""
    if fresh is None:
        fresh = not has_own()
    return Workspace(time_zone=st.context.timezone or "UTC") if fresh else records.read_workspace(_own_store())


_ANSWERS = "answers"


def answers(shape: str) -> dict[str, object]:
    """What was said of files of this shape: in the own workspace, or before there is one, in this session."""
    said = st.session_state.get(_ANSWERS, {}).get(shape)
    if said is not None or not has_own():
        return said or {}
    return records.read_answers(_own_store(), shape)


def remember(shape: str, said: dict[str, object]) -> None:
    """Keep what was said of files of this shape."""
    st.session_state.setdefault(_ANSWERS, {})[shape] = said
    if has_own():
        records.write_answers(_own_store(), shape, said)


def is_sample() -> bool:
    """Is the sample company on screen? It is until there is an own workspace, and by the toggle after.

    While the store does not answer, what this session was shown last.
    """
    try:
        shown = not has_own() or bool(st.session_state.get(SAMPLE_KEY))
    except StoreUnreachable:
        if _SHOWN not in st.session_state:
            raise
        return st.session_state[_SHOWN]
    st.session_state[_SHOWN] = shown
    return shown


def store() -> Engine:
    """The store that is on screen."""
    return _sample_store() if is_sample() else _own_store()


def store_of(*, sample: bool) -> Engine:
    """The same for who has no session: a small address that browsers ask."""
    return _sample_store() if sample else _own_store()


def warm() -> None:
    """Open the stores and run the first view's queries, before anybody comes."""
    _sample_store()
    if has_own():
        _own_store()


# --- what it holds ----------------------------------------------------------------------------


def version() -> str:
    """What changes with every import, undo and setting; asked of the database at most once a second."""
    return version_of(sample=is_sample())


@st.cache_data(ttl=1, show_spinner=False)
def version_of(*, sample: bool) -> str:
    """The same for who has no session."""
    return records.data_version(store_of(sample=sample))


def refresh() -> None:
    """Show at once what this session has just stored."""
    version_of.clear()


def workspace() -> Workspace:
    """The settings of the workspace on screen."""
    return _workspace(is_sample(), version())


@st.cache_data(max_entries=8, show_spinner=False)
def _workspace(sample_shown: bool, data_version: str) -> Workspace:
    return records.read_workspace(store())


def today() -> date:
    """The last day that can be looked at: today in the workspace's time zone, or the day its data ends."""
    return owed.today(workspace(), at=int(time.time()))


def now(filters: Filters) -> int:
    """The moment up to which everything is known: the end of the as-of day, or this second where the day still runs.

    Seconds since 1970 UTC.
    """
    return _known(filters, to=1)


def until(filters: Filters) -> int:
    """`now` to five minutes, so that one answer of a cache can serve a room."""
    return _known(filters, to=300)


def ends(filters: Filters) -> int:
    """The last second of the period, or of as-of where that is earlier. Seconds since 1970 UTC."""
    return last_second(filters.seen.last, workspace().time_zone)


def _known(filters: Filters, *, to: int) -> int:
    return owed.known(workspace(), filters.as_of, at=int(time.time()) // to * to)


def agreements() -> list[Agreement]:
    """All versions of the agreement, drafts too."""
    return _about("agreements", is_sample(), version())


def agreement(day: date) -> Agreement | None:
    """The version in force on a day."""
    return in_force(agreements(), day)


def terms(day: date) -> Terms:
    """What was agreed for a day; where nothing is signed, the usual terms by the workspace's calendar."""
    return terms_on(agreements(), day, usual=workspace().calendar)


def values(as_of: date, *, horizon: int | None = None) -> LeadValues:
    """See `owed.values`. horizon: the days agreed on the as-of day unless said."""
    return _values(as_of, horizon or terms(as_of).horizon, is_sample(), version())


@st.cache_data(max_entries=16, show_spinner=False)
def _values(as_of: date, horizon: int, sample_shown: bool, data_version: str) -> LeadValues:
    return owed.values(store(), as_of, workspace=workspace(), horizon=horizon)


def choices() -> dict[Dimension, list[str]]:
    """What each dimension's filter offers."""
    return _about("choices", is_sample(), version())


def sources() -> pd.DataFrame:
    """One row per source: source, kind, slot."""
    return _about("sources", is_sample(), version())


def known_stages() -> tuple[Stage, ...]:
    """The stages that the data knows."""
    return _about("known_stages", is_sample(), version())


def knows_rejections() -> bool:
    """Does the data tell of any lead that sales returned?"""
    return _about("knows_rejections", is_sample(), version())


def knows_touches() -> bool:
    """Does the data tell when sales touched any lead?"""
    return _about("knows_touches", is_sample(), version())


def can_tell(as_of: date) -> bool:
    """See `owed.can_tell`."""
    return _about("knows_work", is_sample(), version()) or agreement(as_of) is not None


def knows_reps() -> bool:
    """Does the data tell who was assigned to any MQL?"""
    return _about("knows_reps", is_sample(), version())


def knows_assignments() -> bool:
    """Does the data tell when any MQL was assigned?"""
    return _about("knows_assignments", is_sample(), version())


def reasons() -> list[str]:
    """The reasons for which leads were returned or lost."""
    return _about("reasons", is_sample(), version())


def extent() -> tuple[int, int] | None:
    """The first and last day number with a lead; None in an empty workspace."""
    return _about("extent", is_sample(), version())


_ABOUT = {
    f.__name__: f
    for f in (
        queries.choices,
        queries.sources,
        queries.known_stages,
        queries.extent,
        queries.knows_rejections,
        queries.reasons,
        follow_up_of.knows_touches,
        bridge_of.knows_reps,
        owed.knows_work,
        bridge_of.knows_assignments,
        promises.agreements,
        snapshots.taken,
    )
}


@st.cache_data(max_entries=64, show_spinner=False)
def _about(what: str, sample_shown: bool, data_version: str):  # noqa: ANN202 - as many types as there are questions
    return _ABOUT[what](store())


# --- frames -----------------------------------------------------------------------------------

_FRAMES = {
    f.__name__: f
    for f in (
        queries.cohorts, queries.entries, queries.life_table, queries.lags, queries.rejections,
        queries.skipped, queries.deals, queries.spend, queries.won_amounts, queries.mqls_by_segment,
        work.conversions, work.spans, work.made,
        follow_up_of.follow_up, follow_up_of.waits, follow_up_of.attempts, follow_up_of.arrivals,
        follow_up_of.won_back, follow_up_of.unjudged, bridge_of.bridge, quality_of.quality,
        snapshots.changed, snapshots.restated,
    )
}  # fmt: skip


def cohorts(
    filters: Filters, *, start: Stage = Stage.MQL, by: Dimension = Dimension.SOURCE, until: int | None = None
) -> pd.DataFrame:
    """See `store.queries.cohorts`."""
    return _load("cohorts", _seen(filters), start=start, by=by, until=until)


def entries(filters: Filters, *, by: Dimension = Dimension.SOURCE) -> pd.DataFrame:
    """See `store.queries.entries`."""
    return _load("entries", _seen(filters, window=1), by=by)


def life_table(filters: Filters, *, pairs: Sequence[queries.Pair], by: Sequence[Dimension] = ()) -> pd.DataFrame:
    """See `store.queries.life_table`."""
    return _load("life_table", _seen(filters, window=1, compare=Compare.NOTHING), pairs=tuple(pairs), by=tuple(by))


def lags(filters: Filters, *, start: Stage, end: Stage) -> pd.DataFrame:
    """See `store.queries.lags`."""
    return _load("lags", _seen(filters, window=1, compare=Compare.NOTHING), start=start, end=end)


def history(filters: Filters, *, start: Stage, end: Stage) -> projection.History:
    """See `metrics.projection.history`: of all leads up to as-of, whatever the period."""
    first = min((extent() or (to_number(filters.as_of),))[0], to_number(filters.as_of))
    lived = lags(filters.within(period=Period(to_date(first), filters.as_of)), start=start, end=end)
    return projection.history(lived, horizon=filters.window, last=to_number(filters.as_of))


def back_test(filters: Filters, *, start: Stage, end: Stage) -> tuple[pd.DataFrame, pd.DataFrame]:
    """See `metrics.back_test`: every past day tried, and the sources that changed; cohorts by the grain on screen."""
    whole = filters.within(period=Period(filters.as_of, filters.as_of), compare=Compare.NOTHING, clock=Clock.COHORT)
    return _back_test(whole, start, end, is_sample(), version())


@st.cache_data(max_entries=32, show_spinner=False)
def _back_test(
    filters: Filters, start: Stage, end: Stage, sample_shown: bool, data_version: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    past = history(filters, start=start, end=end)
    kind, buckets = projection.cohorts(past, filters.grain)
    both = back_tests.back_test(past, kind), back_tests.changes(past, kind)
    return tuple(rows.assign(bucket=pd.to_datetime([buckets[c] for c in rows["cohort"]])) for rows in both)


def rejections(filters: Filters, *, by: Dimension = Dimension.SOURCE) -> pd.DataFrame:
    """See `store.queries.rejections`."""
    return _load("rejections", _seen(filters, window=1), by=by)


def skipped(filters: Filters, *, start: Stage = Stage.MQL) -> pd.DataFrame:
    """See `store.queries.skipped`."""
    return _load("skipped", _seen(filters, window=1, compare=Compare.NOTHING), start=start)


def deals(filters: Filters, *, clock: Clock, by: Dimension = Dimension.SOURCE) -> pd.DataFrame:
    """See `store.queries.deals`; the clock is asked for, since some numbers have one of their own."""
    return _load("deals", _seen(filters, window=1, clock=clock), by=by)


def spend(filters: Filters) -> pd.DataFrame:
    """See `store.queries.spend`."""
    return _load("spend", _seen(filters, window=1, segment=(), region=(), owner=(), team=()))


def mqls_by_segment(filters: Filters) -> pd.DataFrame:
    """See `store.queries.mqls_by_segment`."""
    return _load("mqls_by_segment", _seen(filters, window=1, compare=Compare.NOTHING))


def won_amounts(filters: Filters) -> pd.DataFrame:
    """See `store.queries.won_amounts`."""
    return _load("won_amounts", _seen(filters, window=1, compare=Compare.NOTHING))


def follow_up(filters: Filters, *, by: Dimension = Dimension.SOURCE) -> pd.DataFrame:
    """See `store.follow_up.follow_up`."""
    return _load("follow_up", _seen(filters, window=1), by=by, until=until(filters))


def waits(filters: Filters, *, by: Dimension, promise: str = "touch") -> pd.DataFrame:
    """See `store.follow_up.waits`, by the calendar in force on the as-of day."""
    calendar = terms(filters.as_of).calendar
    alone = _seen(filters, window=1, compare=Compare.NOTHING)
    return _load("waits", alone, by=by, until=until(filters), calendar=calendar, promise=promise)


def attempts(filters: Filters) -> pd.DataFrame:
    """See `store.follow_up.attempts`."""
    return _load("attempts", _seen(filters, window=1, compare=Compare.NOTHING), until=until(filters))


def conversions(filters: Filters, *, stage: Stage) -> pd.DataFrame:
    """See `store.work.conversions`, within the window of `filters`."""
    return _load("conversions", _seen(filters, compare=Compare.NOTHING), stage=stage, until=until(filters))


def spans(filters: Filters, *, attempt: int) -> pd.DataFrame:
    """See `store.work.spans`."""
    return _load("spans", _seen(filters, window=1, compare=Compare.NOTHING), attempt=attempt)


def made(filters: Filters) -> pd.DataFrame:
    """See `store.work.made`."""
    return _load("made", _seen(filters, window=1, compare=Compare.NOTHING))


def unjudged(filters: Filters) -> pd.DataFrame:
    """See `store.follow_up.unjudged`."""
    first = min(starts(agreements()), default=date.max)
    return _load(
        "unjudged", _seen(filters, window=1, compare=Compare.NOTHING), since=to_number(first), until=until(filters)
    )


def arrivals(filters: Filters) -> pd.DataFrame:
    """See `store.follow_up.arrivals`, by the calendar in force on the as-of day."""
    alone = _seen(filters, window=1, compare=Compare.NOTHING)
    return _load("arrivals", alone, until=until(filters), calendar=terms(filters.as_of).calendar)


def won_back(filters: Filters) -> pd.DataFrame:
    """See `store.follow_up.won_back`."""
    return _load("won_back", _seen(filters, window=1, compare=Compare.NOTHING))


def bridge(filters: Filters, *, by: Dimension = Dimension.SOURCE) -> pd.DataFrame:
    """See `store.bridge.bridge`."""
    alone = _seen(filters, window=1, compare=Compare.NOTHING)
    return _load("bridge", alone, by=by, until=until(filters), ends=ends(filters))


def quality(filters: Filters, *, start: Stage, watched: tuple[Stage, ...]) -> pd.DataFrame:
    """See `store.quality.quality`."""
    return _load("quality", _seen(filters, window=1), start=start, watched=watched)


def taken() -> list[Snapshot]:
    """All snapshots, the newest first."""
    return _about("taken", is_sample(), version())


def changed(filters: Filters, *, since: Snapshot) -> pd.DataFrame:
    """See `store.snapshots.changed`."""
    return _load("changed", _of_day(filters), since=since)


def restated(filters: Filters, *, since: Snapshot) -> pd.DataFrame:
    """See `store.snapshots.restated`."""
    return _load("restated", _of_day(filters), since=since)


def _of_day(filters: Filters) -> Filters:
    day = Period(filters.as_of, filters.as_of)
    return _seen(filters, window=1, compare=Compare.NOTHING, period=day)


def targets(filters: Filters) -> pd.DataFrame:
    """See `store.queries.targets`."""
    return _targets(filters.span, is_sample(), version())


@st.cache_data(max_entries=64, show_spinner=False)
def _targets(period: Period, sample_shown: bool, data_version: str) -> pd.DataFrame:
    return queries.targets(store(), period)


def leads(filters: Filters, choice: Choice) -> rows.Found:
    """See `store.rows.leads`; not cached, since nobody asks for the same page of leads twice."""
    return rows.leads(store(), filters, choice)


def _seen(filters: Filters, **settled: object) -> Filters:
    """The view with all that this SELECT does not read set to one value, so that it is asked only once."""
    return filters.within(**{"grain": Grain.DAY, "clock": Clock.COHORT, **settled})


def _load(query: str, filters: Filters, **more: object) -> pd.DataFrame:
    return _frame(query, filters, tuple(sorted(more.items())), is_sample(), version())


@st.cache_data(max_entries=400, max_size="300MB", show_spinner=False)
def _frame(query: str, filters: Filters, more: tuple, sample_shown: bool, data_version: str) -> pd.DataFrame:
    return _FRAMES[query](store(), filters, **dict(more))
