"""The directory of carriers: who they are and how we hear from them. A new one is a row (R-001-31)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from logistics.states import Mode


class Carrier(models.Model):
    """A company that carries parcels. ``adapter`` names the client that speaks with it; none: no tracking."""

    id = models.BigAutoField(primary_key=True)
    code = models.SlugField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=60)
    spellings = ArrayField(
        models.CharField(max_length=60),
        default=list,
        blank=True,
        verbose_name=_("also written as"),
        help_text=_("Lower case. An order whose carrier is written so goes with this one."),
    )
    adapter = models.CharField(_("spoken to by"), max_length=30, blank=True)
    claims_from = ArrayField(
        models.CharField(max_length=120),
        default=list,
        blank=True,
        verbose_name=_("claims come from"),
        help_text=_("Domains of its mail. A claim from elsewhere is left to be read by a person."),
    )
    is_recommended = models.BooleanField(_("recommended"), default=True)
    zone = models.CharField(
        _("time zone"), max_length=64, help_text=_("Of the hours it writes without one.")
    )
    stuck_days = models.PositiveSmallIntegerField(
        _("quiet for days"),
        default=5,
        db_default=5,
        help_text=_("A parcel with no new scan for so long is a problem."),
    )
    mode = models.CharField(
        _("travels"), max_length=4, choices=Mode, blank=True, default="", db_default=""
    )
    tracking_url = models.CharField(
        _("where the buyer looks"),
        max_length=200,
        blank=True,
        help_text=_("{number} stands for the waybill number."),
    )

    class Meta:
        verbose_name = _("carrier")
        verbose_name_plural = _("carriers")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="carrier_link_names_the_number",
                condition=Q(tracking_url="") | Q(tracking_url__contains="{number}"),
            )
        ]

    def __str__(self) -> str:
        return self.name
