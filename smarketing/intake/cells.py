"""A column of cells as its values and a code a row, so that each value is read once.

A million rows hold some hundred days and a dozen sources; of ids and of moments to the minute, nearly every one is
another, and looking for doubles would take longer than it saves. Cleaning happens here: spaces, and the many ways to
write nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from smarketing.intake.arrow import pc
from smarketing.intake.fields import NOTHINGS

_NOTHINGS = pa.array(sorted(NOTHINGS))
_LONGEST = max(len(nothing.encode()) for nothing in NOTHINGS) + 2
"""Bytes; with room for a capital that takes more of them than its small letter."""
_SPACES = r"[\s\x{A0}]+"


_LOOKED_AT = 4_096


@dataclass(frozen=True)
class Cells:
    """values: the texts of a column, each mostly once, none of them nothing. codes: each row's place in them, or -1.

    nothings: cells in which somebody wrote that there is nothing ("N/A", "—"); empty ones are not counted.
    """

    values: pa.Array
    codes: np.ndarray
    nothings: int = 0

    @classmethod
    def of(cls, column: pa.ChunkedArray) -> Cells:
        """The cleaned cells of a column of strings."""
        texts = column.combine_chunks()
        coded = None if _seldom_repeats(texts) else texts.dictionary_encode()
        cleaned = pc.utf8_trim_whitespace(texts if coded is None else coded.dictionary)
        there = _says_something(cleaned)
        if coded is None and there.all():
            return cls(cleaned, np.arange(len(cleaned)))
        places = np.where(there, np.cumsum(there) - 1, -1)
        says_nothing = ~there & pc.not_equal(cleaned, "").to_numpy(zero_copy_only=False)
        if coded is not None:
            rows = coded.indices.to_numpy(zero_copy_only=False)
            places, says_nothing = places[rows], says_nothing[rows]
        return cls(cleaned if there.all() else cleaned.filter(pa.array(there)), places, int(says_nothing.sum()))

    def spread(self, per_value: np.ndarray, *, nothing: float | str | None) -> np.ndarray:
        """What was worked out per distinct value, for each row; `nothing` where the cell is empty."""
        if self._is_row_by_row:
            return per_value
        filled = np.append(per_value, np.array([nothing], dtype=per_value.dtype))
        return filled[self.codes]

    def spread_texts(self, per_value: Sequence[str] | np.ndarray, *, nothing: str) -> pd.Series:
        """The same of texts."""
        filled = pa.array(np.append(per_value, nothing), pa.string())
        return filled.take(pa.array(np.where(self.codes < 0, len(per_value), self.codes))).to_pandas().astype("str")

    def texts(self) -> pd.Series:
        """For each row its text, missing where the cell is empty."""
        if self._is_row_by_row:
            return self.values.to_pandas().astype("str")
        return pc.take(self.values, pa.array(self.codes, mask=self.codes < 0)).to_pandas().astype("str")

    @property
    def _is_row_by_row(self) -> bool:
        """Are there as many values as rows? Then each stands in its own row's place."""
        return len(self.values) == len(self.codes)

    def names(self, meanings: dict[str, str], *, nothing: str) -> pd.Series:
        """For each row its name as a category, with `nothing` among the names."""
        names = [meanings.get(v, v) for v in pc.replace_substring_regex(self.values, _SPACES, " ").to_pylist()]
        distinct = list(dict.fromkeys([nothing, *names]))
        place = {name: i for i, name in enumerate(distinct)}
        codes = self.spread(np.array([place[n] for n in names], dtype=np.int64), nothing=0)
        return pd.Series(pd.Categorical.from_codes(codes, categories=pd.Index(distinct, dtype="str")))


def _says_something(texts: pa.Array) -> np.ndarray:
    """For each text: is it none of the ways to write nothing? Only short ones need be looked at."""
    is_long = pc.greater(pc.binary_length(texts), _LONGEST)
    there = is_long.to_numpy(zero_copy_only=False).copy()
    short = texts.filter(pc.invert(is_long))
    there[~there] = ~pc.is_in(pc.utf8_lower(short), _NOTHINGS).to_numpy(zero_copy_only=False)
    return there


def _seldom_repeats(texts: pa.Array) -> bool:
    """Of the first cells that tell something, does more than every second tell something else?"""
    first = texts.slice(0, _LOOKED_AT)
    told = first.filter(pc.not_equal(first, ""))
    return pc.count_distinct(told).as_py() * 2 > len(told)
