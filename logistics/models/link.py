"""How a shop's channel is connected: with whom its parcels are spoken of (R-002-01)."""

from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _

from kernel.scope import TenantModel
from logistics.states import LinkModel, Recipient


class Link(TenantModel):
    """One shop's one channel and its partner. Changing the model changes who is told, and nothing else.

    ``partner_code`` is what we are called there: a push that bears it is this shop's. Its secret is no
    column: the environment holds it by the same code.
    """

    id = models.BigAutoField(primary_key=True)
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    channel = models.ForeignKey("orders.Channel", on_delete=PROTECT, related_name="+")
    model = models.CharField(_("speaks"), max_length=8, choices=LinkModel)
    partner_code = models.CharField(
        _("our code there"),
        max_length=64,
        unique=True,
        help_text=_(
            "A push that bears it belongs to this shop. Its secret lies in the environment."
        ),
    )
    partner_name = models.CharField(_("trade partner"), max_length=120, blank=True)
    endpoint = models.URLField(_("trade partner's address"), max_length=300, blank=True)
    made_at = models.DateTimeField(_("connected"))

    class Meta(TenantModel.Meta):
        verbose_name = _("connected channel")
        verbose_name_plural = _("connected channels")
        constraints = [
            models.UniqueConstraint(fields=["shop", "channel"], name="link_once"),
            models.CheckConstraint(name="link_has_code", condition=~Q(partner_code="")),
            models.CheckConstraint(
                name="link_partner_has_address",
                condition=~Q(model=LinkModel.PARTNER) | (~Q(endpoint="") & ~Q(partner_name="")),
            ),
        ]

    def __str__(self) -> str:
        return self.partner_code

    @property
    def recipient(self) -> Recipient:
        """Return who is told of this channel's parcels."""
        return Recipient.PARTNER if self.model == LinkModel.PARTNER else Recipient.CAINIAO
