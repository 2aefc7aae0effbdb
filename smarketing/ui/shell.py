"""Streamlit's one HTML page, told where its server is.

On a cold deep link (`/volume?…`) Streamlit's page does not know whether `/volume` is a page or a folder
that the app lives in, and asks both ways: two requests that fail, two errors in the console, one more
round trip before anything is drawn. A host may tell it by `window.__streamlit`; we are the host.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import streamlit as st
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route


def _told() -> str:
    folder = json.dumps(f"/{st.get_option('server.baseUrlPath')}".rstrip("/") + "/")
    told = f"<script>window.__streamlit = {{BACKEND_BASE_URL: location.origin + {folder}}}</script>"
    page = (Path(st.__file__).parent / "static" / "index.html").read_text("utf-8")
    return page.replace("<head>", f"<head>{told}", 1)


PAGE = _told()


def inline_scripts() -> Iterator[str]:
    """The scripts that stand in the page itself, each by its hash as a content policy names it."""
    for script in re.findall(r"<script>(.*?)</script>", PAGE, re.DOTALL):
        digest = hashlib.sha256(script.encode()).digest()
        yield f"'sha256-{base64.b64encode(digest).decode()}'"


class _PageName(Convertor[str]):
    """What a page is called in its address; a file has a dot, a folder a slash."""

    regex = r"[\w-]*"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


async def _serve(_request: Request) -> HTMLResponse:
    return HTMLResponse(PAGE, headers={"Cache-Control": "no-cache"})


def route() -> Route:
    """`/` and `/any-page`: the page; which page it shows is decided behind its websocket."""
    register_url_convertor("page", _PageName())
    return Route(f"/{st.get_option('server.baseUrlPath')}".rstrip("/") + "/{name:page}", _serve)
