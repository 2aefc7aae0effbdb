"""What a button of the meeting does: done under the person's name, or the reason why not, said in the next run.

A callback draws nothing itself: in a fragment it would draw outside of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import streamlit as st

from smarketing.errors import SmarketingError, StaleEdit
from smarketing.ui.meeting import record, who
from smarketing.ui.text import plain

_SAID = "said"


def by() -> dict[str, object]:
    """Who does it, and the second of now."""
    return {"actor": who.name(), "at": int(time.time())}


def attempt(do: Callable[[], object]) -> bool:
    """Do it, or keep the reason why not; is it done? What is on screen is then as it stands."""
    try:
        do()
    except StaleEdit as stale:
        tell(f"{stale.happened} It is shown as it stands now.", icon="sync")
        return False
    except SmarketingError as error:
        tell(str(error), icon="error")
        return False
    finally:
        record.refresh()
    return True


def tell(words: str, *, icon: str) -> None:
    """Have it said in the next run."""
    st.session_state[_SAID] = words, icon


def say() -> None:
    """Say what was kept to be said; of the page, and of each fragment whose buttons do something."""
    words, icon = st.session_state.pop(_SAID, ("", ""))
    if words:
        st.toast(plain(words), icon=f":material/{icon}:")
