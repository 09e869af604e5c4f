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


class OperatingModel(TextChoices):
    """Who runs the shop and answers for what (R-003-01)."""

    OWN = "own", _("own shop")
    SEMI_MANAGED = "semi_managed", _("semi-managed")
    FULLY_MANAGED = "fully_managed", _("fully managed")


class Duty(TextChoices):
    """What somebody has to see to, and so may."""

    STOCK = "stock", _("stock")
    ORDERS = "orders", _("orders")
    LOGISTICS = "logistics", _("dispatch and logistics")


# What the seller answers for; the platform does the rest.
SELLERS_DUTIES: dict[str, frozenset[str]] = {
    OperatingModel.OWN: frozenset(Duty),
    OperatingModel.SEMI_MANAGED: frozenset(Duty),
    OperatingModel.FULLY_MANAGED: frozenset({Duty.STOCK}),
}


class TokenScope(TextChoices):
    """What an integrator's token may do."""

    ORDERS_READ = "orders:read", _("read orders")
    ORDERS_WRITE = "orders:write", _("create and move orders")
    OFFERS_READ = "offers:read", _("read offers")
    OFFERS_WRITE = "offers:write", _("change offers")
    STOCK_READ = "stock:read", _("read stock and deliveries")
    STOCK_WRITE = "stock:write", _("announce deliveries, correct stock")


class OfferFlag(TextChoices):
    """What packers and carriers must know of a thing."""

    FRAGILE = "fragile", _("fragile")
    HIGH_VALUE = "high_value", _("high value")
    BATTERY = "battery", _("has a battery")
    LIQUID = "liquid", _("liquid")
    MAGNETIC = "magnetic", _("magnetic")
