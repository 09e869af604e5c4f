"""Place orders told by a channel: one of them or a thousand, in the same few statements (W1)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel import history
from kernel.history import Actor, Entry
from kernel.ids import new_id
from kernel.trips import one_trip
from orders.rules.intake import Fault, OrderDraft, faults_of
from orders.rules.promising import NO_PROMISE, DispatchPromise, promise_of_offers, strictest
from orders.services.channels import channel_policy, demand_source
from orders.services.mark_paid import Payment, mark_paid_many
from orders.services.placing_rows import line_rows, order_row
from orders.services.placing_sql import Known, insert_orders, known_orders
from orders.services.starting import Paid, dispatch_promise, start_clocks
from orders.states import OrderState
from sellers.public import ShopProfile, offers_by_sku, shop_profile

MOST = 1_000
OWN_CHANNELS = frozenset({"native", "api"})
ANOTHER_ORDER = timedelta(days=1)
"""An order placed further than this from the one of the same number is another order."""


class Outcome(StrEnum):
    """What became of one order of a batch."""

    CREATED = "created"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of the order at ``index`` of a batch; a refused one says why."""

    index: int
    outcome: Outcome
    order_id: UUID | None
    faults: tuple[Fault, ...] = ()


def place_orders(
    *,
    shop_id: int,
    channel: str,
    drafts: Sequence[OrderDraft],
    actor: Actor,
    now: datetime,
    import_job_id: UUID | None = None,
    clock_from: datetime | None = None,
    shop: ShopProfile | None = None,
    from_partner: bool = False,
) -> list[Verdict]:
    """Store up to 1,000 orders; what is refused holds up no other. Returns a verdict for each.

    An order is known by (shop, channel, external id): told again it is unchanged, and if now it is
    paid, that is its payment. An unpaid order waits without a clock and nobody is told (R-002-07,
    R-003-27); a paid one has its promises counted from payment, or from ``clock_from`` for what a
    seller could not have known earlier (R-004-26, R-003-09). Give ``shop`` to spare a query.
    Raises UnknownChannel, ValueError for more than 1,000, and PartnersOrders unless ``from_partner`` where
    only the trade partner tells. What goes wrong later undoes the whole transaction of the caller.
    """
    if len(drafts) > MOST:
        raise ValueError(f"At most {MOST} orders at once.")
    batch = _Batch(
        shop=shop or shop_profile(shop_id),
        channel=channel,
        actor=actor,
        now=now,
        import_job_id=import_job_id,
        clock_from=clock_from,
    )
    demand_source(channel, shop_id, is_partner=from_partner)
    with transaction.atomic(savepoint=False):
        return batch.place(drafts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    """One call of `place_orders`."""

    shop: ShopProfile
    channel: str
    actor: Actor
    now: datetime
    import_job_id: UUID | None
    clock_from: datetime | None

    def place(self, drafts: Sequence[OrderDraft]) -> list[Verdict]:
        faults = [faults_of(draft, self.now) for draft in drafts]
        sound = {i: draft for i, draft in enumerate(drafts) if not faults[i]}
        if sound:
            known, held = self._write(sound)
            self._note_payments(sound, known)
        else:
            known, held = {}, {}
        told: set[str] = set()
        return [
            Verdict(i, Outcome.REFUSED, None, tuple(faults[i]))
            if faults[i]
            else self._verdict(i, draft, known.get(draft.external_id), held, told)
            for i, draft in enumerate(drafts)
        ]

    def _write(self, sound: dict[int, OrderDraft]) -> tuple[dict[str, Known], dict[int, Fault]]:
        """Insert what is new, and return every order by its external id, and what was held back."""
        offers = offers_by_sku(self.shop.id, {ln.sku for d in sound.values() for ln in d.lines})
        held = self._paused(sound, offers)
        fresh: dict[str, OrderDraft] = {}
        for i, draft in sound.items():
            if i not in held:
                fresh.setdefault(draft.external_id, draft)
        ids = sorted(new_id() for _ in fresh)  # in the order told, and so in every list
        known = self._insert(dict(zip(ids, fresh.values(), strict=True)), offers, sound)
        created = [
            (known[d.external_id], d) for d in fresh.values() if known[d.external_id].created
        ]
        with one_trip():
            self._start(created)
        return known, held

    def _paused(self, sound: dict[int, OrderDraft], offers: dict[str, Any]) -> dict[int, Fault]:
        """Hold back what asks our own channels for goods off sale (R-004-37); files tell what was sold.

        Of a suspended shop nothing is on sale (R-004-34).
        """
        paused = {sku for sku, offer in offers.items() if offer.paused}
        if self.import_job_id or self.channel not in OWN_CHANNELS:
            return {}
        if self.shop.suspended:
            return dict.fromkeys(sound, Fault("shop", "shop_suspended", _SUSPENDED))
        return {
            i: Fault(f"lines[{n}].sku", "offer_paused", _("This offer is not on sale now."))
            for i, draft in sound.items()
            for n, line in enumerate(draft.lines)
            if line.sku in paused
        }

    def _insert(
        self, fresh: dict[UUID, OrderDraft], offers: dict[str, Any], sound: dict[int, OrderDraft]
    ) -> dict[str, Known]:
        asked = {draft.external_id for draft in sound.values()}
        served = channel_policy(self.channel).phone_countries
        promised = {pk: self._promise(d, offers) for pk, d in fresh.items()}
        rows = insert_orders(
            shop_id=self.shop.id,
            channel=self.channel,
            received_at=self.now,
            import_job_id=self.import_job_id,
            orders=[
                order_row(pk, d, served, self.shop.country, promised[pk]) for pk, d in fresh.items()
            ],
            lines=[row for pk, d in fresh.items() for row in line_rows(pk, d, offers)],
        )
        known = {
            order.external_id: _as_told(order, fresh[order.id], promised[order.id].days)
            for order in rows
        }
        if others := asked - known.keys():
            known |= self._standing(others)
        return known

    def _promise(self, draft: OrderDraft, offers: dict[str, Any]) -> DispatchPromise:
        """Return what is promised at payment: the strictest of channel, shop and offers (C-06)."""
        if draft.paid_at is None:
            return NO_PROMISE
        whole = dispatch_promise(self.shop, self.channel, at=draft.paid_at)
        return strictest(whole, promise_of_offers(draft.lines, offers))

    def _standing(self, external_ids: Iterable[str]) -> dict[str, Known]:
        """Read what was here before, or was committed while our statement waited for it."""
        rows = known_orders(shop_id=self.shop.id, channel=self.channel, external_ids=external_ids)
        return {order.external_id: order for order in rows}

    def _start(self, created: Sequence[tuple[Known, OrderDraft]]) -> None:
        """Write what entails a new order: its history, and for a paid one its clocks and the fact."""
        history.write_many(
            Entry(
                subject=("order", str(order.id)),
                shop_id=self.shop.id,
                action="place",
                actor=self.actor,
                at=self.now,
                changes={"state": (None, OrderState.NEW.value)},
                comment="" if draft.paid_at else "unpaid",
            )
            for order, draft in created
        )
        start_clocks(
            [Paid(order.id, d.paid_at, order.dispatch_days) for order, d in created if d.paid_at],
            shop=self.shop,
            channel=self.channel,
            now=self.now,
            clock_from=self.clock_from,
        )

    def _note_payments(self, sound: dict[int, OrderDraft], known: dict[str, Known]) -> None:
        """Take a repeat that says “paid” of an unpaid order for the event of its payment (R-003-27)."""
        payments = {
            order.id: Payment(order.id, draft.paid_at)
            for draft in sound.values()
            if draft.paid_at is not None
            and (order := known.get(draft.external_id)) is not None
            and order.paid_at is None
            and order.state == OrderState.NEW
            and not _another(order, draft)
        }
        if payments:
            mark_paid_many(
                shop=self.shop,
                channel=self.channel,
                payments=list(payments.values()),
                actor=self.actor,
                now=self.now,
                clock_from=self.clock_from,
            )

    def _verdict(
        self,
        i: int,
        draft: OrderDraft,
        order: Known | None,
        held: dict[int, Fault],
        told: set[str],
    ) -> Verdict:
        if order is None:
            return Verdict(i, Outcome.REFUSED, None, (held[i],))
        if _another(order, draft):
            day = order.placed_at.date() if order.placed_at else ""
            fault = Fault("external_id", "number_taken", _TAKEN % {"day": day})
            return Verdict(i, Outcome.REFUSED, order.id, (fault,))
        first = order.created and draft.external_id not in told
        told.add(draft.external_id)
        return Verdict(i, Outcome.CREATED if first else Outcome.UNCHANGED, order.id)


_SUSPENDED = _("The shop is off sale now: no new orders are taken for it.")
_TAKEN = _("Another order, of %(day)s, has this number: give this one its own.")


def _as_told(order: Known, draft: OrderDraft, dispatch_days: int | None) -> Known:
    """Return a created order as its draft has it: nothing has happened to it since."""
    return Known(
        order.id,
        order.external_id,
        True,
        draft.placed_at,
        draft.paid_at,
        "new",
        draft.currency,
        dispatch_days,
    )


def _another(order: Known, draft: OrderDraft) -> bool:
    apart = abs((order.placed_at or draft.placed_at) - draft.placed_at)
    return apart > ANOTHER_ORDER or order.currency != draft.currency
