"""Frames → numbers. Pure functions of pandas and numpy; a metric's docstring is what the user reads.

All metrics are registered as soon as any part of this package is imported, so that whoever reads the
registry (glossary, exports, the README's table) sees every one of them.
"""

from smarketing.metrics import (
    acceptance,
    actions,
    bridge,
    burn_up,
    conversion,
    costs,
    hazard,
    kept,
    lead_value,
    projection,
    promises,
    quality,
    response,
    returned,
    revenue,
    survival,
    targets,
    volume,
)
from smarketing.metrics.registry import REGISTRY, Metric

__all__ = [
    "acceptance",
    "actions",
    "all_metrics",
    "bridge",
    "burn_up",
    "conversion",
    "costs",
    "hazard",
    "kept",
    "lead_value",
    "projection",
    "promises",
    "quality",
    "response",
    "returned",
    "revenue",
    "survival",
    "targets",
    "volume",
]


def all_metrics() -> tuple[Metric, ...]:
    """Every metric that there is."""
    return tuple(REGISTRY.values())
