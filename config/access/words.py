"""The words access rows are written in."""

from sellers.states import PLATFORM_ROLES, SHOP_ROLES, Role

Allowed = frozenset[str]
Row = dict[str, Allowed]

ANYBODY: Allowed = frozenset({"anybody"})
SIGNED_IN: Allowed = frozenset({"signed in"})
SHOP: Allowed = frozenset(SHOP_ROLES)
SHOP_CHIEFS: Allowed = frozenset({Role.OWNER, Role.MANAGER})
SHOP_OWNER: Allowed = frozenset({Role.OWNER})
STAFF: Allowed = frozenset(PLATFORM_ROLES)
MODERATORS: Allowed = frozenset({Role.MODERATOR, Role.ADMIN})
ADMINS: Allowed = frozenset({Role.ADMIN})


def get(who: Allowed) -> Row:
    """Allow reading."""
    return {"GET": who}


def post(who: Allowed) -> Row:
    """Allow one act."""
    return {"POST": who}


def form(read: Allowed, write: Allowed | None = None) -> Row:
    """Allow a page with a form: reading it, and sending it."""
    return {"GET": read, "POST": write or read}


def token(*scopes: str) -> Allowed:
    """Allow integrators' tokens with any of these scopes."""
    return frozenset(scopes)
