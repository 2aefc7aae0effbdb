"""Arrow's functions on whole columns, and several columns at a time.

Memory comes from jemalloc where Arrow has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute

if "jemalloc" in pa.supported_memory_backends():  # not on Windows
    pa.set_memory_pool(pa.jemalloc_memory_pool())

pc: Any = pyarrow.compute
"""They are made when pyarrow is imported, so no type checker knows them."""

Item = TypeVar("Item")
Result = TypeVar("Result")


def side_by_side(work: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """`work` of each item, in their order, by as many threads as Arrow has: it and numpy let Python go on meanwhile."""
    with ThreadPoolExecutor(pyarrow.cpu_count()) as threads:
        return list(threads.map(work, items))
