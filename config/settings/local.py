"""One machine of one's own: what `./run` and `./dev` use."""

from config.settings.base import *  # noqa: F403

DEBUG = env.bool("DEBUG", False)  # noqa: F405
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
INTERNAL_IPS = ["127.0.0.1"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # passkeys at http://localhost
