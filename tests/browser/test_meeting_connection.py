"""A meeting whose connection is lost for longer than the server keeps the session (`reliability.md` row 18)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.test_meeting import SECOND, begun, field_of, noting, path_of, type_into, until


class Line:
    """What lies between a page and its server, and can be cut."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._ends: list[WebSocketRoute] = []
        self._is_cut = False
        page.route_web_socket(re.compile("/_stcore/stream"), self._open)

    def _open(self, socket: WebSocketRoute) -> None:
        if self._is_cut:
            socket.close()
        else:
            self._ends += [socket, socket.connect_to_server()]

    def cut(self) -> None:
        """Nothing passes any more."""
        self._is_cut = True
        self._page.context.set_offline(True)
        while self._ends:
            self._ends.pop().close()

    def mend(self) -> None:
        """It may be opened again."""
        self._is_cut = False
        self._page.context.set_offline(False)


@pytest.mark.parametrize(("seconds", "kept"), [(12, 5), pytest.param(130, 120, marks=pytest.mark.slow)])
def test_words_typed_while_the_connection_is_lost_are_saved_when_it_is_back(start, visit, seconds, kept):
    """kept: seconds for which the server keeps a session without a connection."""
    place = start(f"lost-{seconds}", STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL=str(kept))
    screen, number = begun(place, visit)
    line = Line(screen.page)
    screen.open(path_of(screen))
    engine = place.engine()
    note = noting(engine, screen, number)
    line.cut()  # the page may not have heard yet that its first words were saved
    type_into(screen, "Notes", "Meanwhile one types on.")
    expect(screen.main.locator(".st-key-room-bar")).to_contain_text("kept in this browser", timeout=20 * SECOND)
    screen.page.wait_for_timeout(seconds * SECOND)
    expect(field_of(screen, "Notes")).to_have_value("Before. Meanwhile one types on.")
    assert note() == "Before. "
    line.mend()
    took = until(screen, lambda: note() == "Before. Meanwhile one types on.", seconds=120)
    print(f"saved {took:.1f} s after the connection was possible again, lost for {seconds} s")
    expect(field_of(screen, "Notes")).to_have_value("Before. Meanwhile one types on.")
    expect(screen.main.locator(".st-key-room-bar")).to_contain_text("You lead", timeout=20 * SECOND)
    engine.dispose()
    screen.problems.clear()  # the browser notes each request that found no server
