"""A film of the warehouse in the demo: from the lead's plan to a signed truck, by scanner and keys."""

import re
from collections import Counter
from itertools import count
from pathlib import Path

from playwright.sync_api import Page

from tests.on_the_floor import Worker
from tests.shots import FLOOR, Look

LOOK = Look(1280, "dark")
TEN = 10
TOTES = [f"T-{n:02}" for n in range(1, 41)]
OF_A_KIND = 4  # pictures of one step; a hundred scans of items say no more
SHARP = 100  # ms until the green of an accepted scan has gone


def take(page: Page, folder: Path) -> int:
    """Send ten orders of the demo, picture after picture; return how many were taken."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.*"):
        old.unlink()
    places, steps = count(1), Counter()

    def shown(step: str) -> None:
        steps[step] += 1
        if steps[step] > OF_A_KIND:
            return
        page.wait_for_function("() => document.body.dataset.verdict !== 'ok'", timeout=5_000)
        page.wait_for_timeout(SHARP)
        name = re.sub(r"\W+", "-", step.lower())
        page.screenshot(path=folder / f"{next(places):03}-{name}.jpg", type="jpeg", quality=60)

    worker = Worker(page, FLOOR, shown)
    worker.stand_at("DOCK-1")
    worker.plan()
    filled = worker.pick(list(TOTES))
    if len(filled) < TEN:
        raise AssertionError(f"only {len(filled)} orders waited to be picked")
    codes = worker.pack(filled[:TEN])
    worker.weigh(codes)
    worker.dispatch(codes)
    pallets = worker.palletise(list(codes))
    truck = {
        "vehicle": "AA1234BB",
        "driver": "Петро Коваль",
        "destination": "Київ, сортувальний центр",
    }
    worker.hand_over(pallets[:1], **truck)
    page.goto(f"{FLOOR}board/")
    shown("board")
    return next(places) - 1
