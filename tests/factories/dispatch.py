"""Connected channels, parcels scanned out on them, and recipients that answer as a test wants."""

from datetime import UTC, datetime

from kernel.history import Actor
from kernel.remote import Call, Done, Ended, Refused, Request
from kernel.remote.models import RemoteCall
from kernel.remote.partners import Partner, forget
from logistics.clients import recipients
from logistics.clients.recipients import Acts
from logistics.models import DispatchNotice, Link
from logistics.services import keep_link, notify_dispatch, settle_notice
from logistics.states import LinkModel, Recipient
from sellers.models import Shop
from tests.factories.docks import dispatched
from warehouse.models import Outbound

CHANNEL = "aliexpress"
CHIEF = Actor("platform", "Chief", None, "backoffice")
NOON = datetime(2026, 2, 4, 10, tzinfo=UTC)  # 12:00 in Kyiv
DUE = datetime(2026, 2, 4, 16, tzinfo=UTC)  # 18:00 in Kyiv


def silent_acts(name: str, *, pickup: bool = True) -> Acts:
    """Return the acts of a partner that nobody calls: a test says what it answered."""
    partner = Partner(name, name.title())
    how = {
        "write": lambda call: Request.get("http://127.0.0.1:1/"),
        "read": lambda reply, call: Done(),
    }
    notice = partner.act("dispatch", honours_key=True, **how)
    return Acts(notice, partner.act("pickup", honours_key=True, **how) if pickup else None)


class Recipients:
    """Cainiao and a trade partner in the place of the real ones; the latter arranges trucks itself."""

    def __init__(self) -> None:
        self.before = dict(recipients._known)
        self.cainiao = silent_acts("silent_cainiao")
        self.partner = silent_acts("silent_partner", pickup=False)
        recipients.told_by(Recipient.CAINIAO, self.cainiao)
        recipients.told_by(Recipient.PARTNER, self.partner)

    def go(self) -> None:
        """Leave as it was before."""
        recipients._known.clear()
        recipients._known.update(self.before)
        forget(self.cainiao.notice.partner)
        forget(self.partner.notice.partner)


def connect(shop: Shop, model: str = LinkModel.SELLER, **more: object) -> Link:
    """Connect a shop's channel, or have it speak otherwise."""
    link = Link.everything.filter(shop=shop, channel_id=CHANNEL).first()
    link = link or Link(shop=shop, channel_id=CHANNEL, partner_code=f"OTG-{shop.pk}", made_at=NOON)
    link.model = model
    if model == LinkModel.PARTNER:
        link.partner_name, link.endpoint = "Trade", "https://trade.example/in"
    return keep_link(link, actor=CHIEF, at=more.pop("at", NOON))


def scanned(shop: Shop, n: int = 1, *, at: datetime = NOON, channel: str = CHANNEL, **more):
    """Return ``n`` parcels of a shop scanned out at that moment, of which nobody was told yet."""
    parcels = dispatched(n, shop, at=at, **more)
    ids = [parcel.pk for parcel in parcels]
    Outbound.everything.filter(pk__in=ids).update(channel=channel)
    return list(Outbound.everything.filter(pk__in=ids).order_by("pk"))


def told(shop: Shop, n: int = 1, *, at: datetime = NOON, **more) -> list[DispatchNotice]:
    """Return the planned notices of ``n`` parcels scanned out at that moment."""
    parcels = scanned(shop, n, at=at, **more)
    notify_dispatch([parcel.pk for parcel in parcels], now=at)
    return notices_of(parcels)


def notices_of(parcels) -> list[DispatchNotice]:
    """Return the notices of parcels, in their order."""
    rows = DispatchNotice.everything.in_bulk(
        [parcel.pk for parcel in parcels], field_name="outbound_id"
    )
    return [rows[parcel.pk] for parcel in parcels]


def answer(notice: DispatchNotice, *, at: datetime = NOON, refused: str = "") -> bool:
    """Have the recipient answer a notice: yes, or no in these words."""
    call = RemoteCall.objects.get(pk=notice.call)
    seen = Call(key=str(call.pk), about=call.about, payload=call.payload)
    said = Refused("their_no", refused) if refused else Done()
    return settle_notice(Ended(seen, said), at=at)


def calls(operation: str = "dispatch") -> list[tuple[str, str]]:
    """Return (partner, about) of what was planned, in order."""
    rows = RemoteCall.objects.filter(operation=operation).order_by("partner", "about")
    return list(rows.values_list("partner", "about"))
