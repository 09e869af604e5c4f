"""Walks: a wave, totes for its orders or one for all, then place, item, tote; and the sorting wall."""

from tests.day.network import Said, Task
from tests.day.worker import Worker

MOST_STEPS = 600
ONE_TOTE_FOR_ALL = 0.25
LEFT = "Take a wave"


def pick(me: Worker) -> bool:
    """Walk one wave to its end, or as far as others do not hold its places."""
    task = me.open("pick")
    if task.panel.prompt == LEFT and not task.scan("CMD:NEXT").ok:
        return False
    walk = Walk(me, task)
    me.building.walk(walk.wave)
    try:
        walk.to_the_end()
    finally:
        me.building.put("to_pack", *me.building.leave(walk.wave))
    return True


class Walk:
    """One picker's way through a wave, led by the panel."""

    def __init__(self, me: Worker, task: Task) -> None:
        self.me, self.task = me, task
        self.wave = task.context.get("wave")
        self.for_all = me.building.new_tote() if me.happens(ONE_TOTE_FOR_ALL) else None
        self.has_totes = self.for_all is not None
        self.held: set[str] = set()
        self.in_hand = 0

    def to_the_end(self) -> None:
        """Do what the panel says until nothing is left to do here."""
        for _ in range(MOST_STEPS):
            said = self.task.panel.prompt
            if said == LEFT or self.task.context.get("wave") != self.wave or not self._step(said):
                break
        else:
            self.me.tally.surprise(f"a walk without an end: {said}")
        if self.for_all and not self.me.building.in_tote(self.for_all):
            self.me.building.free_tote(self.for_all)

    def _step(self, said: str) -> bool:
        if said.startswith("Go to "):
            return self._next_tote() or self._go()
        if said == "Scan the item":
            return self._take()
        return self._into(said.removeprefix("Into tote ") if said.startswith("Into") else "")

    def _next_tote(self) -> bool:
        """Put a tote onto the cart for the next order that has none."""
        if self.has_totes or not self.task.panel.is_warning:
            return False
        tote = self.me.building.new_tote()
        if tote is None:
            self.has_totes = True
            return False
        said = self.me.scan(self.task, tote)
        if said.ok:
            self.me.building.on_cart(self.wave, tote)
        else:
            self.has_totes = True
            self._not_mine(tote, said)
        return True

    def _not_mine(self, tote: str, said: Said) -> None:
        if said.code != "tote_in_use":  # the books say that somebody uses it
            self.me.building.free_tote(tote)

    def _go(self) -> bool:
        """Go to the first place that nobody else holds; what is to be taken there is known from here."""
        rows = [row.words for row in self.task.panel.rows if row.words[0].startswith("S-")]
        row = next((row for row in rows if row[0] not in self.held), None)
        if row is None:
            return False
        place = row[0]
        known = [place, *self._codes(row)] if self.me.network_is_bad() else [place]
        said = self.task.scan_all(known) if len(known) > 1 else [self.me.scan(self.task, known[0])]
        if said[0].ok:
            self.me.place, self.in_hand = place, sum(one.ok for one in said[1:])
        elif said[0].code == "hands_full":
            self.in_hand = max(1, self.in_hand)
        if len(said) == len(known) > 1 and said[-1].ok:
            self._moved(said[-1], known[-1], known[1])
        elif said[0].code == "line_held":
            self.held.add(place)
        return said[0].ok or said[0].code in ("line_held", "wrong_place", "hands_full")

    def _codes(self, row: tuple[str, ...]) -> list[str]:
        """Return the scans of a whole line, as far as the list of the panel tells them."""
        tote = next((word for word in row if word.startswith("T-")), self.for_all)
        sku = self.me.names.get(row[1], "")
        return [*[sku] * int(row[-1].removeprefix("× ")), tote] if sku and tote else []

    def _take(self) -> bool:
        sku = self.task.panel.first("hint").split(" · ")[0]
        if "CMD:SHORT" in self.task.panel.keys and self.me.happens(self.me.weather.short):
            self.me.tally.add("picks said to be short")
            return self.task.scan("CMD:SHORT").ok
        said = self.me.scan(self.task, sku)
        self.in_hand += said.ok
        return said.ok or self._mend()

    def _into(self, tote: str) -> bool:
        """Put what is in hand into the tote that is named, or into the one for all."""
        sku = self.task.panel.first("hint").split(" · ")[0]
        mine = tote or self.for_all or self.me.building.new_tote()
        if mine is None:
            return False
        said = self.me.scan(self.task, mine)
        if not said.ok:
            if not tote and mine != self.for_all:
                self._not_mine(mine, said)
            elif not tote:
                self.for_all = None
            return self._mend()
        self._moved(said, mine, sku)
        if said.can_undo and self.me.happens(self.me.weather.undo):
            self._undo()
        return True

    def _moved(self, said: Said, tote: str, sku: str) -> None:
        """Note what the hands did: so many pieces lie in the tote now."""
        did = said.data.get("did") or {}
        if "line" in did:
            self.in_hand, pieces = 0, int(did["n"])
            self.me.carried[said.action_id] = (sku, pieces, tote, self.me.place)
            self.me.building.move(sku, pieces, tote=tote, shelf=self.me.place)
            self.me.building.on_cart(self.wave, tote)

    def _undo(self) -> None:
        """Take the last scan back, and with it what hands did; what was in the tote is in hand again."""
        said = self.task.undo()
        carried = self.me.carried.pop(said.data.get("undid", ""), None)
        if carried is not None:
            sku, pieces, tote, shelf = carried
            self.me.building.move(sku, -pieces, tote=tote, shelf=shelf)
            self.in_hand = pieces
        elif said.ok:
            self.in_hand = max(0, self.in_hand - 1)

    def _mend(self) -> bool:
        """Put back what is in hand when the order was cancelled or the line is gone; else go elsewhere."""
        self.held.add(self.me.place)  # until the order's end is known to the list, too
        if not self.in_hand:
            return self._go()
        self.me.tally.add("hands emptied after a red screen")
        self._undo()
        return True


def sort(me: Worker) -> bool:
    """Take a tote in which several orders lie to the wall; what needs no sorting goes on to packing."""
    [tote] = me.building.take("to_sort") or [""]
    if not tote:
        return False
    task = me.open("sort")
    if not me.scan(task, tote).ok:
        me.building.set_aside(tote)
        return True
    for sku in me.building.in_tote(tote):
        _sort_one(me, task, tote, sku)
    if me.building.in_tote(tote):
        me.building.put("to_pack", tote)
    else:
        me.building.free_tote(tote)
    return True


def _sort_one(me: Worker, task: Task, tote: str, sku: str) -> None:
    said = me.scan(task, sku)
    if said.stopped:
        me.building.put("to_put_back", tote)
    if not said.ok:
        return
    slot = said.title
    said = me.scan(task, slot)
    if said.ok:
        me.building.carry(sku, tote=tote, slot=slot)
        if said.title == "Whole":
            me.building.put("to_pack", slot)
    elif said.stopped:
        me.building.put("to_put_back", tote, slot)
