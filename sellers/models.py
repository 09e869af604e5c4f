"""Users, shops, memberships, offers and API tokens."""

from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import PROTECT, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel.scope import TenantModel
from sellers.states import PLATFORM_ROLES, OperatingModel, Role, TokenScope


class UserManager(BaseUserManager["User"]):
    """Users are known by their e-mail address, whatever its case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a user; without a password none will let them in until it is reset."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find by e-mail, case aside."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A person who signs in."""

    id = models.BigAutoField(primary_key=True)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []  # type: ignore[misc]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """Whether the back office lets them in: they have a role on the platform."""
        return self.memberships.filter(role__in=PLATFORM_ROLES).exists()

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Model permissions are not used: `config.access` decides by role, and admins show, not edit."""
        return self.is_active and self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        """See `has_perm`."""
        return self.is_active and self.is_staff


class Shop(models.Model):
    """The tenant: a seller's shop and its settings."""

    id = models.BigAutoField(primary_key=True)
    slug = models.SlugField(unique=True, max_length=40)
    name = models.CharField(_("name"), max_length=120)
    country = models.CharField(_("country"), max_length=2, default="UA")
    currency = models.CharField(_("currency"), max_length=3, default="UAH")
    zone = models.CharField(_("time zone"), max_length=64, default="Europe/Kyiv")
    calendar = models.CharField(_("calendar"), max_length=40, default="ua-orders")
    language = models.CharField(_("language"), max_length=10, default="uk")
    notification_email = models.EmailField(_("notification e-mail"), blank=True)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)
    operating_model = models.CharField(
        _("operating model"),
        max_length=14,
        choices=OperatingModel,
        default=OperatingModel.OWN,
    )
    handling_days = models.PositiveSmallIntegerField(
        _("days to dispatch"),
        null=True,
        blank=True,
        help_text="Working days from payment to dispatch, 1 to 3; empty leaves it to the channel.",
    )
    review_url = models.URLField(
        _("address for reviews"), blank=True, default="", help_text="Told to buyers on receipt."
    )
    suspended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="shop_dispatches_in_1_to_3_days",
                condition=Q(handling_days=None) | Q(handling_days__range=(1, 3)),
            ),
            models.CheckConstraint(
                name="shop_quiet_hours_are_a_pair",
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """What a user is to a shop, or, without one, to the platform."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, on_delete=PROTECT, related_name="memberships")
    shop = models.ForeignKey(Shop, null=True, on_delete=PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "shop"], name="membership_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="membership_role_fits_place",
                condition=Q(shop=None, role__in=sorted(PLATFORM_ROLES))
                | (Q(shop__isnull=False) & ~Q(role__in=sorted(PLATFORM_ROLES))),
            ),
            models.UniqueConstraint(
                fields=["shop"], condition=Q(role=Role.OWNER), name="shop_has_one_owner"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} is {self.role} of {self.shop or 'the platform'}"


class Offer(TenantModel):
    """What a shop sells: one SKU at one price."""

    id = models.BigAutoField(primary_key=True)
    shop = models.ForeignKey(Shop, on_delete=PROTECT, related_name="+")
    sku = models.CharField(_("SKU"), max_length=64)
    barcode = models.CharField(_("barcode"), max_length=64, blank=True)
    name = models.CharField(_("name"), max_length=300)
    price_minor = models.BigIntegerField(_("price, minor units"))
    currency = models.CharField(max_length=3)
    length_mm = models.PositiveIntegerField(null=True, blank=True)
    width_mm = models.PositiveIntegerField(null=True, blank=True)
    height_mm = models.PositiveIntegerField(null=True, blank=True)
    weight_g = models.PositiveIntegerField(null=True, blank=True)
    category = models.CharField(max_length=60, blank=True)
    flags = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    handling_days = models.PositiveSmallIntegerField(
        _("days to dispatch"),
        null=True,
        blank=True,
        help_text="Working days, 1 to 3; empty as the shop says.",
    )
    stock_said = models.PositiveIntegerField(
        _("in stock, as the shop says"), null=True, blank=True, help_text="Empty: not said."
    )
    paused_at = models.DateTimeField(null=True, blank=True, help_text="Not on sale since.")
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["shop", "sku"], name="offer_sku_once"),
            models.CheckConstraint(
                name="offer_price_not_negative", condition=Q(price_minor__gte=0)
            ),
            models.CheckConstraint(
                name="offer_dispatches_in_1_to_3_days",
                condition=Q(handling_days=None) | Q(handling_days__range=(1, 3)),
            ),
        ]
        indexes = [models.Index(fields=["shop", "barcode"], name="offer_barcode")]

    def __str__(self) -> str:
        return f"{self.sku} {self.name}"

    @property
    def on_sale(self) -> bool:
        """Whether new orders for it are accepted."""
        return self.paused_at is None


class ApiToken(TenantModel):
    """An integrator's key to one shop: only its hash is kept."""

    id = models.BigAutoField(primary_key=True)
    shop = models.ForeignKey(Shop, on_delete=PROTECT, related_name="+")
    label = models.CharField(_("what it is for"), max_length=80)
    prefix = models.CharField(max_length=12, unique=True)
    sha256 = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=20, choices=TokenScope))
    created_by = models.ForeignKey(User, on_delete=PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["shop", "revoked_at"], name="token_of_shop")]

    def __str__(self) -> str:
        return f"{self.label} ({self.prefix}…)"

    def is_live(self, now: datetime) -> bool:
        """Whether it opens anything: neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)
