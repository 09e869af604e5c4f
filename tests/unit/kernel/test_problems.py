"""Refusals over REST: problem details with a stable code (RFC 9457)."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions, serializers

from kernel.errors import Conflict, NotFound, Refusal, Stale
from kernel.problems import MEDIA_TYPE, exception_handler, flatten, problem, problem_response


class LateRefused(Conflict):
    code = "too_late"


def answer(error):
    response = exception_handler(error, {})
    return response.status_code, response.data


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Refusal("no"), 422, "refused"),
        (NotFound("no"), 404, "not_found"),
        (Conflict("no"), 409, "conflict"),
        (Stale("no"), 412, "stale_version"),
        (LateRefused("no"), 409, "too_late"),
        (Http404(), 404, "not_found"),
        (exceptions.NotFound(), 404, "not_found"),
        (PermissionDenied(), 403, "not_allowed"),
        (exceptions.NotAuthenticated(), 401, "not_authenticated"),
        (exceptions.MethodNotAllowed("PUT"), 405, "method_not_allowed"),
        (exceptions.ParseError(), 400, "parse_error"),
        (exceptions.UnsupportedMediaType("text/xml"), 415, "unsupported_media_type"),
        (exceptions.Throttled(7.2), 429, "throttled"),
    ],
)
def test_each_has_its_status_and_code(error, status, code):
    got, body = answer(error)
    assert (got, body["status"], body["code"]) == (status, status, code)
    assert body["type"] == f"urn:otgruz:problem:{code}"
    assert body["title"] and body["detail"]


def test_a_refusal_says_what_and_where_and_gives_its_details():
    _status, body = answer(LateRefused("It was sent.", field="state", version=4))
    assert body["detail"] == "It was sent."
    assert body["version"] == 4
    assert body["errors"] == [{"field": "state", "code": "too_late", "message": "It was sent."}]


def test_fields_that_are_not_valid_are_named_each():
    class Line(serializers.Serializer):
        sku = serializers.CharField(max_length=3)

    class Order(serializers.Serializer):
        number = serializers.CharField()
        lines = Line(many=True)

    order = Order(data={"lines": [{"sku": "ok"}, {"sku": "long"}]})
    with pytest.raises(exceptions.ValidationError) as refused:
        order.is_valid(raise_exception=True)
    status, body = answer(refused.value)
    assert (status, body["code"]) == (400, "invalid")
    assert [(error["field"], error["code"]) for error in body["errors"]] == [
        ("number", "required"),
        ("lines[1].sku", "max_length"),
    ]


def test_a_plain_list_of_errors_has_no_field():
    error = exceptions.ValidationError(["one", "two"])
    assert [found["field"] for found in flatten(error.get_full_details())] == ["", ""]


def test_who_must_wait_is_told_how_long():
    assert exception_handler(exceptions.Throttled(7.2), {})["Retry-After"] == "9"


def test_who_must_sign_in_is_told_how():
    assert exception_handler(exceptions.NotAuthenticated(), {})["WWW-Authenticate"] == "Bearer"


def test_a_true_fault_is_left_to_be_one():
    assert exception_handler(ZeroDivisionError(), {}) is None


def test_outside_of_rest_views_it_looks_the_same():
    response = problem_response(403, "scope_missing", "No.", scope="orders:read")
    assert (response.status_code, response["Content-Type"]) == (403, MEDIA_TYPE)
    assert problem(403, "scope_missing", "No.", scope="orders:read")["scope"] == "orders:read"


def test_a_refusal_reads_as_its_message_or_its_code():
    assert (str(Refusal("no")), str(NotFound())) == ("no", "not_found")
