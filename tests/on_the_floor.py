"""A person on the floor who reads the screen and has a wedge scanner: no mouse, and no other knowledge."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

Shown = Callable[[str], object]
# What a packer takes when the screen names a kind of packaging, in the order in which they try.
TAKES = {
    "bubble wrap": "PKG-BUBBLE",
    "stretch film": "PKG-FILM",
    "cardboard box": "PKG-BOX-L",
    "plastic bag": "PKG-BAG-L",
    "courier bag": "PKG-BAG-COURIER-L",
}
LEFT = "Take a wave"
# A browser without a screen prints nothing, and swallows keys while it does.
NO_PRINTER = "window.print = () => dispatchEvent(new Event('afterprint'))"
MOST = 400


class Worker:
    """Does one task after the other as the screens say; ``shown`` hears of each thing worth a picture."""

    def __init__(self, page: Page, base: str, shown: Shown = lambda step: None) -> None:
        self.page, self.base, self.shown = page, base, shown
        page.add_init_script(NO_PRINTER)

    def go(self, screen: str) -> None:
        """Open a task."""
        self.page.goto(f"{self.base}{screen}/")
        self.page.wait_for_selector("body[data-floor=ready]")

    def stand_at(self, station: str) -> None:
        """Scan the barcode of a station."""
        self.page.goto(self.base)
        self.page.wait_for_selector("body[data-floor=ready]")
        self.shoot(f"ST:{station}")
        self.page.wait_for_function(
            "where => document.getElementById('station')?.textContent === where", arg=station
        )

    def shoot(self, code: str) -> None:
        """Scan a code that must be right."""
        if not self._try(code):
            said = self.page.locator("#said").inner_text()
            raise AssertionError(f"{code} at {self.page.url}: {said}")

    def _scans(self) -> int:
        return int(self.page.evaluate("Number(document.body.dataset.answers || 0)"))

    def prompt(self) -> str:
        """Read the huge line."""
        return self.page.locator(".panel .prompt").inner_text().strip()

    def plan(self) -> None:
        """Have the waves planned."""
        self.go("waves")
        self.shown("waves before")
        self.shoot("CMD:PLAN")
        self.shown("waves planned")

    def pick(self, totes: list[str]) -> list[str]:
        """Pick every wave that waits, a tote for each order; return the totes that were filled."""
        self.go("pick")
        filled: list[str] = []
        while self.page.locator(".panel [data-scan^='WV:']").count():
            self.shoot("CMD:NEXT")
            filled += self._pick_wave(totes)
        self.shown("picked")
        return filled

    def _pick_wave(self, totes: list[str]) -> list[str]:
        filled: list[str] = []
        for _ in range(MOST):
            if not self.page.locator(".panel .warn").count():
                break
            filled.append(totes.pop(0))
            self.shoot(filled[-1])
        self.shown("totes on the cart")
        for _ in range(MOST):
            said = self.prompt()
            if said.startswith(LEFT):
                break
            self._pick_next(said)
        return filled

    def _pick_next(self, said: str) -> None:
        if said.startswith("Go to "):
            self.shoot(said.removeprefix("Go to "))
        elif said == "Scan the item":
            sku, *more = self.page.locator(".panel .hint").first.inner_text().split(" · ")
            self.shown("scan the item")
            self.shoot(more[0].strip() if more else sku.strip())
        else:
            self.shown("into the tote")
            self.shoot(said.removeprefix("Into tote "))

    def pack(self, totes: list[str]) -> list[str]:
        """Pack what lies in each tote as the screen wants it, label it; return the parcels' codes."""
        self.go("pack")
        return [self._pack_one(tote) for tote in totes]

    def _pack_one(self, tote: str) -> str:
        self.shoot(tote)
        self.shown("pack opened")
        rows = self.page.locator(".panel ul.rows > li")
        wanted = [self._row(rows.nth(n).inner_text()) for n in range(rows.count())]
        for sku, count in wanted:
            for _ in range(count):
                self.shoot(sku)
        self._wrap()
        self.shown("parcel closed")
        code = self.page.locator(".panel .subject").inner_text().strip()
        self.shoot(code)
        return code

    @staticmethod
    def _row(text: str) -> tuple[str, int]:
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        return lines[1], int(lines[-1].split("/")[1])

    def _wrap(self) -> None:
        """Close the parcel; what the screen still wants is taken first."""
        for _ in range(8):
            if self._try("CMD:CLOSE"):
                return
            said = self.page.locator("#said").inner_text().lower()
            self.shown("not yet")
            self.shoot(self._wanted(said))
        raise AssertionError(f"The parcel cannot be closed: {said}")

    @staticmethod
    def _wanted(said: str) -> str:
        """Return what to scan for what the screen says is missing."""
        if "layer" in said and "scan what" not in said:
            return "3"
        if "request" in said:
            return "CMD:NOTE"
        named = [(said.find(words), code) for words, code in TAKES.items() if words in said]
        return min(named)[1] if named else TAKES["courier bag"]

    def _try(self, code: str) -> bool:
        """Scan a code and tell whether it was right."""
        before = self._scans()
        self.page.keyboard.type(code)
        self.page.keyboard.press("Enter")
        self.page.wait_for_function(
            "n => Number(document.body.dataset.answers || 0) > n", arg=before
        )
        return "is-ok" in (self.page.locator("#said").get_attribute("class") or "")

    def weigh(self, codes: list[str]) -> None:
        """Put each parcel on the scale, which says what is expected."""
        self.go("weigh")
        for code in codes:
            self.shoot(code)
            kilograms = self.page.locator(".panel .number").inner_text().strip()
            self.shown("on the scale")
            self.shoot(kilograms.replace(",", "."))

    def dispatch(self, codes: list[str]) -> None:
        """The most important scan of all."""
        self.go("dispatch")
        for code in codes:
            self.shoot(code)
        self.shown("scanned out")

    def palletise(self, codes: list[str]) -> list[str]:
        """Put parcels on a pallet for each carrier that waits; return the pallets' numbers."""
        self.go("palletise")
        pallets = []
        while (first := self.page.locator(".panel [data-scan^='CMD:PALLET']").first).count():
            self.shoot(str(first.get_attribute("data-scan")))
            for code in list(codes):
                if self._try(code):
                    codes.remove(code)
            self.shown("pallet")
            pallets.append(self.page.locator(".panel .hint").first.inner_text().split()[0])
            self.shoot("CMD:CLOSE")
            if not codes:
                break
        return pallets

    def hand_over(self, pallets: list[str], **truck: str) -> None:
        """Load a truck, seal it, close the sheet and sign it, all by keys."""
        self.go("handover")
        first = self.page.locator(".panel [data-scan^='CMD:HANDOVER']").first
        self.shoot(str(first.get_attribute("data-scan")))
        for pallet in pallets:
            self.shoot(pallet)
        self._fill("CMD:DETAILS", truck)
        self._fill("CMD:SEAL", {"number": "SEAL-001", "again": "SEAL-001"})
        self.shown("truck loaded")
        self.shoot("CMD:FREEZE")
        self.shown("sheet closed")
        for who in ("our", "their"):
            self.page.locator(f"canvas[data-sign={who}_signature]").focus()
            self.page.keyboard.press("Enter")
        self.shown("signatures")
        self.page.locator("form[data-post] button.is-main").focus()
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector(".panel .subject [data-icon], .panel .subject svg")
        self.shown("handed over")

    def _fill(self, command: str, fields: dict[str, Any]) -> None:
        before = self._scans()
        form = self.page.locator(f"form[data-scan='{command}']")
        for name, value in fields.items():
            field = form.locator(f"[name={name}]")
            field.focus()
            self.page.keyboard.press("Control+A")
            self.page.keyboard.type(value, delay=90)  # slower than a scanner types
        form.locator("button").first.focus()
        self.page.keyboard.press("Enter")
        self.page.wait_for_function(
            "n => Number(document.body.dataset.answers || 0) > n", arg=before
        )
