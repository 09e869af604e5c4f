"""What sellers/ does: one use case a file. Doors call these and nothing below them."""

from sellers.services.assign_platform_role import (
    NoPlatformRole,
    assign_platform_role,
    withdraw_platform_role,
)
from sellers.services.change_account import LanguageUnknown, change_account
from sellers.services.change_role import (
    MemberNotFound,
    OwnerOnly,
    OwnerStays,
    UnknownRole,
    change_role,
)
from sellers.services.change_shop_settings import SettingRefused, change_shop_settings
from sellers.services.changing import PersonNotFound, ShopNotFound
from sellers.services.correct_stock import StockRefused, correct_stock
from sellers.services.create_offer import OfferExists, create_offer
from sellers.services.create_shop import CountryNotServed, SlugTaken, create_shop
from sellers.services.edit_offer import edit_offer
from sellers.services.invite_member import AlreadyMember, RoleNotGrantable, invite_member
from sellers.services.issue_token import Issued, TokenRefused, TooManyTokens, issue_token
from sellers.services.note_token_used import note_token_used
from sellers.services.offer_cards import OfferRefused
from sellers.services.pause_offer import pause_offer, resume_offer
from sellers.services.people import OwnRole, PersonSuspended
from sellers.services.put_offer import put_offer
from sellers.services.rehearsal_shop import NoRehearsalShop, rehearsal_shop
from sellers.services.remove_member import remove_member
from sellers.services.revoke_token import TokenNotFound, revoke_token
from sellers.services.set_operating_model import NoSuchModel, set_operating_model
from sellers.services.suspend_shop import restore_shop, suspend_shop
from sellers.services.suspend_user import reinstate_user, suspend_user

__all__ = [
    "AlreadyMember",
    "CountryNotServed",
    "Issued",
    "LanguageUnknown",
    "MemberNotFound",
    "NoPlatformRole",
    "NoRehearsalShop",
    "NoSuchModel",
    "OfferExists",
    "OfferRefused",
    "OwnRole",
    "OwnerOnly",
    "OwnerStays",
    "PersonNotFound",
    "PersonSuspended",
    "RoleNotGrantable",
    "SettingRefused",
    "ShopNotFound",
    "SlugTaken",
    "StockRefused",
    "TokenNotFound",
    "TokenRefused",
    "TooManyTokens",
    "UnknownRole",
    "assign_platform_role",
    "change_account",
    "change_role",
    "change_shop_settings",
    "correct_stock",
    "create_offer",
    "create_shop",
    "edit_offer",
    "invite_member",
    "issue_token",
    "note_token_used",
    "pause_offer",
    "put_offer",
    "rehearsal_shop",
    "reinstate_user",
    "remove_member",
    "restore_shop",
    "resume_offer",
    "revoke_token",
    "set_operating_model",
    "suspend_shop",
    "suspend_user",
    "withdraw_platform_role",
]
