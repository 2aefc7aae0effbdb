"""Names and addresses, put together from `words`: one person of one firm a lead."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sample_data import words
from sample_data.text import said


@dataclass(frozen=True)
class People:
    """Positions into the lists of words, one a person."""

    first: np.ndarray
    last: np.ndarray
    firm: np.ndarray
    trade: np.ndarray

    @classmethod
    def drawn(cls, count: int, rng: np.random.Generator) -> People:
        """So many people, anybody at any firm."""
        lists = (words.FIRST, words.LAST, words.FIRM, words.TRADE)
        return cls(*((rng.random(count) * len(options)).astype(int) for options in lists))

    def colleagues(self, of: np.ndarray, who: np.ndarray) -> People:
        """The same people, but `who` work at the firms of `of`."""
        firm, trade = self.firm.copy(), self.trade.copy()
        firm[who], trade[who] = self.firm[of], self.trade[of]
        return People(self.first, self.last, firm, trade)


def firms(people: People, who: np.ndarray) -> pd.Series:
    """`Havel Pumpen`"""
    return said(words.FIRM, people.firm[who]) + " " + said(words.TRADE, people.trade[who])


def labels(people: People, who: np.ndarray) -> pd.Series:
    """`Ada Holmqvist, Havel Pumpen`"""
    person = said(words.FIRST, people.first[who]) + " " + said(words.LAST, people.last[who])
    return person + ", " + firms(people, who)


def emails(people: People, who: np.ndarray) -> pd.Series:
    """`ada.holmqvist42@havel-pumpen.example`: no two people have the same."""
    lower = [[w.lower() for w in options] for options in (words.FIRST, words.LAST, words.FIRM, words.TRADE)]
    first, last, firm, trade = (said(o, at[who]) for o, at in zip(lower, _positions(people), strict=True))
    return first + "." + last + pd.Series(who + 1).astype("str") + "@" + firm + "-" + trade + ".example"


def _positions(people: People) -> tuple[np.ndarray, ...]:
    return people.first, people.last, people.firm, people.trade
