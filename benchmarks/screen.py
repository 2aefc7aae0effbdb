"""The pages as people open them, without a browser: the real script, run by Streamlit's AppTest."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.testing.v1 import AppTest

from benchmarks.recorder import FRAME, PROBE, Asked, Recorder

ROOT = Path(__file__).parents[1]
PAGES = ("meeting/today", "funnel/volume", "funnel/acceptance", "funnel/conversion", "funnel/revenue", "data/leads")
COMPARISONS = ("Previous period", "Same period last year")


@dataclass(frozen=True)
class Rerun:
    """What one page costs: seconds of the whole script, the best of several, and questions to the store.

    cold: nothing is cached. cached: the same view again; cached_cpu: this process's own work of it.
    changed: a filter is set to what was looked at before. queries_cold: SELECTs of the page's own that read facts.
    queries_changed: every SELECT on such a change, but for the probe for a newer import.
    """

    page: str
    cold: float
    cached: float
    cached_cpu: float
    changed: float
    queries_cold: int
    queries_changed: int


class Screen:
    """One person's session, on the store that the environment names."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._begin()

    def _begin(self) -> None:
        self._app = AppTest.from_file(str(ROOT / "smarketing/ui/frame.py"), default_timeout=300)
        self._run()

    def open(self, page: str) -> tuple[Rerun, list[Asked]]:
        """Open a page, run it again and again; what that cost, and what it asks when nothing is cached."""
        self._app.switch_page(str(ROOT / f"pages/{page}.py"))
        self._run()
        cold, asked = float("inf"), list[Asked]()
        for _ in range(3):
            st.cache_data.clear()
            self._recorder.take()
            cold = min(cold, _seconds(self._run))
            asked = self._recorder.take()
        cached, cpu = self._again()
        changed, questions = self._change()
        return Rerun(page, cold, cached, cpu, changed, sum(map(is_of_page, asked)), questions), asked

    def first(self, page: str, **query: str) -> tuple[float, list[Asked]]:
        """Seconds to open a page by a link with nothing cached, the best of three, and what it asks."""
        best, asked = float("inf"), list[Asked]()
        for _ in range(3):
            self._begin()
            self._app.query_params.update(query)
            self._app.switch_page(str(ROOT / f"pages/{page}.py"))
            st.cache_data.clear()
            self._recorder.take()
            best = min(best, _seconds(self._run))
            asked = self._recorder.take()
        return best, asked

    def _run(self) -> None:
        self._app.run()
        problems = [*(e.message for e in self._app.exception), *(e.value for e in self._app.error)]
        if problems:
            raise RuntimeError(f"The page failed: {problems}")

    def _again(self) -> tuple[float, float]:
        wall, cpu = float("inf"), float("inf")
        for _ in range(5):
            begun = time.process_time()
            wall = min(wall, _seconds(self._run))
            cpu = min(cpu, time.process_time() - begun)
        return wall, cpu

    def _change(self) -> tuple[float, int]:
        """To the other comparison and back, until both are known; then the best time, and the most questions."""
        times, questions = [], []
        for turn in range(6):
            self._app.selectbox(key="compare").set_value(COMPARISONS[(turn + 1) % 2])
            self._recorder.take()
            times.append(_seconds(self._run))
            questions.append(sum(a.name != PROBE for a in self._recorder.take()))
        return min(times[2:]), max(questions[2:])


def is_of_page(asked: Asked) -> bool:
    """Is it a question about facts that the page itself asks, and not the frame around it?"""
    return asked.reads_facts and asked.name not in FRAME


def _seconds(what: Callable[[], None]) -> float:
    begun = time.perf_counter()
    what()
    return time.perf_counter() - begun
