"""A whole meeting of the sample company: planned, held with two others looking on and typing, closed, remembered."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from pptx import Presentation
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from smarketing.closing import close_meeting
from smarketing.meeting import AGENDAS, Series
from smarketing.store import meetings, minutes, rooms
from smarketing.store.engine import Engine
from tests.browser.conftest import AT, Place
from tests.browser.screen import Screen
from tests.server.running import ROOT, running

SECOND = 1000


@pytest.fixture(scope="module")
def place(start) -> Place:
    """A sample company of its own, in which meetings are held."""
    return start("meeting")


@pytest.fixture(scope="module")
def elsewhere(place, tmp_path_factory) -> Iterator[Place]:
    """A second process of the app on the same database."""
    with running(ROOT / "app.py", place.folder, log=tmp_path_factory.mktemp("elsewhere") / "log") as server:
        yield Place(server, place.folder, place.url)


def path_of(screen: Screen) -> str:
    """The link to where a screen is, without its server."""
    parts = urlsplit(screen.page.url)
    return f"{parts.path}?{parts.query}"


def type_into(screen: Screen, label: str, text: str) -> None:
    """Type as a person does; the field is left alone afterwards."""
    field = field_of(screen, label)
    field.click()
    field.press("Control+End")
    field.press_sequentially(text, delay=15)


def field_of(screen: Screen, label: str):
    """A field that saves while one types, by its label or what stands in it while it is empty."""
    return screen.main.locator(f'textarea[aria-label="{label}"], textarea[placeholder^="{label}"]').first


def until(screen: Screen, true: Callable[[], bool], *, seconds: float = 30) -> float:
    """Seconds until something is so. The screen's page goes on meanwhile, and its address with it."""
    begun = time.monotonic()
    while not true():
        assert time.monotonic() - begun < seconds, "it never was"
        screen.page.wait_for_timeout(50)
    return time.monotonic() - begun


def begun(place: Place, visit, *, name: str = "Anke") -> tuple[Screen, int]:
    """A running meeting and the screen of who leads it."""
    engine = place.engine()
    made = meetings.plan(engine, Series.WEEKLY, title="Weekly", starts_at=AT, points=AGENDAS[Series.WEEKLY],
                         actor="test", at=AT)  # fmt: skip
    engine.dispose()
    screen = visit(place, f"/room?meeting={made.id}")
    screen.page.get_by_label("Your name").fill(name)
    screen.doing(lambda: screen.page.keyboard.press("Enter"))
    screen.click("Begin the meeting")
    screen.main.locator(".st-key-room").wait_for()
    return screen, made.id


def noting(engine: Engine, screen: Screen, number: int) -> Callable[[], str]:
    """Begin to take notes at the meeting's point. Gives a function that reads what the store has of them."""
    here = rooms.room_of(engine, number).item_id

    def note() -> str:
        found = meetings.notes(engine, number).get(here)
        return found.text if found else ""

    type_into(screen, "Notes", "Before. ")
    until(screen, lambda: note() == "Before. ")
    return note


