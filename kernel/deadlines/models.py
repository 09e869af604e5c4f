"""The deadline, the policy it was made from, and the outages that may excuse it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DeadlineState(models.TextChoices):
    """How a promise stands."""

    RUNNING = "running", _("running")
    KEPT = "kept", _("kept")
    MISSED = "missed", _("missed")
    VOID = "void", _("void")


class DeadlinePolicy(models.Model):
    """How long a promise of one kind may take; the most specific one in force applies (R-004-20).

    An empty ``channel`` or shop means any. No allowance means no limit (C-23). A policy is never changed:
    a new row from a later ``effective_from`` takes its place.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(_("promise"), max_length=40)
    channel = models.CharField(_("channel"), max_length=20, blank=True)
    shop_id = models.BigIntegerField(_("shop"), null=True, blank=True)
    offer_id = models.BigIntegerField(_("offer"), null=True, blank=True)
    effective_from = models.DateTimeField(_("from"))
    allowance_s = models.PositiveIntegerField(null=True, blank=True, help_text="Working seconds.")
    good_s = models.PositiveIntegerField(null=True, blank=True, help_text="Excellent up to here.")
    days = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="Instead of seconds: the end of the n-th working day after.",
    )
    calendar = models.CharField(_("calendar"), max_length=40)
    warnings = ArrayField(models.PositiveSmallIntegerField(), default=list, help_text="Per cent.")
    credits_outages = models.BooleanField(_("our outages are credited"), default=True)

    class Meta:
        verbose_name = _("deadline policy")
        verbose_name_plural = _("deadline policies")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "channel", "shop_id", "offer_id", "effective_from"],
                name="policy_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="policy_good_within_allowance",
                condition=Q(good_s=None)
                | Q(allowance_s=None)
                | Q(good_s__lte=models.F("allowance_s")),
            ),
            models.CheckConstraint(
                name="policy_in_seconds_or_days", condition=Q(allowance_s=None) | Q(days=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.channel or '*'} {self.shop_id or '*'}"

    @property
    def is_limited(self) -> bool:
        """Whether a promise by this policy has a limit at all (C-23)."""
        return self.allowance_s is not None or self.days is not None


class Deadline(models.Model):
    """One promise: what, to whom, until when, and how it ended."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(_("promise"), max_length=40)
    subject_id = models.UUIDField(_("about"))
    shop_id = models.BigIntegerField(_("shop"), null=True)
    policy = models.ForeignKey(
        DeadlinePolicy, null=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(
        _("state"), max_length=8, choices=DeadlineState, default=DeadlineState.RUNNING
    )
    opened_at = models.DateTimeField(_("opened"))
    allowance_s = models.PositiveIntegerField(null=True, help_text="Working seconds promised.")
    days = models.PositiveSmallIntegerField(null=True, help_text="Or working days after the first.")
    good_s = models.PositiveIntegerField(null=True)
    credited_s = models.PositiveIntegerField(default=0, help_text="Added for our own outages.")
    calendar = models.CharField(_("calendar"), max_length=40)
    calendar_version = models.PositiveIntegerField(_("version of the calendar"))
    good_at = models.DateTimeField(_("excellent until"), null=True)
    due_at = models.DateTimeField(_("due"))
    levels = ArrayField(models.PositiveSmallIntegerField(), default=list)
    looks = ArrayField(
        models.DateTimeField(), default=list, help_text="When each level is reached."
    )
    warned = models.PositiveSmallIntegerField(default=0, help_text="The last level told.")
    next_look_at = models.DateTimeField()
    ended_at = models.DateTimeField(_("ended"), null=True)
    noticed_at = models.DateTimeField(_("noticed"), null=True)
    closed_at = models.DateTimeField(
        _("waited for until"),
        null=True,
        help_text="Since when nobody waits: done, done late, or given up.",
    )
    credited_through = models.DateTimeField(
        null=True, help_text="Outages that ended by then are in the credit."
    )
    explanation = models.JSONField(default=list, help_text="[[opens, closes, seconds], ...] epoch.")

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id", "kind"],
                condition=Q(state="running"),
                name="deadline_one_running",
            ),
            models.CheckConstraint(
                name="deadline_moment_fits_state",
                condition=Q(state="running") ^ Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="deadline_closed_fits_state",
                condition=Q(state="running", closed_at=None)
                | Q(state__in=["kept", "void"], closed_at__isnull=False)
                | Q(state="missed"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_look_at"], condition=Q(state="running"), name="deadline_next_look"
            ),
            models.Index(
                fields=["shop_id", "due_at"], condition=Q(closed_at=None), name="deadline_board"
            ),
            models.Index(fields=["subject_id", "kind"], name="deadline_of_subject"),
            models.Index(
                fields=["shop_id", "due_at"], condition=Q(state="missed"), name="deadline_missed"
            ),
            models.Index(
                fields=["shop_id", "ended_at"], condition=Q(state="kept"), name="deadline_kept"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject_id} due {self.due_at:%F %H:%M}Z"


class Outage(models.Model):
    """A time when we were down and nobody could have kept a promise through us."""

    id = models.BigAutoField(primary_key=True)
    started_at = models.DateTimeField(_("began"), unique=True)
    ended_at = models.DateTimeField(_("ended"))
    reason = models.CharField(_("reason"), max_length=200)
    credited_at = models.DateTimeField(_("credited"), null=True)

    class Meta:
        verbose_name = _("outage")
        verbose_name_plural = _("outages")
        constraints = [
            models.CheckConstraint(
                name="outage_runs_forward", condition=Q(ended_at__gt=models.F("started_at"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%F %H:%M}Z to {self.ended_at:%F %H:%M}Z"


class Heartbeat(models.Model):
    """When a part of us was last seen alive; its silence is an outage."""

    name = models.CharField(_("name"), max_length=60, primary_key=True)
    seen_at = models.DateTimeField(_("last seen"))

    class Meta:
        verbose_name = _("sign of life")
        verbose_name_plural = _("signs of life")

    def __str__(self) -> str:
        return self.name


class OwnClock(models.Model):
    """A scope whose time is not ours: its deadlines are swept by whoever moves its clock (rehearsals)."""

    shop_id = models.BigIntegerField(primary_key=True)

    def __str__(self) -> str:
        return str(self.shop_id)
