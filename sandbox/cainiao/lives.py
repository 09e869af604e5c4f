"""What may become of a parcel: the steps that Cainiao tells, each some hours after the one before."""

from dataclasses import dataclass

Plan = tuple[tuple[str, float], ...]
CREATED, OUTBOUND, CANCELLED = "GWMS_ACCEPT", "GWMS_OUTBOUND", "GWMS_CANCEL"


@dataclass(frozen=True, slots=True)
class Words:
    """How one action is told: what it says, where, and why if it went wrong."""

    text: str
    place: str = ""
    reason: str = ""


MOSCOW = "Москва"
WORDS: dict[str, Words] = {
    CREATED: Words("Order accepted"),
    "GWMS_PACKAGE": Words("Packed"),
    OUTBOUND: Words("Left the seller's warehouse"),
    CANCELLED: Words("Cancelled"),
    "PU_PICKUP_SUCCESS": Words("Picked up, acceptance scan", "Химки"),
    "PU_PICKUP_FAILURE": Words("Pickup failed", "Химки", "No barcode on the parcel"),
    "SC_INBOUND_SUCCESS": Words("At the sorting centre", "Химки"),
    "SC_OUTBOUND_SUCCESS": Words("Left the sorting centre", "Химки"),
    "LH_DEPART": Words("Line-haul departed", "Химки"),
    "CUS_TAX": Words("Duty is due", "Москва"),
    "GTMS_SC_ARRIVE": Words("Arrived in the city", MOSCOW),
    "GTMS_DO_DEPART": Words("Out for delivery", MOSCOW),
    "GTMS_DEL_FAILURE": Words("Delivery failed", MOSCOW, "Nobody at home"),
    "GTMS_SIGN_FAILURE": Words("Not accepted", MOSCOW, "Outer packaging damaged"),
    "GTMS_STA_SIGNED": Words("Signed for by the pick-up point", "ПВЗ 12, Москва"),
    "GSTA_BUYER_SIGN": Words("Collected by the buyer", "ПВЗ 12, Москва"),
    "GTMS_SIGNED": Words("Signed for by the recipient", MOSCOW),
    "RT_INBOUND": Words("On the way back", MOSCOW),
    "RT_OUTBOUND": Words("Left for the sender", MOSCOW),
    "RETURNED": Words("Back at the sender", "Химки"),
    "RT_DESTROY": Words("Destroyed", MOSCOW),
}
STRANGE = "GTMS_TELEPORTED"  # an action that no table has
_ROAD: Plan = (
    ("PU_PICKUP_SUCCESS", 16),
    ("SC_INBOUND_SUCCESS", 4),
    ("LH_DEPART", 3),
    ("GTMS_SC_ARRIVE", 6),
)
LIVES: dict[str, Plan] = {
    "delivered": (*_ROAD, ("GTMS_DO_DEPART", 3), ("GTMS_SIGNED", 4)),
    "from a point": (*_ROAD, ("GTMS_STA_SIGNED", 6), ("GSTA_BUYER_SIGN", 30)),
    "at the second attempt": (
        *_ROAD,
        ("GTMS_DO_DEPART", 3),
        ("GTMS_DEL_FAILURE", 4),
        ("GTMS_DO_DEPART", 20),
        ("GTMS_SIGNED", 4),
    ),
    "returned": (
        *_ROAD,
        ("GTMS_DO_DEPART", 3),
        ("GTMS_DEL_FAILURE", 4),
        ("GTMS_DO_DEPART", 20),
        ("GTMS_DEL_FAILURE", 4),
        ("GTMS_STA_SIGNED", 20),
        ("RT_INBOUND", 24 * 14),
        ("RETURNED", 48),
    ),
    "without a barcode": (("PU_PICKUP_FAILURE", 16), ("RT_OUTBOUND", 8), ("RETURNED", 24)),
}
USUAL = "delivered"
