"""The states and legal moves of the warehouse's machines, and the words of its floor."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Moves = dict[str, tuple[tuple[str, ...], str]]


class OutboundState(TextChoices):
    """How far a parcel-to-be is, from release to the carrier's hands."""

    RELEASED = "released", pgettext_lazy("of a parcel", "released")
    IN_WAVE = "in_wave", _("in a wave")
    PICKING = "picking", _("being picked")
    PICKED = "picked", _("picked")
    SORTED = "sorted", _("sorted")
    PACKED = "packed", _("packed")
    LABELLED = "labelled", _("labelled")
    WEIGHED = "weighed", _("weighed")
    DISPATCHED = "dispatched", _("packing finished")
    PALLETISED = "palletised", _("on a pallet")
    HANDED_OVER = "handed_over", pgettext_lazy("of a parcel", "handed over")
    SHORT = "short", _("short of stock")
    PUT_BACK = "put_back", _("to be put back")
    INTERCEPTED = "intercepted", pgettext_lazy("of a parcel", "stopped")
    ENDED = "ended", _("taken apart")


O = OutboundState  # noqa: E741
# Nothing is in a box yet; in a box and in our hands. Cancelled, the first goes back, the second is stopped.
BEFORE_PACKING = frozenset({O.RELEASED, O.IN_WAVE, O.PICKING, O.PICKED, O.SORTED, O.SHORT})
BOXED = frozenset({O.PACKED, O.LABELLED, O.WEIGHED, O.DISPATCHED, O.PALLETISED})
OUTBOUND_OPEN = BEFORE_PACKING | BOXED | {O.PUT_BACK, O.INTERCEPTED}

OUTBOUND_MOVES: Moves = {
    "plan": ((O.RELEASED,), O.IN_WAVE),
    "unplan": ((O.IN_WAVE,), O.RELEASED),
    "begin_picking": ((O.IN_WAVE,), O.PICKING),
    "finish_picking": ((O.PICKING,), O.PICKED),
    "sort": ((O.PICKED,), O.SORTED),
    "pack": ((O.PICKED, O.SORTED), O.PACKED),
    "label": ((O.PACKED,), O.LABELLED),
    "weigh": ((O.LABELLED,), O.WEIGHED),
    "dispatch": ((O.WEIGHED,), O.DISPATCHED),
    "palletise": ((O.DISPATCHED,), O.PALLETISED),
    "take_off": ((O.PALLETISED,), O.DISPATCHED),
    "hand_over": ((O.PALLETISED,), O.HANDED_OVER),
    "fall_short": ((O.RELEASED, O.IN_WAVE, O.PICKING), O.SHORT),
    "resume": ((O.SHORT,), O.RELEASED),
    "fail_check": ((O.PICKED, O.SORTED), O.PICKING),
    "call_back": ((O.PICKING, O.PICKED, O.SORTED, O.SHORT), O.PUT_BACK),
    "intercept": (tuple(sorted(BOXED)), O.INTERCEPTED),
    "force": ((O.INTERCEPTED,), O.PALLETISED),
    "unpack": ((O.INTERCEPTED,), O.PUT_BACK),
    "end": ((O.RELEASED, O.IN_WAVE, O.PICKING, O.SHORT, O.PUT_BACK), O.ENDED),
}


class WaveState(TextChoices):
    """How far a wave of picking is."""

    PLANNED = "planned", _("planned")
    PICKING = "picking", _("being picked")
    DONE = "done", _("picked")
    DROPPED = "dropped", _("dropped")


WAVE_MOVES: Moves = {
    "begin": ((WaveState.PLANNED,), WaveState.PICKING),
    "finish": ((WaveState.PICKING,), WaveState.DONE),
    "take_back": ((WaveState.DONE,), WaveState.PICKING),
    "drop": ((WaveState.PLANNED, WaveState.PICKING), WaveState.DROPPED),
}


class InboundState(TextChoices):
    """How far a delivery of goods to the warehouse is."""

    ANNOUNCED = "announced", _("announced")
    RECEIVING = "receiving", _("being received")
    RECEIVED = "received", _("received")
    CANCELLED = "cancelled", _("cancelled")


INBOUND_MOVES: Moves = {
    "begin": ((InboundState.ANNOUNCED,), InboundState.RECEIVING),
    "finish": ((InboundState.RECEIVING,), InboundState.RECEIVED),
    "cancel": ((InboundState.ANNOUNCED,), InboundState.CANCELLED),
}


class CountState(TextChoices):
    """How far a cycle count is."""

    OPEN = "open", _("open")
    COUNTED = "counted", _("counted")
    APPROVED = "approved", _("approved")
    DROPPED = "dropped", _("dropped")


CYCLE_COUNT_MOVES: Moves = {
    "finish": ((CountState.OPEN,), CountState.COUNTED),
    "count_again": ((CountState.COUNTED,), CountState.OPEN),
    "approve": ((CountState.COUNTED,), CountState.APPROVED),
    "drop": ((CountState.OPEN, CountState.COUNTED), CountState.DROPPED),
}


class ReplenishmentState(TextChoices):
    """Whether missing goods were brought."""

    OPEN = "open", _("open")
    FILLED = "filled", _("filled")
    DROPPED = "dropped", _("not needed any more")


REPLENISHMENT_MOVES: Moves = {
    "fill": ((ReplenishmentState.OPEN,), ReplenishmentState.FILLED),
    "drop": ((ReplenishmentState.OPEN,), ReplenishmentState.DROPPED),
}


