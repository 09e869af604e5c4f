"""The limit of W5: a page of orders as somebody would write it who wants nothing but speed.

One statement builds the JSON; nobody is asked who they are, and no filter is checked.
"""

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import path


class OnlyHere:
    """The one middleware of the limit: it has requests looked up here and nowhere else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.urlconf = __name__
        return self.get_response(request)


def page(request: HttpRequest) -> HttpResponse:
    """Return the page after an order."""
    asked = request.GET
    with connection.cursor() as cursor:
        values = {"shop": asked["shop"], "after": asked["after"], "size": asked["size"]}
        cursor.execute(STATEMENT, values)
        text = cursor.fetchone()[0]
    return HttpResponse(text, content_type="application/json")


urlpatterns = [path("page/", page)]

STATEMENT = """
select json_agg(json_build_object(
  'id', o.id, 'number', o.number, 'external_id', o.external_id, 'channel', o.channel_id,
  'state', o.state, 'version', o.version, 'placed_at', o.placed_at, 'paid_at', o.paid_at,
  'currency', o.currency, 'total_minor', o.total_minor, 'delivery_method', o.delivery_method,
  'carrier', o.carrier, 'waybill', o.waybill, 'agreed_delivery_on', o.agreed_delivery_on,
  'lines', l.lines, 'units', l.units, 'overdue', o.overdue_since is not null,
  'clock', json_build_object('kind', d.kind, 'good_at', d.good_at, 'due_at', d.due_at))
  order by o.id desc)::text
from (select * from orders_order where shop_id = %(shop)s and state = 'new' and id < %(after)s
      order by id desc limit %(size)s) o
join orders_ordercontact c on c.order_id = o.id
join lateral (select count(*) lines, sum(quantity) units from orders_orderline
              where order_id = o.id) l on true
join lateral (select kind, good_at, due_at from kernel_deadline
              where subject_id = o.id and state = 'running' order by due_at limit 1) d on true
"""
