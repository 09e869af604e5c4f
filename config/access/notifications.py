"""Routes of notifications/."""

from config.access.words import ANYBODY, SHOP, SHOP_CHIEFS, Row, form, get, post

ROWS: dict[str, Row] = {
    "hooks:telegram": post(ANYBODY),
    "notifications:messages": get(SHOP),
    "notifications:message": get(SHOP),
    "notifications:resend": post(SHOP_CHIEFS),
    "notifications:settings": form(SHOP),
    "notifications:settings-inbox": post(SHOP_CHIEFS),
    "notifications:settings-test": post(SHOP),
    "notifications:settings-enable": post(SHOP_CHIEFS),
    "notifications:telegram": get(SHOP),
    "notifications:telegram-link": post(SHOP),
    "notifications:telegram-unlink": post(SHOP),
}
