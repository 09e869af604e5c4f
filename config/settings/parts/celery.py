"""Celery over a Redis-compatible broker: doorbells only, so every setting favours speed of failure."""

from config.env import env
from config.schedule import SCHEDULE

REDIS_URL = env.str("REDIS_URL")

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_STORE_ERRORS_EVEN_IF_IGNORED = False
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 50
CELERY_TASK_TIME_LIMIT = 60
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 120,
    "socket_connect_timeout": 0.5,
    "socket_timeout": 5,
}
CELERY_VISIBILITY_TIMEOUT = 120
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "kernel.sweep_deadlines": {"queue": "deadlines"},
    "kernel.deliver_facts": {"queue": "facts"},
    "kernel.process_inbox": {"queue": "facts"},
    "kernel.call_partners": {"queue": "partners"},
    "logistics.ask_carrier": {"queue": "partners"},
    "notifications.send_due_messages": {"queue": "notify"},
    "orders.resume_imports": {"queue": "imports"},
    "orders.run_import": {"queue": "imports"},
    "orders.run_replay": {"queue": "imports"},
}
CELERY_BEAT_SCHEDULE = {
    name: {**entry, "options": {"expires": 30}} for name, entry in SCHEDULE.items()
}
# Two beats are safe: the lock lives in the broker, the work in PostgreSQL.
CELERY_BEAT_SCHEDULER = "redbeat.RedBeatScheduler"
CELERY_REDBEAT_REDIS_URL = REDIS_URL
CELERY_REDBEAT_LOCK_TIMEOUT = 30
CELERY_BEAT_MAX_LOOP_INTERVAL = 5
