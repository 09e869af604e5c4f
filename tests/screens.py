"""Screenshots of every main page of a running Otgruz: ``./dev screens [--out FOLDER] [--only WORD]``.

Reads PUBLIC_URL, SANDBOX_WEB_URL and CHROMIUM from the environment and acts as the people of the demo. Writes
``FOLDER/<width>-<theme>-<language>/<page>.png`` and says of each page what was wrong with it to the eye of a
machine: sideways scroll, complaints on the console, an unexpected status.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bootstrap.paths import ROOT
from bootstrap.run import DEMO_LOGINS, DEMO_PASSWORD

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
SELLER, STAFF, STRANGER = DEMO_LOGINS["seller"], "admin@demo.otgruz.test", ""
SHOP = "/s/demo-shop/"
STATES = (
    "new",
    "needs_agreement",
    "confirmed",
    "awaiting_shipment",
    "delivering",
    "awaiting_pickup",
    "received",
    "cancelled",
)
# A file whose rows show every kind of verdict; it is looked at and never started.
SAMPLE = """\
order,date,paid,sku,name,quantity,price,currency,buyer,phone,city
S-1,2026-11-20 10:00,2026-11-20 10:05,CUP-1,Cup,2,150.00,UAH,Олена Ґудзь,+380671234567,Київ
S-2,2026-11-20 11:00,,TEA-1,Tea,zero,420.00,UAH,Іван,+380501234567,Львів
S-3,,2026-11-20 12:00,TEA-1,Tea,1,420.00,UAH,Іван,+380501234567,Львів
"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass(frozen=True)
class Shot:
    """One page: who looks, where, and what is done before the picture is taken."""

    name: str
    path: str
    who: str = SELLER
    status: int = 200
    before: Callable[[Page], object] = lambda page: None
    main: bool = False  # also in other languages and in the dark at every width
    sandbox: bool = False


@dataclass(frozen=True)
class Look:
    """How it is looked at."""

    width: int
    theme: str = "light"
    language: str = "en"

    @property
    def folder(self) -> str:
        """The folder of its pictures."""
        return f"{self.width}-{self.theme}-{self.language}"


LOOKS = (Look(1440), Look(1024), Look(390), Look(1440, "dark"))
MORE_LOOKS = (
    Look(390, "dark"),
    *(Look(width, language=code) for code in ("uk", "ru", "zh-hans") for width in (1440, 390)),
)


def first(act: str = "") -> Callable[[Page], object]:
    """Return what opens the first order of the list, with the dialog of an act."""

    def step(page: Page) -> None:
        link = page.locator("a.open").first
        if link.count():
            page.goto(
                urljoin(page.url, str(link.get_attribute("href"))) + (f"?act={act}" if act else "")
            )
            page.wait_for_timeout(300)

    return step


def follow(selector: str) -> Callable[[Page], object]:
    """Return what goes where the first fitting link leads."""

    def step(page: Page) -> None:
        link = page.locator(selector).first
        if link.count():
            page.goto(urljoin(page.url, str(link.get_attribute("href"))))

    return step


def press(selector: str) -> Callable[[Page], object]:
    """Return what presses the first fitting thing that can be seen, if there is one."""

    def step(page: Page) -> None:
        thing = page.locator(f"{selector}:visible").first
        if thing.count():
            thing.click()
            page.wait_for_timeout(400)

    return step


def upload(page: Page) -> None:
    """Show the sample file to the imports page, as a dry run."""
    field = page.locator("input[type=file]").first
    if field.count():
        sample = {"name": "sample.csv", "mimeType": "text/csv", "buffer": SAMPLE.encode()}
        field.set_input_files(sample)
        page.locator("form:has(input[type=file]) button.btn-primary").first.click()
        page.wait_for_timeout(2500)


