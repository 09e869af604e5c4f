"""Why a message was not sent, in words of people. Pure."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, Promise] = {
    "blocked": _("The bot was blocked"),
    "chat_gone": _("The chat does not exist any more"),
    "mailbox_full": _("The mailbox is full"),
    "no_such_mailbox": _("There is no such mailbox"),
    "bad_address": _("The address is wrong"),
    "bad_number": _("The number is wrong"),
    "stop_list": _("The person does not want SMS from this gateway"),
    "text_refused": _("The gateway refused the text"),
    "bad_request": _("The provider did not understand the message"),
    "flood": _("The provider asked us to wait"),
    "unreachable": _("The provider cannot be reached"),
    "no_answer": _("The provider did not answer: it may have arrived"),
    "uncertain": _("No answer, several times: it may have arrived"),
    "worker_lost": _("We were interrupted: it may have arrived"),
    "gave_up": _("Tried for three days"),
    "migrated": _("The chat has another address now"),
    "bot_refused": _("Telegram refuses our bot"),
    "no_token": _("No bot is set up"),
    "gateway_unpaid": _("The account at the SMS gateway is empty"),
    "gateway_refuses_us": _("The SMS gateway refuses us"),
    "gateway_failed": _("The SMS gateway failed"),
    "sender_refused": _("The SMS gateway refuses the sender's name"),
    "too_soon": _("The SMS gateway asked us to wait"),
    "bad_reply": _("The provider's answer could not be read"),
    "nobody_there": _("There is nobody to send it to"),
    "address_disabled": _("The address is switched off"),
    "promise_over": _("Not needed any more: the promise was over"),
    "opened_meanwhile": _("Not needed any more: the order was opened"),
    "too_late": _("It would have come too late"),
}


def reason_of(code: str) -> str:
    """Return the words for a code; one we have no words for stands for itself."""
    return str(REASONS.get(code, code))
