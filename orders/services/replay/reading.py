"""The orders of a file as a replay tells them: without the people, who have no part in it."""

from dataclasses import replace
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from orders.rules.files.faults import FileUnreadable
from orders.rules.files.grouping import groups_of
from orders.rules.files.profiles import Profile
from orders.rules.files.rows import RowReader
from orders.rules.intake import BuyerDraft, OrderDraft
from orders.services.imports.tables import open_table, settled, survey
from sellers.public import ShopProfile

MOST = 20_000


def orders_to_replay(path: Path, profile: Profile, shop: ShopProfile) -> list[OrderDraft]:
    """Return the sound paid orders of a file by the time of their payment. Raises FileUnreadable."""
    table = open_table(path, profile)
    found = survey(table, profile)
    reader = RowReader(settled(profile, table, found), table.header, shop.currency)
    rows = (reader.read(*raw) for raw in table.rows())
    groups = groups_of(rows, reader, apart=found.apart, zone=shop.zone)
    drafts = [_without_people(g.draft) for g in groups if g.draft and g.draft.paid_at]
    if not drafts:
        raise FileUnreadable("no_orders", _("The file has no paid order to replay."))
    if len(drafts) > MOST:
        message = _("A replay takes at most %(most)d orders: choose a shorter file.")
        raise FileUnreadable("too_many_orders", message % {"most": MOST})
    return sorted(drafts, key=lambda draft: draft.paid_at or draft.placed_at)


def _without_people(draft: OrderDraft) -> OrderDraft:
    """Keep nobody's name, phone or address; what a seller must verify has something in it."""
    delivery = replace(
        draft.delivery,
        city=draft.delivery.city or draft.delivery.country or "-",
        address="-",
        recipient="",
        recipient_phone="",
        note="",
    )
    lines = tuple(line if line.name else replace(line, name=line.sku) for line in draft.lines)
    return replace(draft, buyer=BuyerDraft(ref=draft.buyer.ref), delivery=delivery, lines=lines)
