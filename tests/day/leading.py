"""The lead's day: waves planned, cancelled goods brought back, places counted, trucks sent."""

import re

from tests.day.network import Task
from tests.day.worker import Worker

MOST_PIECES = 200


def plan(me: Worker) -> bool:
    """Have what waits put into waves."""
    return me.open("waves").scan("CMD:PLAN", people=str(me.people)).ok


def unpack(me: Worker) -> bool:
    """Take a stopped parcel apart into an empty tote, whose goods then go back."""
    [code] = me.building.take("to_unpack") or [""]
    if not code:
        return False
    task = me.open("unpack")
    said = me.scan(task, code)
    tote = me.building.new_tote() if said.ok else None
    if tote is None:
        me.tally.add("not to be taken apart after all")
        return True
    goods = _goods(task)
    if me.scan(task, tote).ok:
        for name, pieces in goods:
            me.building.contents[tote][me.names[name]] += pieces
        me.building.put("to_put_back", tote)
    else:
        me.building.free_tote(tote)
    return True


def _goods(task: Task) -> list[tuple[str, int]]:
    rows = [row.words for row in task.panel.rows if row.words[-1].startswith("×")]
    return [(row[0], int(row[-1].removeprefix("×"))) for row in rows]


def put_back(me: Worker) -> bool:
    """Bring the goods of a cancelled order back to their shelves, piece by piece."""
    [tote] = me.building.take("to_put_back") or [""]
    if not tote:
        return False
    task = me.open("put-back")
    said = me.scan(task, tote)
    for _ in range(MOST_PIECES if said.ok else 0):
        sku = _next_sku(task)
        if not sku or not _shelve(me, task, tote, sku):
            break
    if me.building.in_tote(tote):
        me.building.put("to_pack", tote)  # goods of others, or an order that goes on
    else:
        me.building.free_tote(tote)
    return True


def _next_sku(task: Task) -> str:
    """Return what is still in the tote by the list of the panel."""
    for row in task.panel.rows:
        done, _slash, of = row.words[-1].partition("/")
        if of and int(done) < int(of):
            return row.words[1]
    return ""


def _shelve(me: Worker, task: Task, tote: str, sku: str) -> bool:
    """Scan one piece, then the shelf that the screen names; any will do where it names none."""
    if not me.scan(task, sku).ok:
        return False
    shelf = task.panel.prompt.partition(": ")[2] or "S-001"
    if not me.scan(task, shelf).ok:
        return False
    me.building.move(sku, -1, tote=tote, shelf=shelf)
    return True


def count_places(me: Worker) -> int:
    """Count every place that is asked for, blindly; return how many there were."""
    task, counted = me.open("count"), 0
    while (place := next((k for k in task.panel.keys if k.startswith("S-")), "")) and counted < 200:
        task.scan(place)
        for sku, pieces in me.building.on_shelf(place).items():
            task.scan(f"QTY:{pieces}")
            task.scan(sku)
        for _ in range(2):
            if task.scan("CMD:DONE").title == "Counted":
                break
        counted += 1
    me.tally.add("places counted", counted)
    return counted


def approve_counts(me: Worker) -> int:
    """Approve what was counted, in the back office; return how many counts there were."""
    rows = "/backoffice/warehouse/cyclecount/"
    page = me.browser.ask("GET", f"{rows}?state__exact=counted").text
    found = sorted(set(re.findall(rf"{rows}(\d+)/change/", page)))
    for number in found:
        asked = me.browser.ask("GET", f"{rows}{number}/change/").text
        act = re.search(rf'href="([^"]*cyclecount/{number}/[^"]*approve[^"]*)"', asked)
        assert act is not None, "no way to approve a count"
        form = me.browser.ask("GET", act[1]).text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        words = {"csrfmiddlewaretoken": token[1] if token else ""}
        answer = me.browser.ask("POST", act[1], data=words)
        assert answer.status_code == 200, answer.text[:500]
    return len(found)
