"""Relations go down, protect and are named by strings; machines are what their tables say (D-01)."""

import ast
import importlib
import re

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from kernel.scope import TenantModel
from kernel.statemachine import StateMachine, enforced_moves
from tests.architecture.tree import APPS, STACK, name_of, sources

RELATIONS = ("ForeignKey", "OneToOneField", "ManyToManyField")
MODELS = [model for model in apps.get_models() if model._meta.app_label in APPS]
MACHINES = [model for model in MODELS if issubclass(model, StateMachine)]


def crossing():
    """Give each relation of ours that goes to another app of ours."""
    for model in MODELS:
        for field in model._meta.get_fields():
            if not field.is_relation or field.auto_created or field.related_model is None:
                continue
            target = field.related_model._meta.app_label
            if target in APPS and target != model._meta.app_label:
                yield f"{model.__name__}.{field.name}", model, field, target


def test_relations_between_apps_go_down_and_protect_and_are_unknown_below():
    wrong = []
    for name, model, field, target in crossing():
        if STACK.index(target) >= STACK.index(model._meta.app_label):
            wrong.append(f"{name} goes up")
        if field.remote_field.on_delete is not models.PROTECT:
            wrong.append(f"{name} does not protect")
        if field.remote_field.related_name != "+":
            wrong.append(f"{name} can be seen from below")
    assert wrong == []


def test_relations_between_apps_are_named_by_strings():
    named_by_class = []
    for source in sources(*APPS):
        for node in source.nodes(ast.Call):
            if name_of(node.func).split(".")[-1] not in RELATIONS or not node.args:
                continue
            target = node.args[0]
            imported = isinstance(target, (ast.Name, ast.Attribute))
            if imported and _imported_from_elsewhere(source, name_of(target)):
                named_by_class.append(source.at(node))
    assert named_by_class == []


def _imported_from_elsewhere(source, name):
    return any(
        name in {alias.asname or alias.name for alias in node.names}
        and (node.module or "").split(".")[0] in set(APPS) - {source.app}
        for node in source.nodes(ast.ImportFrom)
    )


def test_rows_of_a_shop_are_read_by_scope():
    """Whatever points at a shop demands a scope, but for who is what to whom."""
    open_to_all = [
        model.__name__
        for model in MODELS
        if any(field.name == "shop" for field in model._meta.fields)
        and not issubclass(model, TenantModel)
    ]
    # Who is what to whom, and addresses that bounce, which may be a person's of no shop.
    assert sorted(open_to_all) == ["DisabledAddress", "Membership"]


def declared(machine):
    """Return the (source, target) pairs of a machine's transitions."""
    moves = machine().get_all_state_transitions()
    return {(str(move.source), str(move.target)) for move in moves}


def written(machine):
    """Return the pairs of its table of moves in the app's `states`, its own where there are several."""
    states = importlib.import_module(f"{machine._meta.app_label}.states")
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", machine.__name__).upper()
    moves = getattr(states, f"{name}_MOVES", None) or states.MOVES
    return {(str(source), str(target)) for sources, target in moves.values() for source in sources}


def test_there_are_machines():
    assert "Order" in {machine.__name__ for machine in MACHINES}


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.__name__)
class TestAMachine:
    def test_its_transitions_are_its_table(self, machine):
        assert declared(machine) == written(machine)

    def test_its_state_is_protected(self, machine):
        assert machine._meta.get_field("state").protected

    @pytest.mark.django_db
    def test_the_database_holds_the_same_table(self, machine):
        with connection.cursor() as cursor:
            assert enforced_moves(cursor, machine._meta.db_table) == written(machine)

    @pytest.mark.django_db
    def test_the_database_refuses_every_other_pair(self, machine):
        """F6: 100 % of the illegal pairs, and none of the legal ones."""
        table = machine._meta.db_table
        states = [value for value, _label in machine._meta.get_field("state").choices]
        pairs = {(a, b) for a in states for b in states if a != b}
        assert {pair for pair in pairs if self.refused(table, *pair)} == pairs - written(machine)

    def refused(self, table, before, after):
        """Ask the table's own trigger, on a bare row that no other constraint can refuse."""
        with connection.cursor() as cursor:
            cursor.execute("create temp table if not exists probe (state text)")
            cursor.execute(
                f"create or replace trigger probe before update of state on probe for each row"
                f" when (old.state is distinct from new.state)"
                f" execute function {table}_state_moves()"
            )
            cursor.execute("truncate probe")
            cursor.execute("insert into probe values (%s)", [before])
            try:
                with transaction.atomic():
                    cursor.execute("update probe set state = %s", [after])
            except DatabaseError as error:
                assert error.__cause__.diag.constraint_name == f"{table}_state_moves"
                return True
        return False

    @pytest.mark.django_db
    def test_the_trigger_stands_on_the_table(self, machine):
        with connection.cursor() as cursor:
            cursor.execute(
                "select tgenabled from pg_trigger where tgname = %s and tgrelid = %s::regclass",
                [f"{machine._meta.db_table}_state_moves", machine._meta.db_table],
            )
            assert cursor.fetchall() == [("O",)]
