"""Migrations: what the models say, and every step can be taken back."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.architecture.tree import APPS


@pytest.fixture(scope="module")
def steps():
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return {key: step for key, step in loader.disk_migrations.items() if key[0] in APPS}


@pytest.mark.django_db
def test_the_models_need_no_further_migration():
    out = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=out)
    assert out.getvalue().strip() == "No changes detected"


def test_every_step_can_be_taken_back(steps):
    stuck = [
        f"{app}.{name}: {operation.describe()}"
        for (app, name), step in steps.items()
        for operation in step.operations
        if not operation.reversible
    ]
    assert stuck == []


def test_there_is_one_line_of_steps_in_each_app(steps):
    numbers = {}
    for app, name in steps:
        numbers.setdefault(app, []).append(name.split("_")[0])
    assert {app: sorted(found) for app, found in numbers.items()} == {
        app: [f"{n:04}" for n in range(1, len(found) + 1)] for app, found in numbers.items()
    }


@pytest.mark.django_db
def test_the_extensions_we_need_are_there():
    with connection.cursor() as cursor:
        cursor.execute("select extname from pg_extension")
        assert {"btree_gist", "pg_trgm"} <= {name for (name,) in cursor.fetchall()}
