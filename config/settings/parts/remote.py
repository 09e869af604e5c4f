"""Calls to partners."""

from config.env import env

# Whose addresses may be private, and plain http: stand-ins on this machine, and nobody in production.
REMOTE_PRIVATE_PARTNERS = env.list("REMOTE_PRIVATE_PARTNERS", default=[])

NOVA_POSHTA_URL = env.str("NOVA_POSHTA_URL", "https://api.novaposhta.ua/v2.0/json/")
NOVA_POSHTA_KEY = env.str("NOVA_POSHTA_KEY", "")

CAINIAO_URL = env.str("CAINIAO_URL", "https://link.cainiao.com/gateway/link.do")
# Our code at Cainiao or at a trade partner=its secret, by comma: they sign by it, and so do we.
PARTNER_SECRETS = env.dict("PARTNER_SECRETS", default={})
# As which of these codes parcels are asked for; without one Cainiao is not asked, it only tells.
CAINIAO_TRACKS_AS = env.str("CAINIAO_TRACKS_AS", "")
