"""Calendars over REST: whose hours count, and when a promise falls due."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.calendars import Table, work_table
from kernel.errors import Refusal
from kernel.rest import problems
from kernel.worktime import Counted, NeverOpen, OutOfRange, in_words
from sellers import selectors
from sellers.api.serializers import CalendarOut, DueIn, DueOut

MINUTE = 60


class NoAnswer(Refusal):
    """The calendar does not know that time, or has too little of it left."""

    code = "beyond_calendar"


class CalendarList(APIView):
    """All calendars of the platform."""

    @extend_schema(
        operation_id="calendars_list", responses={200: CalendarOut(many=True), **problems()}
    )
    def get(self, request: Any) -> Response:
        """Return them by code."""
        return Response(CalendarOut(selectors.calendars(), many=True).data)


class CalendarDetail(APIView):
    """One calendar."""

    @extend_schema(operation_id="calendars_get", responses={200: CalendarOut, **problems(404)})
    def get(self, request: Any, code: str) -> Response:
        """Return its zone, its week and its version."""
        return Response(CalendarOut(selectors.calendar(code)).data)


class CalendarDue(APIView):
    """Working time, counted."""

    @extend_schema(
        operation_id="calendars_due",
        request=DueIn,
        responses={200: DueOut, **problems(404, 413, 415, 422)},
    )
    def post(self, request: Any, code: str) -> Response:
        """Return when so many working minutes have passed, and which were counted. Changes nothing."""
        body = DueIn(data=request.data)
        body.is_valid(raise_exception=True)
        table, start = work_table(code), body.validated_data["start"]
        return Response(DueOut(_counted(table, start, body.validated_data["minutes"])).data)


def _counted(table: Table, start: datetime, minutes: int) -> dict[str, Any]:
    try:
        due = table.due(start, minutes * MINUTE)
        counted = table.explain(start, minutes * MINUTE)
    except (NeverOpen, OutOfRange) as error:
        raise NoAnswer(
            _("%(calendar)s cannot tell: %(why)s") % {"calendar": table.code, "why": error}
        ) from error
    return {
        "calendar": table.code,
        "version": table.version,
        "due": due.astimezone(table.zone),
        "explain": [_in_zone(part, table) for part in counted],
    }


def _in_zone(part: Counted, table: Table) -> dict[str, Any]:
    return {
        "opens": part.opens.astimezone(table.zone),
        "closes": part.closes.astimezone(table.zone),
        "seconds": part.seconds,
        "words": in_words(part, table.zone),
    }
