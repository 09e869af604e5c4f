"""The partner of the play: its name in the sandbox, its effect there, its secret."""

from collections.abc import Mapping

SERVICE, EFFECT = "trade_partner", "dispatch.noticed"
OUR_CODE, OUR_SECRET = "TP_CHAOS", "tp-chaos-secret-01"


def secrets(env: Mapping[str, str]) -> dict[str, str]:
    """Return what both sides are told of the partner's secret."""
    pair = f"{OUR_CODE}={OUR_SECRET}"
    return {
        "PARTNER_SECRETS": f"{env['PARTNER_SECRETS']},{pair}",
        "SANDBOX_TRADE_PARTNER_SECRETS": pair,
    }
