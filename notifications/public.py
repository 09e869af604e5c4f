"""The only door into notifications/ for the roof: what pages must say of silent channels."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kernel.scope import Scope
from notifications.rules.masking import masked
from notifications.rules.reasons import reason_of
from notifications.selectors.channels import disabled_mail, lost_links
from notifications.selectors.failures import failed_messages
from sellers.public import ShopProfile

__all__ = ["banners_of", "failed_messages"]


def banners_of(shop: ShopProfile) -> list[dict[str, Any]]:
    """Return a banner for each channel that fell silent and is not replaced yet (N1, N2)."""
    where = {
        "level": "warning",
        "icon": "bell-off",
        "url": reverse("notifications:settings", kwargs={"shop": shop.slug}),
        "action": _("Notification settings"),
    }
    texts = [
        _("Mail to %(address)s is switched off: %(reason)s.")
        % {"address": masked(row.address), "reason": reason_of(row.code).lower()}
        for row in disabled_mail(Scope.shop(shop.id))
    ]
    texts += [
        _("%(name)s gets no Telegram messages: %(reason)s.")
        % {"name": link.user, "reason": link.get_end_reason_display()}
        for link in lost_links(shop.id)
    ]
    return [{**where, "text": text} for text in texts]
