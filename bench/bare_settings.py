"""The settings of the server that the limit of W1a runs in: no middleware, one bare view."""

from config.settings.local import *  # noqa: F403

MIDDLEWARE = ["allauth.account.middleware.AccountMiddleware"]  # it insists
ROOT_URLCONF = "bench.bare"