class PalletState(TextChoices):
    """How far a pallet is."""

    OPEN = "open", pgettext_lazy("of a pallet", "open")
    CLOSED = "closed", pgettext_lazy("of a pallet", "closed")
    LOADED = "loaded", _("on the sheet")
    HANDED_OVER = "handed_over", pgettext_lazy("of a pallet", "handed over")


PALLET_MOVES: Moves = {
    "close": ((PalletState.OPEN,), PalletState.CLOSED),
    "reopen": ((PalletState.CLOSED,), PalletState.OPEN),
    "load": ((PalletState.CLOSED,), PalletState.LOADED),
    "unload": ((PalletState.LOADED,), PalletState.CLOSED),
    "hand_over": ((PalletState.LOADED,), PalletState.HANDED_OVER),
}


class HandoverState(TextChoices):
    """How far a handover to a carrier is."""

    LOADING = "loading", _("being loaded")
    FROZEN = "frozen", _("sheet closed")
    SIGNED = "signed", _("signed")
    DROPPED = "dropped", _("dropped")


HANDOVER_MOVES: Moves = {
    "freeze": ((HandoverState.LOADING,), HandoverState.FROZEN),
    "thaw": ((HandoverState.FROZEN,), HandoverState.LOADING),
    "sign": ((HandoverState.FROZEN,), HandoverState.SIGNED),
    "drop": ((HandoverState.LOADING, HandoverState.FROZEN), HandoverState.DROPPED),
}


class SealState(TextChoices):
    """What became of a truck's seal."""

    APPLIED = "applied", _("applied")
    OPENED = "opened", _("opened at the sorting centre")
    BROKEN = "broken", _("found broken")


SEAL_MOVES: Moves = {
    "open": ((SealState.APPLIED,), SealState.OPENED),
    "report_broken": ((SealState.APPLIED,), SealState.BROKEN),
}


class ReturnState(TextChoices):
    """How far goods that come back are."""

    EXPECTED = "expected", _("expected")
    ARRIVED = "arrived", _("arrived")
    INSPECTED = "inspected", _("inspected")
    LOST = "lost", _("never arrived")


GOODS_RETURN_MOVES: Moves = {
    "arrive": ((ReturnState.EXPECTED,), ReturnState.ARRIVED),
    "inspect": ((ReturnState.ARRIVED,), ReturnState.INSPECTED),
    "give_up": ((ReturnState.EXPECTED,), ReturnState.LOST),
}


class Condition(TextChoices):
    """What state goods are in; only good ones are sold."""

    GOOD = "good", pgettext_lazy("of goods", "good")
    QUARANTINE = "quarantine", _("quarantine")
    DEFECTIVE = "defective", _("defective")


class CellKind(TextChoices):
    """What a place is for."""

    DOOR = "door", _("receiving door")
    SHELF = "shelf", _("shelf")
    TOTE = "tote", _("tote")
    WALL = "wall", _("slot of the sorting wall")
    RETURNS = "returns", _("returns desk")
    QUARANTINE = "quarantine", _("quarantine")


class MovementKind(TextChoices):
    """Why stock changed."""

    RECEIPT = "receipt", _("received")
    PUT_AWAY = "put_away", _("put away")
    TRANSFER = "transfer", _("moved")
    PICK = "pick", _("picked")
    PACK = "pack", _("left in a parcel")
    UNPACK = "unpack", _("taken out of a parcel")
    PUT_BACK = "put_back", _("put back")
    RETURN = "return", _("came back")
    COUNT = "count", _("corrected by a count")
    UPLOAD = "upload", _("corrected by an upload")
    WRITE_OFF = "write_off", _("written off")
    REPAIR = "repair", _("repaired")


class StationKind(TextChoices):
    """What work is done at a station."""

    RECEIVING = "receiving", _("receiving")
    PICKING = "picking", _("picking")
    SORTING = "sorting", _("sorting")
    PACKING = "packing", _("packing")
    DISPATCH = "dispatch", _("dispatch")
    DOCK = "dock", _("dock")
    RETURNS = "returns", _("returns")


class PackagingKind(TextChoices):
    """What goods are packed into, or with."""

    COURIER_BAG = "courier_bag", _("courier bag")
    BAG = "bag", _("plastic bag")
    BOX = "box", _("cardboard box")
    FILM = "film", _("stretch film")
    BUBBLE_WRAP = "bubble_wrap", _("bubble wrap")
    KRAFT = "kraft", _("kraft paper")
    FOAM = "foam", _("foam plastic")
    SHAVINGS = "shavings", _("cardboard shavings")
    CUSTOM = "custom", _("individual packaging")


class ExtraParcelReason(TextChoices):
    """Why one order may go in more than one parcel (R-002-29, C-47)."""

    SPLIT = "split", _("the order was split")
    MULTI_PIECE = "multi_piece", _("the carrier takes several pieces on one waybill")


class Verdict(TextChoices):
    """What a scan came to."""

    OK = "ok", _("right")
    WRONG = "wrong", _("wrong")
    STOP = "stop", _("stop")


class Liability(TextChoices):
    """Whose risk it is."""

    NONE = "", _("as agreed")
    SELLER = "seller", _("the seller's")


EVIDENCE_DAYS = 90
EVIDENCE_CLOCK = "evidence.retention"


def pairs(moves: Moves) -> set[tuple[str, str]]:
    """Return the moves of a table as (from, to), as the database is told them."""
    return {(str(source), str(target)) for sources, target in moves.values() for source in sources}
