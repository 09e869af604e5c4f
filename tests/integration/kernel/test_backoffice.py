"""Staff's pages of the kernel: read by moderators, acted on by admins, through services only (X5)."""

from datetime import date

import pytest
import time_machine

from kernel import history
from kernel.admin.roles import ADMINS, READERS
from kernel.calendars import services, work_table
from kernel.calendars.models import CalendarException, ConfirmedYear, SpecialPeriod, WorkCalendar
from kernel.deadlines.models import Deadline, DeadlinePolicy, Heartbeat, Outage
from kernel.deadlines.policies import forget_policies, policy_for
from kernel.history import SYSTEM, History
from kernel.inbox.models import InboxMessage
from kernel.outbox.models import Delivery
from kernel.work import ATTEMPTS, WorkState
from sellers.states import PLATFORM_ROLES, Role
from tests.factories.kernel import HOUR, KIND, make_policy, promise, promises
from tests.factories.sellers import MembershipFactory
from tests.moments import kyiv

NOW = kyiv(2026, 2, 3, 18, 30)
DUE, DAY_LATER = kyiv(2026, 2, 4, 10), kyiv(2026, 2, 5, 10)
WEDNESDAY = date(2026, 2, 4)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def signed_in(client, role):
    client.force_login(MembershipFactory(shop=None, role=role).user)
    return client


@pytest.fixture
def chief(client):
    return signed_in(client, Role.ADMIN)


@pytest.fixture
def moderator(client):
    return signed_in(client, Role.MODERATOR)


def calendar_act(name):
    return f"/backoffice/kernel/workcalendar/ua-orders/{name}/"


def a_draft(starts_on=WEDNESDAY):
    return services.draft_special_period(
        calendar="ua-orders",
        title="Storm",
        starts_on=starts_on,
        ends_on=starts_on,
        weekly_hours={},
        actor=SYSTEM,
        now=NOW,
    )


def test_the_roles_named_here_are_roles_of_the_platform():
    assert set(PLATFORM_ROLES) >= READERS >= ADMINS


class TestEverythingCanBeRead:
    @pytest.fixture
    def rows(self):
        row = promise()
        history.write(
            subject=("deadline", str(row.pk)),
            action="moved",
            actor=SYSTEM,
            at=NOW,
            reason="calendar",
            changes={"due_at": ("a", "<b>")},
        )
        services.add_exception(
            calendar="ua-orders", day=WEDNESDAY, reason="<i>storm", actor=SYSTEM, now=NOW
        )
        Outage.objects.create(started_at=DUE, ended_at=DAY_LATER, reason="test")
        Heartbeat.objects.create(name="deadlines", seen_at=NOW)
        work = {"next_try_at": NOW, "state": WorkState.PARKED, "last_error": "<script>"}
        return {
            "deadline": row,
            "deadlinepolicy": row.policy,
            "workcalendar": WorkCalendar.objects.get(pk="ua-orders"),
            "specialperiod": SpecialPeriod.objects.get(pk=a_draft()),
            "history": History.objects.first(),
            "outage": Outage.objects.get(),
            "heartbeat": Heartbeat.objects.get(),
            "delivery": Delivery.objects.create(
                topic="t", handler="h", payload={"a": "<script>"}, occurred_at=NOW, **work
            ),
            "inboxmessage": InboxMessage.objects.create(
                source="s", event_id="e", body={"a": "<script>"}, received_at=NOW, **work
            ),
        }

    def test_lists_pages_and_histories_open_and_what_is_text_stays_text(self, moderator, rows):
        for name, row in rows.items():
            for place in ("", f"{row.pk}/change/", f"{row.pk}/history/"):
                response = moderator.get(f"/backoffice/kernel/{name}/{place}")
                assert response.status_code == 200, (name, place)
                assert "<script>&" not in response.content.decode()
                assert '"<script>"' not in response.content.decode()
                assert "<i>storm" not in response.content.decode()

    def test_a_deadline_tells_how_it_was_counted(self, moderator, rows):
        page = moderator.get(f"/backoffice/kernel/deadline/{rows['deadline'].pk}/change/")
        text = page.content.decode()
        assert "2 h Tue 18:00-20:00" in text and "1 h Wed 09:00-10:00" in text
        assert "a → &lt;b&gt; (calendar)" in text

    @pytest.mark.parametrize("term", ["whole", "no-such-id", "0" * 32])
    def test_deadlines_are_found_by_the_whole_id_of_their_subject(self, moderator, rows, term):
        wanted = str(rows["deadline"].subject_id) if term == "whole" else term
        response = moderator.get("/backoffice/kernel/deadline/", {"q": wanted})
        assert response.status_code == 200
        assert response.context["cl"].result_count == (1 if term == "whole" else 0)

    def test_filters_are_offered_without_reading_the_table(self, moderator, rows):
        for name, query in [
            ("deadline", {"kind": KIND}),
            ("delivery", {"topic": "t", "state": "parked"}),
            ("inboxmessage", {"source": "s"}),
            ("history", {"source": "worker", "actor_kind": "platform"}),
        ]:
            response = moderator.get(f"/backoffice/kernel/{name}/", query)
            assert response.context["cl"].result_count >= 1, name

    def test_nothing_can_be_changed_or_deleted_by_hand(self, chief, rows):
        for name, row in rows.items():
            base = f"/backoffice/kernel/{name}"
            before = type(row).objects.values().get(pk=row.pk)
            for place in (f"{row.pk}/change/", f"{row.pk}/delete/", "add/"):
                response = chief.post(f"{base}/{place}", {"state": "done", "title": "forged"})
                assert response.status_code in (403, 405), (name, place)
            assert type(row).objects.values().get(pk=row.pk) == before


