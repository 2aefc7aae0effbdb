"""The room follows who leads: over two app processes on one database, and with ten browsers at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import contextmanager

import pytest

from smarketing.meeting import AGENDAS, Series
from smarketing.store import meetings, rooms
from tests.browser.screen import Screen
from tests.server.running import ROOT, running

SOON = 2.0
"""Seconds within which everybody sees what who leads has gone on to."""


@pytest.fixture(scope="module")
def company(start):
    """The sample company, with a database that these tests may write into."""
    return start("follow")


def planned(place):
    engine = place.engine()
    made = meetings.plan(
        engine, Series.WEEKLY, title="Weekly", starts_at=int(time.time()), points=AGENDAS[Series.WEEKLY], actor="Anna",
        at=int(time.time()),
    )  # fmt: skip
    engine.dispose()
    return made


def led(visit, place, meeting):
    """Somebody's screen who has begun the meeting, and leads."""
    anna = visit(place, f"/room?meeting={meeting.id}")
    anna.page.get_by_role("button", name="Begin").click()
    anna.page.get_by_text("You lead.").wait_for()
    anna.settle()
    return anna


def bar(screen: Screen):
    return screen.page.locator(".st-key-room-bar")


def waited(began: float, screens: list[Screen], seen: Callable[[Screen], object]) -> list[float]:
    """Seconds from `began` until each screen has seen it, asked of all of them in turn."""
    found: dict[int, float] = {}
    while len(found) < len(screens) and time.monotonic() - began < 30:
        for number, screen in enumerate(screens):
            if number not in found and seen(screen):
                found[number] = time.monotonic() - began
    assert len(found) == len(screens), [(s.page.url, bar(s).inner_text()) for s in screens]
    return [found[number] for number in range(len(screens))]


def timed(do: Callable[[], object], screens: list[Screen], seen: Callable[[Screen], object]) -> list[float]:
    began = time.monotonic()
    do()
    return waited(began, screens, seen)


def link(screen: Screen, page: str):
    return screen.page.get_by_test_id("stSidebarNavLink").filter(has_text=page)


def at_point(name: str) -> Callable[[Screen], bool]:
    return lambda screen: (
        screen.page.locator(".st-key-rail").get_by_text(name).first.locator("xpath=ancestor-or-self::strong").count()
        > 0
    )


def on(page: str) -> Callable[[Screen], bool]:
    return lambda screen: f"/{page}" in screen.page.url


@contextmanager
def another(place, log):
    """A second process of the app on the same data."""
    with running(ROOT / "app.py", place.folder, log=log) as server:
        yield type(place)(server, place.folder, place.url)


def test_two_processes_one_room(company, visit, tmp_path):
    meeting = planned(company)
    with another(company, tmp_path / "log") as other:
        anna = led(visit, company, meeting)
        ben = visit(other, f"/room?meeting={meeting.id}")
        bar(ben).get_by_text("You follow").wait_for()
        height = bar(ben).bounding_box()["height"]

        # a point of the agenda, a page, a filter
        times = [
            timed(anna.page.get_by_role("button", name="Next").click, [ben], at_point("2. Scoreboard")),
            timed(anna.page.get_by_role("button", name="Explore").click, [ben], lambda s: "/room" not in s.page.url),
            timed(link(anna, "Volume").click, [ben], on("volume")),
            timed(
                lambda: anna.choose("Compare with", "No comparison"), [ben],
                lambda s: s.query.get("compare") == ["No comparison"],
            ),
        ]  # fmt: skip
        anna.settle()
        print("two processes:", [f"{t:.2f}" for took in times for t in took])
        ben.settle()
        assert ben.headline == anna.headline
        assert ben.sentence == anna.sentence
        assert bar(ben).bounding_box()["height"] == height  # nothing jumps

        # a reload stays in the room, and who leads goes on leading
        for screen, words in ((ben, "You follow"), (anna, "You lead.")):
            screen.doing(screen.page.reload)
            bar(screen).get_by_text(words).wait_for()
        assert on("volume")(ben)

        # who touches a filter is alone, and comes back with one key
        ben.choose("Compare with", "Same period last year")
        bar(ben).get_by_text("You look around alone.").wait_for()
        anna.go("Revenue")
        ben.page.wait_for_timeout(2500)
        assert on("volume")(ben)
        ben.page.keyboard.press("Alt+b")
        waited(time.monotonic(), [ben], on("revenue"))
        bar(ben).get_by_text("You follow").wait_for()
        ben.settle()
        assert ben.query["compare"] == ["No comparison"]

        # who takes the lead shows what they see; who led follows
        ben.go("Acceptance")
        bar(ben).get_by_text("You look around alone.").wait_for()
        bar(ben).get_by_role("button", name="Take the lead").click()
        bar(ben).get_by_text("You lead.").wait_for()
        waited(time.monotonic(), [anna], on("acceptance"))
        bar(anna).get_by_text("You follow").wait_for()

        # and hands over
        ben.settle()
        bar(ben).get_by_role("button", name="Hand over").click()
        ben.page.get_by_test_id("stPopoverBody").get_by_role("button").first.click()
        bar(anna).get_by_text("You lead.").wait_for()
        bar(ben).get_by_text("You follow").wait_for()
        anna.settle()
        anna.go("Room")
        waited(time.monotonic(), [ben], on("room"))
        assert max(max(took) for took in times[:3]) < SOON  # the last one waits for the box of choices too


def test_ten_browsers_follow(company, visit):
    meeting = planned(company)
    anna = led(visit, company, meeting)
    everybody = [visit(company, f"/room?meeting={meeting.id}") for _ in range(9)]
    for screen in everybody:
        bar(screen).get_by_text("You follow").wait_for()
    took = timed(anna.page.get_by_role("button", name="Next").click, everybody, at_point("2. Scoreboard"))
    print("ten browsers:", sorted(f"{t:.2f}" for t in took))
    bar(anna).get_by_text("10 here").wait_for()
    engine = company.engine()
    assert len(rooms.seats(engine, meeting.id, since=int(time.time()) - 30)) == 10
    engine.dispose()
    assert max(took) < SOON
