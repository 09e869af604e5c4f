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
FRAME = (
    "<style>body {margin: 0} embed {width: 100vw; height: 100vh}</style>"
    "<embed src='%s#toolbar=0&navpanes=0&view=Fit' type='application/pdf'>"
)
DRAWN = 1500  # ms until the browser has drawn a paper
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
    for name in ("sheet", "tn1"):
        link = page.locator(f".panel a[href*='/{name}/']").first
        _paper(page, str(link.get_attribute("href")), folder / f"{next(places):03}-{name}")
    label = f"{FLOOR}labels/{codes[0]}.pdf"
    _paper(page, label, folder / f"{next(places):03}-label")
    page.goto(f"{FLOOR}board/")
    shown("board")
    return next(places) - 1


def _paper(page: Page, address: str, file: Path) -> None:
    """Keep a paper as it is printed, and a picture of its first page."""
    printed, frame = file.with_suffix(".pdf"), file.with_suffix(".html")
    printed.write_bytes(page.request.get(address).body())
    frame.write_text(FRAME % printed.name)
    viewer = page.context.new_page()
    viewer.set_viewport_size({"width": 900, "height": 1260})
    viewer.goto(frame.as_uri())
    viewer.wait_for_timeout(DRAWN)
    viewer.screenshot(path=file.with_suffix(".jpg"), type="jpeg", quality=80)
    viewer.close()
    frame.unlink()
