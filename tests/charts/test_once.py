"""A picture is drawn once for the same things, and anew for others."""

from __future__ import annotations

import pandas as pd
import pytest

from smarketing.charts.drawing import Drawn, figure
from smarketing.charts.once import once, told
from smarketing.charts.theme import Look, look
from smarketing.metrics.registry import REGISTRY, Metric
from smarketing.metrics.volume import customers, mqls


@pytest.fixture
def drawn() -> list[str]:
    return []


def _drawing(drawn: list[str]):
    @once
    def draw(frame: pd.DataFrame, metric: Metric, *, look: Look, height: int = 100) -> Drawn:
        drawn.append(metric.key)
        return Drawn(figure(look=look, height=height), f"{metric.name}: {frame['value'].sum()}")

    return draw


def _frame(value: float = 2.0, source: str = "Webinar") -> pd.DataFrame:
    return pd.DataFrame({"source": [source, "Events"], "value": [1.0, value]})


def test_the_same_is_drawn_once(drawn: list[str]) -> None:
    draw = _drawing(drawn)
    first = draw(_frame(), mqls, look=look("light", slots={"Webinar": 1}))
    assert draw(_frame(), mqls, look=look("light", slots={"Webinar": 1})) is first
    assert drawn == ["mqls"]


@pytest.mark.parametrize(
    ("frame", "metric", "named"),
    [
        (_frame(3.0), mqls, {}),
        (_frame(source="Partner"), mqls, {}),
        (_frame().rename(columns={"source": "owner"}), mqls, {}),
        (_frame(), customers, {}),
        (_frame(), mqls, {"height": 200}),
        (_frame(), mqls, {"look": look("dark")}),
        (_frame(), mqls, {"look": look("light", slots={"Webinar": 2})}),
        (_frame(), mqls, {"look": look("light", currency="USD")}),
    ],
)
def test_another_is_drawn_anew(drawn: list[str], frame: pd.DataFrame, metric: Metric, named: dict) -> None:
    draw = _drawing(drawn)
    first = draw(_frame(), mqls, look=look("light"))
    assert draw(frame, metric, **({"look": look("light")} | named)) is not first
    assert len(drawn) == 2


def test_every_metric_has_a_digest_of_its_own() -> None:
    assert len({told(metric) for metric in REGISTRY.values()}) == len(REGISTRY)
