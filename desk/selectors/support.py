"""What the help page shows of a shop: its questions, and whom to call."""

from desk.models import Question
from kernel.scope import Scope
from sellers.public import Person, Role, people_of_shop

SHOWN = 20


def questions_of(scope: Scope) -> list[Question]:
    """Return the shop's latest questions, the newest first."""
    return list(Question.objects.of(scope).select_related("order").order_by("-id")[:SHOWN])


def managers_of(shop_id: int) -> list[Person]:
    """Return the shop's managers; where it has none, its owner."""
    people = people_of_shop(shop_id)
    managers = [person for person in people if person.role == Role.MANAGER]
    return managers or [person for person in people if person.role == Role.OWNER]
