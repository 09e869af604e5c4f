"""Processes of the floor killed at every point of every act: goods, papers and facts agree afterwards.

Each act is killed at each of its points (`tests.killing`). Until it was committed nothing is left of it, and
the same scan sent again does it; once it was, the same scan is answered again, and nothing is done twice.
"""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from uuid import uuid4

import pytest
from django.db import connection

from config.invariants import ALL
from kernel.invariants import check
from kernel.outbox.models import Delivery
from kernel.outbox.relay import deliver_due
from kernel.work import WorkState
from tests.factories.docks import NOW, closed_pallet, dispatched, dock_of_shop, loaded_truck, signed
from tests.factories.outbounds import Worker, in_wave, on_shelf, shelf_of, tote, wave_of
from tests.factories.warehouse import shop_in_storage
from tests.killing import COMMITTED, all_rows, killed_at, taken_back, until_nobody_else
from warehouse.models import Handover, HandoverPaper, Pallet
from warehouse.services import handover_papers
from warehouse.services.freezing import freeze_handover
from warehouse.services.scanning import Scanned, scan

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.beside]
everything = partial(
    all_rows, "warehouse_", "orders_order", "kernel_delivery", "kernel_history", "kernel_deadline"
)
STOCK = {"warehouse_balance", "warehouse_movement", "warehouse_reservation"}
CARRIER, LATER = "Nova Poshta", datetime(2100, 1, 1, tzinfo=UTC)


@dataclass
class Act:
    """Something done once however often it is asked for; ``writes`` and ``tells`` at least that."""

    name: str
    do: Callable[[], object]
    writes: set[str]
    tells: set[str]


class Person(Worker):
    """Somebody with a scanner, whose scans may be sent as often as one likes."""

    station_id = None

    def goes_to(self, action, *codes):
        self.action, self.context = action, {}
        return self.scans(*codes)

    def scans(self, *codes):
        for code in codes:
            answer = self.sending(code)()
            told = {**self.context, **answer.data.get("context", {})}
            self.context = {name: value for name, value in told.items() if value is not None}

    def act(self, name, code, writes, tells=()):
        return Act(name, self.sending(code), {*writes, "warehouse_scan"}, tells)

    def sending(self, code):
        """Return how to send the scan of ``code``: again and again the same one."""
        self.at += timedelta(seconds=1)
        one = Scanned(
            action_id=uuid4(),
            action=self.action,
            code=code,
            at=self.at,
            warehouse_id=self.warehouse_id,
            actor=self.actor,
            station_id=self.station_id,
            context=self.context,
        )

        def send():
            answer = scan(one)
            assert answer.verdict == "ok", answer
            return answer

        return send


def from_shelf_to_door(shop):
    cup, box = on_shelf(shop, category="clothes", barcode="4820001", weight_g=300), tote(shop)
    [parcel] = in_wave({cup: 2})
    olena = Person(parcel.warehouse_id, "pick", at=parcel.released_at)
    olena.scans(f"WV:{wave_of(parcel).number}", box.code, shelf_of(cup).code, *["4820001"] * 2)
    walk = {"warehouse_pickline", "warehouse_outboundline", "warehouse_outbound", "warehouse_wave"}
    yield olena.act("goods go into the tote", box.code, {*STOCK, *walk})
    olena.goes_to("pack", box.code, *["4820001"] * 2, "PKG-BAG-M")
    packed = {"warehouse_outboundmaterial", "warehouse_packagingstock", "warehouse_label"}
    parts = {*STOCK, "warehouse_outboundline", "warehouse_outbound", *packed}
    yield olena.act("the parcel is closed", "CMD:CLOSE", parts)
    yield olena.act("its label is scanned back", parcel.code, {"warehouse_outbound"})
    olena.goes_to("weigh", parcel.code)
    learned = {"warehouse_learnedweight", "warehouse_outbound"}
    yield olena.act("it is weighed", "650", learned)
    olena.goes_to("dispatch")
    written = {"warehouse_outbound", "orders_order", "kernel_history", "kernel_delivery"}
    moved = {"orders.order.moved.v1"}
    yield olena.act("it is scanned out", parcel.code, written, moved)