class TestCalendarActs:
    form = {"day": "2026-02-04", "hours": "", "reason": "storm"}

    def test_the_preview_shows_what_would_move_and_moves_nothing(self, chief):
        row = promise()
        response = chief.post(calendar_act("add_exception"), {**self.form, "_preview": "1"})
        text = response.content.decode()
        assert response.status_code == 200
        assert "Of 1 running deadlines 1 would fall due later and 0 earlier; 0 stay." in text
        assert "Wed 2026-02-04 10:00" in text and "Thu 2026-02-05 10:00" in text
        row.refresh_from_db()
        assert (row.due_at, CalendarException.objects.count()) == (DUE, 0)
        assert Delivery.objects.count() == History.objects.count() == 0
        assert work_table("ua-orders").version == 1

    def test_doing_it_changes_the_day_and_moves_them(self, chief, deliver):
        row = promise()
        response = chief.post(calendar_act("add_exception"), self.form, follow=True)
        assert response.redirect_chain[-1][0].endswith("/workcalendar/ua-orders/change/")
        deliver()
        row.refresh_from_db()
        assert row.due_at == DAY_LATER
        line = history.of("calendar", "ua-orders").get()
        assert (line.source, line.comment, line.actor_kind) == ("backoffice", "storm", "platform")

    def test_hours_of_its_own(self, chief):
        chief.post(
            calendar_act("add_exception"), {**self.form, "hours": "09:00-13:00, 14:00-18:00"}
        )
        row = CalendarException.objects.get()
        assert row.hours == [["09:00", "13:00"], ["14:00", "18:00"]]

    @pytest.mark.parametrize("preview", [{}, {"_preview": "1"}])
    @pytest.mark.parametrize("hours", ["9-18", "18:00-09:00", "nonsense", "09:00"])
    def test_what_are_no_hours_is_refused_on_the_form(self, chief, hours, preview):
        response = chief.post(
            calendar_act("add_exception"), {**self.form, "hours": hours, **preview}
        )
        assert response.status_code == 422
        assert response.context["form"].errors["hours"]
        assert CalendarException.objects.count() == 0

    def test_a_change_can_be_taken_back(self, chief):
        chief.post(calendar_act("add_exception"), self.form)
        values = {"day": "2026-02-04", "reason": "no storm"}
        assert chief.post(calendar_act("remove_exception"), values).status_code == 302
        assert CalendarException.objects.count() == 0

    def test_the_week_can_be_changed(self, chief):
        week = {f"day{n}": "10:00-19:00" for n in range(5)}
        values = {**week, "day5": "", "day6": "", "reason": "shorter"}
        preview = chief.post(calendar_act("change_week"), {**values, "_preview": "1"})
        assert preview.status_code == 200
        assert chief.post(calendar_act("change_week"), values).status_code == 302
        calendar = WorkCalendar.objects.get(pk="ua-orders")
        assert calendar.weekly_hours == {str(n): [["10:00", "19:00"]] for n in range(5)}

    def test_a_year_can_be_confirmed(self, chief):
        before = ConfirmedYear.objects.count()
        assert chief.post(calendar_act("confirm_year"), {"year": "2027"}).status_code == 302
        assert ConfirmedYear.objects.count() == before + 1

    @pytest.mark.parametrize(
        "name", ["add_exception", "remove_exception", "change_week", "confirm_year", "draft_period"]
    )
    def test_a_moderator_may_not_and_looking_changes_nothing(self, moderator, name):
        assert moderator.get(calendar_act(name)).status_code == 403
        assert moderator.post(calendar_act(name), self.form).status_code == 403
        assert work_table("ua-orders").version == 1

    @pytest.mark.parametrize(
        "name", ["add_exception", "remove_exception", "change_week", "confirm_year", "draft_period"]
    )
    def test_the_form_is_shown_and_a_calendar_that_is_not_is_not_found(self, chief, name):
        assert chief.get(calendar_act(name)).status_code == 200
        address = calendar_act(name).replace("ua-orders", "nowhere")
        assert chief.get(address).status_code == 404


