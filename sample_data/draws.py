"""Chance, by uniform numbers only, so that the same seed gives the same company with every version of NumPy.

Outcomes are drawn *evenly*: within a source and segment the uniforms follow the golden ratio, so that
every stretch of leads holds close to its share of customers. A quarter of eighty deals would otherwise
hide under chance what the story is about.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

Numbers = np.ndarray
Groups = np.ndarray

GOLDEN = (5**0.5 - 1) / 2


def even_uniforms(groups: Groups, rng: np.random.Generator) -> Numbers:
    """One number in 0…1 a row, spread evenly within each group in the order of the rows."""
    if not len(groups):
        return np.zeros(0)
    nth = pd.Series(groups).groupby(groups).cumcount().to_numpy()
    return (rng.random(groups.max() + 1)[groups] + nth * GOLDEN) % 1


def picked(uniforms: Numbers, shares: Sequence[float]) -> Groups:
    """Which of the shares each number falls into, from 0."""
    edges = np.cumsum(shares) / np.sum(shares)
    return np.searchsorted(edges[:-1], uniforms, side="right")


def picked_by_row(uniforms: Numbers, shares: Numbers) -> Groups:
    """As `picked`, with shares of its own for each row (`shares` is rows × choices)."""
    edges = np.cumsum(shares, axis=1) / shares.sum(axis=1, keepdims=True)
    return (uniforms[:, None] >= edges[:, :-1]).sum(axis=1)


def skewed(uniforms: Numbers, *, median: Numbers | float, shape: Numbers | float) -> Numbers:
    """Waiting times: log-logistic, nine in ten within `median × 9**shape`, never in the far tail."""
    inner = 0.005 + 0.985 * uniforms
    return median * (inner / (1 - inner)) ** shape


def apportioned(total: int, shares: Numbers) -> Groups:
    """Whole numbers that sum to `total`, by largest remainder."""
    exact = total * shares / shares.sum()
    whole = np.floor(exact).astype(int)
    whole[np.argsort(whole - exact, kind="stable")[: total - whole.sum()]] += 1
    return whole
