"""What surrounds the pages: warming up before the first visitor, health routes, and what a failed page shows."""

from __future__ import annotations

import gc
import importlib
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

import anyio.to_thread
import streamlit as st
import structlog
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from smarketing import log
from smarketing.errors import SettingError, SmarketingError
from smarketing.settings import settings
from smarketing.store.readiness import Readiness
from smarketing.ui import shell
from smarketing.ui.guards import Addresses, Downloads, Headers
from smarketing.ui.text import plain

_log = structlog.get_logger()

ROOM_STATE = "/room-state/{which}/{meeting:int}"

HEAVY: tuple[str, ...] = (
    "pandas", "pyarrow", "scipy.stats", "plotly.graph_objects", "holidays.countries", "babel.dates",
    "smarketing.ui.data",
)  # fmt: skip
"""Imported before the first visitor instead of during their first page."""


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Warm up, serve, let go."""
    log.configure(settings().log_level)
    await anyio.to_thread.run_sync(_warm)
    problem = await readiness().problem()
    _log.info("ready" if problem is None else "started, but not ready", url=_address(), problem=problem or "")
    yield
    readiness().close()


def _warm() -> None:
    for name in HEAVY:
        importlib.import_module(name)
    from smarketing.intake import child
    from smarketing.ui import data

    try:
        data.warm()
    except SmarketingError as error:  # the server starts all the same: /readyz and every page tell why
        _log.error("the workspace can't be opened", code=error.code, problem=str(error))
    child.prepare()
    # what is loaded now stays: the collector need not walk through it on every page
    gc.collect()
    gc.freeze()


def _address() -> str:
    host = st.get_option("server.address") or "localhost"
    return f"http://{host}:{st.get_option('server.port')}/{st.get_option('server.baseUrlPath')}"


@cache
def readiness() -> Readiness:
    """The one watch on the workspace of this process."""
    return Readiness(settings().workspace_url)


async def _livez(_request: Request) -> JSONResponse:
    return JSONResponse({"alive": True})


async def _readyz(_request: Request) -> JSONResponse:
    problem = await readiness().problem()
    return JSONResponse({"ready": problem is None, "reason": problem}, status_code=503 if problem else 200)


def routes() -> list[BaseRoute]:
    """`/livez`: the process answers. `/readyz`: it can serve people, or 503 and why not. The rooms; the page itself."""
    return [Route("/livez", _livez), Route("/readyz", _readyz), Route(ROOM_STATE, _room_state), shell.route()]


def _room_state(request: Request) -> Response:
    from smarketing.ui.meeting import watch  # late: it brings the caches, which need a server that runs

    return watch.answer(request)


def middleware() -> list[Middleware]:
    """What every request passes, outermost first. Leaves the program where a setting can't be read."""
    try:
        names = settings().allowed_hosts
    except SettingError as error:
        sys.exit(str(error))
    allowed = [name.strip() for name in names.split(",") if name.strip()]
    return [Middleware(Headers), Middleware(Addresses, allowed=allowed), Middleware(Downloads)]


def on_script_error(error: Exception) -> bool:
    """Tell the person what they can do, and the log where it happened, tied by a number."""
    number = secrets.token_hex(4)
    _log.error("page failed", error_id=number, exc_info=error)
    if isinstance(error, SmarketingError):
        st.error(f"{plain(error.happened)}\n\n{plain(error.advice)}", icon=":material/error:")
    else:
        st.error(
            "Something went wrong on this page, and it is our fault. Nothing was changed. "
            f"Whoever runs this server finds it in the log as error **{number}**.",
            icon=":material/error:",
        )
    return True
