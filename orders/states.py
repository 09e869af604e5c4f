"""The eight states of an order (R-004-62), the legal moves, and the words of the domain."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrderState(TextChoices):
    """Where an order stands."""

    NEW = "new", _("New")
    NEEDS_AGREEMENT = "needs_agreement", _("Needs agreement")
    CONFIRMED = "confirmed", _("Confirmed")
    AWAITING_SHIPMENT = "awaiting_shipment", _("Awaiting shipment")
    DELIVERING = "delivering", _("Delivering")
    AWAITING_PICKUP = "awaiting_pickup", _("Awaiting at pickup point")
    RECEIVED = "received", _("Received")
    CANCELLED = "cancelled", _("Cancelled")


S = OrderState
OPEN_STATES = frozenset(OrderState) - {S.RECEIVED, S.CANCELLED}
# Not packed yet: packing finished is what makes an order await shipment (C-02).
BEFORE_PACKING = frozenset({S.NEW, S.NEEDS_AGREEMENT, S.CONFIRMED})
BEFORE_SHIPPING = frozenset({S.NEW, S.NEEDS_AGREEMENT, S.CONFIRMED, S.AWAITING_SHIPMENT})

# Transition name -> (sources, target): the one table that model, database trigger and bulk acts follow.
MOVES: dict[str, tuple[tuple[str, ...], str]] = {
    "open": ((S.NEW,), S.NEEDS_AGREEMENT),
    "confirm": ((S.NEEDS_AGREEMENT,), S.CONFIRMED),
    "make_ready": ((S.CONFIRMED,), S.AWAITING_SHIPMENT),
    "ship": ((S.AWAITING_SHIPMENT,), S.DELIVERING),
    "offer_pickup": ((S.AWAITING_SHIPMENT,), S.AWAITING_PICKUP),
    "receive": ((S.DELIVERING, S.AWAITING_PICKUP), S.RECEIVED),
    "cancel": (tuple(sorted(OPEN_STATES)), S.CANCELLED),
}


class DeliveryMethod(TextChoices):
    """How an order reaches the buyer."""

    OWN_COURIER = "own_courier", _("own courier")
    CARRIER_DOOR = "carrier_door", _("carrier, to the door")
    CARRIER_POINT = "carrier_point", _("carrier, to a pick-up point")
    CARRIER_LOCKER = "carrier_locker", _("carrier, to a locker")
    SELF_PICKUP = "self_pickup", _("self-pickup")


BY_CARRIER = frozenset(
    {DeliveryMethod.CARRIER_DOOR, DeliveryMethod.CARRIER_POINT, DeliveryMethod.CARRIER_LOCKER}
)


class PaymentTerms(TextChoices):
    """How the buyer pays, as agreed (R-004-42)."""

    PREPAID = "prepaid", _("paid in advance")
    ON_DELIVERY = "on_delivery", _("cash on delivery")
    INSTALMENTS = "instalments", _("in instalments")
    INVOICE = "invoice", _("by invoice")


class SplitReason(TextChoices):
    """Why an order is sent as two (R-004-60)."""

    PLACES = "places", _("Different cities or warehouses")
    TIMES = "times", _("Different times of picking or shipping")
    WAYBILL = "waybill", _("The carrier cannot take it on one waybill")
    BRANCHES = "branches", _("Different branches of the carrier")
    OTHER = "other", _("Other reason")


class ContactWay(TextChoices):
    """How the buyer was sought (R-004-08, R-004-51)."""

    CALL = "call", _("phone call")
    VIBER = "viber", "Viber"
    TELEGRAM = "telegram", "Telegram"
    WHATSAPP = "whatsapp", "WhatsApp"
    SMS = "sms", "SMS"
    EMAIL = "email", _("e-mail")


MESSENGERS = frozenset({ContactWay.VIBER, ContactWay.TELEGRAM, ContactWay.WHATSAPP})


class ContactResult(TextChoices):
    """What came of it."""

    REACHED = "reached", _("reached")
    NO_ANSWER = "no_answer", _("no answer")
    BUSY = "busy", _("busy or switched off")
    CALL_LATER = "call_later", _("asked to call later")
    WRONG_NUMBER = "wrong_number", _("wrong number")
    NOT_FOUND = "not_found", _("not found there")


class AgreedWith(TextChoices):
    """With whom an edit was agreed (R-004-39)."""

    BUYER = "buyer", _("the buyer")
    RECIPIENT = "recipient", _("the recipient")
    REPRESENTATIVE = "representative", _("somebody on the buyer's behalf")


class AgreedHow(TextChoices):
    """How an edit was agreed (R-004-39)."""

    PHONE = "phone", _("by phone")
    MESSENGER = "messenger", _("in a messenger")
    MAIL = "mail", _("by e-mail")
    IN_PERSON = "in_person", _("in person")


class CancelReason(TextChoices):
    """Why an order was cancelled (C-31)."""

    OUT_OF_STOCK = "out_of_stock", _("Incorrect stock (not available)")
    NO_CONTACT = "no_contact", _("Could not contact the buyer")
    CHANGED_MIND = "changed_mind", _("Buyer changed his mind")
    NOT_COLLECTED = "not_collected", _("Buyer did not collect the goods")
    OVERDUE_REASSIGNED = "overdue_reassigned", _("Overdue, reassigned to another seller")
    BUYER_REQUEST = "buyer_request", _("Cancelled by the buyer")
    OTHER = "other", _("Other reason")


class HoldReason(TextChoices):
    """Why an order may not be made ready, although its buyer agreed."""

    STOCK_SHORT = "stock_short", _("goods are missing in the warehouse")
    LABEL_MISSING = "label_missing", _("the trade partner has sent no label")


class CancelUntil(TextChoices):
    """Until when a channel lets the buyer cancel (C-01)."""

    RECEIVED = "received", _("until received")
    PACKED = "packed", _("until packing is finished")


# Deadline kinds of this app.
NEW_CLOCK = "order.new"
AGREEMENT_CLOCK = "order.agreement"
PICKING_CLOCK = "order.picking"
SHIPPING_CLOCK = "order.shipping"
DISPATCH_CLOCK = "order.dispatch"
CALL_AGAIN_CLOCK = "order.call_again"
COLLECTION_CLOCK = "order.collection"
STATE_CLOCKS: dict[str, str] = {
    S.NEW: NEW_CLOCK,
    S.NEEDS_AGREEMENT: AGREEMENT_CLOCK,
    S.CONFIRMED: PICKING_CLOCK,
    S.DELIVERING: SHIPPING_CLOCK,
}
# The states in which a missed clock still makes the order overdue: until the buyer agreed to new terms.
LATE_IN: dict[str, frozenset[str]] = {
    NEW_CLOCK: frozenset({S.NEW, S.NEEDS_AGREEMENT}),
    AGREEMENT_CLOCK: frozenset({S.NEEDS_AGREEMENT}),
    PICKING_CLOCK: frozenset({S.CONFIRMED}),
    SHIPPING_CLOCK: frozenset({S.DELIVERING}),
    DISPATCH_CLOCK: BEFORE_SHIPPING,
}
