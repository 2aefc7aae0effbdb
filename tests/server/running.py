"""The real server in a process of its own, and small clients that a browser would not let us be.

`visit` speaks Streamlit's own protocol over the websocket: it opens a page as a browser does and
returns what the page says, without the second that Chromium takes.
"""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from tests.postgres import free_port

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Answer:
    """A response: its status, its headers by lower-case name, and its body."""

    status: int
    headers: dict[str, str]
    body: str


@dataclass
class Server:
    """A running `streamlit run`."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    cookies: list[str] = field(default_factory=list)

    @property
    def host(self) -> str:
        """Its name and port, as a browser would say them."""
        return f"127.0.0.1:{self.port}"

    def ask(self, path: str, *, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """One request; `headers` by their names with `_` for `-`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, named)
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, found, response.read().decode("utf-8", "replace"))
        finally:
            connection.close()

    def new_browser(self) -> str:
        """The cookie that a browser gets with its first page."""
        return self.ask("/", Accept="text/html").headers["set-cookie"].partition(";")[0]

    def stream(self, *, origin: str | None = "", cookie: str = "") -> ClientConnection:
        """The page's websocket, opened; `origin` is this server's own unless said."""
        return connect(
            f"ws://{self.host}/_stcore/stream",
            origin=f"http://{self.host}" if origin == "" else origin,  # type: ignore[arg-type]
            additional_headers={"Cookie": cookie} if cookie else {},
            subprotocols=["streamlit"],  # type: ignore[list-item]
            max_size=None,
            proxy=None,
            close_timeout=1,
        )

    @contextmanager
    def visit(self, query: str = "", *, cookie: str = "") -> Iterator[Page]:
        """A page in an open tab, run to its end."""
        with self.stream(cookie=cookie) as stream:
            page = Page(stream)
            page.run(query)
            yield page

    def logged(self) -> str:
        """What it has said so far."""
        return self.log.read_text("utf-8")

    def stop(self) -> float:
        """Ask it to stop, as a service manager does; how many seconds it took."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=60)
        return time.monotonic() - began


@dataclass
class Page:
    """An open tab: `messages` is what the last run sent."""

    stream: ClientConnection
    messages: list[ForwardMsg] = field(default_factory=list)

    def run(self, query: str = "", *, wait: bool = True) -> None:
        """Run the page with this query; read until it has finished."""
        asked = BackMsg()
        asked.rerun_script.query_string = query
        self.stream.send(asked.SerializeToString())
        self.messages = []
        while wait:
            self.messages.append(ForwardMsg.FromString(self.stream.recv(timeout=60)))
            if self.messages[-1].WhichOneof("type") == "script_finished":
                return

    @property
    def said(self) -> str:
        """All that was sent, as text."""
        return "\n".join(str(message) for message in self.messages if message.WhichOneof("type") == "delta")

    @property
    def files(self) -> list[str]:
        """The links to files on the page."""
        return re.findall(r'url: "(/media/[^"]+)"', self.said)


@contextmanager
def running(app: Path, folder: Path, *, log: Path, **settings: str) -> Iterator[Server]:
    """A server of `app` with its data in `folder`, until the end; `settings` are environment variables."""
    port = free_port()
    environment = os.environ | {
        "SMARKETING_DATA_FOLDER": str(folder), "STREAMLIT_SERVER_PORT": str(port), "PYTHONPATH": str(ROOT), **settings,
    }  # fmt: skip
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", app], cwd=ROOT, env=environment, stdout=out, stderr=out
        )
    server = Server(process, port, log)
    try:
        _await(server)
        yield server
    finally:
        process.kill()
        process.wait()


def _await(server: Server) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            if server.ask("/livez").status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The server did not start: {server.logged()[-3000:]}")
