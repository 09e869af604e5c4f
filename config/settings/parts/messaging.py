"""Where messages leave the house: mail, Telegram, SMS. Defaults lead nowhere on purpose."""

from config.env import env

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.str("EMAIL_HOST", "127.0.0.1")
EMAIL_PORT = env.int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Otgruz <no-reply@otgruz.test>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

TELEGRAM_API_URL = env.str("TELEGRAM_API_URL", "https://api.telegram.org")
TELEGRAM_BOT_TOKEN = env.str("TELEGRAM_BOT_TOKEN", "")
TELEGRAM_BOT_USERNAME = env.str("TELEGRAM_BOT_USERNAME", "otgruz_demo_bot")
TELEGRAM_WEBHOOK_SECRET = env.str("TELEGRAM_WEBHOOK_SECRET", "")

SMS_GATEWAY = env.str("SMS_GATEWAY", "turbosms")
SMS_SMSC_URL = env.str("SMS_SMSC_URL", "https://smsc.ru")
SMS_SMSC_LOGIN = env.str("SMS_SMSC_LOGIN", "")
SMS_SMSC_PASSWORD = env.str("SMS_SMSC_PASSWORD", "")
SMS_TURBOSMS_URL = env.str("SMS_TURBOSMS_URL", "https://api.turbosms.ua")
SMS_TURBOSMS_TOKEN = env.str("SMS_TURBOSMS_TOKEN", "")
SMS_SENDER = env.str("SMS_SENDER", "Otgruz")

# The mail server proves by it that what it posts came to the address for claims; empty: no such door.
CLAIMS_MAIL_SECRET = env.str("CLAIMS_MAIL_SECRET", "")

PUBLIC_URL = env.str("PUBLIC_URL", "http://127.0.0.1:8000")
