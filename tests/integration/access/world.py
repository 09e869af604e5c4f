"""Two shops side by side with everything a shop can have, and everybody who could ask for it."""

from dataclasses import dataclass, field
from datetime import timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import timezone

from logistics.models import Claim, Parcel, Problem
from notifications.models import DisabledAddress, Message
from orders.models import ImportJob, ImportState, SavedView
from orders.models.replay import ReplayRun, ReplayState
from orders.rules.files.profiles import GENERIC
from sellers.models import ApiToken, Offer, Shop, User
from sellers.states import PLATFORM_ROLES, SHOP_ROLES, Role, TokenScope
from tests.factories.claims import claim_by_rows
from tests.factories.docks import truck_with
from tests.factories.notifications import make_message
from tests.factories.orders import place_order
from tests.factories.sellers import (
    MembershipFactory,
    OfferFactory,
    ShopFactory,
    TokenFactory,
    UserFactory,
    bearer,
    member,
)
from tests.factories.warehouse import StorageFactory, WarehouseFactory
from warehouse.models import Handover, Inbound, ItemBarcode


@dataclass
class ShopWorld:
    """One shop with people, goods, orders, imports, views and keys."""

    shop: Shop
    people: dict[str, User]
    leaver: User
    offer: Offer
    order: Any
    view: SavedView
    job: ImportJob
    run: ReplayRun
    message: Message
    silent: DisabledAddress
    inbound: Inbound
    truck: Handover
    problem: Problem
    barcode: ItemBarcode
    claim: Claim
    tokens: dict[str, ApiToken]


def shop_world(word: str) -> ShopWorld:
    """Return a new shop; ``word`` stands in every text that takes any text."""
    shop = ShopFactory(
        slug=f"{word}-shop".lower(), name=f"{word} shop", notification_email=f"{word}@inbox.test"
    )
    people = {
        str(role): member(
            role, shop, name=f"{word} {role}", email=f"{word}.{role}@shop.test".lower()
        )
        for role in sorted(SHOP_ROLES)
    }
    leaver = member(Role.OPERATOR, shop, name=f"{word} leaver", email=f"{word}.l@shop.test".lower())
    owner = people[Role.OWNER]
    order = place_order(shop, external_id=f"{word}-1", now=timezone.now())
    common = {"shop": shop, "created_by": owner}
    inbound = _inbound(shop, word)
    truck = truck_with(order, warehouse=inbound.warehouse, word=word)
    return ShopWorld(
        shop=shop,
        people=people,
        leaver=leaver,
        offer=OfferFactory(shop=shop, sku=f"{word}-1", name=f"{word} lamp", barcode=f"{word}77"),
        order=order,
        view=SavedView.everything.create(shop=shop, name=f"{word} view", query="state=new"),
        job=_import_job(shop, owner, word),
        run=_replay(shop, owner, word),
        message=make_message(shop=shop, subject=f"{word} subject", text=f"{word} text"),
        silent=DisabledAddress.objects.create(
            shop=shop, channel="email", address=f"{word}@inbox.test", code="550", at=timezone.now()
        ),
        inbound=inbound,
        problem=_problem(shop, word),
        truck=truck,
        claim=claim_by_rows(truck, word),
        barcode=ItemBarcode.everything.create(
            shop=shop,
            offer=OfferFactory(shop=shop, sku=f"{word}-vase", name=f"{word} vase"),
            code=f"IT{word}",
            is_ours=True,
            created_at=timezone.now(),
        ),
        tokens={
            "every scope": TokenFactory(label=f"{word} all", **common),
            **{
                str(scope): TokenFactory(label=f"{word} {scope}", scopes=[scope], **common)
                for scope in TokenScope
            },
        },
    )


def _inbound(shop: Shop, word: str) -> Inbound:
    """Put the shop into storage, with a delivery on its way."""
    storage = StorageFactory(shop=shop, warehouse=WarehouseFactory(code=f"{word}-wh".lower()))
    return Inbound.everything.create(
        shop=shop,
        warehouse=storage.warehouse,
        number=str(7000 + len(word)),  # digits: a number is of a wave as well
        note=f"{word} note",
        created_at=timezone.now(),
    )


