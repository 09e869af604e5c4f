"""What was told of a waybill, word for word, and what we take it to mean. Rows are only ever added."""

from django.db import models
from django.db.models import PROTECT
from django.utils.translation import gettext_lazy as _

from logistics.states import Kind, Source


class TrackingEvent(models.Model):
    """One event of one number of one carrier; told again it is the same row: ``key`` (R-002-51).

    It belongs to a number, not to a parcel: it may be told before anybody entered that number. ``raw_at`` is
    the carrier's own writing of ``at``, read in ``zone`` where it names none.
    """

    id = models.BigAutoField(primary_key=True)
    carrier = models.ForeignKey("logistics.Carrier", on_delete=PROTECT, related_name="+")
    number = models.CharField(_("waybill number"), max_length=60)
    key = models.CharField(max_length=64)
    kind = models.CharField(_("means"), max_length=20, choices=Kind)
    at = models.DateTimeField(_("happened"))
    source = models.CharField(_("told by"), max_length=8, choices=Source)
    received_at = models.DateTimeField(_("heard"))
    code = models.CharField(_("carrier's code"), max_length=60, blank=True)
    sub_code = models.CharField(_("and after it"), max_length=60, blank=True)
    text = models.CharField(_("carrier's words"), max_length=500, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    raw_at = models.CharField(_("as the carrier wrote it"), max_length=60, blank=True)
    zone = models.CharField(_("read in the zone"), max_length=64, blank=True)
    goes_back = models.BooleanField(_("on the way back"), default=False)
    revokes = models.CharField(_("takes back"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("tracking event")
        verbose_name_plural = _("tracking events")
        constraints = [
            models.UniqueConstraint(fields=["carrier", "number", "key"], name="event_told_once")
        ]
        indexes = [
            models.Index(
                fields=["carrier", "code"],
                condition=models.Q(kind=Kind.UNKNOWN),
                name="event_not_understood",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"
