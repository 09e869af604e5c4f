"""An import of a file of orders: what was asked, how far it is, what it refused."""

from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import new_id
from kernel.scope import TenantModel


class ImportState(models.TextChoices):
    """How an import stands."""

    DRAFT = "draft", _("being set up")
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    UNDONE = "undone", _("undone")


class ImportProfile(TenantModel):
    """How a shop's files are laid out; without a shop it ships with the platform."""

    id = models.BigAutoField(primary_key=True)
    shop = models.ForeignKey("sellers.Shop", null=True, on_delete=PROTECT, related_name="+")
    code = models.SlugField(max_length=40)
    title = models.CharField(max_length=120)
    settings = models.JSONField(default=dict)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "code"], name="profile_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.title


class ImportJob(TenantModel):
    """One file on its way into orders; its checkpoint commits with the rows it covers."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    channel = models.ForeignKey("orders.Channel", on_delete=PROTECT, related_name="+")
    profile = models.CharField(max_length=40)
    settings = models.JSONField(default=dict, help_text="The profile as it was when asked.")
    filename = models.CharField(max_length=200)
    path = models.CharField(max_length=400, help_text="Where the file is kept, our own name.")
    sha256 = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()
    dry_run = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=ImportState, default=ImportState.WAITING)
    rows_expected = models.PositiveIntegerField(null=True)
    rows_done = models.PositiveIntegerField(
        default=0, help_text="Checkpoint: the last row of the file that is accounted for."
    )
    rows_accepted = models.PositiveIntegerField(default=0)
    rows_refused = models.PositiveIntegerField(default=0)
    orders_created = models.PositiveIntegerField(default=0)
    orders_unchanged = models.PositiveIntegerField(default=0)
    amount_accepted = models.BigIntegerField(default=0)
    amount_refused = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    flags = models.JSONField(default=dict, help_text="What was taken and is odd: code -> how many.")
    language = models.CharField(max_length=10, blank=True, help_text="Of the reasons it gives.")
    error = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    generation = models.PositiveIntegerField(default=0, help_text="Grows when a runner takes it.")
    created_by = models.ForeignKey("sellers.User", null=True, on_delete=PROTECT, related_name="+")
    created_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["shop", "-created_at"], name="import_list"),
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=["waiting", "running"]),
                name="import_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return self.filename


class ImportRefusal(models.Model):
    """One row that did not become part of an order, and why. Reached through its job only."""

    id = models.BigAutoField(primary_key=True)
    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="refusals")
    row = models.PositiveIntegerField(help_text="Line of the file as a person counts, header is 1.")
    code = models.CharField(max_length=40)
    field = models.CharField(max_length=60, blank=True)
    message = models.CharField(max_length=400)
    external_id = models.CharField(max_length=80, blank=True)
    amount = models.BigIntegerField(
        null=True, help_text="Quantity times price in minor units; unknown when unreadable."
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "row"], name="refusal_once")]

    def __str__(self) -> str:
        return f"row {self.row}: {self.code}"


class ImportedOrder(models.Model):
    """One order of the file and the rows it was read from. Reached through its job only.

    ``order_id`` is no foreign key: the line stays when an undo removes the order.
    """

    id = models.BigAutoField(primary_key=True)
    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="imported")
    order_id = models.UUIDField(null=True)
    external_id = models.CharField(max_length=80)
    created = models.BooleanField(help_text="By this import; else it was here before.")
    first_row = models.PositiveIntegerField()
    last_row = models.PositiveIntegerField()
    rows = models.PositiveIntegerField(help_text="Of them, those that are part of the order.")
    amount = models.BigIntegerField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job", "first_row"], name="imported_order_once")
        ]

    def __str__(self) -> str:
        return self.external_id
