"""Routes of desk/."""

from config.access.words import SHOP, SHOP_CHIEFS, Row, get, post

ROWS: dict[str, Row] = {
    "desk:score": get(SHOP),
    "desk:object": post(SHOP_CHIEFS),
    "desk:help": get(SHOP),
    "desk:ask": post(SHOP),
    "desk:order-help": get(SHOP),
    "desk:news": get(SHOP),
    "desk:news-read": post(SHOP),
    "desk:news-read-all": post(SHOP),
}
