"""What each kind of list needs beyond its columns: ids, versions, how a deal ended, and each row only once.

The frames that leave here always have all columns of their kind, names in place of ids:

    leads       line version key spell label email · source source_kind campaign segment region owner team
                rejected_reason lost_reason · state left (see `snapshot.py`)
                <stage>_raw <stage>_at · rejected_ lost_ the same · assigned_at
                first_touch_at attempts last_contacted_at times_contacted · amount_cents currency deal_keys
    deals       line key version name lead_keys lead_email · source campaign segment region owner team
                lost_reason · sql_raw opened_raw won_raw lost_raw amount_cents currency pipeline stage
    activities  line lead_key kind day at outcome owner team
    touches     line lead_key day at source campaign asset
    spend       line day last_day source campaign amount_cents currency
    targets     line measure first_day last_day source amount

`_raw` and `day` are calendar day numbers, `_at` and `at` seconds since 1970 UTC, `_cents` hundredths.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
from pandas.util import hash_pandas_object

from smarketing.filters import NONE
from smarketing.intake import snapshot
from smarketing.intake.fields import ACTIVITY_KINDS, KINDS, MEASURES, SOURCE_KINDS, Type, squeeze
from smarketing.intake.moments import DAY
from smarketing.intake.outcomes import with_ends
from smarketing.intake.pipelines import are_of, told_apart
from smarketing.periods import to_number
from smarketing.stages import LADDER, Exit, Stage

if TYPE_CHECKING:
    from smarketing.intake.check import Checked, Options

_MILESTONES = [f"{s.key}{part}" for s in (*LADDER, *Exit) for part in ("_raw", "_at")]
_CUT = ["source", "campaign", "segment", "region", "owner", "team"]

COLUMNS: dict[str, list[str]] = {
    "leads": ["key", "spell", "label", "email", *_CUT, "source_kind", "rejected_reason", "lost_reason", *_MILESTONES,
              "assigned_at", "first_touch_at", "attempts", "last_contacted_at", "times_contacted",
              "amount_cents", "currency", "deal_keys", "state", "left"],
    "deals": ["key", "name", "lead_keys", "lead_email", *_CUT, "lost_reason", "sql_raw", "opened_raw", "won_raw",
              "lost_raw", "amount_cents", "currency", "pipeline", "stage"],
    "activities": ["lead_key", "kind", "day", "at", "outcome", "owner", "team"],
    "touches": ["lead_key", "day", "at", "source", "campaign", "asset"],
    "spend": ["day", "last_day", "source", "campaign", "amount_cents", "currency"],
    "targets": ["measure", "first_day", "last_day", "source", "amount"],
}  # fmt: skip

_LOOKED_AT = 4_096
LONGEST_RANGE = 366
"""Days that spend told in one sum is shared out over at most."""

IDENTITY: dict[str, list[str]] = {"leads": ["key", "spell"], "deals": ["key"]}
"""What makes two rows versions of one thing."""

_ANSWERED = {"deals": ["sql_raw"]}
"""What a person's answers make of a row, and no file says."""


def as_rows(checked: Checked, options: Options) -> Checked:
    """The checked sheet with the rows of its kind, as the module's docstring draws them."""
    kind = checked.mapping.kind
    checked = replace(checked, frame=_complete(checked.frame, kind))
    checked = _FINISH[kind](checked, options)
    if kind not in IDENTITY:
        return replace(checked, frame=checked.frame[["line", *COLUMNS[kind]]].reset_index(drop=True))
    version = versions(checked.frame, kind, today=to_number(options.today))
    frame = pd.concat([checked.frame["line"], version, checked.frame[COLUMNS[kind]]], axis=1)
    return only_newest(replace(checked, frame=frame))


def only_newest(checked: Checked) -> Checked:
    """Of rows with the same identity the newest; the same content once."""
    doubles, older = superseded(checked.frame, checked.mapping.kind)
    double = pd.Series(doubles, index=checked.frame.index)
    checked = checked.without(double, "duplicate").without(
        pd.Series(older, index=double.index)[~double], "older_version"
    )
    return replace(checked, frame=checked.frame.reset_index(drop=True))


