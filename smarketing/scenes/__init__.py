"""What an agenda item shows: a store and a view → a `Scene` of plain data, for the room, minutes, slides, the digest.

    scoreboard · what_moved · hand_off · pipeline · voice_of_sales      a week's
    marketings_promise · sales_promise · board · funnel · volume · definitions  the reviews'

Each is one function of `Asked`, with the numbers and the sentences of the pages. What the data can't tell is said in
the scene; no scene fails for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine

from smarketing import link, owed
from smarketing.periods import Grain
from smarketing.scene import Scene
from smarketing.scenes import earned, handed, promised
from smarketing.scenes.asked import Asked
from smarketing.stages import Stage
from smarketing.store import records


@dataclass(frozen=True)
class Kind:
    """A scene on offer. label: in a list. page: the page's name in a link, "" for Today. show: makes it.

    needs: the stages that the data has to know, any of them.
    """

    label: str
    page: str
    show: Callable[[Asked], Scene]
    needs: tuple[Stage, ...] = ()


SCENES: dict[str, Kind] = {
    "scoreboard": Kind("Scoreboard: both promises and the headline numbers", "", promised.scoreboard),
    "what_moved": Kind("What moved, and why", "revenue", earned.what_moved),
    "hand_off": Kind("Hand-off: accepted, rejected, pending", "acceptance", handed.hand_off, (Stage.MQL,)),
    "voice_of_sales": Kind("Voice of sales: why leads came back", "acceptance", handed.voice_of_sales, (Stage.MQL,)),
    "pipeline": Kind("Pipeline and revenue", "revenue", earned.pipeline),
    "marketings_promise": Kind("Marketing's promise", "promises", promised.marketings_promise, (Stage.MQL,)),
    "sales_promise": Kind("Sales' promise", "promises", promised.sales_promise, (Stage.MQL,)),
    "board": Kind("Board: who owes leads an answer", "promises", promised.on_the_board, (Stage.MQL,)),
    "funnel": Kind("Funnel: how far leads get", "conversion", handed.how_far),
    "volume": Kind("Volume by source", "volume", handed.volume),
    "definitions": Kind("Definitions and the agreement", "promises", promised.agreed),
}
"""By the name that agenda items keep."""


def scene(engine: Engine, key: str, query: str, *, at: int, as_of: date | None = None) -> Scene:
    """What an agenda item shows. query: its filters, as a link has them. at: seconds since 1970 UTC, now.

    as_of: a day before today that it is to be known at. Raises KeyError for no scene of this name.
    """
    kind, workspace = SCENES[key], records.read_workspace(engine)
    filters = link.filters_of(query, today=min(as_of or date.max, owed.today(workspace, at=at)))
    asked = Asked(engine, filters, at).compared()
    if asked.is_empty and key != "definitions":
        return _without(key, kind, asked, "No lead is stored yet", "Import leads on the page Upload.")
    if kind.needs and not set(kind.needs) & set(asked.known):
        return _without(key, kind, asked, "The data knows no MQL", "Export the day on which a lead became an MQL.")
    return kind.show(asked)


def _without(key: str, kind: Kind, asked: Asked, title: str, advice: str) -> Scene:
    foot = f"As of {Grain.DAY.label(asked.filters.as_of)}."
    return Scene(key, title, kind.label, foot, kind.page, asked.link(), sentences=(advice,))
