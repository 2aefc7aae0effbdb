"""The committed files, read with plain pandas; moments in the company's own time zone."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

FOLDER = Path(__file__).resolve().parents[2] / "sample_data"
ZONE = "Europe/Berlin"
LEAD_MOMENTS = ["lead", "mql", "sal", "sql", "opportunity", "customer", "rejected", "lost", "assigned", "first_touch"]


def read(name: str, *moments: str) -> pd.DataFrame:
    frame = pd.read_csv(FOLDER / f"{name}.csv")
    local = {m: pd.to_datetime(frame[m], utc=True).dt.tz_convert(ZONE).dt.tz_localize(None) for m in moments}
    return frame.assign(**local)


@pytest.fixture(scope="session")
def leads() -> pd.DataFrame:
    return read("leads", *LEAD_MOMENTS, "updated")


@pytest.fixture(scope="session")
def mqls(leads: pd.DataFrame) -> pd.DataFrame:
    return leads[leads["mql"].notna()].reset_index(drop=True)


@pytest.fixture(scope="session")
def deals() -> pd.DataFrame:
    return read("deals", "opened", "won", "lost", "updated")


@pytest.fixture(scope="session")
def targets() -> pd.DataFrame:
    return pd.read_csv(FOLDER / "targets.csv", parse_dates=["first_day", "last_day"])


@pytest.fixture(scope="session")
def readme() -> str:
    """The README in one line, so that a figure may stand at the end of one."""
    return " ".join((FOLDER / "README.md").read_text(encoding="utf-8").split())
