"""Take scans for a screen: one, or those kept while it was cut off, each with what it knew."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from kernel.errors import Refusal
from warehouse.floor.reading import SentScan
from warehouse.floor.screens import LEADS, SCREENS, Floor, Screen, commands_of
from warehouse.services.scanning import Answer, Scanned, is_done_together, scan, scan_many
from warehouse.states import Verdict

Draw = Callable[[str, dict[str, Any]], str]
UNDO, COMMAND = "undo", "CMD:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One scan, what it came to, and the floor as it is after it."""

    sent: SentScan
    answer: Answer
    floor: Floor

    def answered(self) -> dict[str, Any]:
        """Return what the screen is told of this scan."""
        return {**asdict(self.answer), "action_id": self.sent.action_id, "scanned": self.sent.code}


def take(found: Screen, floor: Floor, sent: SentScan) -> Taken:
    """Do what one scan means; whatever is refused is an answer."""
    here = replace(floor, context=sent.context)
    answer = _answer(found, here, sent)
    context = {**here.context, **answer.data.get("context", {})}
    after = replace(here, context={k: v for k, v in context.items() if v is not None})
    return Taken(sent=sent, answer=answer, floor=after)


def take_in_order(found: Screen, floor: Floor, kept: Sequence[SentScan]) -> list[Taken]:
    """Take kept scans one after the other: what one teaches the screen, the next one knows.

    A cut-off screen learns nothing, so its scans all carry what it knew last; the answers of those before
    are put in place of it. A scan that carries something else begins anew from that. Work that learns nothing
    and knows how is done all at once.
    """
    if is_done_together(found.action) and all(one.action in ("", found.action) for one in kept):
        return _take_together(found, floor, kept)
    taken: list[Taken] = []
    for sent in kept:
        if taken and kept[len(taken) - 1].context == sent.context:
            sent = replace(sent, context=known_after(found, taken[-1].floor))
        taken.append(take(found, floor, sent))
    return taken


def _take_together(found: Screen, floor: Floor, kept: Sequence[SentScan]) -> list[Taken]:
    answers = scan_many([_scanned(found, replace(floor, context=one.context), one) for one in kept])
    return [
        Taken(sent=sent, answer=answer, floor=replace(floor, context=sent.context))
        for sent, answer in zip(kept, answers, strict=True)
    ]


def known_after(found: Screen, floor: Floor) -> dict[str, Any]:
    """Return what the next scan of the screen is to carry."""
    context: dict[str, Any] = {**floor.context, **found.show(floor).get("context", {})}
    return context


def page_of(found: Screen, floor: Floor, draw: Draw) -> dict[str, Any]:
    """Return the panel as it stands, with what the next scan carries and which codes are right now."""
    shown = found.show(floor)
    context = {**floor.context, **shown.get("context", {})}
    panel = draw(found.template, {**shown, "context": context, "screen": found, "floor": floor})
    known = {"context": context, "expected": list(shown.get("expected") or [])}
    return {"panel": panel, "known": known}


def _answer(found: Screen, floor: Floor, sent: SentScan) -> Answer:
    action = sent.action or found.action
    if not _may(found, floor, action):
        text = _("This is not done at this screen.")
        return Answer(verdict=Verdict.WRONG, title="", text=text, code="not_here")
    if not _knows(action, sent.code):
        text = _("There is no such command at this screen.")
        return Answer(verdict=Verdict.WRONG, title="", text=text, code="no_such_command")
    try:
        return scan(_scanned(found, floor, sent))
    except Refusal as refusal:  # no screen does this work
        return Answer(verdict=Verdict.WRONG, title="", text=str(refusal), code=refusal.code)


def _scanned(found: Screen, floor: Floor, sent: SentScan) -> Scanned:
    return Scanned(
        action_id=sent.action_id,
        action=sent.action or found.action,
        code=sent.code,
        at=floor.now,
        warehouse_id=floor.warehouse.pk,
        actor=floor.actor,
        station_id=floor.station.pk if floor.station else None,
        camera=floor.station.camera if floor.station else "",
        device_at=sent.device_at,
        context={**floor.context, **sent.fields},
        by_lead=bool(LEADS & floor.roles),
    )


def _may(found: Screen, floor: Floor, action: str) -> bool:
    """Tell whether this screen's caller may do that work: the screen's own, or another's open to them."""
    if action in {found.action, UNDO} | found.also:
        return True
    return any(s.action == action and s.roles & floor.roles for s in SCREENS.values())


def _knows(action: str, code: str) -> bool:
    """Tell whether a code is no command, or one that the screens of this work declare."""
    if not code.startswith(COMMAND) or action == UNDO:
        return True
    return code.removeprefix(COMMAND).partition("=")[0] in commands_of(action)
