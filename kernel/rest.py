"""What every REST door shares: strict inputs, moments with their offset, versions, pages, problems."""

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, OpenApiTypes, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from kernel.errors import Refusal

IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The version you saw; 412 when it has changed since.",
)


class BadVersion(Refusal):
    """If-Match holds no version."""

    code = "bad_version"
    status = 400


class BadCursor(Refusal):
    """The cursor leads to no page."""

    code = "bad_cursor"
    status = 400


class Strict(serializers.Serializer[Any]):
    """Base of all inputs: a field we do not know is named and refused."""

    def to_internal_value(self, data: Any) -> Any:
        """Refuse unknown fields before looking at the known ones."""
        known = set(self.fields)
        unknown = sorted(str(name) for name in data if name not in known) if _is_map(data) else ()
        if unknown:
            message = serializers.ErrorDetail("There is no such field.", code="unknown_field")
            raise serializers.ValidationError({name: [message] for name in unknown})
        return super().to_internal_value(data)

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return what was sent, checked, by fields made once for all requests. Raises ValidationError.

        Making them anew takes longer than checking. Words of a refusal stay what they were at first, so
        what is wrong is read again by fields of its own, in the language of who sent it.
        """
        try:
            told: dict[str, Any] = _reader(cls).run_validation(data)
        except serializers.ValidationError:
            anew = cls(data=data)
            anew.is_valid(raise_exception=True)
            told = anew.validated_data
        return told


class Moment(serializers.DateTimeField):
    """A moment that says its offset: without one it could be any of a day's moments."""

    default_error_messages = {
        "naive": gettext_lazy("Say the offset too, as in 2026-02-03T18:00:00+02:00.")
    }

    def enforce_timezone(self, value: datetime) -> datetime:
        """Refuse a naive moment."""
        if timezone.is_naive(value):
            self.fail("naive")
        return super().enforce_timezone(value)


@extend_schema_serializer(component_name="Fault")
class FaultOut(serializers.Serializer[Any]):
    """One field that is wrong."""

    field = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()


@extend_schema_serializer(component_name="Problem")
class ProblemOut(serializers.Serializer[Any]):
    """A refusal, RFC 9457; branch on `code`."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    errors = FaultOut(many=True, required=False)  # type: ignore[assignment]


def problems(*statuses: int) -> dict[Any, type[ProblemOut]]:
    """Return what a schema says of refusals: those of every route, and ``statuses``."""
    media = "application/problem+json"
    return {(status, media): ProblemOut for status in sorted({400, 401, 403, 429, *statuses})}


class MachineView(APIView):
    """A view that machines ask all day: it takes Django's own request and returns a `json_response`.

    REST framework settles anew for each request who asks and in which form to read and answer. The access
    table knows who, there is one form, and this leaves it at that. Refusals are told as anywhere.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer by the method of that name; `kernel.bodies.object_in` reads the body."""
        self.args, self.kwargs = args, kwargs
        try:
            for proof in self.get_authenticators():
                proof.authenticate(request)  # type: ignore[arg-type]
            answer: HttpResponseBase = getattr(self, str(request.method).lower())(request, **kwargs)
        except Exception as error:
            self.request = asked = self.initialize_request(request, *args, **kwargs)
            self.headers = self.default_response_headers
            return self.finalize_response(asked, self.handle_exception(error), *args, **kwargs)
        return answer


def json_response(body: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """Return ``body`` as a `Response` would say it, without choosing a renderer first."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=str)
    return HttpResponse(text, status=status, content_type="application/json")


def expected_version(request: Request) -> int | None:
    """Return the version in If-Match, None without one. Raises BadVersion."""
    given = request.headers.get("If-Match", "").strip().strip('"')
    if not given or given == "*":
        return None
    if not given.isascii() or not given.isdigit() or len(given) > 9:
        raise BadVersion(_("If-Match takes the version you read."), field="If-Match")
    return int(given)


def cursor_after(key: str) -> str:
    """Return the cursor of the page that begins after ``key``."""
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def key_of(cursor: str) -> str:
    """Return the key a cursor holds. Raises BadCursor."""
    try:
        key = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        text = key.decode()
    except (binascii.Error, ValueError):
        raise BadCursor(_("Start again from the first page."), field="cursor") from None
    if "\0" in text:
        raise BadCursor(_("Start again from the first page."), field="cursor")
    return text


@cache
def _reader(kind: type[Strict]) -> Strict:
    return kind()


def _is_map(data: Any) -> bool:
    return isinstance(data, dict)
