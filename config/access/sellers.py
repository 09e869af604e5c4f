"""Routes of sellers/."""

from config.access.words import (
    SHOP,
    SHOP_CHIEFS,
    SHOP_OWNER,
    SIGNED_IN,
    Row,
    form,
    get,
    post,
    token,
)
from sellers.states import TokenScope

READ = token(TokenScope.OFFERS_READ, TokenScope.OFFERS_WRITE)
WRITE = token(TokenScope.OFFERS_WRITE)

ROWS: dict[str, Row] = {
    "api:me": get(SIGNED_IN),
    "api:offers": get(READ),
    "api:offers-feed": get(READ),
    "api:offer": {**get(READ), "PUT": WRITE},
    "api:offer-pause": post(WRITE),
    "api:offer-resume": post(WRITE),
    "api:calendars": get(SIGNED_IN),
    "api:calendar": get(SIGNED_IN),
    "api:calendar-due": post(SIGNED_IN),
    "sellers:offers": get(SHOP),
    "sellers:offers-add": form(SHOP_CHIEFS),
    "sellers:offers-edit": form(SHOP, SHOP_CHIEFS),
    "sellers:offers-pause": post(SHOP),
    "sellers:offers-resume": post(SHOP),
    "sellers:settings": form(SHOP, SHOP_CHIEFS),
    "sellers:settings-hours": form(SHOP, SHOP_CHIEFS),
    "sellers:settings-mail": form(SHOP, SHOP_CHIEFS),
    "sellers:settings-team": form(SHOP, SHOP_OWNER),
    "sellers:settings-role": post(SHOP_OWNER),
    "sellers:settings-remove": post(SHOP_OWNER),
    "sellers:settings-leave": post(SHOP),
    "sellers:settings-tokens": form(SHOP_CHIEFS, SHOP_OWNER),
    "sellers:settings-token-revoke": post(SHOP_CHIEFS),
    "sellers:settings-account": form(SHOP),
}
