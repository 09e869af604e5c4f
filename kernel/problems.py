"""Refusals over REST, as problem details (RFC 9457) with a stable ``code``."""

from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from kernel.errors import Refusal

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "Bad request",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    406: "Not acceptable",
    409: "Conflict",
    412: "Changed meanwhile",
    413: "Too large",
    415: "Unsupported media type",
    422: "Refused",
    429: "Too many requests",
    503: "Unavailable",
}


def problem(status: int, code: str, detail: object, **more: object) -> dict[str, Any]:
    """Return the body of a problem; ``code`` is what clients branch on."""
    return {
        "type": f"urn:otgruz:problem:{code}",
        "title": TITLES.get(status, "Error"),
        "status": status,
        "code": code,
        "detail": str(detail),
        **more,
    }


def problem_response(status: int, code: str, detail: object, **more: object) -> JsonResponse:
    """Return a problem outside of REST framework's views, e.g. from a middleware."""
    body = problem(status, code, detail, **more)
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE)


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Translate what a REST view raised; None leaves a true fault to Django's 500."""
    body = _body(error)
    if body is None:
        return None
    set_rollback()
    headers = {}
    if isinstance(error, exceptions.Throttled) and (wait := getattr(error, "wait", None)):
        headers["Retry-After"] = str(int(wait) + 1)
    if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        headers["WWW-Authenticate"] = "Bearer"
    return Response(body, status=body["status"], headers=headers, content_type=MEDIA_TYPE)


def _body(error: Exception) -> dict[str, Any] | None:
    match error:
        case Refusal():
            more: dict[str, Any] = dict(error.details)
            if error.field:
                more["errors"] = [{"field": error.field, "code": error.code, "message": str(error)}]
            return problem(error.status, error.code, error, **more)
        case exceptions.ValidationError():
            fields = list(flatten(error.get_full_details()))
            return problem(400, "invalid", "Some fields are not valid.", errors=fields)
        case Http404() | exceptions.NotFound():
            return problem(404, "not_found", "There is nothing here for you.")
        case PermissionDenied():
            return problem(403, "not_allowed", str(error) or "You may not do this.")
        case exceptions.APIException():
            return problem(error.status_code, str(error.get_codes()), error.detail)
    return None


def flatten(details: Any, path: str = "") -> Any:
    """Yield ``{"field", "code", "message"}`` for each leaf of REST framework's error details.

    Fields inside fields are ``buyer.phone``, places in a list ``lines[1].sku``.
    """
    if isinstance(details, dict) and set(details) == {"message", "code"}:
        yield {"field": path, "code": details["code"], "message": str(details["message"])}
    elif isinstance(details, dict):
        for name, inner in details.items():
            yield from flatten(inner, _inside(path, name))
    else:
        for index, inner in enumerate(details):
            leaf = isinstance(inner, dict) and set(inner) == {"message", "code"}
            if inner:
                yield from flatten(inner, path if leaf else _inside(path, index))


def _inside(path: str, name: str | int) -> str:
    if isinstance(name, int):
        return f"{path}[{name}]"
    return f"{path}.{name}" if path else name


def bad_request(request: HttpRequest, exception: Exception) -> JsonResponse:
    """Answer a request that Django refused before any view saw it."""
    if isinstance(exception, RequestDataTooBig):
        return problem_response(413, "body_too_large", "The request is larger than we take.")
    return problem_response(400, "bad_request", "The request could not be read.")
