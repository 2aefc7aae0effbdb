"""Frames → numbers. Pure functions of pandas and numpy; a metric's docstring is what the user reads.

All metrics are registered as soon as any part of this package is imported, so that whoever reads the
registry (glossary, exports, the README's table) sees every one of them.
"""

from smarketing.metrics import acceptance, conversion, costs, revenue, survival, targets, volume

__all__ = ["acceptance", "conversion", "costs", "revenue", "survival", "targets", "volume"]
