"""A film of a seller's day at the keyboard, in the demo: twenty orders, a picture after each step."""

import re
from collections import Counter
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.by_keys import Day, Hands
from tests.shots import SHOP, Look

LOOK = Look(1440)
TWENTY = 20
TOGETHER = 2  # pictures that show all of them: selected, and accepted
CLIP = {"x": 0, "y": 0, "width": LOOK.width, "height": 900}
HEAD = (
    "order number,order date,sku,name,quantity,price,buyer,phone,delivery method,city,address,point"
)
PEOPLE = ("Олена Ґалаґан", "Тарас Шевчук", "Ярина Гнатюк", "Богдан Панченко", "Соломія Бондаренко")
PLACES = ("Київ,Хрещатик 1", "Львів,Зелена 8", "Одеса,Рішельєвська 22", "Дніпро,Січеславська 60")
WAYS = (*["pickup point"] * 13, *["courier"] * 4, *["self pickup"] * 3)
GOODS = ("CUP-1,Cup", "TEA-1,Green tea", "LAMP-2,Desk lamp")
PATIENCE = 60_000  # ms that the worker may take to read the file


def take(page: Page, folder: Path) -> int:
    """Play the day, picture after picture, on twenty orders brought by a file; return how many were taken."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.*"):
        old.unlink()
    numbers, places = (
        [f"{datetime.now(UTC):F%d%H%M}-{at:02}" for at in range(1, TWENTY + 1)],
        count(1),
    )
    seen: Counter[str] = Counter()

    def shown(step: str, *orders: str) -> None:
        name = re.sub(r"\W+", "-", f"{' '.join(orders[:1])} {step}".lower()).strip("-")
        page.screenshot(
            path=folder / f"{next(places):03}-{name}.jpg", type="jpeg", quality=60, clip=CLIP
        )
        seen.update(orders)

    bring(page, numbers)
    page.goto(f"{SHOP}today/")
    shown("today")
    Hands(page, shown).work(cast(numbers))
    if unseen := sorted(set(numbers) - {number for number in seen if seen[number] > TOGETHER}):
        raise AssertionError(f"nobody is seen handling {', '.join(unseen)}")
    return next(places) - 1


def cast(numbers: list[str]) -> Day:
    """Choose what becomes of each of the twenty: one of every trouble, and the others go their way."""
    in_vain, cancel, edit, split, *rest = numbers
    by_courier, to_collect = rest[9:13], rest[13:]
    return Day(
        accept=numbers,
        in_vain=in_vain,
        cancel=cancel,
        edit=edit,
        split=split,
        confirm=rest,
        pack=[edit, *rest[:6], *by_courier[:2], *to_collect],
        by_carrier=rest[:4],
        by_courier=by_courier[:1],
        to_collect=to_collect,
        found_by=numbers[0].partition("-")[0],
    )


def bring(page: Page, numbers: list[str]) -> None:
    """Import the orders as a shop does that has them in a file: placed and paid just now."""
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M}"
    lines = [
        f"{number},{now},{GOODS[at % 3]},{2 + at % 2},{150 + 35 * at}.00,{PEOPLE[at % 5]}"
        f",+3806712345{at:02}"
        f",{WAYS[at]},{PLACES[at % 4]},{at + 1}"
        for at, number in enumerate(numbers)
    ]
    file = {
        "name": "evening.csv",
        "mimeType": "text/csv",
        "buffer": "\n".join([HEAD, *lines]).encode(),
    }
    page.goto(f"{SHOP}imports/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Look at the file").click()
    page.get_by_role("button", name="Try it: nothing is kept").click()
    page.get_by_role("button", name=f"Import {TWENTY} orders").click(timeout=PATIENCE)
    expect(page.get_by_role("button", name="Undo")).to_be_visible(timeout=PATIENCE)
