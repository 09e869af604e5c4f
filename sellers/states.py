"""Roles and scopes: who may do what is looked up by them (D-07)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What somebody is to one shop, or to the platform."""

    OWNER = "owner", _("owner")
    MANAGER = "manager", _("manager")
    OPERATOR = "operator", _("operator")
    MODERATOR = "moderator", _("moderator")
    WAREHOUSE_OPERATOR = "warehouse_operator", _("warehouse operator")
    WAREHOUSE_LEAD = "warehouse_lead", _("warehouse lead")
    ACCOUNTANT = "accountant", _("accountant")
    ADMIN = "admin", _("platform admin")


SHOP_ROLES = frozenset({Role.OWNER, Role.MANAGER, Role.OPERATOR})
PLATFORM_ROLES = frozenset(Role) - SHOP_ROLES


class TokenScope(TextChoices):
    """What an integrator's token may do."""

    ORDERS_READ = "orders:read", _("read orders")
    ORDERS_WRITE = "orders:write", _("create and move orders")
    OFFERS_READ = "offers:read", _("read offers")
    OFFERS_WRITE = "offers:write", _("change offers")


class OfferFlag(TextChoices):
    """What packers and carriers must know of a thing."""

    FRAGILE = "fragile", _("fragile")
    HIGH_VALUE = "high_value", _("high value")
    BATTERY = "battery", _("has a battery")
    LIQUID = "liquid", _("liquid")
    MAGNETIC = "magnetic", _("magnetic")
