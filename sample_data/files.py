"""From facts to the columns of the files: what the CRM of the sample company would export."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sample_data import story
from sample_data.journeys import MOMENTS
from sample_data.people import People, emails, firms, labels
from sample_data.text import iso_moments, numbered, said

SOURCE_NAMES = [s.name for s in story.SOURCES]
SEGMENT_NAMES = [s.name for s in story.SEGMENTS]
REGION_NAMES = [r.name for r in story.REGIONS]
REP_NAMES = [r.name for r in story.REPS]
MOST_CAMPAIGNS = max(len(s.campaigns) for s in story.SOURCES)
CAMPAIGN_NAMES = [c for s in story.SOURCES for c in (*s.campaigns, *[""] * (MOST_CAMPAIGNS - len(s.campaigns)))]


def campaign_names(source: pd.Series, campaign: pd.Series) -> pd.Series:
    """The campaign's name; none where the source is unknown."""
    at = np.where(source < 0, -1, source * MOST_CAMPAIGNS + campaign)
    return said(CAMPAIGN_NAMES, at)


def _described(rows: pd.DataFrame) -> dict[str, pd.Series]:
    return {
        "source": said(SOURCE_NAMES, rows["source"].to_numpy()),
        "source_kind": said([s.kind for s in story.SOURCES], rows["source"].to_numpy()),
        "campaign": campaign_names(rows["source"], rows["campaign"]),
        "segment": said(SEGMENT_NAMES, rows["segment"].to_numpy()),
        "region": said(REGION_NAMES, rows["region"].to_numpy()),
        "owner": said(REP_NAMES, rows["owner"].to_numpy()),
        "team": said([r.team for r in story.REPS], rows["owner"].to_numpy()),
    }


def keys(leads: pd.DataFrame) -> pd.Series:
    """Lead keys in the order of the rows, wide enough for all of them."""
    return numbered("L", leads["person"].to_numpy() + 1, max(6, len(str(len(leads)))))


def lead_file(leads: pd.DataFrame, people: People) -> pd.DataFrame:
    """One row per lead and spell; columns as in the data dictionary."""
    who = leads["person"].to_numpy()
    moments = {m: iso_moments(leads[m].to_numpy()) for m in MOMENTS}
    return pd.DataFrame(
        {
            "key": keys(leads), "spell": leads["spell"], "label": labels(people, who), "email": emails(people, who),
            **_described(leads),
            **{m: moments[m] for m in ("lead", "mql", "sal", "sql", "opportunity", "customer", "rejected")},
            "rejected_reason": said(story.REJECTED_REASONS, leads["rejected_reason"].to_numpy()),
            "lost": moments["lost"],
            "lost_reason": said(story.LOST_REASONS, leads["lost_reason"].to_numpy()),
            "assigned": moments["assigned"], "first_touch": moments["first_touch"],
            "attempts": leads["attempts"].astype("Int64"),
            "updated": iso_moments(leads[list(MOMENTS)].max(axis=1).to_numpy()),
        }
    )  # fmt: skip


def deal_file(
    deals: pd.DataFrame, leads: pd.DataFrame, people: People, lead_keys: pd.Series, *, end: float
) -> pd.DataFrame:
    """One row per deal; columns as in the data dictionary."""
    rows = leads.iloc[deals["row"]].reset_index(drop=True)
    described = _described(rows)
    closed = deals["won"].fillna(deals["lost"])
    nth = np.arange(1, len(deals) + 1)
    return pd.DataFrame(
        {
            "key": numbered("D", nth, max(5, len(str(len(deals))))),
            "name": firms(people, rows["person"].to_numpy()) + ", " + said(PROJECTS, nth * 7 % len(PROJECTS)),
            "lead_keys": lead_keys,
            **{c: described[c] for c in ("owner", "source", "campaign", "segment", "region")},
            **{m: iso_moments(deals[m].to_numpy()) for m in ("opened", "won", "lost")},
            "amount": deals["amount"],
            "currency": story.CURRENCY,
            "pipeline": "New business",
            "stage": _deal_stage(deals, end),
            "lost_reason": said(story.LOST_REASONS, deals["lost_reason"].to_numpy()),
            "updated": iso_moments(closed.fillna(deals["opened"]).to_numpy()),
        }
    )


PROJECTS = ("line monitoring", "leak detection", "energy metering", "pump retrofit", "plant pilot", "sensor rollout")
STAGES = ("Discovery", "Proposal", "Negotiation", "Closed won", "Closed lost")


def _deal_stage(deals: pd.DataFrame, end: float) -> pd.Series:
    days = (end - deals["opened"]) / 86_400
    at = np.select([deals["won"].notna(), deals["lost"].notna(), days > 30, days > 10], [3, 4, 2, 1], 0)
    return said(STAGES, at)
