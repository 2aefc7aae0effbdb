"""The same picture is drawn once: everybody in a room sees it, and a click elsewhere on the page does not change it.

Plotly checks every value that is given to it, and so drawing is most of what a page costs. What pages reckon for their
headline numbers (`ui.cards`) comes next, and is kept the same way.
"""

from __future__ import annotations

import hashlib
import io
import pickle
import threading
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from cachetools import LRUCache, cached

MOST = 256
"""Pictures of a kind that are kept; the one asked for longest ago goes first."""

Asked, Made = ParamSpec("Asked"), TypeVar("Made")


class _Told(pickle.Pickler):
    """What a picture is made of, as bytes. A function in it, as the one that computes a metric, is told by its name."""

    def reducer_override(self, told: object) -> object:
        """How pickle is to write this: a function by its name, all else as ever."""
        if callable(told) and not isinstance(told, type) and hasattr(told, "__qualname__"):
            return str, (f"{told.__module__}.{told.__qualname__}",)
        return NotImplemented


def told(*given: object) -> bytes:
    """A digest of what was given. Equal digests: equal values; equal values may have two digests and be drawn twice."""
    out = io.BytesIO()
    _Told(out, protocol=pickle.HIGHEST_PROTOCOL).dump(given)
    return hashlib.blake2b(out.getbuffer(), digest_size=16).digest()


def once(make: Callable[Asked, Made]) -> Callable[Asked, Made]:
    """Keep what it made, for whoever asks for the same. Nobody may change it afterwards."""
    kept = cached(LRUCache(MOST), key=lambda *given, **named: told(given, named), lock=threading.Lock())(make)
    return wraps(make)(kept)
