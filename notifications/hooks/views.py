"""Telegram's door: prove who knocks, store the update, say yes. All else happens later."""

import json
from typing import Any

import structlog
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt

from kernel.inbox.accept import accept
from notifications.hooks.secrets import SOURCE, header_secret
from notifications.hooks.secrets import path_secret as own_path_secret

BODY_LIMIT = 256_000
HEADER = "X-Telegram-Bot-Api-Secret-Token"
log = structlog.get_logger(__name__)


@csrf_exempt
def telegram(request: HttpRequest, path_secret: str) -> HttpResponse:
    """Store one update and answer 200; a forged one is refused and nothing is stored."""
    if not header_secret() or not constant_time_compare(path_secret, own_path_secret()):
        raise Http404
    if not constant_time_compare(request.headers.get(HEADER, ""), header_secret()):
        log.warning("telegram.forged", address=request.META.get("REMOTE_ADDR", ""))
        return HttpResponse(status=401)
    update = _read(request)
    if update is None:
        return HttpResponse(status=400)
    accept(source=SOURCE, event_id=str(update["update_id"]), body=update, at=timezone.now())
    return HttpResponse(status=200)


def _read(request: HttpRequest) -> dict[str, Any] | None:
    """Return the update, None for anything that cannot be one."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > BODY_LIMIT:
        return None
    try:
        update = json.loads(request.body, parse_constant=_no_constant)
        json.dumps(update, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    known = isinstance(update, dict) and isinstance(update.get("update_id"), int)
    return update if known else None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
