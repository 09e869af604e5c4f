"""A film of a seller's day at the keyboard, in the demo: a picture after each step, numbered."""

import re
from itertools import count
from pathlib import Path

from playwright.sync_api import Page

from tests.by_keys import Day, Hands
from tests.shots import SHOP, Look

LOOK = Look(1440)
# Of each row: its number, how many pieces, what comes next, the band of its clock, the channel.
ROWS = """() => [...document.querySelectorAll("[data-row]")].map((row) => [
  ...["a.open", ".c-what .second", "[data-key=a]"].map((part) => row.querySelector(part)?.textContent || ""),
  row.dataset.band, row.querySelector("[data-col=channel]").textContent.trim()])"""
OURS = {"Own site", "API"}
"""The channels in which the shop agrees everything itself."""


def take(page: Page, folder: Path) -> int:
    """Play the day on orders that the demo has, picture after picture; return how many were taken."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    day, numbers = cast(page), count(1)

    def shown(step: str) -> None:
        name = re.sub(r"\W+", "-", step.lower()).strip("-")
        page.screenshot(path=folder / f"{next(numbers):02}-{name}.png")

    page.goto(f"{SHOP}today/")
    shown("today")
    Hands(page, shown).work(day)
    return next(numbers) - 1


def cast(page: Page) -> Day:
    """Choose the orders of the day: new ones in time, to be settled and packed too, and others to send."""
    new = [number for number, pieces in listed(page, "", "Accept") if pieces > 1][:8]
    in_vain, cancel, edit, split, *confirm = new
    waiting = "state=awaiting_shipment&delivery="
    return Day(
        accept=new,
        in_vain=in_vain,
        cancel=cancel,
        edit=edit,
        split=split,
        confirm=confirm,
        pack=[edit, *confirm],
        by_carrier=names(listed(page, f"{waiting}carrier_point", "Ship"))[:2],
        by_courier=names(listed(page, f"{waiting}own_courier", "Ship"))[:1],
        to_collect=names(listed(page, f"{waiting}self_pickup", "To the pickup point"))[:1],
    )


def names(found: list[tuple[str, int]]) -> list[str]:
    """Return the numbers of rows."""
    return [number for number, _pieces in found]


def listed(page: Page, query: str, act: str) -> list[tuple[str, int]]:
    """Return number and pieces of the orders of a list whose next act is ``act``, in time and ours."""
    page.goto(f"{SHOP}orders/?{query}")
    return [
        (number, int(pieces.split()[0]))
        for number, pieces, label, band, channel in page.evaluate(ROWS)
        if label == act and channel in OURS and band != "late"
    ]
