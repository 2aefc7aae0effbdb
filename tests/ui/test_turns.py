"""Pages take turns, and a slow one holds up nobody for long."""

from __future__ import annotations

import threading
import time

import pytest

from smarketing.ui import turns
from smarketing.ui.turns import Turns


def _run(waiting: Turns, told: list[str], name: str, seconds: float) -> threading.Thread:
    def page() -> None:
        with waiting.turn():
            told.append(f"{name} begins")
            time.sleep(seconds)
            told.append(f"{name} ends")

    thread = threading.Thread(target=page)
    thread.start()
    return thread


def test_one_page_after_the_other() -> None:
    waiting, told = Turns(), []
    for thread in [_run(waiting, told, str(n), 0.01) for n in range(5)]:
        thread.join()
    assert sorted(told[::2]) == [f"{n} begins" for n in range(5)]
    assert told[1::2] == [begins.replace("begins", "ends") for begins in told[::2]]


def test_a_page_that_takes_long_gives_up_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST", 0.05)
    waiting, told = Turns(), []
    slow = _run(waiting, told, "slow", 2.0)
    while not told:
        time.sleep(0.01)
    others = [_run(waiting, told, str(n), 0.01) for n in range(2)]
    for thread in [slow, *others]:
        thread.join()
    assert told[0] == "slow begins"
    assert told[-1] == "slow ends"
    first, second = told[1][0], told[3][0]
    assert {first, second} == {"0", "1"}
    assert told[1:-1] == [f"{first} begins", f"{first} ends", f"{second} begins", f"{second} ends"]


def test_a_page_that_fails_ends_its_turn() -> None:
    waiting = Turns()
    with pytest.raises(ZeroDivisionError), waiting.turn():
        raise ZeroDivisionError
    began = time.monotonic()
    with waiting.turn():
        assert time.monotonic() - began < turns.LONGEST


def test_a_part_of_a_page_has_the_pages_turn() -> None:
    waiting, told, began = Turns(), [], time.monotonic()
    with waiting.turn():
        with waiting.turn():
            assert time.monotonic() - began < turns.LONGEST
        other = _run(waiting, told, "other", 0.0)
        time.sleep(0.05)
        assert told == []  # the part has not ended it
    other.join()
    assert told == ["other begins", "other ends"]
