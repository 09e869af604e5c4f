"""The matrix of lead times and what changes them for a while. Rows of the matrix are only ever added."""

from django.db import models
from django.db.models import PROTECT, F, Q
from django.utils.translation import gettext_lazy as _

from logistics.rules.lead_times import Change, Lead, Range
from logistics.states import ChangeReason, Mode, Service

LONGEST = 180


class Ranged(models.Model):
    """A part of the world and a way there; what is empty stands for any (R-002-71, R-003-11)."""

    origin = models.ForeignKey(
        "warehouse.Warehouse",
        null=True,
        blank=True,
        on_delete=PROTECT,
        related_name="+",
        verbose_name=_("from the warehouse"),
    )
    carrier = models.ForeignKey(
        "logistics.Carrier",
        null=True,
        blank=True,
        on_delete=PROTECT,
        related_name="+",
        verbose_name=_("carrier"),
    )
    country = models.CharField(_("country"), max_length=2)
    region = models.CharField(_("region"), max_length=120, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    service = models.CharField(_("service"), max_length=8, choices=Service, blank=True)
    mode = models.CharField(_("travels"), max_length=4, choices=Mode, blank=True)

    class Meta:
        abstract = True

    @property
    def range(self) -> Range:
        """Return it as rules read it."""
        return Range(
            country=self.country,
            region=self.region,
            city=self.city,
            carrier=self.carrier_id,
            service=self.service,
            mode=self.mode,
            origin=self.origin_id,
        )


class LeadTime(Ranged):
    """Days from the day on which the carrier takes a parcel. A later row takes the place of an earlier one.

    What was promised by an earlier row stays as it was promised.
    """

    id = models.BigAutoField(primary_key=True)
    first_attempt_days = models.PositiveSmallIntegerField(_("days to the first attempt"))
    delivery_days = models.PositiveSmallIntegerField(_("days to delivery"))
    valid_from = models.DateTimeField(_("valid from"))

    class Meta:
        verbose_name = _("lead time")
        verbose_name_plural = _("lead times")
        constraints = [
            models.CheckConstraint(
                name="lead_time_tries_before_it_delivers",
                condition=Q(first_attempt_days__lte=F("delivery_days"), delivery_days__lte=LONGEST),
            )
        ]
        indexes = [models.Index(fields=["country", "valid_from"], name="lead_time_of_country")]

    def __str__(self) -> str:
        return " · ".join(filter(None, [self.country, self.region, self.city.title()]))

    @property
    def lead(self) -> Lead:
        """Return it as rules read it."""
        return Lead(
            id=self.pk,
            range=self.range,
            first_attempt_days=self.first_attempt_days,
            delivery_days=self.delivery_days,
            valid_from=self.valid_from,
        )


class LeadTimeChange(Ranged):
    """Days more for parcels that leave in a period. It counts only if it was agreed before (R-002-72)."""

    id = models.BigAutoField(primary_key=True)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    extra_days = models.SmallIntegerField(_("days more"))
    reason = models.CharField(_("reason"), max_length=16, choices=ChangeReason)
    note = models.CharField(_("what happens"), max_length=300, blank=True)
    agreed_with = models.CharField(_("agreed with"), max_length=200, blank=True)
    agreed_at = models.DateTimeField(_("agreed"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("agreement recorded"), null=True, blank=True)

    class Meta:
        verbose_name = _("change of lead times")
        verbose_name_plural = _("changes of lead times")
        constraints = [
            models.CheckConstraint(
                name="lead_change_has_a_period", condition=Q(starts_at__lt=F("ends_at"))
            ),
            models.CheckConstraint(
                name="lead_change_agreed_in_advance",
                condition=Q(agreed_with="", agreed_at=None, recorded_at=None)
                | (
                    ~Q(agreed_with="")
                    & Q(agreed_at__lte=F("recorded_at"), recorded_at__lt=F("starts_at"))
                ),
            ),
        ]
        indexes = [models.Index(fields=["country", "ends_at"], name="lead_change_of_country")]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} {self.starts_at:%Y-%m-%d}"

    @property
    def change(self) -> Change:
        """Return it as rules read it."""
        return Change(
            id=self.pk,
            range=self.range,
            extra_days=self.extra_days,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            agreed_at=self.agreed_at,
            recorded_at=self.recorded_at,
        )
