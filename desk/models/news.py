"""News for sellers, and who has read it (R-003-26, R-004-25)."""

from django.db import models
from django.db.models import CASCADE, PROTECT, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from desk.states import NewsKind


class NewsItem(models.Model):
    """One piece of news: words of staff in four languages, or other hours announced by a calendar.

    Shops of ``country`` see it, or all when it is empty; news of hours is for shops whose clocks run by
    ``calendar``. Without ``published_at`` it is a draft.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=8, choices=NewsKind, default=NewsKind.WRITTEN)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    body_en = models.TextField(_("text in English"), blank=True)
    title_uk = models.CharField(_("title in Ukrainian"), max_length=160, blank=True)
    body_uk = models.TextField(_("text in Ukrainian"), blank=True)
    title_ru = models.CharField(_("title in Russian"), max_length=160, blank=True)
    body_ru = models.TextField(_("text in Russian"), blank=True)
    title_zh = models.CharField(_("title in Chinese"), max_length=160, blank=True)
    body_zh = models.TextField(_("text in Chinese"), blank=True)
    country = models.CharField(
        _("country"), max_length=2, blank=True, help_text=_("Two letters; empty for all shops.")
    )
    calendar = models.CharField(max_length=40, blank=True)
    period_id = models.BigIntegerField(null=True, blank=True)
    period_title = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.CharField(pgettext_lazy("who", "by"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news")
        constraints = [
            models.UniqueConstraint(
                fields=["period_id", "starts_on", "ends_on"],
                condition=Q(kind=NewsKind.HOURS),
                name="news_of_period_once",
            ),
            models.CheckConstraint(
                name="news_of_hours_has_days",
                condition=~Q(kind=NewsKind.HOURS)
                | (Q(starts_on__isnull=False, ends_on__isnull=False) & ~Q(calendar="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["-published_at"],
                condition=Q(published_at__isnull=False),
                name="news_published",
            )
        ]

    def __str__(self) -> str:
        return self.title_en or self.period_title


class NewsRead(models.Model):
    """That somebody has read a piece of news."""

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(NewsItem, on_delete=CASCADE, related_name="reads")
    user = models.ForeignKey("sellers.User", on_delete=PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "item"], name="news_read_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.item_id}"
