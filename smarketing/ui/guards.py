"""What every request passes on its way in and out: the right address, the right page, the right headers.

    request → Headers → Addresses → Downloads → Streamlit

Plain ASGI, because Starlette's middleware with a request object never sees a websocket.
"""

from __future__ import annotations

import ipaddress
import re
import secrets
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from google.protobuf.message import Message as Proto
from starlette.datastructures import Headers as RequestHeaders
from starlette.datastructures import MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from smarketing.ui.shell import inline_scripts

COOKIE = "smarketing_browser"
COUNTS = "/_stcore/metrics"
"""Streamlit's own route that tells anybody its sessions and its memory."""


CONTENT_POLICY: dict[str, str] = {
    "default-src": "'self'",
    # no eval: only Plotly's WebGL traces would need it. blob: is how Streamlit loads the script of a component that is
    # no installed package; who could make one runs scripts here already
    "script-src": f"'self' blob: {' '.join(inline_scripts())}",
    "style-src": "'self' 'unsafe-inline'",  # Streamlit and Plotly style while they draw
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "media-src": "'self' data: blob:",
    "connect-src": "'self'",  # the websocket of this address too
    "worker-src": "'self' blob:",
    "frame-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}
"""What a page may load and do. No outside host is let in, and no script that is not a file of ours."""

SECURITY_HEADERS: dict[str, str] = {
    "Content-Security-Policy": "; ".join(f"{what} {source}" for what, source in CONTENT_POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",  # a link is the view: it must not travel to other sites
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""On every response."""


class Headers:
    """Puts the security headers on every response, and a name on every browser.

    The name is a random cookie for as long as the browser is open; it tells nothing but "the same browser".
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and dress its response."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(SECURITY_HEADERS)
                if "text/html" in RequestHeaders(scope=scope).get("accept", "") and not browser(scope):
                    headers.append("set-cookie", _new_cookie(scope))
            await send(message)

        return await self.app(scope, receive, dressed)


def browser(scope: Scope) -> str | None:
    """The name that this browser was given, or None."""
    return cookie_parser(RequestHeaders(scope=scope).get("cookie", "")).get(COOKIE)


def _new_cookie(scope: Scope) -> str:
    over_tls = "https" in (scope["scheme"], RequestHeaders(scope=scope).get("x-forwarded-proto"))
    secure = "; Secure" if over_tls else ""
    return f"{COOKIE}={secrets.token_urlsafe(32)}; Path=/; HttpOnly; SameSite=Lax{secure}"


LOOPBACK: tuple[str, ...] = ("localhost", "127.0.0.1", "::1")


class Addresses:
    """Answers only under its own names, and opens a websocket only to its own pages.

    So another site can neither point its name at this server (DNS rebinding) nor talk to it from a
    visitor's browser. A program without an Origin is refused as well: browsers always send one.
    """

    def __init__(self, app: ASGIApp, *, allowed: Iterable[str] = ()) -> None:
        self.app = app
        self.allowed = tuple(allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403."""
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        headers = RequestHeaders(scope=scope)
        host = headers.get("host", "")
        if not self._is_ours(host, scope):
            return await _refuse(scope, receive, send, "Not under this name. Set SMARKETING_ALLOWED_HOSTS to allow it.")
        if scope["type"] == "websocket" and not self._is_our_page(headers.get("origin", ""), host):
            return await _refuse(scope, receive, send, "Only for this app's own pages.")
        if scope["path"].endswith(COUNTS):
            return await _refuse(scope, receive, send, "How many sessions there are is told to nobody.")
        return await self.app(scope, receive, send)

    def _is_ours(self, host: str, scope: Scope) -> bool:
        reached = (scope.get("server") or ("",))[0]
        return is_named(host, (*LOOPBACK, reached.removeprefix("::ffff:"), *self.allowed))

    def _is_our_page(self, origin: str, host: str) -> bool:
        # a proxy may put its own Host; then the page's address has to be one of the allowed names
        page = urlsplit(origin).netloc
        return bool(page) and (page == host or is_named(page, self.allowed))


def is_named(host: str, names: Iterable[str]) -> bool:
    """Is `host` (a name or an address, with or without a port) one of `names`, which may be `*.example.com`?"""
    try:
        asked = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return False
    return bool(asked) and any(_matches(asked, name.lower().rstrip(".")) for name in names)


def _matches(asked: str, name: str) -> bool:
    if name.startswith("*."):
        return asked.endswith(name[1:])
    return asked == name or _same_address(asked, name)


def _same_address(one: str, other: str) -> bool:
    try:
        return ipaddress.ip_address(one) == ipaddress.ip_address(other)
    except ValueError:
        return False


async def _refuse(scope: Scope, receive: Receive, send: Send, why: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": why})  # before it is accepted: 403
    else:
        await PlainTextResponse(why, status_code=403)(scope, receive, send)


_FILE = re.compile(r"^/(?:.+/)?media/([0-9a-f]+)(?:\.\w+)?$")

_CARRIERS: tuple[tuple[str, ...], ...] = (
    ("delta", "new_element", "download_button", "url"),
    ("delta", "new_element", "imgs", "imgs", "url"),
    ("delta", "new_element", "audio", "url"),
    ("delta", "new_element", "video", "url"),
    ("delta", "new_element", "iframe", "src"),
    ("logo", "image"),
    ("page_config_changed", "favicon"),
    ("backend_operation_response", "deferred_file", "url"),
)
"""Where a message to a page hands out a file. Other fields may quote what people typed: they grant nothing."""


class Downloads:
    """A file's link answers only the browser that was given it, and only while that page is open.

    Streamlit serves files by a hash to whoever asks. Here the messages to each page are read for the
    files they hand out; the page's browser is known by its cookie.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._open: dict[object, tuple[str | None, set[str]]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Watch websockets, guard files, pass on the rest."""
        if scope["type"] == "websocket":
            return await self._watch(scope, receive, send)
        if scope["type"] == "http" and (file := _FILE.match(scope["path"])) and not self._was_given(scope, file[1]):
            return await _refuse(scope, receive, send, "Only for the page that offers this file, while it is open.")
        return await self.app(scope, receive, send)

    def _was_given(self, scope: Scope, file: str) -> bool:
        asking = browser(scope)
        return asking is not None and any(asking == owner and file in files for owner, files in self._open.values())

    async def _watch(self, scope: Scope, receive: Receive, send: Send) -> None:
        page, files = object(), set[str]()
        self._open[page] = (browser(scope), files)

        async def noted(message: Message) -> None:
            files.update(files_in(message.get("bytes") or b""))
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            del self._open[page]


def files_in(payload: bytes) -> Iterator[str]:
    """The names of the files that one message to a page hands out."""
    if b"/media/" not in payload:
        return
    message = ForwardMsg.FromString(payload)
    for way in _CARRIERS:
        for url in _values(message, way):
            if file := _FILE.match(url):
                yield file[1]


def _values(message: Proto, way: tuple[str, ...]) -> Iterator[str]:
    first, *rest = way
    found = getattr(message, first)
    if not rest:
        yield found
    elif isinstance(found, Proto):
        if message.HasField(first):
            yield from _values(found, tuple(rest))
    else:
        for one in found:
            yield from _values(one, tuple(rest))
