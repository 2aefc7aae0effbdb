"""The meeting's pages without a browser, with what AppTest does not do as the server does put right.

The server keeps a session's pages from run to run, so that a button's callback can turn to another one, and gives no
cookie to who never had one; AppTest forgets the first and makes something up for the second.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest, app_test
from streamlit.util import calc_hash

FRAME = Path(__file__).resolve().parents[2] / "smarketing" / "ui" / "frame.py"


class _KeptPages(PagesManager):
    """All sessions of one process have the same pages."""

    known: dict = {}

    def __init__(self, *args, **told) -> None:
        super().__init__(*args, **told)
        if self.known:
            self._set_pages(dict(self.known))

    def set_pages_and_resolve(self, pages, fallback_page_hash=""):
        self.known.update(pages)
        return super().set_pages_and_resolve(pages, fallback_page_hash)


def as_on_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Callbacks may turn pages, and each session is a browser of its own."""
    monkeypatch.setattr(app_test, "PagesManager", _KeptPages)
    monkeypatch.setattr(ContextProxy, "cookies", property(lambda _: {}))


def opened(name: str = "room", **query: object) -> AppTest:
    """A page by its name in a link, in a session of its own."""
    page = AppTest.from_file(str(FRAME), default_timeout=120)
    page.context = {"url": "http://localhost/"}
    page.query_params.update({key: str(value) for key, value in query.items()})
    page._page_hash = calc_hash(name)  # a cold link: the first run is this page already
    return done(page)


def done(page: AppTest) -> AppTest:
    """Run it."""
    page.run()
    assert not page.exception, [e.message for e in page.exception]
    return page


def press(page: AppTest, key: str) -> AppTest:
    """Press a button by its key."""
    page.button(key=key).click()
    return done(page)


def says(page: AppTest) -> str:
    """All its words, without the backslashes that keep them from being markup."""
    kinds = (page.markdown, page.caption, page.info, page.text, page.toast, page.error)
    return "\n".join(str(e.value) for kind in kinds for e in kind).replace("\\", "")


def keys(page: AppTest) -> set[str]:
    """The keys of its buttons."""
    return {b.key for kind in ("button", "download_button") for b in page.get(kind)}


def components(page: AppTest) -> list[str]:
    """The names of the components of our own that it draws."""
    return [c.proto.component_name for c in page.get("bidi_component")]