def test_a_meeting_from_plan_to_minutes_with_one_who_follows_and_one_who_types(place, visit):
    anke = visit(place, "/room")
    # --- planned
    anke.click("Plan a meeting")
    anke.page.get_by_test_id("stPopoverBody").get_by_label("Your name").fill("Anke")
    anke.page.keyboard.press("Enter")
    anke.doing(anke.page.get_by_role("button", name="Plan it").click)
    titles = [f.input_value() for f in anke.main.locator('textarea[aria-label^="Point"]').all()]
    assert titles == [point.title for point in AGENDAS[Series.WEEKLY]]
    anke.click("Down")
    expect(field_of(anke, "Point 1")).to_have_value("Scoreboard")
    anke.click("Begin the meeting")
    anke.main.locator(".st-key-room").wait_for()
    number = int(anke.query["meeting"][0])
    bernd, clara = visit(place, path_of(anke)), visit(place, path_of(anke))

    # --- one leads, the others see it
    for way in (lambda: anke.page.keyboard.press("PageDown"), anke.page.get_by_role("button", name="Next").click):
        way()
        anke.page.wait_for_timeout(600)
    anke.settle()
    anke.doing(anke.page.get_by_role("button", name="Next").click)
    expect(anke.main.locator("h2").first).to_contain_text("accepted")
    for screen in (bernd, clara):
        expect(screen.main.locator("h2").first).to_have_text(anke.headline, timeout=30 * SECOND)

    # --- a third one types, everybody reads it
    type_into(clara, "Notes", "Paid Social: wrong people")
    expect(field_of(anke, "Notes")).to_have_value("Paid Social: wrong people", timeout=30 * SECOND)
    # two type over each other: nothing is lost, both texts are shown
    field_of(anke, "Notes").fill("Paid Social: wrong people, says Anke")
    field_of(clara, "Notes").fill("Paid Social: wrong people, says Clara")
    loser = anke if until(anke, lambda: any(s.main.get_by_text("Keep both").count() for s in (anke, clara))) and (
        anke.main.get_by_text("Keep both").count()) else clara  # fmt: skip
    for name in ("Anke", "Clara"):
        expect(loser.main.locator('[data-testid="stText"]', has_text=f"says {name}")).to_be_visible()
    loser.click("Keep both")
    for screen in (anke, clara):
        expect(field_of(screen, "Notes")).to_have_value(
            re.compile(r"says (Anke|Clara)\n.*says (Clara|Anke)"), timeout=30 * SECOND
        )

    # --- decided, and who does what
    type_into(anke, "Decided", "No new contract with Paid Social")
    anke.page.keyboard.press("Enter")
    type_into(clara, "Who", "Georg: read twenty of them")
    clara.page.keyboard.press("Enter")
    expect(field_of(anke, "Action")).to_have_value("read twenty of them", timeout=30 * SECOND)
    expect(field_of(anke, "Owner")).to_be_visible()

    # --- the others see the page that is looked into, or look around alone
    anke.doing(anke.page.get_by_role("button", name="Explore on the page Acceptance").click)
    took = until(bernd, lambda: "/acceptance" in bernd.page.url)
    print(f"the page followed {took:.1f} s after it stood on the leader's screen")
    bernd.settle()
    anke.choose("Compare with", "No comparison")
    took = until(bernd, lambda: bernd.query.get("compare") == ["No comparison"])
    print(f"the filter followed {took:.1f} s after it stood on the leader's screen")
    bernd.go("Revenue")
    expect(bernd.main.get_by_text("You look around alone")).to_be_visible(timeout=30 * SECOND)
    bernd.doing(bernd.page.get_by_role("button", name="Back to the presenter").click)
    until(bernd, lambda: "/acceptance" in bernd.page.url)
    bernd.settle()
    bernd.click("Take the lead")
    expect(anke.main.get_by_text("You follow")).to_be_visible(timeout=30 * SECOND)
    bernd.go("Room")
    bernd.page.goto(f"{bernd.base}/room?meeting={number}")

    # --- closed by one, over for all
    anke.page.goto(f"{anke.base}/room?meeting={number}")
    anke.settle()
    anke.click("Close the meeting")
    anke.doing(anke.page.get_by_role("dialog").get_by_role("button", name="Close it").click)
    anke.main.locator(".st-key-minutes-head").wait_for()
    expect(clara.main.locator(".st-key-minutes-head")).to_be_visible(timeout=30 * SECOND)
    kept = minutes.minutes_of(place.engine(), number)
    assert kept is not None
    assert [told.item.title for told in kept.items][:2] == ["Scoreboard", "Last actions"]
    assert [d.decision for d in kept.decisions] == ["No new contract with Paid Social"]
    assert [(a.owner, a.task) for a in kept.actions] == [("Georg", "read twenty of them")]
    assert "says Anke" in (note := next(t.note for t in kept.items if t.note))
    assert "says Clara" in note

    # --- and remembered
    head = anke.main.locator(".st-key-minutes-head")
    assert "read twenty of them" in anke.download(head, "Markdown").decode()
    slides = Presentation(io.BytesIO(anke.download(head, "Slides"))).slides
    assert len(slides) >= len(kept.items)
    assert anke.download(head, "PDF").startswith(b"%PDF")
    anke.go("History")
    expect(anke.main.get_by_text("No new contract with Paid Social")).to_be_visible()


def test_words_that_were_not_sent_when_the_browser_closed_are_there_again(place, visit, chromium):
    screen, number = begun(place, visit)
    link = path_of(screen)
    field = field_of(screen, "Notes")
    field.fill("said in the last half second")
    screen.page.goto("about:blank")  # before the pause is over
    screen.open(link)
    expect(field_of(screen, "Notes")).to_have_value("said in the last half second")
    until(screen, lambda: any("last half second" in n.text for n in meetings.notes(place.engine(), number).values()))


def test_words_that_were_not_sent_when_the_meeting_was_closed_are_shown_beside_its_minutes(place, visit):
    anke, number = begun(place, visit)
    bernd = visit(place, path_of(anke))
    field_of(bernd, "Notes").fill("<b>too</b> late")
    bernd.page.goto("about:blank")  # before the pause is over
    engine = place.engine()
    close_meeting(engine, number, actor="Anke", at=AT + 60)
    engine.dispose()
    bernd.open(f"/room?meeting={number}")
    kept = bernd.main.locator("aside")
    expect(kept).to_contain_text("<b>too</b> late")
    expect(kept).to_contain_text("Notes, Last actions")
    kept.get_by_role("button", name="Let go").click()
    expect(kept).to_be_hidden()
    bernd.open(f"/room?meeting={number}")
    bernd.main.locator(".st-key-minutes-head").wait_for()
    expect(kept).to_be_hidden()


