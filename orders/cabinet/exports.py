"""Orders as a file for a spreadsheet: every cell is text or a number, none can act as a formula."""

import csv
import io
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _

from kernel.money import to_major
from kernel.scope import Scope
from orders.selectors import Filters, page_of
from orders.states import DeliveryMethod, OrderState

MOST_ROWS = 20_000
PAGE = 200
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def answer(scope: Scope, filters: Filters, *, zone: str, form: str, name: str) -> HttpResponseBase:
    """Return the file as an attachment; at most 20,000 rows."""
    rows = cells(scope, filters, ZoneInfo(zone))
    response: HttpResponseBase
    if form == "xlsx":
        response = HttpResponse(_workbook(rows), content_type=XLSX)
    else:
        response = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def harmless(value: object) -> str:
    """Return the text of a cell that no spreadsheet takes for a formula."""
    text = str(value).replace("\0", "")
    return f"'{text}" if text.startswith(DANGEROUS) else text


def header() -> list[str]:
    """Return the titles of the columns."""
    return [
        _("Number"), _("Channel"), _("State"), _("Placed"), _("Paid"), _("Due"), _("Buyer"),
        _("City"), _("Goods"), _("Units"), _("Total"), _("Currency"), _("Delivery"),
        _("Carrier"), _("Waybill"),
    ]  # fmt: skip


def cells(scope: Scope, filters: Filters, zone: ZoneInfo) -> Iterator[list[str]]:
    """Yield the cells of each order, page by page."""
    cursor, count = None, 0
    while count < MOST_ROWS:
        page = page_of(scope, filters, cursor=cursor, size=PAGE)
        for row in page.rows:
            yield _cells(row, zone)
        count, cursor = count + len(page.rows), page.next_cursor
        if cursor is None:
            return


def _cells(row: dict[str, Any], zone: ZoneInfo) -> list[str]:
    moments = [row[name] for name in ("placed_at", "paid_at", "due_at")]
    values = [
        row["number"],
        row["channel"],
        OrderState(row["state"]).label,
        *(
            moment.astimezone(zone).strftime("%Y-%m-%d %H:%M") if moment else ""
            for moment in moments
        ),
        row["buyer_name"],
        row["city"],
        row["first_name"] or "",
        row["units"] or 0,
        to_major(row["total_minor"], row["currency"]),
        row["currency"],
        DeliveryMethod(row["delivery_method"]).label,
        row["carrier"],
        row["waybill"],
    ]
    return [harmless(value) for value in values]


def _lines(rows: Iterator[list[str]]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield "\ufeff"  # so that spreadsheets read it as UTF-8
    for row in [header()]:
        writer.writerow(row)
    for row in rows:
        writer.writerow(row)
        if buffer.tell() > 60_000:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _workbook(rows: Iterator[list[str]]) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        for number, row in enumerate([header(), *rows]):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text)
    return out.getvalue()
