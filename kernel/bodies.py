"""Read the JSON body of a stranger: capped before it is read, and refused clearly when it is none."""

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.parsers import BaseParser

from kernel.errors import Refusal

SINGLE_CAP = 1_000_000
DEEPEST = 60  # what we take is at most five levels deep


class BodyTooLarge(Refusal):
    """The body is longer than this address takes."""

    code = "body_too_large"
    status = 413


class NotJson(Refusal):
    """The body is not the JSON it says it is."""

    code = "not_json"
    status = 400


class ObjectParser(BaseParser):
    """Reads a JSON object of up to a megabyte; nothing sent at all is an empty one."""

    media_type: ClassVar[str] = "application/json"  # type: ignore[misc]

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Return the object. Raises BodyTooLarge, NotJson."""
        raw = stream.read(SINGLE_CAP + 1)
        if len(raw) > SINGLE_CAP:
            raise too_large(SINGLE_CAP)
        told = json_of(raw)
        if not isinstance(told, dict):
            raise NotJson(_("Send an object in braces."))
        if _is_deeper(told, DEEPEST):
            raise NotJson(_("It is nested too deeply."))
        if b"\\u" in raw and not _is_text(told):
            raise NotJson(_("It holds half a character: a surrogate without its pair."))
        return told


def object_in(request: HttpRequest) -> dict[str, Any]:
    """Return the object in the body of Django's own request, as `ObjectParser` reads it.

    Raises UnsupportedMediaType, BodyTooLarge, NotJson.
    """
    if not int(request.META.get("CONTENT_LENGTH") or 0):
        return {}
    if request.content_type != ObjectParser.media_type:
        raise UnsupportedMediaType(request.content_type or "")
    return ObjectParser().parse(request)


def too_large(cap: int) -> BodyTooLarge:
    """Return the refusal of a body of more than ``cap`` bytes."""
    message = _("A body may have %(cap)d bytes: send fewer at once.")
    return BodyTooLarge(message % {"cap": cap})


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


def _is_deeper(told: Any, most: int) -> bool:
    level = [told]
    for _depth in range(most):
        level = [
            inner
            for node in level
            if isinstance(node, dict | list)
            for inner in (node.values() if isinstance(node, dict) else node)
        ]
        if not level:
            return False
    return True


def _is_text(told: Any) -> bool:
    try:
        json.dumps(told, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


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
