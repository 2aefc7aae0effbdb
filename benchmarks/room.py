"""What a room costs: many pages on one process follow who leads, each asking where the room is as a browser would.

    python -m benchmarks.room [--people 25] [--moves 12] [--every 8] [--pages]

Each page is a websocket that speaks Streamlit's protocol: it opens the room, asks the small address twice a second on a
connection that stays open, and lets the fragment run that a browser would when the room has moved. Who leads is another
process on the same database: it goes through the agenda, or with `--pages` turns between two pages with two periods.
Measured are the seconds from a move to the end of each page's run that shows it, those of a page's own run (from asking
for it, whether only the fragment or the whole page runs), and those of a question.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection
from statistics import quantiles
from urllib.parse import urlsplit

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.company import company
from benchmarks.server import serving
from smarketing import link
from smarketing.filters import Filters
from smarketing.meeting import AGENDAS, Meeting, Room, Series
from smarketing.periods import PRESETS, to_date
from smarketing.store import meetings, rooms
from smarketing.store.engine import Engine, open_store
from smarketing.store.queries import extent

PAGES = ("glossary", "volume")

ENDS = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


@dataclass
class Page:
    """An open page of somebody who follows.

    shown: when each run ended, and what it showed: the page, and in the room the point of the agenda. took: seconds
    from asking for a run to the end of the one that shows something else. asked: seconds of each question where the
    room is.
    """

    stream: ClientConnection
    server: str
    path: str
    shown: list[tuple[float, tuple[str, str]]] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    asked: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    script: str = ""
    point: str = ""
    fragment: str = ""
    _query: str = ""
    _began: float = 0.0
    _before: tuple[str, str] = ("", "")

    @property
    def showing(self) -> tuple[str, str]:
        """The page on screen, and in the room the point of the agenda."""
        return self.script, self.point

    async def run(self, query: str) -> None:
        """Open the room, and follow until the stream ends."""
        self._query = query
        asked = BackMsg()
        asked.rerun_script.query_string, asked.rerun_script.page_name = query, "room"
        await self.stream.send(asked.SerializeToString())
        watching = asyncio.create_task(self._watch())
        try:
            async for payload in self.stream:
                self._take(ForwardMsg.FromString(payload))  # ty: ignore
        finally:
            watching.cancel()

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.script = message.new_session.page_script_hash
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "delta":
            self._drawn(message.delta)
        elif kind == "script_finished" and message.script_finished in ENDS:
            self.shown.append((time.monotonic(), self.showing))
            if self._began and self.showing != self._before:
                self.took.append(time.monotonic() - self._began)
                self._began = 0.0

    def _drawn(self, delta: Delta) -> None:
        element = delta.new_element
        if element.WhichOneof("type") == "exception":
            self.failed.append(element.exception.message)
        elif element.bidi_component.component_name.endswith("watch") and '"room"' in element.bidi_component.json:
            self.fragment = delta.fragment_id
        elif (text := element.markdown.body).startswith(":primary[**"):
            self.point = text

    async def _watch(self) -> None:
        """As `ui/static/watch/watch.js`: ask, and let the page run when the room has moved."""
        known, line = None, HTTPConnection(self.server, timeout=20)
        while True:
            await asyncio.sleep(0.5)
            began = time.monotonic()
            told = (await asyncio.to_thread(_read, line, self.path))["room"]
            self.asked.append(time.monotonic() - began)
            if known not in (None, told):
                rerun = BackMsg()
                rerun.rerun_script.query_string, rerun.rerun_script.page_script_hash = self._query, self.script
                rerun.rerun_script.fragment_id = self.fragment
                self._began, self._before = self._began or time.monotonic(), self.showing
                await self.stream.send(rerun.SerializeToString())
            known = told


def _read(line: HTTPConnection, path: str) -> dict[str, object]:
    line.request("GET", path)
    return json.load(line.getresponse())


def _begun(engine: Engine) -> tuple[Meeting, Room]:
    at = int(time.time())
    made = meetings.plan(
        engine, Series.WEEKLY, title="Benchmark", starts_at=at, points=AGENDAS[Series.WEEKLY], actor="benchmark", at=at
    )
    return made, rooms.begin(engine, made, presenter="benchmark", name="Benchmark", at=at)


async def _opened(address: str, meeting: int) -> Page:
    asked = urllib.request.Request(address, headers={"Accept": "text/html"})
    with urllib.request.urlopen(asked) as answer:
        cookie = answer.headers["set-cookie"].partition(";")[0]
    stream = await connect(
        address.replace("http", "ws") + "/_stcore/stream", origin=address, additional_headers={"Cookie": cookie},
        subprotocols=["streamlit"], max_size=None, proxy=None,
    )  # fmt: skip
    return Page(stream, urlsplit(address).netloc, f"/room-state/own/{meeting}?browser=")


Move = Callable[[Engine, Room, int], Room]
"""Where who leads goes, by the number of the move."""


def through_agenda(engine: Engine, room: Room, number: int) -> Room:
    """One point of the agenda after the other, and again from the first."""
    points = meetings.items(engine, room.meeting_id)
    item = points[(number + 1) % len(points)]
    return rooms.go_to(engine, room, item.id, actor="benchmark", at=int(time.time()))


def through_pages(engine: Engine, room: Room, number: int) -> Room:
    """Two pages in turn, every second time with another period."""
    last = to_date((extent(engine) or (0, 0))[1])
    period = PRESETS[("Last 3 months", "Last month")[number // 2 % 2]](last)
    query = link.query(Filters(period=period, as_of=last))
    return rooms.look_at(engine, room, page=PAGES[number % 2], query=query, at=int(time.time()))


async def follow(
    address: str, engine: Engine, move: Move, *, people: int, moves: int, every: float
) -> tuple[list[float], list[Page], int]:
    """Seconds from each move to each page's showing it, the pages, and how many did not before the next one."""
    meeting, room = _begun(engine)
    pages = [await _opened(address, meeting.id) for _ in range(people)]
    runs = [asyncio.create_task(page.run(f"meeting={meeting.id}")) for page in pages]
    await asyncio.sleep(10)
    seen, late = [], 0
    for number in range(moves):
        before = [page.showing for page in pages]
        began = time.monotonic()
        room = await asyncio.to_thread(move, engine, room, number)
        await asyncio.sleep(every)
        for page, old in zip(pages, before, strict=True):
            took = [at - began for at, showing in page.shown if at > began and showing != old]
            seen += took[:1]
            late += not took
    for run in runs:
        run.cancel()
    for page in pages:
        await page.stream.close()
    return seen, pages, late


