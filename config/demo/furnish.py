"""Add to the demo what is missing; what is there, edited or not, stays as it is."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from config.demo.goods import HOME, ROAD, Thing, offers
from config.demo.news import tell_news
from config.demo.partners import connect_partners
from config.demo.people import PASSWORD, PEOPLE, SHOPS, DemoShop
from config.demo.warehouse import furnish_warehouse
from kernel.history import Actor, ActorKind
from sellers.models import Shop, User
from sellers.public import offers_by_sku, shop_by_slug
from sellers.services import assign_platform_role, create_offer, create_shop, invite_member
from sellers.states import SHOP_ROLES

DEMO = Actor(kind=ActorKind.PLATFORM, label="Demo", source="worker")
GOODS: dict[str, tuple[Thing, ...]] = {"demo-shop": HOME, "second-shop": ROAD}


@transaction.atomic
def furnish(*, at: datetime) -> None:
    """Leave the demo shops with their people, who can sign in, and their goods. Again adds nothing."""
    shops = [_shop(demo, at) for demo in SHOPS]
    for person in PEOPLE:
        grant = {"email": person.email, "name": person.name, "role": person.role}
        if User.objects.filter(email=person.email).exists():
            continue
        if person.role in SHOP_ROLES:
            invite_member(shop_id=shops[0].pk, actor=DEMO, at=at, **grant)
        else:
            assign_platform_role(actor=DEMO, at=at, **grant)
    _let_in([*(shop.owner for shop in SHOPS), *(person.email for person in PEOPLE)])
    for shop in shops:
        _stock(shop, at)
    furnish_warehouse(shops[0], at=at)
    connect_partners(shops, actor=DEMO, at=at)
    tell_news(actor=DEMO, at=at)


def _shop(demo: DemoShop, at: datetime) -> Shop:
    return shop_by_slug(demo.slug) or create_shop(
        slug=demo.slug,
        name=demo.name,
        owner_email=demo.owner,
        owner_name=demo.owner_name,
        actor=DEMO,
        at=at,
    )


def _let_in(emails: list[str]) -> None:
    """Give those who have none the password, hashed once for all, and a verified address."""
    newcomers = [u for u in User.objects.filter(email__in=emails) if not u.has_usable_password()]
    if not newcomers:
        return
    User.objects.filter(pk__in=[user.pk for user in newcomers]).update(
        password=make_password(PASSWORD), language="en"
    )
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=u, email=u.email, verified=True, primary=True) for u in newcomers],
        ignore_conflicts=True,
    )


def _stock(shop: Shop, at: datetime) -> None:
    wanted = dict(offers(GOODS[shop.slug], shop.currency))
    there = offers_by_sku(shop.pk, wanted)
    for sku, card in wanted.items():
        if sku not in there:
            create_offer(shop_id=shop.pk, sku=sku, card=card, actor=DEMO, at=at)
