"""How many overdue orders call a moderator, and how many take a shop off sale: a row (R-004-33, R-004-34)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

DEFAULT = "default"


class OverduePolicy(models.Model):
    """One row, changed by an act with its history."""

    code = models.CharField(primary_key=True, max_length=20, default=DEFAULT)
    orders_count = models.PositiveSmallIntegerField(_("overdue orders before we call"), default=5)
    window_hours = models.PositiveSmallIntegerField(_("within how many hours"), default=72)
    suspend_count = models.PositiveSmallIntegerField(
        _("overdue orders before suspension"),
        null=True,
        blank=True,
        help_text=_("Empty: only a moderator suspends."),
    )

    class Meta:
        verbose_name = _("rule about overdue shops")
        verbose_name_plural = _("rules about overdue shops")
        constraints = [
            models.CheckConstraint(
                name="overdue_policy_counts_something",
                condition=Q(orders_count__gte=1, window_hours__gte=1),
            ),
            models.CheckConstraint(
                name="overdue_policy_calls_before_it_suspends",
                condition=Q(suspend_count=None) | Q(suspend_count__gte=F("orders_count")),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Overdue shops"))
