"""Nova Poshta's status codes and what each means."""

from logistics.states import Kind as K

# 3 is no event: the number is not known there yet.
NOT_FOUND = "3"
FIRST_SCAN = frozenset({"4", "41"})
KINDS: dict[str, str] = {
    "1": K.REGISTERED,
    "2": K.CANCELLED,
    "4": K.IN_TRANSIT,
    "41": K.IN_TRANSIT,
    "5": K.IN_TRANSIT,
    "6": K.ARRIVED,
    "7": K.AT_POINT,
    "8": K.AT_POINT,
    "9": K.DELIVERED,
    "10": K.DELIVERED,
    "11": K.DELIVERED,
    "12": K.REGISTERED,
    "14": K.AT_POINT,
    "101": K.OUT_FOR_DELIVERY,
    "102": K.RETURNING,
    "103": K.REFUSED,
    "104": K.ADDRESS_CHANGED,
    "105": K.UNCOLLECTED,
    "106": K.DELIVERED,
    "108": K.REFUSED,
    "111": K.FAILED_ATTEMPT,
    "112": K.RESCHEDULED,
    **dict.fromkeys(["13", "16", "17", "19"], K.IN_TRANSIT),
    **dict.fromkeys(["30", "31", "114", "115", "119", "120", "121", "122"], K.CUSTOMS),
    **dict.fromkeys(["125", "126", "127", "128", "134", "197", "198", "199"], K.CUSTOMS),
    **dict.fromkeys(["99", "110", "116", "118", "123", "130", "133", "135"], K.PROBLEM),
    **dict.fromkeys(["138", "149"], K.PROBLEM),
    **dict.fromkeys(["113", "141", "144"], K.UNCOLLECTED),
    "117": K.LOST,
    **dict.fromkeys(["131", "132"], K.RETURNING),
    "155": K.DESTROYED,
    "999": K.UNKNOWN,
}
# Asked too much, or out of order for a while: nothing is wrong with what was asked.
PASSING = frozenset({"20000100016", "20001701795", "20000400470", "20000100008"})
BAD_KEY = frozenset({"20000200068", "20000200069", "20000201204"})
