"""Which version of a lead or deal counts, on which days it stands, and which lead a deal is credited to.

Pure: frames of stored rows in, frames of settled columns out, the same whatever order the files came in.
It is given whole components (every lead that hangs on a deal that hangs on one of the leads …), so that
nothing outside them can change the result.

    current     the greatest (version, digest) of each lead and spell, of each deal
    days        `metrics.md` §1: a missing stage takes the earliest later one, a date before the stage above is raised
    credit      a deal counts once, for its lead that was created first

A lead that tells an opportunity or a sale makes a deal (`lead:<key>:<spell>`), so that money and wins are counted
in one place. It steps back where a listed deal hangs on the lead; and, unless the lead tells an amount, wherever
deals are listed at all: then the sale is most likely on the list, and only the link is missing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from smarketing.intake.arrow import pc
from smarketing.stages import LADDER, Exit, Stage
from smarketing.store.schema import DIMENSIONS, MADE, bit

LEAD_SETTLED = ["current", *(s.day for s in (*LADDER, *Exit)), "skipped", "raised"]
DEAL_SETTLED = ["current", *DIMENSIONS, "lead_id", "mql_day", "mql_raw", "opened_day", "won_day", "lost_day"]
LINK_SETTLED = ["current"]

_RAW = [s.raw for s in LADDER]
_DAY = [s.day for s in LADDER]


@dataclass(frozen=True)
class Settled:
    """Frames of settled columns, on the indexes of the frames that were given; and all rows of `past_loss`."""

    leads: pd.DataFrame
    deals: pd.DataFrame
    links: pd.DataFrame
    past_losses: pd.DataFrame

    @property
    def frames(self) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        """Leads, deals, links, in the order in which they are written."""
        return self.leads, self.deals, self.links


def settle(leads: pd.DataFrame, deals: pd.DataFrame, links: pd.DataFrame, *, deals_are_listed: bool = True) -> Settled:
    """Settle whole components. `deals_are_listed`: does any file of the workspace list deals?

    leads: one row per version of a lead's spell: id import_id key spell version digest, `<stage>_raw`, dimensions' ids.
    deals: one row per version of a deal: id import_id key version digest opened_raw won_raw lost_raw amount_cents,
    `own_<dimension>`.
    links: one row per time that a file said so: import_id deal_key lead_key.
    """
    lead_current = is_newest(leads, ["key", "spell"])
    told = is_newest(deals, ["key"])
    made = deals["key"].str.startswith(MADE).to_numpy(bool)
    link_current = _links_that_hold(links, deals)
    counted = leads.loc[lead_current, ["key", "spell", "import_id", *_RAW]]
    pairs = _pairs(counted, deals[told & ~made], links[link_current])
    makes = made & (deals["amount_cents"].notna().to_numpy(bool) | (not deals_are_listed))
    made_pairs = _made_pairs(counted, deals[makes], has_deal=pairs["lead_at"].unique())
    deal_current = (told & ~made) | np.isin(np.arange(len(deals)), deals.index.get_indexer(made_pairs["deal_at"]))
    pairs = pd.concat([pairs, made_pairs], ignore_index=True)

    days, past_losses = _lead_days(leads, deals, pairs, lead_current)
    return Settled(
        days,
        _deal_days(leads, days, deals, pairs, deal_current),
        pd.DataFrame({"current": link_current.astype("int64")}, index=links.index),
        past_losses,
    )


def is_newest(rows: pd.DataFrame, identity: list[str]) -> np.ndarray:
    """For each row: is it the newest of its identity? Of equals the first stored. One import tells each but once."""
    newest = np.ones(len(rows), bool)
    if rows["import_id"].nunique() < 2:
        return newest
    several = rows.duplicated(identity, keep=False).to_numpy()
    if several.any():
        some = rows.loc[several, [*identity, "version", "digest", "id"]].assign(place=np.flatnonzero(several))
        ascending = [True] * (len(identity) + 2) + [False]
        some = some.sort_values([*identity, "version", "digest", "id"], ascending=ascending)
        newest[some.loc[some.duplicated(identity, keep="last"), "place"]] = False
    return newest


# --- which leads hang on a deal -----------------------------------------------------------------


def _links_that_hold(links: pd.DataFrame, deals: pd.DataFrame) -> np.ndarray:
    """For each link: does it count? What one import alone tells of a deal does."""
    holds = np.ones(len(links), bool)
    if links["import_id"].nunique() > 1:
        several = links.groupby("deal_key")["import_id"].transform("nunique").to_numpy() > 1
        holds[several] = _told_by_the_newest(links[several], deals)
    return holds


def _told_by_the_newest(links: pd.DataFrame, deals: pd.DataFrame) -> np.ndarray:
    """A deal hangs on the leads that its newest version with any names, and on those whose own file names it; once."""
    told = deals[["key", "import_id", "version", "digest"]].rename(columns={"key": "deal_key"})
    known = links[["deal_key", "lead_key", "import_id"]].merge(told, on=["deal_key", "import_id"], how="left")
    rank = known["version"].astype("Float64").fillna(np.inf).to_numpy(float)
    best = _max_by(known["deal_key"], np.where(np.isinf(rank), -np.inf, rank))
    digest = known["digest"].astype("Int64").fillna(0).to_numpy(np.int64)
    at_best = rank == best
    best_digest = known["deal_key"].map(pd.Series(digest[at_best]).groupby(known["deal_key"].to_numpy()[at_best]).max())
    holds = np.isinf(rank) | (at_best & (digest == best_digest.fillna(0).to_numpy(np.int64)))
    doubles = known[holds].duplicated(["deal_key", "lead_key"]).to_numpy()
    holds[np.flatnonzero(holds)[doubles]] = False
    return holds


def _max_by(keys: pd.Series, values: np.ndarray) -> np.ndarray:
    return pd.Series(values).groupby(keys.to_numpy()).transform("max").to_numpy() if len(keys) else values


def _pairs(leads: pd.DataFrame, deals: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """One row per deal and lead on it: deal_at, lead_at (indexes), and the spell that the deal belongs to.

    That is the last spell that had begun when the deal was opened; a deal older than all belongs to the first.
    """
    opened = deals["opened_raw"].fillna(deals["lost_raw"]).fillna(deals["won_raw"]).astype("Float64")
    of_deals = pd.DataFrame({"deal_at": deals.index, "deal_key": deals["key"], "opened": opened})
    pairs = links[["deal_key", "lead_key"]].merge(of_deals, on="deal_key")
    leads = leads[leads["key"].isin(pairs["lead_key"])]
    begun = leads[Stage.MQL.raw].fillna(leads[_RAW].min(axis=1)).astype("Float64")
    known = pd.DataFrame({"lead_at": leads.index, "lead_key": leads["key"], "spell": leads["spell"], "begun": begun})
    pairs = pairs.merge(known, on="lead_key")
    fits = (pairs["begun"] <= pairs["opened"]).fillna(False).to_numpy(bool)
    pairs = pairs.assign(choice=np.where(fits, pairs["spell"], -pairs["spell"])).sort_values("choice")
    return pairs.drop_duplicates(["deal_at", "lead_key"], keep="last")[["deal_at", "lead_at"]]


def _made_pairs(leads: pd.DataFrame, deals: pd.DataFrame, *, has_deal: np.ndarray) -> pd.DataFrame:
    """One row per deal that a lead made, where the lead's row of that import counts and no listed deal hangs on it."""
    tells = leads[Stage.OPPORTUNITY.raw].notna() | leads[Stage.CUSTOMER.raw].notna()  # the others make none
    alone = leads[tells & ~leads.index.isin(has_deal)] if len(deals) else leads.head(0)
    keys = made_key(alone["key"], alone["spell"])
    makers = pd.DataFrame({"key": keys, "import_id": alone["import_id"], "lead_at": alone.index})
    of_deals = pd.DataFrame({"key": deals["key"], "import_id": deals["import_id"], "deal_at": deals.index})
    on = ["key", "import_id"]
    stand_alike = of_deals[on].reset_index(drop=True).equals(makers[on].reset_index(drop=True))
    if stand_alike:  # as what one import tells does; to join a million keys takes longer than to compare them
        return pd.DataFrame({"deal_at": deals.index, "lead_at": alone.index})
    return of_deals.merge(makers, on=on)[["deal_at", "lead_at"]]


