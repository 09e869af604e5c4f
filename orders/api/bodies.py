"""Read a JSON body of strangers: capped before it is read, and refused clearly when it is none."""

import json
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request

from kernel.errors import Refusal

SINGLE_CAP = 1_000_000
BULK_CAP = 8_000_000


class BodyTooLarge(Refusal):
    """The body is longer than this address takes."""

    code = "body_too_large"
    status = 413


class NotJson(Refusal):
    """The body is not the JSON it says it is."""

    code = "not_json"
    status = 400


def raw_body(request: Request, cap: int) -> bytes:
    """Return the body, read no further than ``cap`` bytes. Raises BodyTooLarge, UnsupportedMediaType."""
    bare = request._request
    if bare.content_type != "application/json":
        raise UnsupportedMediaType(bare.content_type or "")
    length = int(bare.META.get("CONTENT_LENGTH") or 0)
    if length > cap:
        message = _("A body may have %(cap)d bytes: send fewer at once.")
        raise BodyTooLarge(message % {"cap": cap})
    return bare.read(length) if length else b""


def json_of(raw: bytes) -> Any:
    """Return the value of a JSON text in UTF-8. Raises NotJson, also for twins and too deep nesting."""
    try:
        return json.loads(
            raw.decode(), object_pairs_hook=_without_twins, parse_constant=_no_constant
        )
    except UnicodeDecodeError as error:
        raise NotJson(_("Byte %(at)d is not UTF-8.") % {"at": error.start}) from None
    except RecursionError:
        raise NotJson(_("It is nested too deeply.")) from None
    except ValueError as error:
        raise NotJson(_("It is not valid JSON: %(why)s") % {"why": error}) from None


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read: dict[str, Any] = dict(pairs)
    if len(read) != len(pairs):
        raise ValueError(f"the field {_first_twin(pairs)[:60]!a} stands twice in one object")
    return read


def _first_twin(pairs: list[tuple[str, Any]]) -> str:
    seen: set[str] = set()
    for name, _value in pairs:
        if name in seen:
            return name
        seen.add(name)
    return ""


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