def at_the_dock(shop):
    dock, [first, second] = dock_of_shop(shop), dispatched(2, shop, carrier=CARRIER)
    pavlo = Person(dock.warehouse_id, "palletise", at=NOW)
    pavlo.station_id = dock.pk
    yield pavlo.act("a pallet is opened", f"CMD:PALLET={CARRIER}", {"warehouse_pallet"})
    yield pavlo.act("a parcel is put on", first.code, {"warehouse_outbound"})
    pavlo.scans(second.code)
    yield pavlo.act("the pallet is closed", "CMD:CLOSE", {"warehouse_pallet"})
    pallet = Pallet.objects.get()
    pavlo.goes_to("handover", f"CMD:HANDOVER={CARRIER}")
    yield pavlo.act("the pallet goes onto the truck", pallet.sscc, {"warehouse_pallet"})
    pavlo.context = {
        "vehicle": "AA 1234 BB",
        "driver": "Їжак",
        "destination": "Київ",
        "number": "A-1",
    }
    pavlo.scans("CMD:DETAILS")
    pavlo.context["again"] = "A-1"
    yield pavlo.act("a seal is put on", "CMD:SEAL", {"warehouse_seal"})
    frozen, told = {"warehouse_handover", "kernel_delivery"}, {"warehouse.handover.frozen.v1"}
    yield pavlo.act("the sheet is closed", "CMD:FREEZE", frozen, told)
    truck = Handover.objects.get()
    left = {"warehouse_handover", "warehouse_outbound", "warehouse_pallet", "orders_order"}
    gone = {"warehouse.handover.signed.v1", "orders.order.moved.v1"}
    yield Act("both have signed", lambda: signed(truck, NOW).state, left, gone)


def broken():
    return [(one.invariant.name, one.rows) for one in check(ALL) if one.count]


def facts():
    rows = Delivery.objects.values_list("topic", "handler", "payload")
    return Counter((topic, handler, json.dumps(said)) for topic, handler, said in rows)


@pytest.mark.parametrize("story", [from_shelf_to_door, at_the_dock])
def test_an_act_killed_at_any_point_is_done_once_when_it_is_asked_for_again(story, deliver):
    """Issue 4: kill -9 at every point of pick, pack, label, scale, dispatch, pallet and handover."""
    for act in story(shop_in_storage()):
        killed_everywhere(act)
        deliver()
        assert (act.name, broken()) == (act.name, [])


def killed_everywhere(act):
    before, known, written = everything(), facts(), set()
    for number in count(1):
        point = killed_at(number, act.do)
        written |= set(point.split())
        if everything() != before:
            break
        with taken_back():
            act.do()
            told = facts() - known
    assert (act.name, point) == (act.name, COMMITTED)
    assert written >= act.writes, act.name
    after = everything()
    assert act.do() == act.do(), act.name
    assert (act.name, everything(), facts() - known) == (act.name, after, told)
    assert ({topic for topic, *_ in told} >= {*act.tells}, set(told.values()) <= {1}) == (
        True,
        True,
    )


def test_control_if_each_statement_were_committed_by_itself_a_kill_would_leave_half():
    act = next(from_shelf_to_door(shop_in_storage()))

    def commit_each(execute, *given):
        answer = execute(*given)
        connection.connection.commit()
        return answer

    def careless():
        with connection.execute_wrapper(commit_each):
            act.do()

    points = (killed_at(number, careless) for number in count(1))
    assert next(point for point in points if "warehouse_movement" in point)
    assert [name for name, _rows in broken()] == ["stock.reserved_is_the_sum_of_reservations"]


@pytest.fixture
def drawn(monkeypatch):
    """Return how to draw a paper; it is drawn once and here: a typesetter that is forked stands still."""
    real, known = handover_papers.draw_paper, {}

    def draw(truck, kind):
        if (kind, truck.state) not in known:
            known[kind, truck.state] = real(truck, kind)
        return known[kind, truck.state]

    monkeypatch.setattr(handover_papers, "draw_paper", draw)
    return draw


def test_papers_whose_printer_is_killed_at_any_point_are_kept_once(deliver, drawn):
    """R-002-23, R-002-24: it dies before, between and after the papers; the next one keeps each once."""
    shop = shop_in_storage()
    dock = dock_of_shop(shop)
    truck = loaded_truck(dock, [closed_pallet(dock, dispatched(2, shop))])
    deliver()
    truck = freeze_handover(handover_id=truck.pk, at=NOW)
    first = {kind: drawn(truck, kind) for kind in handover_papers.KINDS}
    printer_killed_everywhere("print_papers", first)
    truck = signed(truck)
    second = {f"{kind}-signed": drawn(truck, kind) for kind in handover_papers.KINDS}
    printer_killed_everywhere("print_signed_papers", {**first, **second})


def printer_killed_everywhere(handler, wanted):
    mine = Delivery.objects.filter(handler=f"warehouse.subscribers.{handler}")
    Delivery.objects.exclude(pk__in=mine).update(state=WorkState.DONE)
    before, written = papers(), set()
    for number in count(1):
        mine.update(attempts=0)  # else so many deaths would park it
        point = killed_at(number, lambda: deliver_due(now=LATER))
        until_nobody_else()
        written |= set(point.split())
        if mine.get().state == WorkState.DONE:
            break
        assert papers() == before
        with taken_back():
            deliver_due(now=LATER)
            assert (mine.get().state, papers()) == (WorkState.DONE, wanted)
    assert (point, "warehouse_handoverpaper" in written) == (COMMITTED, True)
    assert (deliver_due(now=LATER), papers()) == (0, wanted)


def papers():
    rows = HandoverPaper.objects.values_list("kind", "content")
    return {kind: bytes(content) for kind, content in rows}
