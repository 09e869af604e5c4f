"""The limit of W4: the dispatch scan as somebody would write it who wants nothing but speed.

One statement finds the parcel, moves it and its order, and writes history, two facts and the scan. Nothing is
checked beyond the states, nobody is asked who they are, nothing is answered but a word. A second one does the
same for many barcodes, and a view answers without doing anything.
"""

import json
from typing import Any

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.urls import path

from kernel.ids import new_id


def scan(request: HttpRequest) -> JsonResponse:
    """Scan one parcel out."""
    told: dict[str, Any] = json.loads(request.body)
    return JsonResponse({"verdict": "ok" if scan_out([told["code"]]) else "wrong"})


def nothing(request: HttpRequest) -> JsonResponse:
    """Read a scan and answer."""
    json.loads(request.body)
    return JsonResponse({"verdict": "ok"})


def scan_out(codes: list[str]) -> int:
    """Scan parcels out in one statement; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, [codes, [new_id() for _ in codes], codes])
        return int(cursor.fetchone()[0])


urlpatterns = [path("scan/", scan), path("nothing/", nothing)]

STATEMENT = """
with moved as (
  update warehouse_outbound set state = 'dispatched', dispatched_at = now(), version = version + 1
  where code = any(%s::text[]) and state = 'weighed'
  returning id, shop_id, order_id, warehouse_id, code
), ready as (
  update orders_order o set state = 'awaiting_shipment', ready_at = now(), overdue_since = null,
    version = o.version + 1
  from moved where o.id = moved.order_id and o.state = 'confirmed' returning o.id, o.shop_id, o.version
), told as (
  insert into kernel_history (subject_kind, subject_id, shop_id, action, changes, reason, comment,
    actor_kind, actor_id, actor_label, source, at, version)
  select 'order', id::text, shop_id, 'make_ready', '{"state": ["confirmed", "awaiting_shipment"]}', '', '',
    'integrator', null, 'bench', 'api', now(), version from ready
), facts as (
  insert into kernel_delivery (topic, handler, payload, occurred_at, next_try_at, state, attempts, last_error)
  select t, 'bench', jsonb_build_object('order_id', id), now(), now(), 'done', 0, ''
  from ready cross join unnest(array['moved', 'finished']) as t
), seen as (
  insert into warehouse_scan (action_id, warehouse_id, camera, who, action, code, verdict, answer,
    subject_kind, subject_id, at)
  select a.id, moved.warehouse_id, '', 'bench', 'dispatch', moved.code, 'ok', '{"verdict": "ok"}', 'outbound',
    moved.id::text, now()
  from moved join unnest(%s::uuid[], %s::text[]) as a(id, code) using (code)
)
select count(*) from moved
"""
