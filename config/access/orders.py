"""Routes of orders/."""

from config.access.words import ANYBODY, SHOP, Row, form, get, post, token
from sellers.states import TokenScope

READ = token(TokenScope.ORDERS_READ, TokenScope.ORDERS_WRITE)
WRITE = token(TokenScope.ORDERS_WRITE)
MOVES = (
    "open",
    "confirm",
    "make-ready",
    "ship",
    "offer-pickup",
    "receive",
    "cancel",
    "delivery-date",
)

ACTS = ("open", "confirm", "ready", "ship", "pickup", "receive", "cancel", "date", "comment")

ROWS: dict[str, Row] = {
    "api:orders": get(READ) | post(WRITE),
    "api:orders-accept": post(WRITE),
    "api:order": get(READ),
    "api:order-history": get(READ),
    "api:order-editable": get(READ),
    "api:order-edit": post(WRITE),
    "api:order-split": post(WRITE),
    "api:order-merge": post(WRITE),
    "api:order-separate": post(WRITE),
    **{f"api:order-{name}": post(WRITE) for name in MOVES},
    "api:deadlines": get(READ),
    "orders:today": get(SHOP),
    "orders:list": get(SHOP),
    "orders:export": get(SHOP),
    "orders:accept": post(SHOP),
    "orders:save-view": post(SHOP),
    "orders:delete-view": post(SHOP),
    "orders:order": get(SHOP),
    "orders:edit": form(SHOP),
    "orders:edit-goods": post(SHOP),
    **{f"orders:{name}": post(SHOP) for name in ACTS},
    "orders:reveal": post(SHOP),
    "orders:attempt": post(SHOP),
    "orders:contacts": post(SHOP),
    "orders:agreed": post(SHOP),
    "orders:plan": get(SHOP),
    "orders:split": {"GET": SHOP, "POST": SHOP},
    "orders:merge": post(SHOP),
    "orders:separate": post(SHOP),
    "api:order-attempts": get(READ) | post(WRITE),
    "orders:buyer-link": post(SHOP),
    "orders:buyer-link-revoke": post(SHOP),
    # The key is in the address: whoever has the link is the buyer.
    "buyer:page": get(ANYBODY),
    "buyer:cancel": post(ANYBODY),
    "buyer:receive": post(ANYBODY),
}
