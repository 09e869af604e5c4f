"""Send what is due: each channel by itself, so that one that hangs holds up no other."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import datetime, timedelta

import structlog
from django.db import connection

from notifications.clients import Client, Letter, client_of
from notifications.models import Message
from notifications.rules.masking import masked
from notifications.rules.outcomes import Outcome
from notifications.selectors.people import address_of, is_disabled
from notifications.services.carrying import files_of
from notifications.services.claiming import AT_ONCE, Claim, anything_due, claim, drop, finish
from notifications.services.merging import merge_storms
from notifications.services.truth import why_not
from notifications.states import Audience, Channel, Result
from sellers.public import shop_profile

Clock = Callable[[], datetime]
BUDGET = timedelta(seconds=20)
LOOK_AGAIN_S = 0.2
log = structlog.get_logger(__name__)


def send_due(*, clock: Clock, budget: timedelta = BUDGET) -> int:
    """Send by all channels at once until nothing is due or the time is up; return how many were tried.

    While one channel is still busy the others keep looking, so theirs go out in a fraction of a second.
    """
    if not anything_due(now=clock()):
        return 0
    busy = _Busy(len(Channel))
    stop = clock() + budget
    with ThreadPoolExecutor(len(Channel), thread_name_prefix="channel") as pool:
        runs = [pool.submit(_work, channel, clock, stop, busy) for channel in Channel]
        return sum(run.result() for run in runs)


def send_batch(channel: str, client: Client, *, clock: Clock) -> int:
    """Claim a batch of one channel, send it, and put down what came of it; return how many were taken."""
    claims = claim(channel, now=clock())
    letters = [(one, letter) for one in claims if (letter := _addressed(one, clock()))]
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix=str(channel)) as pool:
        tries = {pool.submit(_send, client, letter): one for one, letter in letters}
        for done in as_completed(tries):
            finish(tries[done], done.result(), now=clock())
    return len(claims)


def _work(channel: Channel, clock: Clock, stop: datetime, busy: "_Busy") -> int:
    """Serve one channel; its own database connection ends with it."""
    total = 0
    try:
        with contextlib.ExitStack() as stack, busy.while_working():
            client: Client | None = None
            while clock() < stop:
                sent = 0
                if anything_due(channel, now=clock()):
                    merge_storms(channel, now=clock())
                    client = client or stack.enter_context(client_of(channel))
                    sent = send_batch(channel, client, clock=clock)
                total += sent
                if not sent and not busy.wait_for_others():
                    break
    finally:
        connection.close()
    return total


class _Busy:
    """How many channels still have something to do."""

    def __init__(self, channels: int) -> None:
        self._changed = threading.Condition()
        self._working = channels

    @contextlib.contextmanager
    def while_working(self) -> Iterator[None]:
        try:
            yield
        finally:
            with self._changed:
                self._working -= 1
                self._changed.notify_all()

    def wait_for_others(self) -> bool:
        """Wait a moment while others work; False when all have nothing to do."""
        with self._changed:
            self._working -= 1
            self._changed.notify_all()
            try:
                if self._working == 0:
                    return False
                self._changed.wait(LOOK_AGAIN_S)
                return self._working > 0
            finally:
                self._working += 1


def _addressed(claimed: Claim, now: datetime) -> Letter | None:
    """Return the letter of a claim; one that cannot even be addressed holds up no other."""
    try:
        return _letter(claimed, now)
    except Exception as error:
        log.exception("message.unaddressed", message=str(claimed.message.pk))
        finish(claimed, Outcome(Result.LATER, type(error).__name__[:60]), now=now)
        return None


def _letter(claimed: Claim, now: datetime) -> Letter | None:
    """Return what to send and where; None, and the message suppressed, when it is not needed any more."""
    message = claimed.message
    reason = why_not(message, now=now)
    shop = shop_profile(message.shop_id) if message.shop_id else None
    address = "" if reason else address_of(message, shop)
    if not reason and not address:
        reason = "nobody_there"
    if not reason and message.audience != Audience.BUYER:
        reason = (
            "address_disabled" if is_disabled(message.shop_id, message.channel, address) else ""
        )
    if reason:
        drop(claimed, reason, now=now)
        return None
    _show_address(message, address)
    return _to(message, address)


def _show_address(message: Message, address: str) -> None:
    """Keep where it went, masked, for the delivery log."""
    shown = masked(address)
    if shown != message.address_shown:
        Message.everything.filter(pk=message.pk).update(address_shown=shown)


def _to(message: Message, address: str) -> Letter:
    return Letter(
        key=str(message.pk),
        to=address,
        subject=message.subject,
        text=message.text,
        html=message.html,
        buttons=message.buttons,
        via=message.via,
        made_at=message.created_at,
        repeat=message.unknowns > 0,
        files=files_of(message),
    )


def _send(client: Client, letter: Letter) -> Outcome:
    """Send; a fault of our own leaves it unknown what happened, and is logged."""
    try:
        return client.send(letter)
    except Exception as error:
        log.exception("message.crashed", message=letter.key)
        return Outcome(Result.UNKNOWN, type(error).__name__[:60])
