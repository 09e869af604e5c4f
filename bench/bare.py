"""The limit of W1a: intake as somebody would write it who wants nothing but speed.

One statement writes the key, the order, its contact, three lines, the clocks, the history and the fact;
nothing is checked, nobody is asked who they are.
"""

import json
import os
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from bench.bare_scan import urlpatterns as scans
from kernel.ids import new_id


def intake(request: HttpRequest) -> JsonResponse:
    """Write one order told as JSON."""
    told: dict[str, Any] = json.loads(request.body)
    order_id = new_id()
    with connection.cursor() as cursor:
        cursor.execute(
            STATEMENT,
            {
                "id": order_id,
                "shop": int(os.environ["BENCH_SHOP"]),
                "external": told["external_id"],
                "at": told["paid_at"],
                "lines": json.dumps(told["lines"]),
                "name": told["buyer"]["name"],
            },
        )
    return JsonResponse({"id": str(order_id)}, status=201)


def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the server has started."""
    return HttpResponse("ok")


urlpatterns = [path("intake/", intake), path("healthz", healthz), *scans]

STATEMENT = """
with k as (
  insert into kernel_idempotencykey (owner, key, fingerprint, status, answer, created_at)
  values ('bench', %(external)s::text, '', 201, '{}', now())
), o as (
  insert into orders_order (id, shop_id, channel_id, external_id, number, state, version, placed_at,
    paid_at, received_from_channel_at, currency, goods_minor, delivery_minor, discount_minor,
    total_minor, delivery_method, carrier, waybill, courier_phone, cancel_reason, cancel_comment,
    cancelled_by)
  values (%(id)s, %(shop)s, 'api', %(external)s::text, %(external)s::text, 'new', 1,
    %(at)s::timestamptz, %(at)s::timestamptz, now(), 'UAH', 30000, 0, 0, 30000, 'carrier_point', '',
    '', '', '', '', '')
), c as (
  insert into orders_ordercontact (order_id, shop_id, buyer_ref, name, phone, phone_ok, email,
    language, recipient, recipient_phone, country, region, city, address, postcode, point_code,
    note, search)
  values (%(id)s, %(shop)s, '', %(name)s, '', false, '', '', '', '', '', '', '', '', '', '', '',
    lower(%(external)s::text))
), l as (
  insert into orders_orderline (order_id, position, sku, name, variant, quantity, unit_price_minor,
    total_minor)
  select %(id)s, n, x->>'sku', x->>'name', '', 1, 10000, 10000
  from jsonb_array_elements(%(lines)s::jsonb) with ordinality as e(x, n)
), d as (
  insert into kernel_deadline (kind, subject_id, shop_id, state, opened_at, allowance_s, good_s,
    credited_s, calendar, calendar_version, good_at, due_at, levels, looks, warned, next_look_at,
    explanation)
  select kind, %(id)s, %(shop)s, 'running', now(), 10800, 3600, 0, 'ua-orders', 1,
    now() + interval '1 hour', now() + interval '3 hours', '{}', '{}', 0,
    now() + interval '3 hours', '[]'
  from unnest(array['order.new', 'order.dispatch']) as kind
), h as (
  insert into kernel_history (subject_kind, subject_id, shop_id, action, changes, reason, comment,
    actor_kind, actor_id, actor_label, source, at)
  values ('order', %(id)s::text, %(shop)s, 'place', '{}', '', '', 'integrator', null, 'bench', 'api',
    now())
)
insert into kernel_delivery (topic, handler, payload, occurred_at, next_try_at, state, attempts,
  last_error)
values ('bench', 'bench', '{}', now(), now(), 'done', 0, '')
"""
