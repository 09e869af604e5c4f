"""History: who, what, when, why, from what to what; rows are only ever added (D-08)."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import DatabaseError, InternalError, ProgrammingError, transaction

from kernel import history
from kernel.history import SYSTEM, Actor, Entry, History
from kernel.rights import append_only_tables, grant_rights

NOW = datetime(2026, 2, 3, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def write(**values):
    known = {"subject": ("order", "1"), "action": "opened", "actor": SYSTEM, "at": NOW}
    history.write(**{**known, **values})


def test_a_line_tells_everything():
    actor = Actor(kind="seller", label="Olena", user_id=7, source="telegram")
    write(
        actor=actor,
        shop_id=3,
        changes={"state": ("new", "confirmed"), "due": (None, NOW), "id": (UUID(int=1), True)},
        reason="other",
        comment="by phone",
    )
    line = history.of("order", 1).get()
    assert (line.actor_kind, line.actor_label, line.actor_id, line.source) == (
        "seller",
        "Olena",
        7,
        "telegram",
    )
    assert (line.shop_id, line.reason, line.comment, line.at) == (3, "other", "by phone", NOW)
    assert line.changes == {
        "state": ["new", "confirmed"],
        "due": [None, "2026-02-03 12:00:00+00:00"],
        "id": ["00000000-0000-0000-0000-000000000001", True],
    }


def test_lines_come_in_the_order_they_were_written():
    for action in ("a", "b", "c"):
        write(action=action)
    write(subject=("order", "2"))
    assert [line.action for line in history.of("order", "1")] == ["a", "b", "c"]


@pytest.mark.parametrize("count", [1, 30])
def test_many_are_one_statement(count, django_assert_num_queries):
    entries = [Entry(subject=("order", n), action="x", actor=SYSTEM, at=NOW) for n in range(count)]
    with django_assert_num_queries(1):
        history.write_many(entries)
    assert History.objects.count() == count


def test_none_is_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        history.write_many([])


class TestNobodyChangesWhatWasWitnessed:
    """D-08: neither the owner of the table nor the role the application runs as."""

    @pytest.mark.parametrize("act", ["update", "delete"])
    def test_the_owner_is_refused_by_a_trigger(self, act):
        write()
        with pytest.raises((InternalError, ProgrammingError)) as refused, transaction.atomic():
            rows = History.objects.all()
            rows.update(action="forged") if act == "update" else rows.delete()
        assert "append-only" in str(refused.value)
        assert history.of("order", 1).get().action == "opened"

    @pytest.mark.parametrize(
        "statement",
        [
            "update kernel_history set action = 'forged'",
            "delete from kernel_history",
            "truncate kernel_history",
            "alter table kernel_history disable trigger all",
            "drop table kernel_history",
        ],
    )
    def test_the_applications_role_is_refused_by_its_rights(self, app_role, statement):
        write()
        with pytest.raises(DatabaseError) as refused, app_role() as cursor:
            cursor.execute(statement)
        assert refused.value.__cause__.sqlstate == "42501"
        assert history.of("order", 1).get().action == "opened"

    def test_the_applications_role_can_do_its_work(self, app_role):
        with app_role() as cursor:
            write()
            cursor.execute("select count(*) from kernel_history")
            assert cursor.fetchone() == (1,)
            cursor.execute("insert into kernel_heartbeat values ('a', now())")
            cursor.execute("update kernel_heartbeat set seen_at = now()")
            cursor.execute("delete from kernel_heartbeat")
            assert cursor.rowcount == 1

    def test_a_table_made_later_is_open_to_it_too(self, app_role):
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("create table made_later (id bigserial primary key)")
        with app_role() as cursor:
            cursor.execute("insert into made_later default values")
            assert cursor.rowcount == 1

    def test_without_a_role_there_is_nothing_to_grant(
        self, settings, django_assert_num_queries, db
    ):
        settings.DATABASE_APP_ROLE = ""
        with django_assert_num_queries(0):
            grant_rights()

    def test_what_is_append_only_by_its_trigger_is_closed_to_the_role_too(self, app_role):
        """D-08: history, what carriers told and claimed, what was promised, movements of stock and scans."""
        from django.db import connection

        closed = [
            "kernel_history",
            "logistics_claimfile",
            "logistics_leadtime",
            "logistics_parcelpromise",
            "logistics_trackingevent",
            "warehouse_movement",
            "warehouse_scan",
        ]
        assert append_only_tables() == closed
        rights = ("select", "insert", "update", "delete", "truncate")
        with connection.cursor() as cursor:
            for table in closed:
                has = []
                for right in rights:
                    cursor.execute(
                        "select has_table_privilege('otgruz_app', %s, %s)", [table, right]
                    )
                    has.append(cursor.fetchone()[0])
                assert (table, has) == (table, [True, True, False, False, False])
