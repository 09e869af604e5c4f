"""Routes of notifications/."""

from config.access.words import ANYBODY, SHOP, SHOP_CHIEFS, Row, form, get, post

ROWS: dict[str, Row] = {
    "hooks:telegram": post(ANYBODY),
}
