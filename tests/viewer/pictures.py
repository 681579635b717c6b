"""The pictures in docs/pictures, made anew: python -m tests.viewer.pictures."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from detente.orchestration.config import RunConfig
from detente.scenario.loader import load
from detente.studies.sets import SetDesign, run_set
from tests.forks.making import base, branch
from tests.viewer.conftest import ARGUMENTS, CHROMIUM, TOKEN, serving

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
WIDE, PHONE = (1100, 780), (390, 844)


@dataclass(frozen=True)
class Picture:
    """A place on a page, and how it is looked at."""

    name: str
    path: str
    size: tuple[int, int] = WIDE
    dark: bool = False


PICTURES = (
    Picture("sessions", "/?world=article"),
    Picture("heatmap", "/session?id=talks#hrussia"),
    Picture("words", "/session?id=talks#q27-I8"),
    Picture("why", "/session?id=talks&private=1#why"),
    Picture("inside", "/session?id=talks&private=1#inside", dark=True),
    Picture("debrief", "/session?id=talks&private=1#debrief"),
    Picture("side-by-side", "/compare?a=talks&b=forked&only=1#pmoscow.3"),
    Picture("set", "/set?id=grid&by=offers&private=1"),
    Picture("review", "/review?id=talks&event=27"),
    Picture("phone", "/session?id=talks#hrussia", PHONE, dark=True),
)


def main() -> None:
    """Make sessions, serve them, and take every picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        _sessions(root)
        with serving(root) as address, sync_playwright() as play:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            for picture in PICTURES:
                _take(browser, address, picture)
            browser.close()


def _sessions(root: Path) -> None:
    ukraine = load("ukraine-2025")
    talks = base(ukraine, root, "talks")
    branch(talks, "moscow.3", name="forked", offers="pressure-only")
    plans = ("article", "pressure-only")
    design = SetDesign(
        RunConfig(scenario=ukraine, draw_priors=True), tuple(range(1, 41)), ("article",), plans
    )
    run_set(design, root, "grid", jobs=2)


def _take(browser: Browser, address: str, picture: Picture) -> None:
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if picture.dark else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(f"{address}/?token={TOKEN}")
    page.goto(f"{address}{picture.path}")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=str(FOLDER / f"{picture.name}.png"))
    context.close()


if __name__ == "__main__":
    main()
