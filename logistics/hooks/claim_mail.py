"""The door of the mail server: what comes to the address for claims is posted here, word for word."""

import base64
import hashlib

import structlog
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt

from kernel.inbox.accept import accept, receives
from kernel.inbox.models import InboxMessage
from logistics.services.claim_mails import take_mail

SOURCE = "claim_mail"
HEADER = "X-Mail-Secret"
LARGEST = 20_000_000  # bytes of one mail
log = structlog.get_logger(__name__)


@csrf_exempt
def door(request: HttpRequest) -> HttpResponse:
    """Store one RFC 822 message and answer 200; without the secret nothing is stored.

    A mail counts from now on, however late it is read. The same bytes again are the same mail.
    """
    secret = settings.CLAIMS_MAIL_SECRET
    if not secret:
        raise Http404
    if not constant_time_compare(request.headers.get(HEADER, ""), secret):
        log.warning("claim_mail.forged", address=request.META.get("REMOTE_ADDR", ""))
        return HttpResponse(status=401)
    raw = request.read(LARGEST + 1)
    if not 0 < len(raw) <= LARGEST:
        return HttpResponse(status=413 if raw else 400)
    digest = hashlib.sha256(raw).hexdigest()
    accept(
        source=SOURCE,
        event_id=digest,
        body={"raw": base64.b64encode(raw).decode()},
        at=timezone.now(),
    )
    return HttpResponse(status=200)


@receives(SOURCE)
def read_mail(message: InboxMessage) -> None:
    """Make a claim of a stored mail, as of the moment it came (R-002-43)."""
    raw = base64.b64decode(message.body["raw"])
    take_mail(raw, at=message.received_at, now=timezone.now())