def shots() -> Iterator[Shot]:
    """Return every page in the order of a tour."""
    yield Shot("sign-in", "/account/login/", STRANGER)
    yield Shot("password-reset", "/account/password/reset/", STRANGER)
    yield Shot("today", f"{SHOP}today/", main=True)
    yield Shot("orders", f"{SHOP}orders/", main=True)
    yield Shot("orders-found-nothing", f"{SHOP}orders/?q=nothing+has+this+name")
    yield Shot("orders-columns", f"{SHOP}orders/", before=press("[data-columns] [data-bs-toggle]"))
    yield Shot("orders-selected", f"{SHOP}orders/", before=press("[data-select]"))
    yield Shot("keys", f"{SHOP}orders/", before=lambda page: page.keyboard.press("?"))
    for state in STATES:
        yield Shot(
            f"order-{state}",
            f"{SHOP}orders/?state={state}",
            before=first(state),
            main=state == "confirmed",
        )
    yield Shot("order-overdue", f"{SHOP}orders/?overdue=1", before=first())
    yield Shot("order-unpaid", f"{SHOP}orders/?unpaid=1", before=first())
    yield Shot("dialog-confirm", f"{SHOP}orders/?state=needs_agreement", before=first("confirm"))
    yield Shot("dialog-ship", f"{SHOP}orders/?state=awaiting_shipment", before=first("ship"))
    yield Shot("dialog-cancel", f"{SHOP}orders/?state=confirmed", before=first("cancel"))
    yield Shot("dialog-date", f"{SHOP}orders/?state=confirmed", before=first("date"))
    yield Shot("imports", f"{SHOP}imports/")
    yield Shot("import-dry-run", f"{SHOP}imports/", before=upload)
    yield Shot("import", f"{SHOP}imports/", before=follow("main table a, main .rows a"))
    yield Shot("replays", f"{SHOP}replays/")
    yield Shot("replay", f"{SHOP}replays/", before=follow("main table a, main .rows a"))
    yield Shot("offers", f"{SHOP}offers/")
    yield Shot("offer", f"{SHOP}offers/", before=follow("main a.open"))
    yield Shot("offer-new", f"{SHOP}offers/new/")
    yield Shot("messages", f"{SHOP}messages/")
    yield Shot("message", f"{SHOP}messages/", before=follow("main a.open"))
    for page in ("", "hours/", "mail/", "team/", "tokens/", "account/", "notifications/"):
        yield Shot(f"settings-{page.strip('/') or 'shop'}", f"{SHOP}settings/{page}")
    yield Shot(
        "telegram-code",
        f"{SHOP}settings/notifications/",
        before=press("[hx-post*='telegram/link'], form[action*='telegram/link'] button"),
    )
    yield Shot("two-factor", "/account/2fa/")
    yield Shot("totp", "/account/2fa/totp/activate/")
    yield Shot("password", "/account/password/change/")
    yield Shot("backoffice", "/backoffice/", STAFF)
    for part in (
        "kernel/workcalendar", "kernel/specialperiod", "kernel/deadlinepolicy", "kernel/deadline",
        "kernel/delivery", "kernel/history", "orders/order", "orders/channel", "orders/importjob",
        "sellers/shop", "sellers/user", "sellers/offer", "notifications/message",
        "notifications/templatetext",
    ):  # fmt: skip
        name = f"backoffice-{part.rpartition('/')[2]}"
        yield Shot(name, f"/backoffice/{part}/", STAFF)
    for part in ("kernel/workcalendar", "orders/order", "notifications/message"):
        name = f"backoffice-one-{part.rpartition('/')[2]}"
        yield Shot(name, f"/backoffice/{part}/", STAFF, before=follow("#result_list th a"))
    yield Shot("api-docs", "/api/docs/", STRANGER, before=lambda page: page.wait_for_timeout(2000))
    yield Shot("error-404", f"{SHOP}no-such-page/", status=404)
    yield Shot("error-403", "/backoffice/", status=302)
    for tab in ("telegram", "mail", "sms", "faults"):
        yield Shot(f"sandbox-{tab}", f"/#{tab}", STRANGER, sandbox=True)


