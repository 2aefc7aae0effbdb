"""The scenes of the room, made once for everybody in it: by the data version and to five minutes."""

from __future__ import annotations

import time
from collections.abc import Sequence

import streamlit as st

from smarketing import scenes
from smarketing.meeting import Action, Judged
from smarketing.scene import Scene
from smarketing.scenes.measure import MEASURABLE, measure
from smarketing.ui import data

_MINUTES = 5


def scene(key: str, query: str) -> Scene:
    """What an agenda item shows now. query: its filters, as a link has them."""
    return _scene(key, query, data.is_sample(), data.version(), _moment())


def make(key: str, query: str, *, sample: bool) -> None:
    """Have it ready for who asks for it; without a session. Nothing where the item shows no scene."""
    if key in scenes.SCENES:
        _scene(key, query, sample, data.version_of(sample=sample), _moment())


def value(metric: str, query: str) -> float | None:
    """A number that an action is to move, now; None where it can't be told."""
    return _value(metric, query, data.is_sample(), data.version(), _moment()) if metric in MEASURABLE else None


def judged(actions: Sequence[Action]) -> list[Judged]:
    """Each action with what its number is now."""
    return [Judged(action, value(action.metric, action.query)) for action in actions]


def _moment() -> int:
    return int(time.time()) // (60 * _MINUTES) * 60 * _MINUTES


@st.cache_data(max_entries=64, show_spinner=False)
def _scene(key: str, query: str, sample_shown: bool, data_version: str, moment: int) -> Scene:
    return scenes.scene(data.store_of(sample=sample_shown), key, query, at=moment)


@st.cache_data(max_entries=256, show_spinner=False)
def _value(metric: str, query: str, sample_shown: bool, data_version: str, moment: int) -> float | None:
    return measure(data.store_of(sample=sample_shown), metric, query, at=moment)
