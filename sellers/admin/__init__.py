"""Staff's door into sellers/: people, shops, roles."""

from sellers.admin.people import MembershipAdmin, UserAdmin
from sellers.admin.shops import ApiTokenAdmin, OfferAdmin, ShopAdmin

__all__ = ["ApiTokenAdmin", "MembershipAdmin", "OfferAdmin", "ShopAdmin", "UserAdmin"]
