"""A seller without a mouse: twenty orders by keys alone.

`tests/e2e/journeys/test_twenty_by_keys.py` plays the day, `./dev screens` films it. Nothing here touches the
page but ``page.keyboard``; everything else only looks.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

MOST_STOPS = 90
# Where in the list the marked row is, -1 while there is none, and where the one with a number.
PLACES = """(number) => {
  const rows = [...document.querySelectorAll("[data-row]")];
  const has = (row) => row.querySelector("a.open").textContent === number;
  return [rows.findIndex((row) => row.matches(".is-active")), rows.findIndex(has)];
}"""


@dataclass(frozen=True)
class Day:
    """The numbers of the orders by what is done with them."""

    accept: list[str]
    """New ones, accepted at once."""
    in_vain: str
    """Its buyer does not answer."""
    cancel: str
    edit: str
    """One piece more of its first line, then confirmed."""
    split: str
    """Its first line has two pieces or more: one of them goes to an order of its own."""
    confirm: list[str] = field(default_factory=list)
    pack: list[str] = field(default_factory=list)
    by_carrier: list[str] = field(default_factory=list)
    by_courier: list[str] = field(default_factory=list)
    to_collect: list[str] = field(default_factory=list)
    """Those the buyer comes for."""
    found_by: str = ""
    """What the new ones are searched for by, where the list may hold others before them."""


class Hands:
    """Somebody at a keyboard who sees ``page``; ``shown`` hears each step and the orders it was about."""

    def __init__(self, page: Page, shown: Callable[..., object] = lambda *step: None) -> None:
        self.page, self.shown, self.keys = page, shown, page.keyboard

    def work(self, day: Day) -> None:
        """Do the whole day."""
        self.accept(day.accept, found_by=day.found_by)
        self.call_in_vain(day.in_vain)
        self.cancel(day.cancel)
        self.edit(day.edit)
        self.split(day.split)
        for number in (day.edit, *day.confirm):
            self.confirm(number)
        self.go("o", "Orders")
        for number in (*day.pack, *day.to_collect):
            self.act(number)
        for at, number in enumerate(day.by_carrier, start=1):
            self.ship(number, waybill=f"204500000{at:05}")
        for number in day.by_courier:
            self.send_courier(number)
        self.go("t", "Today")
        self.shown("today, afterwards")

    def press(self, *keys: str) -> None:
        """Press one key after another."""
        for key in keys:
            self.keys.press(key)

    def leave_by(self, *keys: str) -> None:
        """Press keys that lead to another page, and wait until that one hears keys."""
        with self.page.expect_navigation():
            self.press(*keys)

    def go(self, letter: str, heading: str) -> None:
        """Go to a section of the cabinet."""
        self.leave_by("g", letter)
        expect(self.page.get_by_role("heading", name=heading, level=1)).to_be_visible()

    def tab_to(self, target: Locator) -> None:
        """Press Tab until ``target`` has the focus."""
        for _stop in range(MOST_STOPS):
            if target.evaluate("node => node === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"the Tab key never comes to {target}")

    def point_at(self, number: str) -> None:
        """Go along the list to an order; one that is not on this page is searched for."""
        if self.page.locator("a.open", has_text=number).count() == 0:
            self.find(number)
        here, there = self.page.evaluate(PLACES, number)
        self.press(*(["j"] * (there - here) if there > here else ["k"] * (here - there)))
        expect(self.page.locator("[data-row].is-active a.open")).to_have_text(number)

    def find(self, words: str) -> None:
        """Search the list for what has ``words``."""
        self.press("/")
        self.keys.type(words)
        self.leave_by("Enter")

    def open(self, number: str) -> None:
        """Open an order from the list."""
        self.go("o", "Orders")
        self.point_at(number)
        self.leave_by("Enter")
        expect(self.page.get_by_role("heading", name=number, level=1)).to_be_visible()

    def said(self, words: str) -> None:
        """Read what the page says was done."""
        expect(self.page.locator(".toasts").get_by_text(words).first).to_be_visible()

    def accept(self, numbers: Iterable[str], *, found_by: str = "") -> None:
        """Select several and accept them with one key (R-004-06)."""
        numbers = list(numbers)
        self.go("o", "Orders")
        if found_by:
            self.find(found_by)
        for number in numbers:
            self.point_at(number)
            self.press("x")
        expect(self.page.get_by_text(f"Selected: {len(numbers)}")).to_be_visible()
        self.shown("several are selected", *numbers)
        self.press("a")
        self.said(f"{len(numbers)} orders accepted.")
        self.shown("all of them are accepted", *numbers)
        self.press("Escape")

    def act(self, number: str) -> None:
        """Do the next act of a row of this list that asks nothing more: another comes next."""
        self.point_at(number)
        row = self.page.locator("[data-row]", has=self.page.get_by_text(number, exact=True))
        done = row.locator("[data-key=a]").inner_text()
        self.press("a")
        expect(row.locator("[data-key=a]")).not_to_have_text(done)
        self.shown(done, number)

    def ask(self, number: str, dialog: str) -> Locator:
        """Do the next act of a row that asks something: its dialog stands open, and hears keys."""
        self.go("o", "Orders")
        self.point_at(number)
        self.leave_by("a")
        asked = self.page.get_by_role("dialog", name=dialog)
        expect(asked).to_be_visible()
        return asked

    def confirm(self, number: str) -> None:
        """Say that the buyer agreed (R-004-12)."""
        self.ask(number, "Confirm with buyer")
        self.press("Space")
        self.shown("confirming with the buyer", number)
        self.press("Enter")
        self.said("Confirmed.")
        self.shown("confirmed", number)

    def call_in_vain(self, number: str) -> None:
        """Write down a call that nobody answered (R-004-50)."""
        self.open(number)
        self.press("c")
        expect(self.page.locator("#calls a[href^='tel:']")).to_be_visible()
        self.press("l")
        self.tab_to(self.page.locator("#calls select[name=result]"))
        self.keys.type("no a")
        self.shown("nobody answers", number)
        self.press("Control+Enter")
        self.said("Written down.")
        self.shown("the call is written down", number)

    def cancel(self, number: str) -> None:
        """Give one up for a reason that needs words (R-004-49)."""
        self.open(number)
        self.press("x")
        dialog = self.page.get_by_role("dialog", name="Cancel this order?")
        other = dialog.locator("input[value=other]")
        for _reason in range(MOST_STOPS):
            if other.evaluate("node => node === document.activeElement"):
                break
            self.press("ArrowDown")
        self.press("Space")
        self.tab_to(dialog.locator("textarea"))
        self.keys.type("The cup came back cracked")
        self.shown("cancelling with a reason", number)
        self.press("Control+Enter")
        self.said("Cancelled.")
        self.shown("cancelled", number)

    def edit(self, number: str) -> None:
        """Sell one piece more, as agreed by phone (R-004-39, R-004-41)."""
        self.open(number)
        self.leave_by("e")
        pieces = self.page.locator("#edit input[name^=line_]").first
        self.tab_to(pieces)
        self.press("ArrowUp")
        self.tab_to(self.page.locator("select[name=agreed_how]"))
        self.keys.type("by p")
        self.shown("one piece more, as agreed by phone", number)
        self.leave_by("Control+Enter")
        self.said("Saved as agreed.")
        self.shown("saved as agreed", number)

    def split(self, number: str) -> None:
        """Send one piece in an order of its own (R-004-60)."""
        self.open(number)
        self.press("s")
        dialog = self.page.get_by_role("dialog", name="Split this order in two")
        expect(dialog.locator("input[type=number]").first).to_be_focused()
        self.keys.type("1")
        self.tab_to(dialog.locator("input[name=reason]").first)
        self.press("Space")
        expect(dialog.locator("#split-sums .muted")).to_have_count(0)
        self.shown("splitting in two", number)
        self.press("Control+Enter")
        self.said("Split: the buyer is told of both numbers.")
        self.shown("split", number)

    def ship(self, number: str, *, waybill: str) -> None:
        """Hand it to a carrier (R-004-16)."""
        self.ask(number, "Send it out")
        self.keys.type("Nova Poshta")
        self.press("Tab")
        self.keys.type(waybill)
        self.shown("sending it by a carrier", number)
        self.press("Enter")
        self.said("On its way.")
        self.shown("on its way", number)

    def send_courier(self, number: str) -> None:
        """Send the shop's own courier early next year (R-004-15)."""
        dialog = self.ask(number, "Send it out")
        # Day, month, year, hour, minute, and where the browser writes so AM or PM: each by the arrows.
        for ups in (1, 1, 2, 1, 1, 1):
            self.press(*["ArrowUp"] * ups, "ArrowRight")
        self.tab_to(dialog.locator("[name=courier_phone]"))
        self.keys.type("+380501112233")
        self.shown("sending the own courier", number)
        self.press("Enter")
        self.said("On its way.")
        self.shown("the courier is on the way", number)
