"""The trade partners' door: orders, their labels and cancellations, the road (docs/trade-partner.md)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kernel.bodies import json_of
from kernel.errors import Refusal
from kernel.idempotency import fingerprint, once
from kernel.inbox.accept import accept
from kernel.problems import problem_response
from logistics.clients.trade_partner.signing import is_signed
from logistics.rules.partner_events import why_not_events
from logistics.services.partner_orders import (
    link_of,
    take_cancellation,
    take_label,
    take_order,
)
from orders.public import Outcome

SOURCE = "trade_partner"
BODY_LIMIT = 1_000_000
LONGEST_KEY = 80
log = structlog.get_logger(__name__)


class Forged(Refusal):
    """The request is not signed as the contract says, or was signed too long ago."""

    code = "bad_signature"
    status = 401


class TooLong(Refusal):
    """The body is longer than this address takes."""

    code = "body_too_large"
    status = 413


class NotOfTheContract(Refusal):
    """The body has another shape than the contract says."""

    code = "invalid"
    status = 400


@dataclass(frozen=True, slots=True)
class Heard:
    """A request whose sender is proven."""

    partner: str
    key: str
    raw: bytes
    path: str

    @property
    def told(self) -> dict[str, Any]:
        """Return its JSON. Raises NotOfTheContract."""
        told = json_of(self.raw)
        if not isinstance(told, dict):
            raise NotOfTheContract(_("Send an object in braces."))
        return told


View = Callable[[HttpRequest], HttpResponse]


def _door(act: Callable[[Heard, datetime], HttpResponse]) -> View:
    """Return the view of one address: prove the sender, act, word a refusal as RFC 9457 does."""

    @csrf_exempt
    @require_POST
    def view(request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        try:
            return act(_proven(request, now), now)
        except Refusal as error:
            return problem_response(error.status, error.code, error, **error.details)

    view.__doc__ = act.__doc__
    return view


def _proven(request: HttpRequest, now: datetime) -> Heard:
    if int(request.META.get("CONTENT_LENGTH") or 0) > BODY_LIMIT:
        raise TooLong(_("At most %(most)d bytes.") % {"most": BODY_LIMIT})
    partner, key = (request.headers.get(name, "") for name in ("Otgruz-Partner", "Idempotency-Key"))
    signed = is_signed(
        request.headers.get("Otgruz-Signature", ""),
        settings.PARTNER_SECRETS.get(partner, ""),
        at=request.headers.get("Otgruz-Timestamp", ""),
        path=request.path,
        key=key,
        body=request.body,
        now=now,
    )
    if not signed:
        log.warning("trade_partner.forged", known=partner in settings.PARTNER_SECRETS)
        raise Forged(_("The signature or its moment is not good."))
    if not 0 < len(key) <= LONGEST_KEY:
        raise NotOfTheContract(
            _("An Idempotency-Key has 1 to 80 letters."), field="Idempotency-Key"
        )
    return Heard(partner, key, request.body, request.path)


def _order(heard: Heard, now: datetime) -> HttpResponse:
    """Take one order, with its label or without; the first answer under a key is the answer."""

    def run() -> tuple[int, Any]:
        outcome, order_id, has_label = take_order(link_of(heard.partner), heard.told, now=now)
        status = 201 if outcome is Outcome.CREATED else 200
        return status, {"order_id": str(order_id), "outcome": outcome.value, "has_label": has_label}

    return _once(heard, now, run)


def _label(heard: Heard, now: datetime) -> HttpResponse:
    """Take the label of an order that came without one: the order goes on."""

    def run() -> tuple[int, Any]:
        return 200, {"order_id": str(take_label(link_of(heard.partner), heard.told, now=now))}

    return _once(heard, now, run)


def _cancellation(heard: Heard, now: datetime) -> HttpResponse:
    """Cancel an order at its buyer's wish, while the buyer may."""

    def run() -> tuple[int, Any]:
        return 200, {
            "order_id": str(take_cancellation(link_of(heard.partner), heard.told, now=now))
        }

    return _once(heard, now, run)


def _tracking(heard: Heard, now: datetime) -> HttpResponse:
    """Keep what happened to a parcel in one statement; it is followed a moment later."""
    told = heard.told
    if wrong := why_not_events(told):
        raise NotOfTheContract(wrong)
    body = {"partner_code": heard.partner, "told": told}
    accept(source=SOURCE, event_id=f"{heard.partner[:30]}:{heard.key}", body=body, at=now)
    return JsonResponse({"accepted": True}, status=202)


def _once(heard: Heard, now: datetime, run: Callable[[], tuple[int, Any]]) -> HttpResponse:
    answer = once(
        owner=f"partner:{heard.partner[:50]}",
        key=heard.key,
        request=fingerprint(heard.path.encode(), heard.raw),
        now=now,
        run=run,
    )
    reply = JsonResponse(answer.body, status=answer.status)
    if answer.repeated:
        reply["Idempotent-Replayed"] = "true"
    return reply


orders, labels = _door(_order), _door(_label)
cancellations, tracking = _door(_cancellation), _door(_tracking)
