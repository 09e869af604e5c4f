"""What a floor screen is: one kind of work, a panel that shows where it stands, and whose work it is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kernel.history import Actor
from sellers.public import Role
from warehouse.models import Station, Warehouse

OPERATORS = frozenset({Role.WAREHOUSE_OPERATOR, Role.WAREHOUSE_LEAD, Role.ADMIN})
LEADS = frozenset({Role.WAREHOUSE_LEAD, Role.ADMIN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """Who stands where, and what the screen knows so far: its ``context`` travels with each scan."""

    warehouse: Warehouse
    station: Station | None
    actor: Actor
    now: datetime
    context: dict[str, Any] = field(default_factory=dict)
    roles: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class Command:
    """What may be pressed at a screen, or scanned as CMD: and its ``word``.

    One that asks for more than a scan (a number, a reason), or undoes a lot, is not ``on_paper``.
    """

    word: str
    title: Any
    on_paper: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One task: its scans are of ``action``; ``show`` gives what the ``template`` draws.

    ``show`` returns the variables of the panel, among them ``prompt`` (what to scan now), and may return
    ``context`` (what the next scan is to carry), ``done`` and ``of`` (progress), ``expected`` (codes that are
    right now, each as often as it may be scanned, so that a screen cut off from us can tell right from wrong
    by itself; none says that it cannot). ``also`` is work besides its own that its panel may send.
    ``commands`` are all that its work knows: no other is taken there.
    """

    key: str
    title: Any
    icon: str
    action: str
    template: str
    show: Callable[[Floor], dict[str, Any]]
    roles: frozenset[str] = OPERATORS
    also: frozenset[str] = frozenset()
    commands: tuple[Command, ...] = ()


SCREENS: dict[str, Screen] = {}


def commands_of(action: str) -> frozenset[str]:
    """Return the words of the commands that a kind of work knows, at whichever screen it is done."""
    doing = (one for one in SCREENS.values() if action == one.action or action in one.also)
    return frozenset(command.word for one in doing for command in one.commands)


def register(screen: Screen) -> Screen:
    """Put a screen on the floor's menu."""
    SCREENS[screen.key] = screen
    return screen
