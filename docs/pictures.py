"""Make the README's pictures from the sample company: `python -m docs.pictures`, in a shell at the project's root.

They are photographs of the running app in headless Chromium, so that they can't show what isn't there.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from smarketing.sample import FOLDER, prepare
from tests.browser.screen import Screen, launch, visitor
from tests.server.running import ROOT, running

PICTURES = Path(__file__).parent / "pictures"
SIZE = (1600, 900)


@dataclass(frozen=True)
class Picture:
    """What is photographed: which page, in which theme, after which preparation."""

    name: str
    path: str
    theme: str = "light"
    prepare: Callable[[Screen], object] = lambda screen: None


def _drop_the_sample(screen: Screen) -> None:
    files = [FOLDER / "leads.csv", FOLDER / "deals.csv"]
    field = screen.main.locator("input[type=file]")
    screen.doing(lambda: field.set_input_files(files))
    screen.panel("read-funnel").wait_for(timeout=120_000)
    screen.settle()


def _begin_the_meeting(screen: Screen) -> None:
    """To the hand-off: the fourth point of the planned meeting."""
    screen.click("Open the plan")
    screen.page.get_by_label("Your name").fill("Anke Marten")
    screen.doing(lambda: screen.page.keyboard.press("Enter"))
    screen.click("Begin the meeting")
    for _ in range(3):
        screen.main.locator(".st-key-room-next button").click()
        screen.page.wait_for_timeout(1500)
        screen.settle()
    field = screen.main.locator('textarea[aria-label="Notes"]')
    field.fill("Paid Social and syndication are most of what comes back.")
    screen.page.wait_for_timeout(1500)
    screen.settle()


ALL: tuple[Picture, ...] = (
    Picture("today-light", "/"),
    Picture("today-dark", "/", theme="dark"),
    Picture("acceptance", "/acceptance"),
    Picture("conversion", "/conversion"),
    Picture("history", "/history"),
    Picture("room", "/room", prepare=_begin_the_meeting),
    Picture("marketings-promise", "/promises?part=Marketing"),
    Picture("sales-promise", "/promises?part=Sales"),
    Picture("upload", "/upload", prepare=_drop_the_sample),
)


def main() -> None:
    """Photograph them all."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="smarketing-pictures-") as scratch, sync_playwright() as driver:
        folder = Path(scratch) / "data"
        prepare(folder)
        with running(ROOT / "app.py", folder, log=Path(scratch) / "log") as server:
            browser = launch(driver)
            for picture in ALL:
                _take(browser, picture, f"http://{server.host}")
            browser.close()
        shutil.rmtree(folder)


def _take(browser: Browser, picture: Picture, address: str) -> None:
    context = visitor(browser, size=SIZE, theme=picture.theme)
    screen = Screen(context.new_page(), address).open(picture.path)
    picture.prepare(screen)
    screen.page.mouse.move(0, 0)
    raw, wrong = screen.page.screenshot(), [*screen.problems, *screen.failures]
    context.close()
    if wrong:
        raise RuntimeError(f"{picture.name}: {wrong}")
    Image.open(io.BytesIO(raw)).convert("RGB").save(PICTURES / f"{picture.name}.png", optimize=True)


if __name__ == "__main__":
    main()
