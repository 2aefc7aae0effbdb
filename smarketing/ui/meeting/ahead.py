"""What a room comes to next is made before it does, beside the pages, so that none of them waits for it.

Asked for by those who ask where the room is: in a process where nobody leads the scenes are ready too, and again where
a point lasts longer than a scene is fresh.
"""

from __future__ import annotations

from contextlib import suppress
from threading import Lock, Timer

from cachetools import TTLCache, cached

from smarketing.errors import SmarketingError
from smarketing.ui import data
from smarketing.ui.meeting import record, shown

SOON = 2.0
"""Seconds until it is made: who follows a move comes first."""

AGAIN = 30
"""Seconds after which it is asked for again."""


@cached(TTLCache(record.MOST, AGAIN), lock=Lock())
def prepare(meeting_id: int, item_id: int, *, sample: bool) -> None:
    """Have the scenes of a point of the agenda and of the one after it ready, soon."""
    timer = Timer(SOON, _make, (meeting_id, item_id), {"sample": sample})
    timer.daemon = True  # a server that stops does not wait for it
    timer.start()


def _make(meeting_id: int, item_id: int, *, sample: bool) -> None:
    with suppress(SmarketingError):  # the store is away: it is asked for again
        agenda = record.items_of(data.store_of(sample=sample), meeting_id)
        at = next((n for n, item in enumerate(agenda) if item.id == item_id), len(agenda))
        for item in agenda[at : at + 2]:
            shown.make(item.scene, item.query, sample=sample)