def _problem(shop: Shop, word: str) -> Problem:
    """Have something be wrong with a parcel of the shop."""
    now = timezone.now()
    parcel = Parcel.everything.create(shop=shop, created_at=now)
    return Problem.everything.create(
        shop=shop, parcel=parcel, kind="customs", since=now, opened_at=now, detail=f"{word} papers"
    )


def _replay(shop: Shop, owner: User, word: str) -> ReplayRun:
    return ReplayRun.everything.create(
        shop=shop,
        stage=shop,
        filename=f"{word}.csv",
        path=f"{word}.csv",
        speed=600,
        state=ReplayState.DONE,
        created_by=owner,
        created_at=timezone.now(),
    )


def _import_job(shop: Shop, owner: User, word: str) -> ImportJob:
    folder = Path(settings.MEDIA_ROOT) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{word}.csv").write_text(f"number,sku,quantity,price\n{word}-7,{word}-1,1,5.00\n")
    return ImportJob.everything.create(
        shop=shop,
        channel_id="native",
        profile="generic",
        settings=GENERIC.settings(),
        filename=f"{word}.csv",
        path=f"{word}.csv",
        sha256="0" * 64,
        size_bytes=1,
        state=ImportState.DONE,
        currency=shop.currency,
        created_by=owner,
        created_at=timezone.now(),
    )


@dataclass
class World:
    """Our shop, the other one, the platform's people, and tokens that open nothing."""

    ours: ShopWorld
    theirs: ShopWorld
    staff: dict[str, User]
    outsider: User
    dead_tokens: dict[str, ApiToken]


def build_world() -> World:
    """Return the two shops and everybody."""
    ours, now = shop_world("Ours"), timezone.now()
    mine = {"shop": ours.shop, "created_by": ours.people[Role.OWNER]}
    return World(
        ours=ours,
        theirs=shop_world("Theirs"),
        staff={str(role): member(role) for role in sorted(PLATFORM_ROLES)},
        outsider=UserFactory(),
        dead_tokens={
            "revoked": TokenFactory(label="revoked", revoked_at=now, **mine),
            "expired": TokenFactory(label="expired", expires_at=now - timedelta(seconds=1), **mine),
        },
    )


@dataclass
class Caller:
    """Somebody who asks: a browser's session, a token, or nobody."""

    name: str
    client: Client
    headers: dict[str, str] = field(default_factory=dict)
    role_here: str = ""
    platform_role: str = ""
    grants: frozenset[str] = frozenset()
    session: bool = False

    @property
    def by_token(self) -> bool:
        return bool(self.grants)

    def ask(self, method: str, url: str, **more: Any) -> Any:
        headers = {**self.headers, **more.pop("headers", {})}
        if method in ("PUT", "PATCH"):
            more.setdefault("data", "{}")
            more.setdefault("content_type", "application/json")
        cookies = SimpleCookie(self.client.cookies.output(header="", sep=";"))
        response = self.client.generic(method, url, headers=headers, **more)
        self.client.cookies = cookies  # whoever signs out is signed in again for the next question
        return response


def callers(world: World) -> dict[str, Caller]:
    """Return everybody who could ask, by name."""
    signed_in = {
        **{f"{role} of the shop": (user, role, "") for role, user in world.ours.people.items()},
        "owner of another shop": (world.theirs.people[Role.OWNER], "", ""),
        "nobody's person": (world.outsider, "", ""),
        **{role: (user, "", role) for role, user in world.staff.items()},
    }
    found = [Caller("anonymous", Client())]
    for name, (user, here, platform) in signed_in.items():
        client = Client()
        client.force_login(user)
        found.append(Caller(name, client, {}, here, platform, session=True))
    for name, token in world.ours.tokens.items():
        scopes = frozenset(token.scopes)
        found.append(Caller(f"token: {name}", Client(), bearer(token), grants=scopes))
    found += [
        Caller(f"token: {name}", Client(), bearer(token))
        for name, token in world.dead_tokens.items()
    ]
    found.append(Caller("token: made up", Client(), {"Authorization": "Bearer otg_nonsense_1"}))
    return {caller.name: caller for caller in found}


def hire(world: World, role: str) -> User:
    """Return one more person with a role in our shop."""
    return MembershipFactory(shop=world.ours.shop, role=role).user
