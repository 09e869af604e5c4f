"""The limit of W1b: the rows of a thousand orders by bare multi-row INSERTs, columns as arrays."""

from typing import Any

from kernel.ids import new_id


def columns(shop_id: int, orders: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what the statements take, made from the same orders ours are made from."""
    ids = [new_id() for _ in orders]
    lines = [
        (order_id, place, line["sku"], line["name"])
        for order_id, order in zip(ids, orders, strict=True)
        for place, line in enumerate(order["lines"])
    ]
    return {
        "shop": shop_id,
        "ids": ids,
        "external": [order["external_id"] for order in orders],
        "names": [order["buyer"]["name"] for order in orders],
        "line_orders": [line[0] for line in lines],
        "places": [line[1] for line in lines],
        "skus": [line[2] for line in lines],
        "goods": [line[3] for line in lines],
    }


STATEMENTS = (
    """
insert into orders_order (id, shop_id, channel_id, external_id, number, state, version, placed_at,
  paid_at, received_from_channel_at, currency, goods_minor, delivery_minor, discount_minor,
  total_minor, delivery_method, carrier, waybill, courier_phone, cancel_reason, cancel_comment,
  cancelled_by)
select id, %(shop)s, 'api', external, external, 'new', 1, now(), now(), now(), 'UAH', 30000, 0, 0,
  30000, 'carrier_point', '', '', '', '', '', ''
from unnest(%(ids)s::uuid[], %(external)s::text[]) as o(id, external)
""",
    """
insert into orders_ordercontact (order_id, shop_id, buyer_ref, name, phone, phone_ok, email,
  language, recipient, recipient_phone, country, region, city, address, postcode, point_code, note,
  search)
select id, %(shop)s, '', name, '+380671234567', true, '', '', '', '', '', '', 'Київ', '', '', '12',
  '', lower(external || ' ' || name || ' 380671234567')
from unnest(%(ids)s::uuid[], %(external)s::text[], %(names)s::text[]) as o(id, external, name)
""",
    """
insert into orders_orderline (order_id, position, sku, name, variant, quantity, unit_price_minor,
  total_minor)
select order_id, place, sku, name, '', 1, 10000, 10000
from unnest(%(line_orders)s::uuid[], %(places)s::int[], %(skus)s::text[], %(goods)s::text[])
  as l(order_id, place, sku, name)
""",
    """
insert into kernel_deadline (kind, subject_id, shop_id, state, opened_at, allowance_s, good_s,
  credited_s, calendar, calendar_version, good_at, due_at, levels, looks, warned, next_look_at,
  explanation)
select kind, id, %(shop)s, 'running', now(), 10800, 3600, 0, 'ua-orders', 1,
  now() + interval '1 hour', now() + interval '3 hours', '{50,80}',
  array[now() + interval '90 minutes', now() + interval '2 hours'], 0,
  now() + interval '90 minutes', '[[1, 2, 3]]'
from unnest(%(ids)s::uuid[]) as id cross join unnest(array['order.new', 'order.dispatch']) as kind
""",
    """
insert into kernel_history (subject_kind, subject_id, shop_id, action, changes, reason, comment,
  actor_kind, actor_id, actor_label, source, at)
select 'order', id::text, %(shop)s, 'place', '{"state": ["", "new"]}', '', '', 'platform', null,
  'Otgruz', 'worker', now()
from unnest(%(ids)s::uuid[]) as id
""",
    """
insert into kernel_delivery (topic, handler, payload, occurred_at, next_try_at, state, attempts,
  last_error)
select 'bench', 'bench', to_jsonb(%(ids)s::uuid[]), now(), now(), 'done', 0, ''
""",
)
