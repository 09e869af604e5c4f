"""How long work takes is learned from the scans (R-002-15)."""

from datetime import timedelta

import pytest

from tests.factories.outbounds import Worker, in_wave, on_shelf, shelf_of, tote, wave_of
from tests.factories.warehouse import shop_in_storage
from warehouse.models import WorkPace
from warehouse.services.pacing import LEAST, measure_pace

pytestmark = pytest.mark.django_db


def test_the_pace_of_picking_is_the_mean_of_what_was_scanned_and_pauses_do_not_count():
    shop = shop_in_storage()
    offers = [on_shelf(shop) for _ in range(LEAST)]
    [parcel] = in_wave(dict.fromkeys(offers, 1))
    box = tote(shop)
    olena = Worker(parcel.warehouse_id, "pick", at=parcel.released_at)
    for code in (f"WV:{wave_of(parcel).number}", box.code):
        olena.scan(code)
    for number, offer in enumerate(offers):
        olena.at += timedelta(hours=1) if number == 10 else timedelta(seconds=9)
        for code in (shelf_of(offer).code, offer.sku, box.code):
            assert olena.scan(code).verdict == "ok"
    assert [measure_pace(now=olena.at) for _ in "ab"] == [1, 1]
    pace = WorkPace.objects.get(warehouse_id=parcel.warehouse_id)
    # 19 walks of 9 s, and a second for each of the 61 scans but the first and the one after the pause.
    assert (pace.work, pace.measured, pace.seconds) == ("pick", LEAST, (19 * 9 + 60) / LEAST)
