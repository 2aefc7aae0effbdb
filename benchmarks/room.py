"""What a room costs: many pages on one process follow who leads, each asking every second as a browser would.

    python -m benchmarks.room [--people 25] [--seconds 60]

Each page is a websocket that speaks Streamlit's protocol: it opens the room, runs the bar whenever the server's timer
asks for it, and goes after the room. Who leads is another process on the same database, which moves every three
seconds between two pages. Measured are the seconds from a move to the end of each page's run that shows it, and from a
page's own asking of the bar to its answer.
"""

from __future__ import annotations

import argparse
import asyncio
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
EVERY = 3.0


@dataclass
class Page:
    """An open page. shown: when each of its runs that changed the page ended; asked: seconds of each run of the bar."""

    stream: ClientConnection
    shown: list[tuple[float, str]] = field(default_factory=list)
    asked: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    _script: str = ""
    _query: str = ""
    _began: float = 0.0
    _timer: asyncio.Task | None = None

    async def run(self, query: str) -> None:
        """Open the room, and follow until the stream ends."""
        self._query = query
        asked = BackMsg()
        asked.rerun_script.query_string, asked.rerun_script.page_name = query, "room"
        await self.stream.send(asked.SerializeToString())
        async for payload in self.stream:
            self._take(ForwardMsg.FromString(payload))  # ty: ignore

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._script = message.new_session.page_script_hash
            if not message.metadata.run.fragment_ids and self._timer:
                self._timer.cancel()  # a run of the whole page sets the timer anew
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "auto_rerun":
            self._timer = asyncio.create_task(self._ask(message.auto_rerun.fragment_id, message.auto_rerun.interval))
        elif kind == "delta" and message.delta.new_element.WhichOneof("type") == "exception":
            self.failed.append(message.delta.new_element.exception.message)
        elif kind == "script_finished" and self._began:
            self.asked.append(time.monotonic() - self._began)
            self._began = 0.0
        if kind == "script_finished":
            self.shown.append((time.monotonic(), self._script))

    async def _ask(self, fragment: str, interval: float) -> None:
        while True:
            await asyncio.sleep(interval)
            asked = BackMsg()
            told = asked.rerun_script
            told.query_string, told.page_script_hash = self._query, self._script
            told.fragment_id, told.is_auto_rerun = fragment, True
            self._began = time.monotonic()
            await self.stream.send(asked.SerializeToString())


def _begun(engine: Engine) -> tuple[Meeting, Room]:
    at = int(time.time())
    made = meetings.plan(
        engine, Series.WEEKLY, title="Benchmark", starts_at=at, points=AGENDAS[Series.WEEKLY], actor="benchmark", at=at
    )
    return made, rooms.begin(engine, made, presenter="benchmark", name="Benchmark", at=at)


async def _opened(address: str) -> Page:
    asked = urllib.request.Request(address, headers={"Accept": "text/html"})
    with urllib.request.urlopen(asked) as answer:
        cookie = answer.headers["set-cookie"].partition(";")[0]
    return Page(await connect(
        address.replace("http", "ws") + "/_stcore/stream", origin=address, additional_headers={"Cookie": cookie},
        subprotocols=["streamlit"], max_size=None, proxy=None,
    ))  # fmt: skip


async def follow(address: str, engine: Engine, *, people: int, seconds: int) -> tuple[list[float], list[Page], int]:
    """Seconds from each move to each page's showing it, the pages, and how many never showed it in time."""
    meeting, room = _begun(engine)
    last = (extent(engine) or (0, 0))[1]
    views = [Filters(period=PRESETS[p](to_date(last)), as_of=to_date(last)) for p in ("Last 3 months", "Last month")]
    pages = [await _opened(address) for _ in range(people)]
    runs = [asyncio.create_task(page.run(f"meeting={meeting.id}")) for page in pages]
    await asyncio.sleep(10)
    seen, late = [], 0
    for number in range(int(seconds / EVERY)):
        target, before = PAGES[number % 2], [page._script for page in pages]
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
        print(_told("from asking the bar to its answer", [s for page in pages for s in page.asked]))
        print(f"never in time {late}, failures {sum(len(p.failed) for p in pages)}, memory {memory:.0f} MB, "
              f"load {psutil.getloadavg()[0]:.1f}")  # fmt: skip


if __name__ == "__main__":
    main()
