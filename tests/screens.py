"""Screenshots of every main page of a running Otgruz: ``./dev screens [--out FOLDER] [--only WORD]``.

Reads PUBLIC_URL, SANDBOX_WEB_URL and CHROMIUM from the environment and acts as the people of the demo.
Writes ``FOLDER/<width>-<theme>-<language>/<page>.png``, as ``FOLDER/film`` a seller's day by keys and as
``FOLDER/film-floor`` the warehouse's by scanner. Says of each page what was wrong with it to the eye of a
machine: sideways scroll, complaints on the console, an unexpected status.
"""

import argparse
import os
import sys
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from bootstrap.paths import ROOT
from bootstrap.run import DEMO_PASSWORD
from tests import film, floor_film
from tests.shots import LEAD, LOOKS, MORE_LOOKS, SELLER, Look, Shot, shots

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


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
            status = answer.status if answer else 0
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

    def film(self) -> None:
        """Film a seller at the keyboard, then the warehouse with its scanner."""
        for who, what, folder in ((SELLER, film, "film"), (LEAD, floor_film, "film-floor")):
            context = self.window(what.LOOK, who)
            try:
                self.taken += what.take(context.new_page(), self.out / folder)
            except Exception as error:
                self.complaints.append(f"{folder}: {str(error).splitlines()[0]}")
            context.close()


def main(arguments: list[str]) -> int:
    """Take all pictures; 1 when a page had something to complain of."""
    parser = argparse.ArgumentParser(description=__doc__, prog="./dev screens")
    parser.add_argument("--out", type=Path, default=ROOT / "screens")
    parser.add_argument("--only", nargs="*", default=[""], help="pages whose name holds a word")
    parser.add_argument("--looks", default="", help="looks whose folder holds this word")
    asked = parser.parse_args(arguments)

    def holds(name: str) -> bool:
        return any(word in name for word in asked.only)

    wanted = [shot for shot in shots() if holds(shot.name)]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=QUIET)
        sandbox = os.environ.get("SANDBOX_WEB_URL", "http://127.0.0.1:8010")
        photographer = Photographer(browser, os.environ["PUBLIC_URL"], sandbox, asked.out)
        for look in (*LOOKS, *MORE_LOOKS):
            if asked.looks in look.folder:
                pages = wanted if look in LOOKS else [shot for shot in wanted if shot.main]
                photographer.take(look, pages)
                print(f"{look.folder}: {photographer.taken} pictures so far", flush=True)
        if holds("film") and asked.looks in film.LOOK.folder:
            photographer.film()  # last, for it moves the orders of the demo
        browser.close()
    print(f"{photographer.taken} pictures in {asked.out}")
    print("\n".join(photographer.complaints) or "Nothing to complain of.")
    return 1 if photographer.complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
