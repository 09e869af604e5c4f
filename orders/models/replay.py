"""A replay: a file of orders lived through again on a fast clock, in a rehearsal shop."""

from django.db import models
from django.db.models import PROTECT
from django.utils.translation import gettext_lazy as _

from kernel.ids import new_id
from kernel.scope import TenantModel


class ReplayState(models.TextChoices):
    """How a replay stands."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    STOPPED = "stopped", _("stopped")


class ReplayRun(TenantModel):
    """One replay for ``shop``, played in ``stage``; times named virtual are of the replay's own clock."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    stage = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    filename = models.CharField(max_length=200)
    path = models.CharField(max_length=400)
    settings = models.JSONField(default=dict, help_text="The profile as it was when asked.")
    speed = models.PositiveIntegerField(help_text="Virtual seconds a real second; 0: at once.")
    seed = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=8, choices=ReplayState, default=ReplayState.WAITING)
    virtual_from = models.DateTimeField(null=True)
    virtual_until = models.DateTimeField(null=True)
    virtual_now = models.DateTimeField(null=True)
    orders_told = models.PositiveIntegerField(default=0, help_text="In the file.")
    orders_placed = models.PositiveIntegerField(default=0)
    moves = models.PositiveIntegerField(default=0)
    summary = models.JSONField(default=dict, help_text="The picture as it was at the end.")
    error = models.TextField(blank=True)
    generation = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    created_by = models.ForeignKey("sellers.User", null=True, on_delete=PROTECT, related_name="+")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["shop", "-created_at"], name="replay_list"),
            models.Index(
                fields=["created_at"],
                condition=models.Q(state__in=["waiting", "running"]),
                name="replay_unfinished",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["stage"],
                condition=models.Q(state__in=["waiting", "running"]),
                name="replay_one_on_a_stage",
            )
        ]

    def __str__(self) -> str:
        return f"{self.filename} x{self.speed}"