def _told(what: str, found: Sequence[float]) -> str:
    cut = quantiles(found, n=100)
    return f"{what:34} n={len(found):5}  p50 {cut[49]:5.2f} s  p95 {cut[94]:5.2f} s  max {max(found):5.2f} s"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.room", description="Many people follow one.")
    parser.add_argument("--people", type=int, default=25)
    parser.add_argument("--moves", type=int, default=12)
    parser.add_argument("--every", type=float, default=8.0, help="Seconds from one move to the next.")
    parser.add_argument("--pages", action="store_true", help="Turn pages instead of going through the agenda.")
    parser.add_argument("--leads", type=int, default=20_000)
    chosen = parser.parse_args()
    made = company(chosen.leads)
    engine = open_store(made.url)
    move = through_pages if chosen.pages else through_agenda
    with serving(made) as (address, server):
        going = follow(address, engine, move, people=chosen.people, moves=chosen.moves, every=chosen.every)
        seen, pages, late = asyncio.run(going)
        memory = server.memory_info().rss / 2**20
        print(_told("from the move to the follower", seen))
        print(_told("a page's own run", [s for page in pages for s in page.took]))
        print(_told("a question where the room is", [s for page in pages for s in page.asked]))
        print(f"never in time {late}, failures {sum(len(p.failed) for p in pages)}, memory {memory:.0f} MB, "
              f"load {psutil.getloadavg()[0]:.1f}")  # fmt: skip


if __name__ == "__main__":
    main()
