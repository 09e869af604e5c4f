"""What every profile shares."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from config.env import env
from config.settings.parts.celery import *  # noqa: F403
from config.settings.parts.database import *  # noqa: F403
from config.settings.parts.logging import *  # noqa: F403
from config.settings.parts.messaging import *  # noqa: F403
from config.settings.parts.remote import *  # noqa: F403
from config.settings.parts.rest import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parents[2]
SECRET_KEY = env.str("SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    "unfold.apps.BasicAppConfig",  # before the admin: its templates take the place of the stock ones
    "config.apps.BackofficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "django_structlog",
    "django_htmx",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "kernel",
    "sellers",
    "orders",
    "desk",
    "warehouse",
    "logistics",
    "notifications",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.ContentSecurityMiddleware",
    "config.pages_only.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "config.pages_only.AuthenticationMiddleware",
    "config.pages_only.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "config.pages_only.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.access.AccessMiddleware",
    "config.throttle.ThrottleMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.cabinet",
            ],
        },
    }
]
FORM_RENDERER = "config.forms.KitRenderer"

AUTH_USER_MODEL = "sellers.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "sellers.adapters.AccountAdapter"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Otgruz"
MFA_TOTP_TOLERANCE = 1  # the code of half a minute ago is taken too: people type

# Sessions and counters that matter live in PostgreSQL: the Redis-compatible server is disposable.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "config_cache",
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("uk", _("Ukrainian")),
    ("ru", _("Russian")),
    ("en", _("English")),
    ("zh-hans", _("Chinese")),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.path("STATIC_ROOT", str(BASE_DIR / "var" / "static"))
MEDIA_ROOT = env.path("MEDIA_ROOT", str(BASE_DIR / "var" / "media"))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
UPLOAD_LIMIT_BYTES = 20_000_000

UNFOLD = {
    "SITE_TITLE": "Otgruz",
    "SITE_HEADER": "Otgruz",
    "SITE_SUBHEADER": _("Back office"),
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "DASHBOARD_CALLBACK": "config.attention.front_page",
    "COLORS": {
        "primary": {  # the cabinet's accent, by lightness
            "50": "#eef0fd",
            "100": "#dfe3fb",
            "200": "#c3cbf7",
            "300": "#a0adf1",
            "400": "#7a8ae8",
            "500": "#5a68df",
            "600": "#4350d2",
            "700": "#3741b4",
            "800": "#303992",
            "900": "#2c3475",
            "950": "#1b1f47",
        }
    },
}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"

# At 60 s a dead process is an outage worth a row; at 300 s sellers are credited (kernel.deadlines).
OUTAGE_AFTER_SECONDS = env.int("OUTAGE_AFTER_SECONDS", 300)
SILENCED_SYSTEM_CHECKS: list[str] = []
