"""Who is asking: a signed-in user or an integrator's token, and what they are to whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kernel.history import Actor, ActorKind


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller whose identity is proven. ``shop_roles`` is by shop id; ``grants`` are token scopes."""

    label: str
    user_id: int | None = None
    token_id: int | None = None
    platform_roles: frozenset[str] = frozenset()
    shop_roles: Mapping[int, str] = field(default_factory=dict)
    grants: frozenset[str] = frozenset()
    language: str = "en"

    def roles_in(self, shop_id: int | None) -> frozenset[str]:
        """Return everything the caller is allowed by: platform roles, the role in that shop, token scopes."""
        own = self.shop_roles.get(shop_id) if shop_id is not None else None
        return self.platform_roles | self.grants | ({own} if own else frozenset())

    def actor(self, source: str) -> Actor:
        """Return the caller as history names them, acting through the door ``source``."""
        if self.token_id is not None:
            return Actor(ActorKind.INTEGRATOR, self.label, self.token_id, source)
        platform = not self.shop_roles and self.platform_roles
        kind = ActorKind.PLATFORM if platform else ActorKind.SELLER
        return Actor(kind, self.label, self.user_id, source)
