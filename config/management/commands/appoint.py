"""Give somebody a role on the platform: the way the first admin is made."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from kernel.history import Actor, ActorKind
from sellers.services import assign_platform_role
from sellers.states import PLATFORM_ROLES, Role

OPERATOR = Actor(kind=ActorKind.PLATFORM, label="Command line", source="worker")


class Command(BaseCommand):
    """Makes the account when there is none; its owner sets the password by "Forgot your password?"."""

    help = "Give the person of an e-mail address a role on the platform (admin unless said)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address and the role."""
        parser.add_argument("email")
        parser.add_argument("--role", default=str(Role.ADMIN), choices=sorted(PLATFORM_ROLES))

    def handle(self, *args: Any, email: str, role: str, **options: Any) -> None:
        """Appoint them, and say how they get in."""
        user = assign_platform_role(email=email, role=role, actor=OPERATOR, at=timezone.now())
        self.stdout.write(f"{user.email} is {Role(role).label} now.")
        if not user.has_usable_password():
            self.stdout.write("They set a password by “Forgot your password?” on the sign-in page.")
