"""Where the pages are. Streamlit finds a page by its absolute path only, since the script is not beside them."""

from __future__ import annotations

from pathlib import Path

PAGES = Path(__file__).parents[2] / "pages"

ROOM = PAGES / "meeting/room.py"
LEADS = PAGES / "data/leads.py"
UPLOAD = PAGES / "data/upload.py"
PROMISES = PAGES / "agreement/promises.py"


def page_of(name: str) -> Path:
    """A page by its name in a link, `acceptance`; "" is Today."""
    found = sorted(PAGES.glob(f"*/{name or 'today'}.py"))
    return found[0] if found else PAGES / "meeting/today.py"
