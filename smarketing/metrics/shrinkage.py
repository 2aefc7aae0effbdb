"""Small groups borrow from their parent: how much weight a group's own number has, and what is left to the parent.

    estimate = weight × own number + (1 − weight) × parent's,   weight in 0…1

Nobody sets the weight; the data do. Where groups differ by no more than chance, it is 0 and all are told alike;
where they clearly differ, a group with many leads keeps its own number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import betaln

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_LARGEST = 1e9
"""A prior of so many leads leaves nothing to a group of its own."""


# --- rates ------------------------------------------------------------------------------------------


def prior_size(successes: npt.ArrayLike, trials: npt.ArrayLike, means: npt.ArrayLike) -> float:
    """How many trials the parent's rate counts for (κ): the most likely number under the beta-binomial model.

    Each group's true rate is drawn from a beta distribution with its parent's rate as mean and κ as size; the
    smaller κ, the more groups differ. successes, trials: of each group, fractions allowed (effective ones); means:
    its parent's rate. Infinite where the groups differ by no more than chance.
    Source: beta-binomial likelihood (Skellam 1948, JRSS B 10:257; empirical Bayes: Casella 1985, Am. Stat. 39:83).
    """
    k, n, mean = (np.asarray(a, float) for a in (successes, trials, means))
    told = (n > 0) & (mean > 0) & (mean < 1)
    k, n, mean = k[told], n[told], mean[told]
    if len(n) < 2:
        return float("inf")
    low, high = np.log(0.5), np.log(_LARGEST)
    for _ in range(4):  # a finer grid round the best point each time
        grid = np.linspace(low, high, 61)
        likely = _log_likelihood(np.exp(grid), k, n, mean)
        best = int(likely.argmax())
        low, high = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
    size = float(np.exp(grid[best]))
    return size if size < _LARGEST / 100 else float("inf")


def _log_likelihood(sizes: Floats, k: Floats, n: Floats, mean: Floats) -> Floats:
    """Of each size; the terms that do not depend on it are left out."""
    alpha = sizes[:, None] * mean
    beta = sizes[:, None] * (1 - mean)
    return (betaln(k + alpha, n - k + beta) - betaln(alpha, beta)).sum(axis=1)


def rate_weight(trials: npt.ArrayLike, size: float) -> Floats:
    """The weight of groups' own rates, n ÷ (n + κ): the beta distribution's posterior mean."""
    n = np.asarray(trials, float)
    return np.zeros_like(n) if np.isinf(size) else n / (n + size)


# --- amounts ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Credibility:
    """Average amounts shrunk in two steps, cell → parent → company.

    company: float. parents, parent_weight: per parent, the shrunk average and the weight of its own. cells,
    cell_weight: per cell, likewise. within, between_cells, between_parents: the variances s², a, b.
    """

    company: float
    parents: Floats
    parent_weight: Floats
    cells: Floats
    cell_weight: Floats
    within: float
    between_cells: float
    between_parents: float


def credibility(
    deals: npt.ArrayLike, sums: npt.ArrayLike, squares: npt.ArrayLike, parent: npt.ArrayLike
) -> Credibility:
    """Average amounts of cells by hierarchical credibility, the best linear estimate for any distribution.

    deals, sums, squares: of each cell, its won deals, their summed amounts and summed squares. parent: 0, 1, …, whose
    cell it is. A cell or parent without deals has weight 0. All missing where nothing was won.

    s² is the pooled variance in a cell, a that of cells round their parent, b that of parents round the company,
    each without bias and at least 0; a cell's weight is a ÷ (a + s²/n), a parent's b ÷ (b + 1/Σ 1/(a + s²/n)).
    Sources: Bühlmann & Straub 1970; Jewell 1975 (two levels); estimators as Bühlmann & Gisler 2005, A Course in
    Credibility Theory, §4.8 and §6.6.
    """
    n, total, square = (np.asarray(a, float) for a in (deals, sums, squares))
    of = np.asarray(parent, np.int64)
    parents = int(of.max()) + 1 if len(of) else 0
    some = n > 0
    if not some.any():
        nothing = np.full(parents, np.nan), np.zeros(parents), np.full(len(n), np.nan), np.zeros(len(n))
        return Credibility(float("nan"), *nothing, *[float("nan")] * 3)
    mean = np.divide(total, n, out=np.zeros_like(total), where=some)
    within = _within(n, total, square)
    a = _between_cells(n, mean, of, parents, within)
    precision = _inverse(a + within / np.maximum(n, 1)) * some
    precision = precision if precision.any() else n
    u = _summed(precision, of, parents)
    own = np.divide(_summed(precision * mean, of, parents), u, out=np.zeros(parents), where=u > 0)
    noise = float(a + within > 0)
    b = _between_parents(u, own, noise=noise) if (n > 1).any() else 0.0
    parent_weight = np.divide(u * b, u * b + noise, out=np.zeros(parents), where=u * b > 0)
    cell_weight = np.divide(n * a, n * a + within, out=np.zeros_like(n), where=some & (n * a + within > 0))
    company = _company(parent_weight, u, own)
    shrunk = parent_weight * own + (1 - parent_weight) * company
    cells = cell_weight * mean + (1 - cell_weight) * shrunk[of]
    return Credibility(company, shrunk, parent_weight, cells, cell_weight, within, a, b)


def _within(n: Floats, total: Floats, square: Floats) -> float:
    """s²; where no cell has two deals, the variance of all deals: then no difference can be told from chance."""
    spare = np.maximum(n - 1, 0).sum()
    if spare:
        scatter = np.maximum(square - np.divide(total**2, n, out=np.zeros_like(n), where=n > 0), 0)
        return float(scatter[n > 1].sum() / spare)
    return float(max(square.sum() / n.sum() - (total.sum() / n.sum()) ** 2, 0))


def _between_cells(n: Floats, mean: Floats, of: Ints, parents: int, within: float) -> float:
    if not (n > 1).any():
        return 0.0
    deals = _summed(n, of, parents)
    average = np.divide(_summed(n * mean, of, parents), deals, out=np.zeros(parents), where=deals > 0)
    spread = (n * (mean - average[of]) ** 2).sum()
    spare = (n > 0).sum() - (deals > 0).sum()
    scale = (deals - np.divide(_summed(n**2, of, parents), deals, out=np.zeros(parents), where=deals > 0)).sum()
    return max(float((spread - spare * within) / scale), 0.0) if scale > 0 else 0.0


def _between_parents(u: Floats, own: Floats, *, noise: float) -> float:
    told = u > 0
    whole = u.sum()
    scale = whole - (u**2).sum() / whole
    if told.sum() < 2 or scale <= 0:
        return 0.0
    average = (u * own).sum() / whole
    spread = (u * (own - average) ** 2).sum() - noise * (told.sum() - 1)
    return max(float(spread / scale), 0.0)


def _company(weight: Floats, u: Floats, own: Floats) -> float:
    by = weight if weight.sum() > 0 else u
    return float((by * own).sum() / by.sum())


def _summed(values: Floats, of: Ints, parents: int) -> Floats:
    return np.bincount(of, values, parents).astype(float)


def _inverse(variance: Floats) -> Floats:
    return np.divide(1, variance, out=np.zeros_like(variance), where=variance > 0)
