"""Cainiao's codes and what each means: of actions on the road, and of errors of the gateway.

GTMS_STA_SIGNED is the pick-up point signing for the parcel and not the buyer: it waits there.
"""

from datetime import timedelta

from logistics.states import Kind as K

_ACTIONS: dict[str, str] = {
    K.REGISTERED: "CONSIGN OM_CONSIGN GTMS_ASN GWMS_ACCEPT PRE_READY_TO_SHIP",
    K.INFO: "LAST_MILE_ASN_NOTIFY COMMON_INTRANSIT GWMS_PICK GTMS_RELABEL",
    K.PACKED: "GWMS_PACKAGE",
    K.DISPATCHED: "GWMS_OUTBOUND",
    K.ACCEPTED: """GWMS_HANDOVER PU_PICKUP_SUCCESS PU_SIGN_IN_SUCCESS GOT COMMON_ACCEPT""",
    K.CANCELLED: "GWMS_CANCEL",
    K.IN_TRANSIT: """SC_SIGN_IN_SUCCESS SC_INBOUND_SUCCESS SC_OUTBOUND_SUCCESS SC_HO_OUT_SUCCESS CW_INBOUND
        CW_OUTBOUND TD_TRANS_ARRIVE TD_TRANS_DEPART LH_HO_IN_SUCCESS LH_HO_AIRLINE LH_DEPART
        LH_HO_OUT_SUCCESS DEPARTURE ARRIVAL SC_OUTBOUND_FAILURE""",
    K.CUSTOMS: """CC_EX_START CC_EX_SUCCESS CC_TRANS_START CC_TRANS_SUCCESS CC_HO_IN_SUCCESS CC_IM_START
        CC_IM_PROCESS CC_IM_SUCCESS CC_HO_OUT_SUCCESS CUS_DECLARE CUS_SUCCESS CIQ_SUCCESS CUS_TAX""",
    K.ARRIVED: """LH_ARRIVE GTMS_ACCEPT GTMS_SC_ARRIVE GTMS_SC_DEPART GTMS_DO_ARRIVE GTMS_STATION_IN
        GTMS_STATION_OUT""",
    K.OUT_FOR_DELIVERY: """GTMS_DO_DEPART GTMS_DELIVERING GTMS_RE_DELIVERING SENT_SCAN
        LM_DELIVERY_DEPART""",
    K.FAILED_ATTEMPT: "GTMS_DEL_FAILURE",
    K.AT_POINT: """GTMS_WAIT_SELF_PICK GTMS_STA_SIGNED GSTA_INBOUND GSTAHUB_INBOUND GSTA_INFORM_BUYER
        POSTMAN_POST""",
    K.DELIVERED: """GTMS_SIGNED SIGNED GSTA_SIGN GSTA_BUYER_SIGN STA_SIGN COMMON_SIGNED LM_SIGN_SUCCESS
        GTMS_PUDO_SIGNED""",
    K.PROBLEM: """GWMS_REJECT GWMS_EXCEPTION PU_PICKUP_FAILURE PU_SIGN_IN_FAILURE REJECT
        LH_POST_COLLECTION CUS_FAILURE CIQ_FAILURE GTMS_SIGN_FAILURE FAILED GTMS_FAILURE
        GTMS_SC_ARRIVE_FAILURE""",
    K.RETURNING: "RT_INBOUND RT_OUTBOUND RT_HO_OUT RT_TMS_ACCEPT",
    K.RETURNED: "RETURNED",
    K.DESTROYED: "RT_DESTROY RT_WH_DESTROY",
}  # fmt: skip
KINDS: dict[str, str] = {code: kind for kind, codes in _ACTIONS.items() for code in codes.split()}
_BY_ENDING = (
    (("SC_", "LH_", "CC_"), ("_FAILURE",), K.PROBLEM),
    (("",), ("_SIGN_FAIL",), K.PROBLEM),
    (("RT_WH_", "RT_TRANSWH_"), ("",), K.RETURNING),
    (("GTMS_STA_",), ("ADDRESS",), K.ADDRESS_CHANGED),
    (("GTMS_STA_",), ("_TO_DOOR", "_CHANGE"), K.INFO),
    (("",), ("_OTHER",), K.INFO),
)

# Marketplace pages put this before the same codes.
MARKETPLACE = "AE_"

# The gateway's errors that pass by themselves; the message may be sent again as it is.
PASSING = {
    "S06": timedelta(seconds=10),
    "S07": timedelta(seconds=5),
    "S08": timedelta(seconds=30),
    "S09": timedelta(seconds=30),
}
# Something is wrong on our side or at the registration: nothing gets through until a person has mended it.
WRONG_DOOR = frozenset({"S02", "S03", "S10", "S11"})
# Two of their own papers say two things of it: too many calls, or no such service. Slow down, and tell.
FLOW = "S14"
# The service behind the gateway has failed, perhaps after the effect.
FAILED_BEHIND = frozenset({"S13"})
# Business codes: there is such an order already, which is what we wanted; nothing known; closed.
EXISTS, NO_ORDER, ORDER_CLOSED, NO_PARCEL = "B0200", "B0005", "B0006", "B2000"
LEFT_ALREADY = frozenset({"B0102", "B0103"})


def plain_action(told: str) -> str:
    """Return an action code as it stands in the table: they come in small letters and with spaces too."""
    code = "_".join(told.strip().upper().replace("-", "_").split())
    return code.removeprefix(MARKETPLACE)


def kind_of(action: str) -> str:
    """Return what a plain action code means; `Kind.UNKNOWN` for one that nobody here knows."""
    if action in KINDS:
        return KINDS[action]
    for starts, ends, kind in _BY_ENDING:
        if action.startswith(starts) and action.endswith(ends):
            return kind
    return K.UNKNOWN
