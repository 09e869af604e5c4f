"""Deadlines over REST: what is promised until when, and how it ended."""

import base64
import binascii
import json
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.deadlines.models import DeadlineState
from kernel.deadlines.reading import deadlines_by_due
from kernel.rest import BadCursor, Moment, Strict, problems
from orders.api.serializers import DeadlineOut, DeadlinePageOut


class DeadlineQuery(Strict):
    """Parameters of the list of deadlines."""

    state = serializers.ChoiceField(choices=DeadlineState.choices, default=DeadlineState.RUNNING)
    kind = serializers.CharField(required=False, max_length=40)
    due_before = Moment(required=False)
    cursor = serializers.CharField(required=False, max_length=120)
    limit = serializers.IntegerField(min_value=1, max_value=200, default=50)


class DeadlineList(APIView):
    """A shop's deadlines by due time."""

    @extend_schema(
        operation_id="deadlines_list",
        parameters=[DeadlineQuery],
        responses={200: DeadlinePageOut, **problems()},
    )
    def get(self, request: Any) -> Response:
        """Return one page, the earliest due first."""
        query = DeadlineQuery(data=request.query_params.dict())
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
        following = _encoded(page[-1]) if more else None
        body = {
            "results": DeadlineOut(page, many=True, context={"zone": request.shop.zone}).data,
            "next_cursor": following,
        }
        return Response(body)


def _encoded(row: Any) -> str:
    text = json.dumps([row.due_at.isoformat(), row.pk])
    return base64.urlsafe_b64encode(text.encode()).decode()


def _decoded(cursor: str) -> tuple[datetime, int]:
    try:
        due_at, pk = json.loads(base64.urlsafe_b64decode(cursor))
        return datetime.fromisoformat(due_at), int(pk)
    except (ValueError, TypeError, binascii.Error):
        raise BadCursor(_("Start again from the first page."), field="cursor") from None
