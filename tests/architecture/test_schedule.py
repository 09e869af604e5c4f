"""Whom beat wakes exists, is named after its app, and takes a newer message than it knows."""

import inspect
import re

import pytest
from django.conf import settings

from config.celery import app
from config.schedule import SCHEDULE
from tests.architecture.tree import APPS


@pytest.fixture(scope="module")
def tasks():
    app.loader.import_default_modules()
    return {name: task for name, task in app.tasks.items() if name.split(".")[0] in APPS}


def test_each_entry_names_a_task_that_exists(tasks):
    assert {entry["task"] for entry in SCHEDULE.values()} - set(tasks) == set()


def test_each_route_names_a_task_that_exists(tasks):
    assert set(settings.CELERY_TASK_ROUTES) - set(tasks) == set()


def test_a_task_is_named_by_its_app_and_use_case(tasks):
    assert [n for n in tasks if not re.fullmatch(r"[a-z]+\.[a-z]+(_[a-z]+)*", n)] == []
    assert [n for n, task in tasks.items() if not task.__module__.startswith(n.split(".")[0])] == []


def test_a_task_takes_what_a_newer_sender_adds(tasks):
    """Deploys mix versions (Q6)."""
    strict = [
        name
        for name, task in tasks.items()
        if inspect.Parameter.VAR_KEYWORD
        not in {parameter.kind for parameter in inspect.signature(task.run).parameters.values()}
    ]
    assert strict == []


def test_a_wake_up_nobody_answers_is_forgotten():
    entries = settings.CELERY_BEAT_SCHEDULE.values()
    assert all(entry["options"]["expires"] <= 60 for entry in entries)


def test_lost_messages_and_killed_workers_lose_no_work():
    assert settings.CELERY_TASK_ACKS_LATE and settings.CELERY_TASK_REJECT_ON_WORKER_LOST
    assert settings.CELERY_TASK_SOFT_TIME_LIMIT < settings.CELERY_TASK_TIME_LIMIT
    timeout = settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]
    assert settings.CELERY_TASK_TIME_LIMIT < timeout == settings.CELERY_VISIBILITY_TIMEOUT