class TestSpecialPeriods:
    """R-004-25: drafted, looked at, published."""

    def period_act(self, pk, name):
        return f"/backoffice/kernel/specialperiod/{pk}/{name}/"

    def test_drafting_moves_nothing(self, chief):
        row = promise()
        values = {f"day{n}": "" for n in range(7)} | {
            "title": "Storm",
            "starts_on": "2026-02-04",
            "ends_on": "2026-02-04",
        }
        assert chief.post(calendar_act("draft_period"), values).status_code == 302
        row.refresh_from_db()
        assert (SpecialPeriod.objects.get().state, row.due_at) == ("draft", DUE)

    def test_the_page_of_publishing_shows_at_once_what_would_move(self, chief):
        promises(2)
        pk = a_draft()
        response = chief.get(self.period_act(pk, "publish"))
        text = response.content.decode()
        assert "Of 2 running deadlines 2 would fall due later and 0 earlier; 0 stay." in text
        assert SpecialPeriod.objects.get().state == "draft"

    def test_publishing_counts_and_moves_them(self, chief, deliver, facts):
        row = promise()
        pk = a_draft()
        assert chief.post(self.period_act(pk, "publish"), {}).status_code == 302
        deliver()
        row.refresh_from_db()
        assert (SpecialPeriod.objects.get().state, row.due_at) == ("published", DAY_LATER)

    def test_withdrawing_shows_what_moves_back_and_then_moves_it(self, chief, deliver):
        row = promise()
        pk = a_draft()
        chief.post(self.period_act(pk, "publish"), {})
        deliver()
        values = {"reason": "no storm"}
        preview = chief.post(self.period_act(pk, "withdraw"), {**values, "_preview": "1"})
        assert "0 would fall due later and 1 earlier" in preview.content.decode()
        assert SpecialPeriod.objects.get().state == "published"
        chief.post(self.period_act(pk, "withdraw"), values)
        deliver()
        row.refresh_from_db()
        assert (SpecialPeriod.objects.get().state, row.due_at) == ("draft", DUE)

    def test_a_draft_can_be_thrown_away_and_a_published_one_not(self, chief):
        published, draft = a_draft(), a_draft(date(2026, 2, 10))
        chief.post(self.period_act(published, "publish"), {})
        values = {"reason": "tidy"}
        response = chief.post(self.period_act(draft, "discard"), values)
        assert response.url == "/backoffice/kernel/specialperiod/"
        refused = chief.post(self.period_act(published, "discard"), values)
        assert refused.status_code == 422
        assert SpecialPeriod.objects.get().pk == published

    def test_one_that_overlaps_is_refused_on_its_page(self, chief):
        first, second = a_draft(), a_draft()
        chief.post(self.period_act(first, "publish"), {})
        refused = chief.post(self.period_act(second, "publish"), {})
        assert refused.status_code == 422
        assert "already has days" in refused.content.decode()

    def test_only_what_its_state_allows_is_offered(self, chief):
        pk = a_draft()

        def offered():
            text = chief.get(f"/backoffice/kernel/specialperiod/{pk}/change/").content.decode()
            return {name for name in ("publish", "withdraw", "discard") if f"/{name}/" in text}

        assert offered() == {"publish", "discard"}
        chief.post(self.period_act(pk, "publish"), {})
        assert offered() == {"withdraw"}

    @pytest.mark.parametrize("name", ["publish", "withdraw", "discard"])
    def test_a_moderator_may_not(self, moderator, name):
        pk = a_draft()
        assert moderator.post(self.period_act(pk, name), {"reason": "x"}).status_code == 403
        assert SpecialPeriod.objects.get().state == "draft"

    @pytest.mark.parametrize("name", ["publish", "withdraw", "discard"])
    def test_one_that_is_not_is_not_found(self, chief, name):
        assert chief.get(self.period_act(999999, name)).status_code == 404


