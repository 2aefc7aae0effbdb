"""The README's pictures, taken of the real app on the sample company: `python docs/pictures.py`.

Needs Chromium (Debian: apt-get install chromium) and the packages of requirements-dev.txt.
"""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
OUT = Path(__file__).with_name("pictures")
SHOTS = (
    ("today-light", "", "light"),
    ("today-dark", "", "dark"),
    ("acceptance", "acceptance", "light"),
    ("conversion", "conversion", "light"),
    ("upload", "upload", "light"),
)
DROPPED = [ROOT / "sample_data" / name for name in ("leads.csv", "deals.csv")]
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
STEADY = "[data-testid=stApp][data-test-script-state=notRunning]"


@contextmanager
def app() -> Iterator[str]:
    """The app's address, on the sample company in a folder of its own."""
    with socket.socket() as free, tempfile.TemporaryDirectory() as folder:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
        server = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"SMARKETING_DATA_FOLDER": folder})
        try:
            address = f"http://127.0.0.1:{port}/"
            _wait_for(f"{address}readyz")
            yield address
        finally:
            server.terminate()
            server.wait()


def _wait_for(url: str) -> None:
    for _ in range(240):
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise SystemExit(f"{url} does not answer")


def take(page: Page, name: str) -> None:
    """Save what the page shows, with few enough colours to be small."""
    page.wait_for_selector(STEADY, timeout=120_000)
    page.wait_for_timeout(2_500)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(256, dither=Image.Dither.NONE).save(OUT / f"{name}.png", optimize=True)


def main() -> None:
    """Take all of them."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with app() as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=list(FLAGS))
        for name, path, scheme in SHOTS:
            page = browser.new_page(viewport={"width": 1680, "height": 1000}, color_scheme=scheme)
            page.goto(address + path)
            page.wait_for_selector("h2", timeout=120_000)
            if path == "upload":
                page.set_input_files("input[type=file]", DROPPED)
                page.wait_for_selector(".st-key-panel-read-funnel .js-plotly-plot", timeout=240_000)
            take(page, name)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
