"""What a room costs: many pages on one process follow who leads, each asking where the room is as a browser would.

    python -m benchmarks.room [--people 25] [--seconds 60]

Each page is a websocket that speaks Streamlit's protocol: it opens the room, asks the small address every 0.7 s, and
runs when the room has moved. Who leads is another process on the same database, which moves every few seconds between
two pages. Measured are the seconds from a move to the end of each page's run that shows it, those of a page's own run,
and those of a question.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import quantiles

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
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
EVERY = 4.0


@dataclass
class Page:
    """An open page of somebody who follows.

    shown: when each run of the whole page ended, and of which page it was. took: seconds from asking for a run to its
    end. asked: seconds of each question where the room is.
    """

    stream: ClientConnection
    address: str
    shown: list[tuple[float, str]] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    asked: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    script: str = ""
    _query: str = ""
    _began: float = 0.0

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
        elif kind == "delta" and message.delta.new_element.WhichOneof("type") == "exception":
            self.failed.append(message.delta.new_element.exception.message)
        elif kind == "script_finished":
            self.shown.append((time.monotonic(), self.script))
            if self._began:
                self.took.append(time.monotonic() - self._began)
                self._began = 0.0

    async def _watch(self) -> None:
        """As `ui/static/watch/watch.js`: ask, and let the page run when the room has moved."""
        known = None
        while True:
            await asyncio.sleep(0.7)
            began = time.monotonic()
            told = (await asyncio.to_thread(_read, self.address))["room"]
            self.asked.append(time.monotonic() - began)
            if known not in (None, told):
                rerun = BackMsg()
                rerun.rerun_script.query_string, rerun.rerun_script.page_script_hash = self._query, self.script
                self._began = time.monotonic()
                await self.stream.send(rerun.SerializeToString())
            known = told


def _read(address: str) -> dict[str, object]:
    with urllib.request.urlopen(address, timeout=20) as answer:
        return json.load(answer)


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
    return Page(stream, f"{address}/room-state/own/{meeting}?browser=")


async def follow(address: str, engine: Engine, *, people: int, seconds: int) -> tuple[list[float], list[Page], int]:
    """Seconds from each move to each page's showing it, the pages, and how many never showed it in time."""
    meeting, room = _begun(engine)
    last = (extent(engine) or (0, 0))[1]
    views = [Filters(period=PRESETS[p](to_date(last)), as_of=to_date(last)) for p in ("Last 3 months", "Last month")]
    pages = [await _opened(address, meeting.id) for _ in range(people)]
    runs = [asyncio.create_task(page.run(f"meeting={meeting.id}")) for page in pages]
    await asyncio.sleep(10)
    seen, late = [], 0
    for number in range(int(seconds / EVERY)):
        target, before = PAGES[number % 2], [page.script for page in pages]
        began = time.monotonic()
        query = link.query(views[number // 2 % 2])
        room = await asyncio.to_thread(rooms.look_at, engine, room, page=target, query=query, at=int(time.time()))
        await asyncio.sleep(EVERY)
        for page, old in zip(pages, before, strict=True):
            took = [at - began for at, script in page.shown if at > began and script != old]
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
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--leads", type=int, default=20_000)
    chosen = parser.parse_args()
    made = company(chosen.leads)
    engine = open_store(made.url)
    with serving(made) as (address, server):
        seen, pages, late = asyncio.run(follow(address, engine, people=chosen.people, seconds=chosen.seconds))
        memory = server.memory_info().rss / 2**20
        print(_told("from the move to the follower", seen))
        print(_told("a page's own run", [s for page in pages for s in page.took]))
        print(_told("a question where the room is", [s for page in pages for s in page.asked]))
        print(f"never in time {late}, failures {sum(len(p.failed) for p in pages)}, memory {memory:.0f} MB, "
              f"load {psutil.getloadavg()[0]:.1f}")  # fmt: skip


if __name__ == "__main__":
    main()
