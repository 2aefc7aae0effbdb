"""Who spoke with a lead when: sales' calls, mails and meetings, and marketing's touches."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sample_data import story
from sample_data.clock import DAY, Calendar
from sample_data.draws import picked, picked_by_row
from sample_data.files import REP_NAMES, SOURCE_NAMES, campaign_names, keys
from sample_data.text import iso_moments, said

OUTCOMES = ("Connected", "No answer", "Left voicemail", "Replied", "No reply", "Held")
CONNECTED, NO_ANSWER, VOICEMAIL, REPLIED, NO_REPLY, HELD = range(len(OUTCOMES))
KINDS = ("call", "email", "meeting")
ASSET_NAMES = [a for assets in story.ASSETS.values() for a in assets]


def activity_file(leads: pd.DataFrame, calendar: Calendar, rng: np.random.Generator) -> pd.DataFrame:
    """One row per attempt to reach a lead, and per meeting with an SQL."""
    rows = pd.concat([_attempts(leads, calendar, rng), _meetings(leads)]).sort_values(["at", "row"], kind="stable")
    about = leads.iloc[rows["row"]]
    return pd.DataFrame(
        {
            "lead_key": keys(leads).iloc[rows["row"]].to_numpy(),
            "kind": said(KINDS, rows["kind"].to_numpy()),
            "at": iso_moments(rows["at"].to_numpy()),
            "outcome": said(OUTCOMES, rows["outcome"].to_numpy()),
            "owner": said(REP_NAMES, about["owner"].to_numpy()),
            "team": said([r.team for r in story.REPS], about["owner"].to_numpy()),
        }
    )


def _attempts(leads: pd.DataFrame, calendar: Calendar, rng: np.random.Generator) -> pd.DataFrame:
    times = leads["attempts"].fillna(0).to_numpy().astype(int)
    row = np.repeat(np.arange(len(leads)), times)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times)
    about = leads.iloc[row]
    at = calendar.after(about["first_touch"].to_numpy(), nth * about["gap"].to_numpy())
    reached = (nth + 1 == times[row]) & _was_reached(about)
    call = rng.random(len(row)) < 0.78
    failed = np.where(call, np.where(rng.random(len(row)) < 0.6, NO_ANSWER, VOICEMAIL), NO_REPLY)
    outcome = np.where(reached, np.where(call, CONNECTED, REPLIED), failed)
    return pd.DataFrame({"row": row, "at": at, "kind": np.where(call, 0, 1), "outcome": outcome})


def _was_reached(about: pd.DataFrame) -> np.ndarray:
    rejected = about["rejected_reason"].to_numpy()
    return about["sql"].notna().to_numpy() | ((rejected >= 0) & (rejected != story.UNABLE_TO_REACH))


def _meetings(leads: pd.DataFrame) -> pd.DataFrame:
    row = np.flatnonzero(leads["sql"].notna())
    return pd.DataFrame({"row": row, "at": leads["sql"].to_numpy()[row], "kind": 2, "outcome": HELD})


def touch_file(leads: pd.DataFrame, end: float, rng: np.random.Generator) -> pd.DataFrame:
    """One row per contact with marketing: how each MQL and opportunity came, and what it met with later."""
    origin = np.flatnonzero((leads["mql"].notna() | leads["opportunity"].notna()) & (leads["spell"] == 1))
    first = pd.DataFrame(
        {"row": origin, "at": leads["lead"].to_numpy()[origin], "source": leads["source"].to_numpy()[origin]}
    )
    first["campaign"] = leads["campaign"].to_numpy()[origin]
    rows = pd.concat([first, _later_touches(leads, origin, rng)])
    rows = rows[(rows["at"] <= end) & (rows["source"] >= 0)].sort_values(
        ["at", "row"], kind="stable", ignore_index=True
    )
    return pd.DataFrame(
        {
            "lead_key": keys(leads).iloc[rows["row"]].to_numpy(),
            "at": iso_moments(rows["at"].to_numpy()),
            "source": said(SOURCE_NAMES, rows["source"].to_numpy()),
            "campaign": campaign_names(rows["source"], rows["campaign"]),
            "asset": said(ASSET_NAMES, _asset(rows["source"].to_numpy(), rng)),
        }
    )


def _later_touches(leads: pd.DataFrame, origin: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    """None to four of them, between the first and 25 days after the MQL, or until the deal closed."""
    times = picked(rng.random(len(origin)), (0.22, 0.30, 0.26, 0.14, 0.08))
    row = np.repeat(origin, times)
    about = leads.iloc[row]
    started = about["lead"].to_numpy()
    closed = np.fmin(about["customer"].to_numpy(), about["lost"].to_numpy())
    until = np.fmin(about["mql"].fillna(about["opportunity"]).to_numpy() + 25 * DAY, closed)
    at = started + np.floor(np.maximum(until - started, DAY / 24) * rng.random(len(row)))
    chosen = picked(rng.random(len(row)), list(story.LATER_TOUCHES.values()))
    source = np.array([SOURCE_NAMES.index(name) for name in story.LATER_TOUCHES])[chosen]
    sizes = np.array([len(s.campaigns) for s in story.SOURCES])
    campaign = (rng.random(len(row)) * sizes[source]).astype(int)
    return pd.DataFrame({"row": row, "at": at, "source": source, "campaign": campaign})


def _asset(source: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    owned = np.array([[a in story.ASSETS[name] for a in ASSET_NAMES] for name in SOURCE_NAMES], dtype=float)
    return picked_by_row(rng.random(len(source)), owned[source])