def made_key(key: pd.Series, spell: pd.Series) -> pd.Series:
    """The key of the deal that a lead's spell makes."""
    told = [pa.array(column.astype("str"), pa.large_string()) for column in (key, spell)]
    lead, between, nothing = (pa.scalar(text, pa.large_string()) for text in (MADE, ":", ""))
    return pd.Series(pc.binary_join_element_wise(lead, told[0], between, told[1], nothing), key.index, "str")


# --- days ---------------------------------------------------------------------------------------


def _lead_days(
    leads: pd.DataFrame, deals: pd.DataFrame, pairs: pd.DataFrame, current: np.ndarray
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The settled columns of leads, and their losses that were taken back."""
    raw = _numbers(leads[_RAW])
    raw[~current] = np.nan
    ends = deals.loc[pairs["deal_at"], ["opened_raw", "won_raw", "lost_raw"]].set_axis(pairs["lead_at"])
    of_deals = ends.groupby(level=0).agg(opened=("opened_raw", "min"), won=("won_raw", "min"))
    places = leads.index.get_indexer(of_deals.index)
    for stage, column in ((Stage.OPPORTUNITY, "opened"), (Stage.CUSTOMER, "won")):
        place = LADDER.index(stage)
        raw[places, place] = np.where(np.isnan(raw[places, place]), _numbers(of_deals[column]), raw[places, place])
    day = settled_days(raw)
    frame = _frame(day, _DAY, leads.index)
    losses = _losses_by_deals(ends, of_deals["won"])
    exits = {}
    floor = day[:, LADDER.index(Stage.MQL)]
    for way in Exit:
        left = _numbers(leads[way.raw])
        left[~current] = np.nan
        if way is Exit.LOST:
            past_losses = _past_losses(leads["id"], losses, told=left, floor=floor)
            stands = losses[np.isinf(losses["until"])]
            at = leads.index.get_indexer(stands["lead_at"])
            left[at] = np.where(np.isnan(left[at]), stands["lost"], left[at])
        exits[way.day] = _ints(np.fmax(left, np.where(np.isnan(left), np.nan, floor)))
    frame = frame.assign(
        **exits,
        skipped=_bits(~np.isnan(day) & np.isnan(raw)),
        raised=_bits(day > raw),
        current=current.astype("int64"),
    )
    return frame[LEAD_SETTLED], past_losses


def _losses_by_deals(ends: pd.DataFrame, won: pd.Series) -> pd.DataFrame:
    """One row per span of days on which all of a lead's deals that had begun were lost: lead_at, lost (the day of the
    last one's loss), until (the day on which the next deal begins; ∞ where none does).

    The day on which the first is won ends all: what comes later adds nothing and takes nothing back. ends: raw days,
    one row per deal on a lead. won: the first day of each lead.
    """
    first_won = _numbers(won.reindex(ends.index))
    opened, closed, lost = (_numbers(ends[c]) for c in ("opened_raw", "won_raw", "lost_raw"))
    begun = np.fmin(np.fmin(opened, closed), lost)
    open_at_the_end = np.isnan(lost) | (lost >= first_won)
    told = pd.DataFrame(
        {
            "lead_at": ends.index,
            "begun": np.where(np.isnan(begun), -np.inf, begun),
            "lost": np.where(open_at_the_end, np.inf, lost),
        }
    )
    told = told[~(begun >= first_won)].sort_values(["lead_at", "begun"], ignore_index=True)
    by_lead = told.groupby("lead_at")
    spans = told.assign(lost=by_lead["lost"].cummax(), until=by_lead["begun"].shift(-1).fillna(np.inf))
    return spans.loc[spans["lost"] < spans["until"], ["lead_at", "lost", "until"]]


def _past_losses(ids: pd.Series, losses: pd.DataFrame, *, told: np.ndarray, floor: np.ndarray) -> pd.DataFrame:
    """The losses by deals that hold no more, as rows of `past_loss`. told: the day on which each lead itself says
    that it was lost, which holds from then on. floor: the MQL day, to which a loss is raised.
    """
    at = ids.index.get_indexer(losses["lead_at"])
    told = np.where(np.isnan(told), np.nan, np.fmax(told, floor))
    until = np.fmin(losses["until"].to_numpy(float), told[at])
    lost = np.fmax(losses["lost"].to_numpy(float), floor[at])
    past = (lost < until) & ~np.isinf(until)
    return pd.DataFrame(
        {"lead_id": ids.iloc[at[past]].array, "lost_day": _ints(lost[past]), "until_day": _ints(until[past])}
    )


def _bits(by_stage: np.ndarray) -> np.ndarray:
    """One row per lead, one column per stage of the ladder: true or false → for each lead the bits of the true ones."""
    return sum((by_stage[:, i] * np.int64(bit(s)) for i, s in enumerate(LADDER)), np.zeros(len(by_stage), np.int64))


def settled_days(raw: np.ndarray) -> np.ndarray:
    """One row per lead, one column per stage of the ladder: days as told (NaN: not told) → days that never go back.

    >>> settled_days(np.array([[np.nan, 5, np.nan, 3, np.nan, np.nan]]))
    array([[ 3.,  5.,  5.,  5., nan, nan]])
    """
    day, earliest = raw.copy(order="K"), np.full(len(raw), np.nan)
    for place in reversed(range(raw.shape[1])):
        day[:, place] = np.where(np.isnan(raw[:, place]), earliest, raw[:, place])
        earliest = np.fmin(earliest, raw[:, place])
    for place in range(1, raw.shape[1]):
        above = day[:, place - 1]
        day[:, place] = np.where(day[:, place] < above, above, day[:, place])
    return day


def _deal_days(
    leads: pd.DataFrame, days: pd.DataFrame, deals: pd.DataFrame, pairs: pd.DataFrame, current: np.ndarray
) -> pd.DataFrame:
    opened, won, lost = (_numbers(deals[c]) for c in ("opened_raw", "won_raw", "lost_raw"))
    closed = np.where(np.isnan(won), lost, won)
    lost = np.where((lost >= won) | (~np.isnan(won) & (opened > lost)), np.nan, lost)  # it may be lost, then won
    opened = np.where(np.isnan(opened), np.nan, np.fmin(opened, closed))
    frame = pd.DataFrame(
        {
            "current": current.astype("int64"),
            "opened_day": _ints(opened),
            "won_day": _ints(won),
            "lost_day": _ints(lost),
        },
        index=deals.index,
    )
    frame.loc[~current, ["opened_day", "won_day", "lost_day"]] = pd.NA
    return frame.join(_credit(leads, days, deals, pairs))[DEAL_SETTLED]


def _credit(leads: pd.DataFrame, days: pd.DataFrame, deals: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """What each deal takes from its lead that was created first; its own dimensions where it has no lead."""
    own = deals[[f"own_{d}" for d in DIMENSIONS]].set_axis(list(DIMENSIONS), axis=1)
    nothing = pd.Series(pd.NA, index=deals.index, dtype="Int64")
    credit = own.astype("int64").assign(lead_id=nothing, mql_day=nothing, mql_raw=nothing)
    several = pairs["deal_at"].duplicated(keep=False)
    first = pd.concat([pairs[~several], _created_first(leads, days, pairs[several])])
    lead = leads[["id", Stage.MQL.raw, *DIMENSIONS]].loc[first["lead_at"]].set_axis(first["deal_at"])
    mql_day = days[Stage.MQL.day].loc[first["lead_at"]].set_axis(first["deal_at"])
    credit.loc[lead.index, list(DIMENSIONS)] = lead[list(DIMENSIONS)].astype("int64")
    credit.loc[lead.index, "lead_id"] = lead["id"].astype("Int64")
    credit.loc[lead.index, "mql_day"] = mql_day
    credit.loc[lead.index, "mql_raw"] = lead[Stage.MQL.raw].astype("Int64")
    return credit


def _created_first(leads: pd.DataFrame, days: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """For each deal the pair whose lead was created first; of the same day the first by its key."""
    of_leads = leads.loc[pairs["lead_at"], ["key", "spell"]].set_axis(pairs.index)
    day = days.loc[pairs["lead_at"], Stage.LEAD.day].set_axis(pairs.index)
    order = pairs.assign(day=day, **of_leads).sort_values(["day", "key", "spell"], na_position="last")
    return order.drop_duplicates("deal_at")[["deal_at", "lead_at"]]


def _numbers(columns: pd.DataFrame | pd.Series) -> np.ndarray:
    """Floats, NaN where nothing is told; by column, as they are worked on."""
    if isinstance(columns, pd.Series):
        return columns.to_numpy(dtype=float, na_value=np.nan, copy=True)
    out = np.empty(columns.shape, order="F")
    for place, name in enumerate(columns.columns):
        out[:, place] = columns[name].to_numpy(dtype=float, na_value=np.nan)
    return out


def _ints(numbers: np.ndarray) -> pd.arrays.IntegerArray:
    with np.errstate(invalid="ignore"):  # what is under the mask is nobody's number
        return pd.arrays.IntegerArray(numbers.astype(np.int64), np.isnan(numbers))


def _frame(numbers: np.ndarray, columns: list[str], index: pd.Index) -> pd.DataFrame:
    return pd.DataFrame({c: _ints(numbers[:, i]) for i, c in enumerate(columns)}, index=index, copy=False)
