"""The docks: parcels onto pallets, pallets onto a truck, its seal, its sheet, both signatures."""

import base64
import re

from tests.day.network import Said, Task
from tests.day.worker import Worker
from tests.factories.docks import drawing

ON_A_PALLET = 40
TRUCK = {"vehicle": "AA 1234 BB", "driver": "Ґудзь Їжак", "destination": "Київ, СЦ 1"}
NEW = "CMD:PALLET"


def load(me: Worker, *, all_of_it: bool = False) -> bool:
    """Put parcels that were scanned out onto a pallet at a free dock, and close it."""
    if me.building.waiting("to_load") < (1 if all_of_it else ON_A_PALLET):
        return False
    with me.building.dock() as dock:
        if dock is None:
            return False
        me.browser.stand_at(dock)
        _fill_pallet(me, me.open("palletise"), dock)
    return True


def _fill_pallet(me: Worker, task: Task, dock: str) -> None:
    new = next((key for key in task.panel.keys if key.startswith(NEW)), None)
    if new is not None:
        me.scan(task, new)
    codes = me.building.take("to_load", ON_A_PALLET)
    bad = me.network_is_bad()
    heard = task.scan_all(codes) if bad else [me.scan(task, code) for code in codes]
    on = 0
    for code, said in zip(codes, heard, strict=False):
        on += _stands(me, code, said)
    me.building.put("to_load", *codes[len(heard) :])
    if on and (number := task.panel.first("hint").split()):
        said = me.scan(task, "CMD:CLOSE")
        if said.ok:
            me.building.pallets[dock].append(number[0])


def _stands(me: Worker, code: str, said: Said) -> bool:
    if said.stopped or said.code == "not_dispatched":
        me.building.put("to_unpack", code)
    elif not said.ok and said.code != "already_on_pallet":
        me.tally.surprise(f"onto a pallet {code}: {said.code} {said.text}")
    return said.ok or said.code == "already_on_pallet"


def send_truck(me: Worker, *, least: int) -> bool:
    """Load what stands at a dock onto a truck, seal it, close its sheet and sign."""
    with me.building.dock() as dock:
        if dock is None or len(me.building.pallets[dock]) < least:
            return False
        me.browser.stand_at(dock)
        return Truck(me, dock).send()


class Truck:
    """One truck at a dock."""

    def __init__(self, me: Worker, dock: str) -> None:
        self.me, self.dock = me, dock
        self.task = me.open("handover")

    def send(self) -> bool:
        """Load, seal, close and sign; a cancelled parcel on board is taken off first."""
        begin = next((key for key in self.task.panel.keys if "HANDOVER" in key), None)
        if begin is not None:
            self.me.scan(self.task, begin)
        pallets, self.me.building.pallets[self.dock] = self.me.building.pallets[self.dock], []
        for sscc in pallets:
            said = self.me.scan(self.task, sscc)
            if not said.ok and said.code != "on_sheet_already":
                self.me.tally.surprise(f"pallet {sscc}: {said.code} {said.text}")
        self.task.scan("CMD:DETAILS", **TRUCK)
        seal = f"S-{self.me.chance.randrange(10**9)}"
        self.task.scan("CMD:SEAL", number=seal, again=seal)
        return self._freeze() and self._sign()

    def _freeze(self) -> bool:
        for _ in range(5):
            said = self.me.scan(self.task, "CMD:FREEZE")
            if said.ok or said.code == "sheet_closed":
                return True
            if said.code != "stopped_on_pallet":
                break
            for code, sscc in re.findall(r"(\S+) \((\d{18})\)", said.text):
                self._take_off(code, sscc)
        self.me.tally.surprise(f"the sheet at {self.dock}: {said.code} {said.text}")
        return False

    def _take_off(self, code: str, sscc: str) -> None:
        """Take the pallet off the sheet, the cancelled parcel off the pallet, and load it again."""
        self.me.tally.add("parcels taken off a truck")
        self.task.scan("CMD:OFF")
        self.task.scan(sscc)
        pallet = self.me.open("palletise")
        for word in (sscc, "CMD:REOPEN", "CMD:OFF", code):
            pallet.scan(word)
        self.me.building.put("to_unpack", code)
        if pallet.scan("CMD:CLOSE").ok:
            self.task.scan(sscc)

    def _sign(self) -> bool:
        """Sign for both sides; freezing and signing may each find a parcel cancelled a moment ago."""
        picture = "data:image/png;base64," + base64.b64encode(drawing()).decode()
        words = {"our_name": "Lead", "our_signature": picture}
        words |= {"their_name": TRUCK["driver"], "their_signature": picture}
        answer = self.me.browser.ask("POST", self.task.panel.form_to(), data=words)
        if answer.status_code == 200:
            self.me.tally.add("trucks signed for")
            return True
        if answer.json().get("code") == "stopped_on_pallet":
            self.task.scan("CMD:THAW")
            return self._freeze() and self._sign()
        self.me.tally.surprise(f"signing at {self.dock}: {answer.text[:300]}")
        return False
