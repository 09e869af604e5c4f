"""Calls to partners."""

from config.env import env

# Whose addresses may be private, and plain http: stand-ins on this machine, and nobody in production.
REMOTE_PRIVATE_PARTNERS = env.list("REMOTE_PRIVATE_PARTNERS", default=[])

NOVA_POSHTA_URL = env.str("NOVA_POSHTA_URL", "https://api.novaposhta.ua/v2.0/json/")
NOVA_POSHTA_KEY = env.str("NOVA_POSHTA_KEY", "")
