"""A parcel on the road. Its state is told from its events and from nothing else: `rules.tracking`."""

from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import new_id
from kernel.scope import TenantModel
from logistics.states import OVER, STATES, Kind, Phase


class Parcel(TenantModel):
    """One box on its way to a buyer, with one order in it or several. Moments are UTC.

    The columns from ``state`` on are what `rules.tracking.standing` says of its events; ``version`` grows
    whenever that changes.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    outbound = models.OneToOneField(
        "warehouse.Outbound", null=True, blank=True, on_delete=PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("known since"))
    dispatched_at = models.DateTimeField(
        _("left the warehouse"),
        null=True,
        blank=True,
        help_text=_("By our own scan, or the seller's word."),
    )
    version = models.PositiveIntegerField(default=1)

    state = models.CharField(_("state"), max_length=20, choices=STATES, default=Kind.REGISTERED)
    phase = models.PositiveSmallIntegerField(
        _("part of the road"), choices=Phase, default=Phase.BEFORE
    )
    state_since = models.DateTimeField(_("since"), null=True, blank=True)
    reason = models.CharField(_("the carrier's reason"), max_length=200, blank=True)
    whereabouts = models.CharField(_("where it was seen"), max_length=200, blank=True)
    accepted_at = models.DateTimeField(_("accepted by the carrier"), null=True, blank=True)
    first_failed_at = models.DateTimeField(_("first failed attempt"), null=True, blank=True)
    first_attempt_at = models.DateTimeField(_("first offered"), null=True, blank=True)
    failed_attempts = models.PositiveSmallIntegerField(_("failed attempts"), default=0)
    at_point_since = models.DateTimeField(_("at the point since"), null=True, blank=True)
    over_at = models.DateTimeField(_("over"), null=True, blank=True)
    turned_back = models.CharField(_("goes back because"), max_length=20, blank=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")
        constraints = [
            models.CheckConstraint(
                name="parcel_over_fits_state",
                condition=Q(state__in=sorted(OVER), phase=Phase.OVER, over_at__isnull=False)
                | (~Q(state__in=sorted(OVER)) & ~Q(phase=Phase.OVER) & Q(over_at=None)),
            )
        ]
        indexes = [
            models.Index(
                fields=["shop", "state_since"],
                condition=~Q(phase=Phase.OVER),
                name="parcel_on_the_road",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class ParcelOrder(models.Model):
    """That an order, or what is left of it, lies in a parcel."""

    id = models.BigAutoField(primary_key=True)
    parcel = models.ForeignKey(Parcel, on_delete=PROTECT, related_name="contents")
    order = models.ForeignKey("orders.Order", on_delete=PROTECT, related_name="+")

    class Meta:
        verbose_name = _("order in a parcel")
        verbose_name_plural = _("orders in parcels")
        constraints = [
            models.UniqueConstraint(fields=["order", "parcel"], name="parcel_order_once")
        ]

    def __str__(self) -> str:
        return f"{self.order_id}"
