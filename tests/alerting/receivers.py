"""Real receivers on the loopback address: a mail server and a web server, which keep what they are sent."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

from aiosmtpd.controller import Controller

from tests.postgres import free_port

SECRET = "canary-secret"


@dataclass
class Mailbox:
    """What the mail server took. is_open: does it take anything?"""

    port: int
    is_open: bool = True
    mails: list[EmailMessage] = field(default_factory=list)

    @property
    def address(self) -> str:
        """What goes into SMARKETING_ALERTS_TO."""
        return f"mailto://127.0.0.1:{self.port}?from=app@example.com&to=team@example.com&name={SECRET}"

    async def handle_DATA(self, _server, _session, envelope) -> str:
        """Take a mail, or refuse it."""
        if not self.is_open:
            return f"554 not today, {SECRET}"
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """A running mail server."""
    box = Mailbox(port=free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()


@dataclass
class Webhook:
    """What the web server took. status: what it answers; seconds: after how long; came: a message has come."""

    port: int = 0
    status: int = 200
    seconds: float = 0.0
    messages: list[dict] = field(default_factory=list)
    came: Event = field(default_factory=Event)

    @property
    def address(self) -> str:
        """What goes into SMARKETING_ALERTS_TO."""
        return f"json://user:{SECRET}@127.0.0.1:{self.port}/hooks/{SECRET}"


@contextmanager
def webhook() -> Iterator[Webhook]:
    """A running web server."""
    hook = Webhook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            hook.came.set()
            time.sleep(hook.seconds)
            if hook.status == 200:
                hook.messages.append(told)
            self.send_response(hook.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hook.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield hook
    server.shutdown()
    server.server_close()
    thread.join()
