"""A shop's question to support, with the order it is about, and the answer (R-004-05)."""

from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _

from kernel.scope import TenantModel


class Question(TenantModel):
    """One question; open until it is answered, once."""

    id = models.BigAutoField(primary_key=True)
    shop = models.ForeignKey(
        "sellers.Shop", verbose_name=_("shop"), on_delete=PROTECT, related_name="+"
    )
    order = models.ForeignKey(
        "orders.Order",
        verbose_name=_("order"),
        null=True,
        blank=True,
        on_delete=PROTECT,
        related_name="+",
    )
    text = models.TextField(_("question"))
    asked_by = models.CharField(_("asked by"), max_length=200)
    asked_at = models.DateTimeField(_("asked"))
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.CharField(_("answered by"), max_length=200, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions of shops")
        constraints = [
            models.CheckConstraint(
                name="question_answered_with_words",
                condition=Q(answered_at=None, answer="")
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
            )
        ]
        indexes = [
            models.Index(fields=["shop", "-id"], name="question_of_shop"),
            models.Index(fields=["id"], condition=Q(answered_at=None), name="question_open"),
        ]

    def __str__(self) -> str:
        return self.text[:60]
