"""A shop for rehearsals: it has a clock of its own and no people, so nothing in it reaches anybody."""

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.deadlines.models import OwnClock
from kernel.errors import Conflict
from sellers.models import Shop


class NoRehearsalShop(Conflict):
    """The shop is a real one."""

    code = "no_rehearsal_shop"


@transaction.atomic
def rehearsal_shop(
    *, slug: str, name: str, country: str, currency: str, zone: str, calendar: str, language: str
) -> Shop:
    """Return the rehearsal shop at that address, opened if there is none. Raises NoRehearsalShop."""
    shop, opened = Shop.objects.get_or_create(
        slug=slug,
        defaults={
            "name": name,
            "country": country,
            "currency": currency,
            "zone": zone,
            "calendar": calendar,
            "language": language,
        },
    )
    if opened:
        OwnClock.objects.create(shop_id=shop.pk)
    elif not OwnClock.objects.filter(pk=shop.pk).exists():
        raise NoRehearsalShop(
            _("%(name)s is a real shop: rehearse in another one.") % {"name": shop.name},
            field="shop",
        )
    return shop