class TestPolicies:
    """R-004-20: editable by the platform admin, with effective dates."""

    url = "/backoffice/kernel/deadlinepolicy/add_policy/"

    def form(self, **values):
        known = {"kind": KIND, "calendar": "ua-orders", "allowance_min": "300", "good_min": "60",
                 "warnings": "50, 90", "credits_outages": "on"}  # fmt: skip
        return {**known, **values}

    @pytest.fixture(autouse=True)
    def _old(self):
        make_policy()

    def test_a_new_one_holds_from_now_on_and_what_runs_stays(self, chief):
        row = promise()
        assert chief.get(self.url).status_code == 200
        assert chief.post(self.url, self.form()).status_code == 302
        row.refresh_from_db()
        forget_policies()
        policy = policy_for(KIND, at=NOW)
        assert (policy.allowance_s, policy.good_s, policy.warnings) == (5 * HOUR, HOUR, [50, 90])
        assert (policy.effective_from, row.due_at, row.allowance_s) == (NOW, DUE, 3 * HOUR)
        line = history.of("deadlinepolicy", policy.pk).get()
        assert (line.action, line.source) == ("added", "backoffice")

    def test_on_request_what_runs_moves_to_it(self, chief):
        row = promise()
        chief.post(self.url, self.form(applies_to_running="on"))
        row.refresh_from_db()
        assert (row.due_at, row.allowance_s) == (kyiv(2026, 2, 4, 12), 5 * HOUR)

    def test_from_a_day_to_come(self, chief):
        chief.post(self.url, self.form(effective_from="2026-03-01 00:00"))
        assert policy_for(KIND, at=NOW).allowance_s == 3 * HOUR
        assert policy_for(KIND, at=kyiv(2026, 3, 2)).allowance_s == 5 * HOUR

    def test_no_limit_can_be_set(self, chief):
        """C-23."""
        chief.post(self.url, self.form(allowance_min="", good_min=""))
        assert policy_for(KIND, at=NOW).is_limited is False

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"effective_from": "2026-01-01 00:00"}, "effective_from"),
            (
                {"effective_from": "2027-01-01 00:00", "applies_to_running": "on"},
                "applies_to_running",
            ),
            ({"days": "2"}, "days"),
            ({"good_min": "301"}, None),
            ({"warnings": "half"}, "warnings"),
            ({"warnings": "100"}, "warnings"),
            ({"kind": "unheard.of"}, "kind"),
            ({"allowance_min": "-1"}, "allowance_min"),
            ({"allowance_min": "", "good_min": "", "applies_to_running": "on"}, None),
        ],
    )
    def test_nonsense_is_refused_on_the_form_and_nothing_is_added(self, chief, values, field):
        response = chief.post(self.url, self.form(**values))
        assert response.status_code == 422
        errors = response.context["form"].errors
        assert errors and (field is None or field in errors)
        assert DeadlinePolicy.objects.filter(kind=KIND).count() == 1

    def test_the_same_from_the_same_moment_is_refused(self, chief):
        chief.post(self.url, self.form())
        assert chief.post(self.url, self.form()).status_code == 422
        assert DeadlinePolicy.objects.filter(kind=KIND).count() == 2

    def test_a_moderator_may_not(self, moderator):
        assert moderator.post(self.url, self.form()).status_code == 403
        assert DeadlinePolicy.objects.filter(kind=KIND).count() == 1


