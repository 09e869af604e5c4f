"""The evidence index: every scan knows who, where, under which camera and when (R-002-27, R-002-28)."""

from django.db import models
from django.db.models import PROTECT
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from warehouse.states import Verdict


class Scan(models.Model):
    """One scan and what it came to. Rows are only added; ``action_id`` makes a repeat the same scan.

    ``at`` is our clock and decides; ``device_at`` is the scanner's, kept as evidence.
    """

    id = models.BigAutoField(primary_key=True)
    action_id = models.UUIDField(unique=True, help_text="Made by the client; once in the world.")
    warehouse = models.ForeignKey("warehouse.Warehouse", on_delete=PROTECT, related_name="+")
    station = models.ForeignKey(
        "warehouse.Station", null=True, blank=True, on_delete=PROTECT, related_name="+"
    )
    camera = models.CharField(_("camera"), max_length=60, blank=True)
    user_id = models.BigIntegerField(null=True)
    who = models.CharField(_("who"), max_length=200, blank=True)
    action = models.CharField(_("work"), max_length=20)
    code = models.CharField(_("scanned"), max_length=80)
    verdict = models.CharField(_("came to"), max_length=6, choices=Verdict)
    answer = models.JSONField(default=dict, help_text="What the screen was told.")
    subject_kind = models.CharField(max_length=20, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(_("when"))
    device_at = models.DateTimeField(_("when, says the scanner"), null=True, blank=True)

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="scan_of_subject"),
            models.Index(fields=["warehouse", "action", "at"], name="scan_by_work"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.code}"


class EvidenceFile(models.Model):
    """A picture or a piece of film that belongs to a subject; kept until ``keep_until``, longer if held."""

    id = models.BigAutoField(primary_key=True)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.CharField(max_length=40)
    name = models.CharField(_("file"), max_length=200)
    media_type = models.CharField(max_length=60)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(_("added"))
    added_by = models.CharField(_("by"), max_length=200)
    keep_until = models.DateTimeField(_("kept until"))

    class Meta:
        verbose_name = _("file of evidence")
        verbose_name_plural = _("files of evidence")
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="evidence_of_subject")]

    def __str__(self) -> str:
        return self.name


class EvidenceHold(models.Model):
    """A claim that keeps evidence of a subject from being thrown away (C-46)."""

    id = models.BigAutoField(primary_key=True)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.CharField(max_length=40)
    reason = models.CharField(_("why"), max_length=200)
    held_at = models.DateTimeField(_("since"))
    released_at = models.DateTimeField(
        pgettext_lazy("of a hold", "released"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("hold on evidence")
        verbose_name_plural = _("holds on evidence")
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="hold_of_subject")]

    def __str__(self) -> str:
        return self.reason
