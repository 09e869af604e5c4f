"""A film of a seller's day at the keyboard, in the demo: a picture after each step, numbered."""

import re
from itertools import count
from pathlib import Path

from playwright.sync_api import Page

from tests.by_keys import Day, Hands
from tests.shots import SHOP, Look

LOOK = Look(1440)
# The numbers of the rows that have a next act and time left, with how many pieces each has.
IN_TIME = """() => [...document.querySelectorAll("[data-row]")]
  .filter((row) => row.querySelector("[data-key=a]") && row.dataset.band !== "late")
  .map((row) => ["a.open", ".c-what .second"].map((part) => row.querySelector(part).textContent))
  .map(([number, pieces]) => [number, parseInt(pieces)])"""


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
    """Choose twenty orders for the day."""
    new = listed(page, "state=new")
    talked = listed(page, "state=needs_agreement")
    parted = next(number for number, pieces in talked if pieces > 1)
    others = [number for number, _pieces in talked if number != parted]
    return Day(
        accept=names(new[:6]),
        in_vain=others[0],
        cancel=others[1],
        edit=others[2],
        split=parted,
        confirm=others[3:6],
        pack=names(listed(page, "state=confirmed")[:3]),
        by_carrier=names(listed(page, "state=awaiting_shipment&delivery=carrier_point")[:2]),
        by_courier=names(listed(page, "state=awaiting_shipment&delivery=own_courier")[:1]),
        to_collect=names(listed(page, "state=awaiting_shipment&delivery=self_pickup")[:1]),
    )


def names(found: list[tuple[str, int]]) -> list[str]:
    """Return the numbers of rows."""
    return [number for number, _pieces in found]


def listed(page: Page, query: str) -> list[tuple[str, int]]:
    """Return the orders of a list that can be brought on in time: number and pieces."""
    page.goto(f"{SHOP}orders/?{query}")
    return [(number, pieces) for number, pieces in page.evaluate(IN_TIME)]
