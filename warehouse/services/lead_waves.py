"""The lead's two buttons: plan what waits now, and give up a wave that nobody began (R-002-15)."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel.errors import Refusal
from warehouse.models import Wave
from warehouse.rules.waves import Plan
from warehouse.services.planning import NoSuchWave, drop_wave, plan_waves
from warehouse.services.scanning import Answer, Scanned, handles
from warehouse.states import Verdict

PLAN = re.compile(r"CMD:PLAN(?:=(\d{1,3}))?")
DROP = re.compile(r"CMD:DROP=(\d{1,9})")


class NotACommand(Refusal):
    """Only the lead's commands are taken here."""

    code = "not_a_command"


@handles("plan")
def plan(scanned: Scanned) -> Answer:
    """Plan waves, for as many pickers as were typed or are at work, or drop one that nobody began."""
    if asked := PLAN.fullmatch(scanned.code):
        people = asked[1] or scanned.context.get("people")
        made = plan_waves(
            scanned.warehouse_id, at=scanned.at, pickers=int(people) if people else None
        )
        return _planned(made)
    if asked := DROP.fullmatch(scanned.code):
        return _dropped(scanned, int(asked[1]))
    raise NotACommand(_("Press “Plan now”, or “Drop” beside a wave."))


def _planned(made: Plan) -> Answer:
    waves, orders = len(made.waves), sum(len(wave.jobs) for wave in made.waves)
    late = len({miss.job.key for miss in made.misses})
    title = ngettext("%(n)d wave", "%(n)d waves", waves) % {"n": waves}
    text = ngettext("%(n)d order planned.", "%(n)d orders planned.", orders) % {"n": orders}
    if late:
        text += " " + ngettext(
            "%(n)d will miss the next cut-off.", "%(n)d will miss the next cut-off.", late
        ) % {"n": late}
    return Answer(verdict=Verdict.OK, title=title, text=text, done=orders, of=orders)


def _dropped(scanned: Scanned, number: int) -> Answer:
    wave = Wave.objects.filter(warehouse_id=scanned.warehouse_id, number=number).first()
    if wave is None:
        raise NoSuchWave(_("There is no wave %(number)d here.") % {"number": number})
    drop_wave(wave.pk, at=scanned.at)
    return Answer(
        verdict=Verdict.OK,
        title=_("Wave %(number)d dropped") % {"number": number},
        text=_("Its orders are planned anew."),
        subject=("wave", str(wave.pk)),
    )
