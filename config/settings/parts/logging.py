"""Structured logs to standard output, with request and task ids and without personal data."""

from typing import Any

import structlog

from config.env import env

LOG_LEVEL = env.str("LOG_LEVEL", "INFO")
LOG_AS_JSON = env.bool("LOG_AS_JSON", False)

# An address of a person is personal data, and finding it takes longer than most of our statements.
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "structured": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": (
                structlog.processors.JSONRenderer()
                if LOG_AS_JSON
                else structlog.dev.ConsoleRenderer(colors=False)
            ),
            "foreign_pre_chain": _SHARED,
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "httpx": {"level": "WARNING"},  # its lines carry the bot token in the address
        "httpx2": {"level": "WARNING"},
        "django_structlog": {"level": "WARNING"},
        "django.template": {"level": "INFO"},  # its debug lines carry whole contexts, secrets too
    },
}

structlog.configure(
    # First of all, so that a line nobody will see costs nothing.
    processors=[
        structlog.stdlib.filter_by_level,
        *_SHARED,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
