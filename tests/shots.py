"""Which pages `./dev screens` shows, to whom, and how they are looked at."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from playwright.sync_api import Page

from bootstrap.run import DEMO_LOGINS

SELLER, STAFF, STRANGER = DEMO_LOGINS["seller"], "admin@demo.otgruz.test", ""
LEAD = DEMO_LOGINS["lead"]
FLOOR = "/floor/kyiv-1/"
TASKS = (
    "waves", "pick", "sort", "check", "pack", "weigh", "weigh-by-lead", "dispatch", "palletise",
    "handover", "force", "receive", "put_away", "count", "move", "put-back", "unpack", "returns", "aside",
)  # fmt: skip
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


def below(path: str) -> Callable[[Page], object]:
    """Return what goes to a page below the first order of the list."""

    def step(page: Page) -> None:
        link = page.locator("a.open").first
        if link.count():
            page.goto(urljoin(page.url, f"{link.get_attribute('href')}{path}"))

    return step


def as_buyer(page: Page) -> None:
    """Open the buyer's page of the first order of the list, by the link that the seller passes on."""
    first()(page)
    press("[hx-post$='buyer-link/']")(page)
    page.locator("#buyer-link a").wait_for()
    follow("#buyer-link a")(page)


def one_after_another(*steps: Callable[[Page], object]) -> Callable[[Page], object]:
    """Return what does several steps."""

    def step(page: Page) -> None:
        for each in steps:
            each(page)

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


def floor_shots() -> Iterator[Shot]:
    """Return the warehouse: what the shop sees of it, the floor's tasks, the board, the wall."""
    for name in ("stock", "deliveries", "deliveries/new", "returns"):
        yield Shot(f"warehouse-{name.replace('/', '-')}", f"{SHOP}{name}/")
    yield Shot("warehouse-goods", f"{SHOP}stock/", before=follow("main a.open"))
    yield Shot("warehouse-delivery", f"{SHOP}deliveries/", before=follow("main a.open"))
    yield Shot("floor", FLOOR, LEAD, main=True)
    for task in TASKS:
        yield Shot(f"floor-{task.replace('_', '-')}", f"{FLOOR}{task}/", LEAD)
    yield Shot("floor-board", f"{FLOOR}board/", LEAD, main=True)
    yield Shot("floor-wall", f"{FLOOR}board/?wall=1", LEAD)
    yield Shot("floor-commands", f"{FLOOR}commands/", LEAD)
    yield Shot("floor-pick-list", f"{FLOOR}waves/", LEAD, before=follow(".panel a[href$='/list/']"))


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
    yield Shot("dialog-date", f"{SHOP}orders/?state=confirmed", before=first("date"))
    yield from desk_shots()
    yield from road_shots()
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
    yield from floor_shots()
    yield Shot("backoffice", "/backoffice/", STAFF)
    for part in (
        "kernel/workcalendar", "kernel/specialperiod", "kernel/deadlinepolicy", "kernel/deadline",
        "kernel/delivery", "kernel/history", "orders/order", "orders/channel", "orders/importjob",
        "sellers/shop", "sellers/user", "sellers/offer", "notifications/message",
        "notifications/templatetext", "desk/reassignment", "desk/moderatortask", "desk/objection",
        "desk/question", "desk/newsitem", "desk/overduepolicy", "warehouse/balance",
        "warehouse/outbound", "warehouse/scan", "warehouse/handover", "warehouse/stockproof",
    ):  # fmt: skip
        name = f"backoffice-{part.rpartition('/')[2]}"
        yield Shot(name, f"/backoffice/{part}/", STAFF)
    for part in (
        "kernel/workcalendar", "orders/order", "notifications/message", "desk/reassignment",
        "desk/moderatortask", "desk/objection", "desk/question", "desk/newsitem",
        "warehouse/balance", "warehouse/outbound", "warehouse/scan", "warehouse/handover",
    ):  # fmt: skip
        name = f"backoffice-one-{part.rpartition('/')[2]}"
        yield Shot(name, f"/backoffice/{part}/", STAFF, before=follow("#result_list tbody th a"))
    yield Shot("api-docs", "/api/docs/", STRANGER, before=lambda page: page.wait_for_timeout(2000))
    yield Shot("error-404", f"{SHOP}no-such-page/", status=404)
    yield Shot("error-403", "/backoffice/", status=403)
    for tab in ("telegram", "mail", "sms", "nova_poshta", "cainiao", "trade_partner", "faults"):
        yield Shot(f"sandbox-{tab}", f"/#{tab}", STRANGER, sandbox=True)


def road_shots() -> Iterator[Shot]:
    """Return the road: parcels, dispatch days, claims, problems, promised days, and one parcel's journey."""
    yield Shot("road", f"{SHOP}road/", main=True)
    yield Shot("dispatch-days", f"{SHOP}dispatch/")
    yield Shot("dispatch-day", f"{SHOP}dispatch/", before=follow("main a.open"), main=True)
    yield Shot("claims", f"{SHOP}claims/", main=True)
    yield Shot("claim", f"{SHOP}claims/", before=follow("main a.open"), main=True)
    yield Shot("claim-compensated", f"{SHOP}claims/?group=over", before=follow("main a.open"))
    yield Shot("problems", f"{SHOP}problems/", main=True)
    yield Shot("promised-days", f"{SHOP}road/promises/")
    for number, name in (
        ("W-9001", "delivered"),
        ("W-9003", "not-at-home"),
        ("W-9004", "coming-back"),
    ):
        found = f"{SHOP}orders/?q={number}"
        yield Shot(f"journey-{name}", found, before=one_after_another(first(), the_road), main=True)
    yield Shot("damage", f"{SHOP}orders/?q=W-9002", before=below("damage/"))
    yield Shot("buyer-journey", f"{SHOP}orders/?q=W-9003", before=as_buyer, main=True)
    for part in ("dispatchday", "claim", "problem", "leadtime", "link", "parcel"):
        yield Shot(f"backoffice-{part}", f"/backoffice/logistics/{part}/", STAFF)


def the_road(page: Page) -> None:
    """Wait until the road stands on an order's page."""
    page.locator("#on-the-road").wait_for(timeout=3_000)


def desk_shots() -> Iterator[Shot]:
    """Return the pages of the seller's desk: editing, calling, splitting, cancelling, planning, learning."""
    sure = f"{SHOP}orders/?state=confirmed"
    talked = f"{sure}&state=needs_agreement"  # those may all be settled by the demo's own seller
    yield Shot("edit", talked, before=below("edit/"), main=True)
    yield Shot("edit-too-late", f"{SHOP}orders/?state=delivering", before=below("edit/"))
    yield Shot("call-desk", talked, before=one_after_another(first(), press("[data-key=c]")))
    yield Shot(
        "order-help", talked, before=one_after_another(first(), press("details.card summary"))
    )
    yield Shot("dialog-split", talked, before=first("split"), main=True)
    yield Shot("dialog-cancel", sure, before=first("cancel"), main=True)
    gone = one_after_another(first("cancel"), press("#cancel [value=out_of_stock]"))
    yield Shot("dialog-cancel-stock", sure, before=gone)
    for name in ("plan", "score", "news", "help"):
        yield Shot(name, f"{SHOP}{name}/", main=True)
    yield Shot("buyer", sure, before=as_buyer, main=True)
    yield Shot("buyer-received", f"{SHOP}orders/?state=received", before=as_buyer)
    yield Shot("buyer-no-order", "/b/nothing-is-here/", STRANGER, status=404)
