"""A column of cells as its distinct values and a code a row, so that each value is read once.

A million rows hold some hundred days and a dozen sources. Cleaning happens here: spaces, and the many
ways to write nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from smarketing.intake.arrow import pc
from smarketing.intake.fields import NOTHINGS

_NOTHINGS = pa.array(sorted(NOTHINGS))
_SPACES = r"[\s\x{A0}]+"


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
        coded = column.combine_chunks().dictionary_encode()
        cleaned = pc.utf8_trim_whitespace(coded.dictionary)
        is_text = pc.invert(pc.is_in(pc.utf8_lower(cleaned), _NOTHINGS))
        there = is_text.to_numpy(zero_copy_only=False)
        places = np.where(there, np.cumsum(there) - 1, -1)
        rows = coded.indices.to_numpy(zero_copy_only=False)
        says_nothing = ~there & pc.not_equal(cleaned, "").to_numpy(zero_copy_only=False)
        return cls(cleaned.filter(is_text), places[rows], int(says_nothing[rows].sum()) if says_nothing.any() else 0)

    def spread(self, per_value: np.ndarray, *, nothing: float | str | None) -> np.ndarray:
        """What was worked out per distinct value, for each row; `nothing` where the cell is empty."""
        filled = np.append(per_value, np.array([nothing], dtype=per_value.dtype))
        return filled[self.codes]

    def texts(self) -> pd.Series:
        """For each row its text, missing where the cell is empty."""
        return pc.take(self.values, pa.array(self.codes, mask=self.codes < 0)).to_pandas().astype("str")

    def names(self, meanings: dict[str, str], *, nothing: str) -> pd.Series:
        """For each row its name as a category, with `nothing` among the names."""
        names = [meanings.get(v, v) for v in pc.replace_substring_regex(self.values, _SPACES, " ").to_pylist()]
        distinct = list(dict.fromkeys([nothing, *names]))
        place = {name: i for i, name in enumerate(distinct)}
        codes = self.spread(np.array([place[n] for n in names], dtype=np.int64), nothing=0)
        return pd.Series(pd.Categorical.from_codes(codes, categories=pd.Index(distinct, dtype="str")))
