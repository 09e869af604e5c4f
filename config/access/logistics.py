"""Routes of logistics/."""

from config.access.words import ANYBODY, SHOP, Row, form, get, post

ROWS: dict[str, Row] = {
    "logistics:road": get(SHOP),
    "logistics:keeping": get(SHOP),
    "logistics:damage": form(SHOP),
    "logistics:damage-file": post(SHOP),
    "logistics:damage-submit": post(SHOP),
    "logistics:damage-act": get(SHOP),
    "logistics:problems": get(SHOP),
    "logistics:problem-take": post(SHOP),
    "logistics:problem-close": post(SHOP),
    "logistics:problem-agree": post(SHOP),
    "logistics:problem-correct": post(SHOP),
    "logistics:dispatch-days": get(SHOP),
    "logistics:dispatch-day": get(SHOP),
    "logistics:dispatch-warnings": get(SHOP),
    "logistics:dispatch-acknowledge": post(SHOP),
    "logistics:order-panel": get(SHOP),
    "logistics:ask": post(SHOP),
    "logistics:enter-number": post(SHOP),
    "claim-hooks:mail": post(ANYBODY),
    "logistics:claims": get(SHOP),
    "logistics:claim": get(SHOP),
    "logistics:claim-bundle": get(SHOP),
    "logistics:claim-file": get(SHOP),
    "logistics:carrier-choice": get(SHOP),
    # The key is in the address: whoever has the link is the buyer.
    "buyer-road:road": get(ANYBODY),
    "partners:cainiao": post(ANYBODY),
    "partners:trade-orders": post(ANYBODY),
    "partners:trade-labels": post(ANYBODY),
    "partners:trade-cancellations": post(ANYBODY),
    "partners:trade-tracking": post(ANYBODY),
}
