"""Deadlines over REST: what is promised until when, and how it ended."""

import base64
import binascii
import json
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.deadlines.models import DeadlineState
from kernel.deadlines.reading import deadlines_by_due, explain_lines
from orders.api.filters import BadQuery
from orders.api.serializers import DeadlineOut, DeadlinePageOut, ProblemOut


class DeadlineQuery(serializers.Serializer[Any]):
    """Parameters of the list of deadlines."""

    state = serializers.ChoiceField(choices=DeadlineState.choices, default=DeadlineState.RUNNING)
    kind = serializers.CharField(required=False, max_length=40)
    due_before = serializers.DateTimeField(required=False)
    cursor = serializers.CharField(required=False, max_length=120)
    limit = serializers.IntegerField(min_value=1, max_value=200, default=50)


class DeadlineList(APIView):
    """A shop's deadlines by due time."""

    @extend_schema(
        operation_id="deadlines_list",
        parameters=[DeadlineQuery],
        responses={200: DeadlinePageOut, 400: ProblemOut},
    )
    def get(self, request: Request) -> Response:
        """Return one page, the earliest due first."""
        query = DeadlineQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        rows = deadlines_by_due(
            request.scope,
            state=asked["state"],
            kind=asked.get("kind", ""),
            due_before=asked.get("due_before"),
            after=_decoded(asked["cursor"]) if "cursor" in asked else None,
            limit=asked["limit"] + 1,
        )
        page, more = rows[: asked["limit"]], len(rows) > asked["limit"]
        for row in page:
            row.explain = explain_lines(row, zone=request.shop.zone)
        following = _encoded(page[-1]) if more else None
        body = {"results": DeadlineOut(page, many=True).data, "next_cursor": following}
        return Response(body)


def _encoded(row: Any) -> str:
    text = json.dumps([row.due_at.isoformat(), row.pk])
    return base64.urlsafe_b64encode(text.encode()).decode()


def _decoded(cursor: str) -> tuple[datetime, int]:
    try:
        due_at, pk = json.loads(base64.urlsafe_b64decode(cursor))
        return datetime.fromisoformat(due_at), int(pk)
    except (ValueError, TypeError, binascii.Error):
        raise BadQuery(
            _("This cursor is not valid: start from the first page."), field="cursor"
        ) from None