def superseded(frame: pd.DataFrame, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """For each row: does another one say the same; is another one of the same identity newer?"""
    identity = IDENTITY[kind]
    doubles, older = np.zeros(len(frame), bool), np.zeros(len(frame), bool)
    several = _may_repeat(frame[identity])
    if several.any():
        some = frame.loc[several, [*identity, "version"]]
        some = some.assign(digest=digests(frame[several], kind), place=np.flatnonzero(several))
        some = some.sort_values([*identity, "version", "digest"], kind="stable")
        last = ~some.duplicated(identity, keep="last")
        same = ~last & (some["digest"] == some["digest"].where(last).bfill())
        doubles[some.loc[same, "place"]] = True
        older[some.loc[~last & ~same, "place"]] = True
    return doubles, older


def _may_repeat(identities: pd.DataFrame) -> np.ndarray:
    """For each row: may another one have its identity? Ids that are numbers are held against each other as numbers, ten
    times as quick; so "07" and "7" are looked at more closely, too.
    """
    try:
        key = pa.array(identities["key"], from_pandas=True).cast(pa.int64()).to_numpy()
    except pa.ArrowInvalid:
        return identities.duplicated(keep=False).to_numpy()
    if pd.Index(key).is_unique:
        return np.zeros(len(key), bool)
    return identities.assign(key=key).duplicated(keep=False).to_numpy()


def versions(frame: pd.DataFrame, kind: str, *, today: int) -> pd.Series:
    """When each row was last changed, in seconds: as it says itself, else the newest past day of the whole file."""
    dated = [f.name for f in KINDS[kind].of(Type.MOMENT)]
    days = [_latest(frame[f"{name}_raw"], today) for name in dated]
    newest = max((int(d) * DAY for d in days if not pd.isna(d)), default=0)
    own = frame["updated_at"].fillna(frame["updated_raw"] * DAY)
    return own.fillna(newest).astype("int64").rename("version")


def _latest(days: pd.Series, today: int) -> object:
    latest = days.max()
    return days[days <= today].max() if not pd.isna(latest) and latest > today else latest


def digests(rows: pd.DataFrame, kind: str) -> pd.Series:
    """A number for a row's content, the same in every file: how much it tells first, then a hash of it.

    It orders rows of one identity and version, so that the result never depends on which file came first.
    """
    content = rows[[c for c in COLUMNS[kind] if c not in (*IDENTITY[kind], *_ANSWERED.get(kind, ()))]]
    told = np.zeros(len(content), np.int64)
    mixed = np.zeros(len(content), np.uint64)
    for name in content.columns:
        column = content[name]
        if isinstance(column.dtype, pd.Int64Dtype):
            column = pd.Series(column.to_numpy(float, na_value=np.nan), index=column.index)
        if column.isna().all():
            column = column.head(1)  # its hash is every row's
        else:
            told += _tells(column)
        repeats = column.head(_LOOKED_AT).nunique() * 2 < min(len(column), _LOOKED_AT)
        mixed = mixed * np.uint64(1_000_003) ^ hash_pandas_object(column, index=False, categorize=repeats).to_numpy()  # ty: ignore[not-callable]
    return pd.Series((told << 56) | (mixed >> np.uint64(8)).astype(np.int64), index=content.index, name="digest")


def addresses(emails: pd.Series) -> pd.Series:
    """A number of 63 bits for each e-mail address, whether in capitals or not; empty where there is none.

    Two addresses of a million have the same one in fewer than one of ten million workspaces.
    """
    told = emails.fillna("").str.lower()
    numbers = hash_pandas_object(told, index=False, categorize=False) // 2  # ty: ignore[not-callable]
    return numbers.astype("Int64").mask(told == "").rename("address")


def _tells(column: pd.Series) -> np.ndarray:
    """For each row: does it say anything there?"""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return (column.cat.categories != NONE)[column.cat.codes.to_numpy()]  # in these, nothing has a name
    said = column.notna().to_numpy(bool)
    return said & (column != "").to_numpy(bool) if isinstance(column.dtype, pd.StringDtype) else said


# --- the kinds ----------------------------------------------------------------------------------


def _leads(checked: Checked, options: Options) -> Checked:
    frame = checked.frame
    told = {
        "label": _label(frame),
        "spell": frame["spell"].where(frame["spell"] >= 1).fillna(1).clip(upper=32_000),
        "source_kind": frame["source_kind"].str.lower().where(lambda k: k.isin(SOURCE_KINDS)),
        "currency": _currency(frame).where(frame["amount_cents"].notna(), ""),
    }
    if options.sql_means == "opportunity":
        for part in ("_raw", "_at"):
            own, meant = frame[f"{Stage.OPPORTUNITY.key}{part}"], frame[f"{Stage.SQL.key}{part}"]
            told[f"{Stage.OPPORTUNITY.key}{part}"] = own.where(frame[Stage.OPPORTUNITY.raw].notna(), meant)
            told[f"{Stage.SQL.key}{part}"] = meant.mask(meant.notna())
    fields = checked.mapping.fields
    told |= {"state": pd.Series(pd.NA, index=frame.index, dtype="Int64")}
    if snapshot.tells_only_states(frozenset(fields)):
        states, names = snapshot.states(frame, fields, options.stages)
        told |= states
        is_lead = states["state"] >= 0
        told |= {column: frame[column].where(is_lead) for column in (Stage.LEAD.raw, Stage.LEAD.at)}
        checked = replace(checked, stages=names, is_snapshot=snapshot.tells_more_than_days(states, fields))
    checked = replace(checked, frame=_complete(frame.assign(**told), "leads", left=Type.TEXT))
    return _with_keys(checked, fallback=frame.loc[frame["key"].isna(), "email"].str.casefold())


def _label(frame: pd.DataFrame) -> pd.Series:
    """A person's first and last name, else what the file calls the lead."""
    parts = frame[["first_name", "last_name"]]
    if parts.isna().all(axis=None):
        return frame["label"]
    person = (parts["first_name"].fillna("") + " " + parts["last_name"].fillna("")).str.strip()
    return frame["label"].where(person == "", person)


def _deals(checked: Checked, options: Options) -> Checked:
    frame, fields = checked.frame, checked.mapping.fields
    days, names, undated = with_ends(frame, frozenset(fields), options.stages)
    notes = (f"{undated:,} deals are won or lost by their stage on no day that is told; they count as open.",)
    checked = replace(
        checked,
        frame=frame.assign(**days, currency=_currency(frame)),
        stages={fields["stage" if "stage" in fields else "status"]: names} if names else {},
        notes=(*checked.notes, *(notes if undated else ())),
    )
    checked = _without_pipelines(checked, options.left_out)
    names = checked.frame["name"]
    return _with_keys(checked, fallback=names.where(~names.duplicated(keep=False)))


def _without_pipelines(checked: Checked, left_out: Sequence[str]) -> Checked:
    out = are_of(checked.frame["pipeline"], left_out)
    told = told_apart(checked.frame[out], are_left_out=True)
    return replace(checked, left_out=told).without(out, "left_out_pipeline")


def _activities(checked: Checked, _options: Options) -> Checked:
    frame = checked.frame
    kinds = {
        text: next(
            (kind for kind, words in ACTIVITY_KINDS.items() if any(w in text.casefold() for w in words)), "other"
        )
        for text in frame["kind"].dropna().unique()
    }
    usual = "other" if frame["kind"].notna().any() or checked.mapping.vendor != "HubSpot" else "call"
    told = {"kind": frame["kind"].map(kinds).astype("str").fillna(usual), "day": frame["at_raw"]}
    return _dated(replace(checked, frame=frame.assign(**told)))


def _touches(checked: Checked, _options: Options) -> Checked:
    return _dated(replace(checked, frame=checked.frame.assign(day=checked.frame["at_raw"])))


def _dated(checked: Checked) -> Checked:
    checked = checked.without(checked.frame["lead_key"].isna(), "no_key")
    checked = checked.without(checked.frame["day"].isna(), "no_day")
    return replace(checked, frame=checked.frame.assign(at=checked.frame["at_at"]))


def _spend(checked: Checked, _options: Options) -> Checked:
    frame = checked.frame.assign(day=checked.frame["day_raw"], currency=_currency(checked.frame))
    last = frame["last_day_raw"]
    frame = frame.assign(last_day=last.where(last > frame["day"]))
    checked = replace(checked, frame=frame)
    checked = checked.without(_is_total_of_the_others(frame), "total_row")
    checked = checked.without(checked.frame["day"].isna(), "no_day")
    days = checked.frame["last_day"] - checked.frame["day"]
    checked = checked.without((days > LONGEST_RANGE).fillna(False).astype(bool), "long_range")
    return checked.without(checked.frame["amount_cents"].isna(), "no_amount")


def _is_total_of_the_others(frame: pd.DataFrame) -> pd.Series:
    """Of a report by campaign, the one row without a campaign that costs what all others do (Meta's account row)."""
    nameless = frame["campaign"].astype("str") == NONE
    rest = frame["amount_cents"].mask(nameless).sum()
    is_sum = (frame["amount_cents"] - rest).abs() * 100 <= abs(rest)
    return nameless & is_sum.fillna(False).astype(bool) & (nameless.sum() == 1)


def by_day(spend: pd.DataFrame) -> pd.DataFrame:
    """Spend that was told for several days, one row per day, shared out evenly to the cent."""
    days = (spend["last_day"] - spend["day"]).fillna(0).astype("int64").to_numpy() + 1
    if (days == 1).all():
        return spend
    rows = spend.loc[spend.index.repeat(days)].reset_index(drop=True)
    nth = np.arange(len(rows)) - np.repeat(np.cumsum(days) - days, days)
    share, rest = np.divmod(rows["amount_cents"].to_numpy(np.int64), np.repeat(days, days))
    return rows.assign(day=rows["day"] + nth, amount_cents=pd.array(share + (nth < rest), dtype="Int64"))


def _targets(checked: Checked, _options: Options) -> Checked:
    frame = checked.frame
    meant = {squeeze(m): m for m in MEASURES} | {"mql": "mqls", "revenue": "won_amount", "pipeline": "pipeline_created"}
    measure = frame["measure"].map({t: meant.get(squeeze(t)) for t in frame["measure"].dropna().unique()}).astype("str")
    told = {
        "measure": measure, "first_day": frame["first_day_raw"], "last_day": frame["last_day_raw"],
        "amount": frame["amount_cents"].where(measure != "mqls", frame["amount_cents"] // 100),
    }  # fmt: skip
    checked = replace(checked, frame=frame.assign(**told)).without(measure.isna(), "unknown_measure")
    undated = checked.frame["first_day"].isna() | checked.frame["last_day"].isna()
    checked = checked.without(undated, "no_day")
    return checked.without(checked.frame["amount"].isna(), "no_amount")


_FINISH: dict[str, Callable[[Checked, Options], Checked]] = {
    "leads": _leads, "deals": _deals, "activities": _activities, "touches": _touches,
    "spend": _spend, "targets": _targets,
}  # fmt: skip


# --- what they share ----------------------------------------------------------------------------


def _with_keys(checked: Checked, *, fallback: pd.Series) -> Checked:
    """The rows with an id each: their own, else `fallback`; where the file has no ids at all, its lines.

    A row without an id in a file that has them is dropped, because its next version could not be told from it.
    """
    key = checked.frame["key"].fillna(fallback)
    if "key" not in checked.mapping.fields:
        key = key.fillna(checked.sheet.sha256[:12] + ":" + checked.frame["line"].astype("str"))
    checked = replace(checked, frame=checked.frame.assign(key=key))
    return checked.without(key.isna(), "no_key")


def _currency(frame: pd.DataFrame) -> pd.Series:
    own = frame["currency"].fillna("")
    return own.where(own != "", frame["amount_currency"].fillna(""))


def _complete(frame: pd.DataFrame, kind: str, **more: Type) -> pd.DataFrame:
    """The frame with every column that its kind can have, empty where the file has no such column."""
    nothing = {
        Type.NAME: lambda n: pd.Series(pd.Categorical.from_codes(np.zeros(n, np.int8), pd.Index([NONE], dtype="str"))),
        Type.COUNT: lambda n: pd.Series(pd.NA, index=range(n), dtype="Int64"),
        Type.FLAG: lambda n: pd.Series(pd.NA, index=range(n), dtype="boolean"),
        Type.TEXT: lambda n: pd.Series(pd.NA, index=range(n), dtype="str"),
    }
    missing = {column: sort for column, sort in (*_columns_of(kind), *more.items()) if column not in frame.columns}
    empty = {sort: nothing[sort](len(frame)).set_axis(frame.index) for sort in set(missing.values())}
    return frame.assign(**{column: empty[sort] for column, sort in missing.items()})


def _columns_of(kind: str) -> Sequence[tuple[str, Type]]:
    found: list[tuple[str, Type]] = []
    for field in KINDS[kind].fields:
        match field.type:
            case Type.MOMENT:
                found += [(f"{field.name}_raw", Type.COUNT), (f"{field.name}_at", Type.COUNT)]
            case Type.MONEY:
                found += [(f"{field.name}_cents", Type.COUNT), (f"{field.name}_currency", Type.TEXT)]
            case Type.NAME | Type.COUNT | Type.FLAG:
                found.append((field.name, field.type))
            case _:
                found.append((field.name, Type.TEXT))
    return found


def leads_of(deals: pd.DataFrame) -> pd.DataFrame:
    """A list of deals looked at without leads: each deal stands for the lead that it is, from opportunity on.

    A deal that was closed was open before, on that day at the latest.
    """
    opened = deals["opened_raw"].fillna(deals["lost_raw"]).fillna(deals["won_raw"])
    same = ["line", "key", "version", "lost_reason", "lost_raw", *_CUT]
    told = {"label": deals["name"], "spell": 1, "opportunity_raw": opened, "customer_raw": deals["won_raw"]}
    told |= {"sql_raw": deals["sql_raw"]}
    frame = _complete(deals[same].assign(**told), "leads", state=Type.COUNT, left=Type.TEXT)
    return frame[["line", "version", *COLUMNS["leads"]]]