def test_a_key_that_moves_the_cursor_does_not_move_the_room(place, visit):
    screen, number = begun(place, visit)
    before = rooms.room_of(place.engine(), number)
    field_of(screen, "Notes").click()
    screen.page.keyboard.press("PageDown")
    screen.page.wait_for_timeout(800)
    assert before is not None
    assert rooms.room_of(place.engine(), number).item_id == before.item_id


def runs_of(screen: Screen) -> list[bool]:
    """Of each run that ends in its page from the next loading on: was it only a part of the page?"""
    ended: list[bool] = []

    def note(payload: str | bytes) -> None:
        message = ForwardMsg.FromString(payload) if isinstance(payload, bytes) else ForwardMsg()
        if message.WhichOneof("type") == "script_finished":
            ended.append(message.script_finished == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)

    screen.page.on("websocket", lambda socket: socket.on("framereceived", note))
    return ended


def test_a_move_of_the_agenda_runs_the_room_alone_and_leaves_who_looks_around_where_they_are(place, visit):
    anke, _ = begun(place, visit)
    bernd, clara = visit(place, path_of(anke)), visit(place, path_of(anke))
    runs = runs_of(bernd)
    bernd.open(path_of(anke))
    assert not all(runs)
    clara.click("Look around alone")
    stays = clara.headline
    runs.clear()
    anke.doing(anke.page.get_by_role("button", name="Next").click)
    assert anke.headline != stays
    expect(bernd.main.locator("h2").first).to_have_text(anke.headline, timeout=30 * SECOND)
    expect(clara.main.locator(".st-key-rail")).to_contain_text("2. Scoreboard ·", timeout=30 * SECOND)
    assert runs
    assert all(runs)
    clara.settle()
    assert clara.headline == stays
    clara.doing(clara.page.get_by_role("button", name="Back to the presenter").click)
    expect(clara.main.locator("h2").first).to_have_text(anke.headline, timeout=30 * SECOND)


def test_who_is_on_another_process_follows_types_and_takes_the_lead(place, elsewhere, visit):
    anke, number = begun(place, visit)
    bernd = visit(elsewhere, path_of(anke))
    anke.doing(anke.page.get_by_role("button", name="Next").click)
    expect(bernd.main.locator("h2").first).to_have_text(anke.headline, timeout=30 * SECOND)
    type_into(bernd, "Notes", "from the other process")
    expect(field_of(anke, "Notes")).to_have_value("from the other process", timeout=30 * SECOND)
    anke.page.goto(f"{anke.base}/volume?meeting={number}")
    until(bernd, lambda: "/volume" in bernd.page.url)
    bernd.settle()
    bernd.click("Take the lead")
    expect(anke.main.get_by_text("You follow")).to_be_visible(timeout=30 * SECOND)
    bernd.go("Revenue")
    until(anke, lambda: "/revenue" in anke.page.url)


_WHEN = """word => {
  const look = () => document.querySelector('[data-testid="stMain"] h2')?.innerText.startsWith(word);
  new MutationObserver(() => { if (!window.__when && look()) window.__when = Date.now(); })
    .observe(document.body, { subtree: true, childList: true, characterData: true });
}"""
"""Writes down when a headline stands on the screen."""


def test_ten_follow_the_room(place, visit):
    """How soon is printed: ten browsers on two cores are slower than ten people's machines (`benchmarks/room.py`)."""
    leader, number = begun(place, visit)
    screens = [leader, *(visit(place, path_of(leader), size=(900, 500)) for _ in range(9))]
    engine = place.engine()
    agenda, room = {item.title: item for item in meetings.items(engine, number)}, rooms.room_of(engine, number)
    assert room is not None
    for screen in screens:
        screen.page.evaluate(_WHEN, "Sales sent")
    # the room is moved in the database, as by another process
    rooms.go_to(engine, room, agenda["Voice of sales"].id, actor="test", at=AT)
    moved = time.time()
    engine.dispose()
    for screen in screens:
        expect(screen.main.locator("h2").first).to_contain_text("Sales sent", timeout=30 * SECOND)
    took = sorted(screen.page.evaluate("window.__when") / 1000 - moved for screen in screens)
    print("ten screens had followed after " + ", ".join(f"{seconds:.1f}" for seconds in took) + " s")
    assert took[0] > 0