class Photographer:
    """Signs in, goes from page to page, takes pictures and notes complaints."""

    def __init__(self, browser: Browser, base: str, sandbox: str, out: Path) -> None:
        self.browser, self.base, self.sandbox, self.out = browser, base, sandbox, out
        self.sessions: dict[str, list] = {}
        self.complaints: list[str] = []
        self.taken = 0

    def window(self, look: Look, who: str) -> BrowserContext:
        """Open a window as somebody, signed in once for all windows."""
        phone = look.width < 768
        context = self.browser.new_context(
            base_url=self.base,
            viewport={"width": look.width, "height": 844 if phone else 900},
            color_scheme=look.theme,
            has_touch=phone,
            is_mobile=phone,
            reduced_motion="reduce",
        )
        if who and who not in self.sessions:
            page = context.new_page()
            page.goto("/account/login/")
            page.fill("input[name=login]", who)
            page.fill("input[name=password]", DEMO_PASSWORD)
            page.click("main button[type=submit], form button.btn-primary")
            page.wait_for_url(lambda url: "/login" not in url)
            page.close()
            self.sessions[who] = context.cookies()
        context.add_cookies(self.sessions.get(who, []))
        context.add_cookies([{"name": "django_language", "value": look.language, "url": self.base}])
        return context

    def take(self, look: Look, wanted: list[Shot]) -> None:
        """Take the pictures of one look."""
        for who in dict.fromkeys(shot.who for shot in wanted):
            context = self.window(look, who)
            for shot in wanted:
                if shot.who == who:
                    self.shoot(context, look, shot)
            context.close()

    def shoot(self, context: BrowserContext, look: Look, shot: Shot) -> None:
        """Take one picture and note what was wrong."""
        page, where = context.new_page(), f"{look.folder}/{shot.name}"
        # A new order is accepted by the page that shows it; here it is only looked at.
        page.route("**/open/", lambda route: route.fulfill(status=204))
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        try:
            answer = page.goto((self.sandbox if shot.sandbox else self.base) + shot.path)
            found = answer.request.redirected_from is not None if shot.status == 302 else None
            status = 302 if found else (answer.status if answer else 0)
            if status != shot.status:
                self.complaints.append(f"{where}: answered {status}")
            shot.before(page)
            page.evaluate("document.fonts.ready")
            page.wait_for_timeout(150)
            if (over := page.evaluate(SIDEWAYS)) > 0:
                self.complaints.append(f"{where}: {over} px too wide")
            file = self.out / look.folder / f"{shot.name}.png"
            file.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=file, full_page=True)
            self.taken += 1
        except Exception as error:
            self.complaints.append(f"{where}: {str(error).splitlines()[0]}")
        expected = [said for said in errors if f"status of {shot.status}" not in said]
        self.complaints += [f"{where}: console: {said[:160]}" for said in expected]
        page.close()


def main(arguments: list[str]) -> int:
    """Take all pictures; 1 when a page had something to complain of."""
    parser = argparse.ArgumentParser(description=__doc__, prog="./dev screens")
    parser.add_argument("--out", type=Path, default=ROOT / "screens")
    parser.add_argument("--only", default="", help="pages whose name holds this word")
    parser.add_argument("--looks", default="", help="looks whose folder holds this word")
    asked = parser.parse_args(arguments)
    wanted = [shot for shot in shots() if asked.only in shot.name]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=QUIET)
        sandbox = os.environ.get("SANDBOX_WEB_URL", "http://127.0.0.1:8010")
        photographer = Photographer(browser, os.environ["PUBLIC_URL"], sandbox, asked.out)
        for look in (*LOOKS, *MORE_LOOKS):
            if asked.looks in look.folder:
                pages = wanted if look in LOOKS else [shot for shot in wanted if shot.main]
                photographer.take(look, pages)
                print(f"{look.folder}: {photographer.taken} pictures so far", flush=True)
        browser.close()
    print(f"{photographer.taken} pictures in {asked.out}")
    print("\n".join(photographer.complaints) or "Nothing to complain of.")
    return 1 if photographer.complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