class TestParkedWork:
    def parked(self, number=1):
        return [
            Delivery.objects.create(
                topic="t",
                handler="h",
                payload={},
                occurred_at=NOW,
                next_try_at=NOW,
                state=WorkState.PARKED,
                attempts=ATTEMPTS,
            )
            for _ in range(number)
        ]

    def test_one_is_tried_again_with_a_reason_in_the_history(self, chief):
        row, other = self.parked(2)
        url = f"/backoffice/kernel/delivery/{row.pk}/retry/"
        assert chief.get(url).status_code == 200
        assert chief.post(url, {"reason": "mended"}).status_code == 302
        row.refresh_from_db()
        other.refresh_from_db()
        assert (row.state, row.attempts, other.state) == (WorkState.PENDING, 0, WorkState.PARKED)
        line = history.of("delivery", row.pk).get()
        assert (line.comment, line.changes) == ("mended", {"attempts": [ATTEMPTS, 0]})

    def test_only_a_parked_one_is_offered_to_be_tried_again(self, chief):
        [row] = self.parked()
        page = f"/backoffice/kernel/delivery/{row.pk}/change/"
        assert "/retry/" in chief.get(page).content.decode()
        Delivery.objects.update(state=WorkState.DONE)
        text = chief.get(page).content.decode()
        assert "/retry/" not in text and ">done<" in text.replace("\n", "").replace(" ", "")

    def test_all_are_tried_again(self, chief):
        self.parked(3)
        url = "/backoffice/kernel/delivery/retry_all/"
        assert "from the first pause on: 3." in chief.get(url).content.decode()
        chief.post(url, {"reason": "mended"})
        assert set(Delivery.objects.values_list("state", flat=True)) == {WorkState.PENDING}

    def test_a_moderator_may_not(self, moderator):
        [row] = self.parked()
        for url in (f"{row.pk}/retry/", "retry_all/"):
            answer = moderator.post(f"/backoffice/kernel/delivery/{url}", {"reason": "x"})
            assert answer.status_code == 403
        row.refresh_from_db()
        assert row.state == WorkState.PARKED


def test_the_list_of_a_million_counts_no_further_than_a_thousand(
    moderator, django_assert_max_num_queries, monkeypatch
):
    from kernel.admin.paging import UncountedPaginator

    monkeypatch.setattr(UncountedPaginator, "MOST", 3)
    promises(5)
    with django_assert_max_num_queries(12):
        response = moderator.get("/backoffice/kernel/deadline/")
    assert response.context["cl"].result_count == 3
    assert Deadline.objects.count() == 5
