"""Open a shop for its owner."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kernel.errors import Conflict, Refusal
from kernel.history import Actor
from sellers.models import Membership, Shop
from sellers.rules.shops import HOME_GROUNDS
from sellers.services.changing import note
from sellers.services.people import invited, tell
from sellers.states import Role


class SlugTaken(Conflict):
    """Another shop has that address."""

    code = "shop_slug_taken"


class CountryNotServed(Refusal):
    """There is no calendar and currency for shops of that country yet."""

    code = "country_not_served"


@transaction.atomic
def create_shop(
    *,
    slug: str,
    name: str,
    owner_email: str,
    actor: Actor,
    at: datetime,
    owner_name: str = "",
    country: str = "UA",
) -> Shop:
    """Open a shop; its owner gets an account when they had none, and the invitation is told.

    Currency, zone, calendar and language are those of the country. Raises SlugTaken, CountryNotServed.
    """
    home = HOME_GROUNDS.get(country)
    if home is None:
        raise CountryNotServed(_("Shops may be in: %s.") % ", ".join(HOME_GROUNDS), field="country")
    try:
        with transaction.atomic():
            shop = Shop.objects.create(
                slug=slug,
                name=name.strip(),
                country=country,
                currency=home.currency,
                zone=home.zone,
                calendar=home.calendar,
                language=home.language,
            )
    except IntegrityError:
        raise SlugTaken(_("Another shop has this address: take another."), field="slug") from None
    person = invited(owner_email, name=owner_name, language=home.language)
    Membership.objects.create(user=person.user, shop=shop, role=Role.OWNER)
    note(
        shop,
        action="create_shop",
        actor=actor,
        at=at,
        changes={"owner": (None, str(person.user.email))},
    )
    tell(shop, person, role=Role.OWNER, actor=actor, at=at)
    return shop
