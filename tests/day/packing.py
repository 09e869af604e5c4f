"""From the tote to the door: packed as the rules say, labelled, weighed, scanned out."""

from collections import Counter

from tests.day.network import Task
from tests.day.worker import Worker

# What a packer takes when the screen names a kind of packaging, in the order in which they try.
TAKES = {
    "bubble wrap": "PKG-BUBBLE",
    "stretch film": "PKG-FILM",
    "cardboard box": "PKG-BOX-L",
    "plastic bag": "PKG-BAG-L",
    "courier bag": "PKG-BAG-COURIER-L",
}
AT_ONCE = 20
WRONG_WEIGHT = 0.01
CLOSED = "Stick the label on and scan it"


def pack(me: Worker) -> bool:
    """Pack what lies in the next tote or slot."""
    task = me.open("pack")
    if task.panel.prompt.startswith("Scan a tote"):
        [place] = me.building.take("to_pack") or [""]
        return bool(place) and _open(me, task, place)
    Packing(me, task, "").to_the_end()  # begun before, and left for a red screen
    return True


def _open(me: Worker, task: Task, place: str) -> bool:
    said = me.scan(task, place)
    if said.ok and task.panel.prompt.startswith("Scan an item"):
        said = _first_item(me, task, place)
    if said is None:
        me.building.free_tote(place)
    elif said.ok:
        Packing(me, task, place).to_the_end()
    elif said.stopped:
        me.building.put("to_put_back", place)
    elif said.title == "Sort first":
        me.building.put("to_sort", place)
    elif not me.building.in_tote(place):
        me.building.free_tote(place)
    else:
        me.building.set_aside(place)
    return True


def _first_item(me: Worker, task: Task, tote: str):
    """Take any piece out of a tote of many: it says which order is packed."""
    said = None
    for sku in dict.fromkeys(me.building.in_tote(tote)):
        said = me.scan(task, sku)
        if said.ok:
            break
    return said


class Packing:
    """One parcel at a station, led by the panel."""

    def __init__(self, me: Worker, task: Task, place: str) -> None:
        self.me, self.task, self.place = me, task, place

    def to_the_end(self) -> None:
        """Scan every piece, what goes around them, close it, and scan its label."""
        goods = self._goods()
        left = [sku for sku, (done, of) in goods.items() for _ in range(of - done)]
        self.task.scan_all(left) if self.me.network_is_bad() else self._one_by_one(left)
        if not self._wrap():
            return self._leave()
        self._emptied({sku: of for sku, (_done, of) in goods.items()})
        code = self.task.panel.first("subject")
        said = self.me.scan(self.task, code)
        if said.ok:
            self.me.building.put("to_weigh", code)
        elif said.stopped:
            self.me.building.put("to_unpack", code)
        return None

    def _one_by_one(self, codes: list[str]) -> None:
        for code in codes:
            self.me.scan(self.task, code)

    def _goods(self) -> dict[str, tuple[int, int]]:
        """Return what the list says: by SKU, how many are in and how many are wanted."""
        rows = [row.words for row in self.task.panel.rows if row.words[-1].count(" / ") == 1]
        return {row[-2]: _of(row[-1]) for row in rows if row[-2].startswith("DAY-")}

    def _wrap(self) -> bool:
        """Take what the rules want, then close; tell whether it is closed."""
        wanted = self._wanted()
        for _ in range(12):
            said = self.me.scan(self.task, wanted)
            if self.task.panel.prompt == CLOSED:
                return True
            if said.stopped or said.code == "nothing_to_pack":
                return False
            outer = said.code == "packaging_unrecorded"
            wanted = TAKES["courier bag"] if outer else self._wanted()
            if said.code == "not_all_scanned":
                goods = self._goods()
                self._one_by_one([s for s, (done, of) in goods.items() for _ in range(of - done)])
        self.me.tally.surprise(f"a parcel that cannot be closed: {said.text}")
        return self.task.scan("CMD:LEAVE").stopped

    def _wanted(self) -> str:
        """Return what to scan now: packaging that is not there yet, else the command to close."""
        rows = (row for row in self.task.panel.rows if not row.words[-1].count(" / "))
        missing = next((row for row in rows if row.is_now), None)
        return _packaging(missing.words[0]) if missing else "CMD:CLOSE"

    def _emptied(self, packed: dict[str, int]) -> None:
        if self.place and self.me.building.take_out(self.place, Counter(packed)):
            self.me.building.free_tote(self.place)
        elif self.place:
            self.me.building.put("to_pack", self.place)

    def _leave(self) -> None:
        if self.place:
            self.me.building.put("to_put_back", self.place)


def _of(said: str) -> tuple[int, int]:
    done, of = said.split(" / ")
    return int(done), int(of)


def _packaging(kinds: str) -> str:
    named = [(kinds.lower().find(words), code) for words, code in TAKES.items()]
    return min((at, code) for at, code in named if at >= 0)[1]


def weigh(me: Worker) -> bool:
    """Put the parcels that wait on the scale, one after the other."""
    codes = me.building.take("to_weigh", AT_ONCE)
    task = me.open("weigh") if codes else None
    for code in codes:
        said = me.scan(task, code)
        if said.ok:
            said = _put_on_scale(me, task)
        if said.ok or said.title == "Weighed already":
            me.building.put("to_dispatch", code)
        elif said.stopped:
            me.building.put("to_unpack", code)
        else:
            me.tally.surprise(f"at the scale {code}: {said.text}")
    return bool(codes)


def _put_on_scale(me: Worker, task: Task):
    """Let the scale say what the parcel weighs; now and then somebody leans on it."""
    kilograms = float(task.panel.first("number") or 0.5)
    if me.happens(WRONG_WEIGHT):
        me.scan(task, f"{kilograms * 1.6 + 0.5:.3f}")
    return me.scan(task, f"{kilograms * me.chance.uniform(0.995, 1.005):.3f}")


def dispatch(me: Worker) -> bool:
    """Scan parcels out; in a cut all that stand there, blindly."""
    codes = me.building.take("to_dispatch", AT_ONCE)
    task = me.open("dispatch") if codes else None
    if codes and me.network_is_bad():
        heard = dict(zip(codes, task.scan_all(codes), strict=False))
    else:
        heard = {code: me.scan(task, code) for code in codes}
    for code in codes:
        said = heard.get(code)
        if said is None:
            me.building.put("to_dispatch", code)
        elif said.ok:
            me.dispatched(code)
            me.building.put("to_load", code)
        elif said.stopped:
            me.building.put("to_unpack", code)
        elif said.code == "already_dispatched":
            me.building.put("to_load", code)
        else:
            me.tally.surprise(f"at dispatch {code}: {said.text}")
    return bool(codes)
