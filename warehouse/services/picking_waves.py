"""Take a wave to be picked: the next one by the plan, or the one whose list was scanned."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from kernel.errors import Refusal
from warehouse.models import PickLine, Wave
from warehouse.services.planning import NoSuchWave
from warehouse.services.scanning import Scanned
from warehouse.states import WaveState


class NothingToPick(Refusal):
    """No wave waits for a picker."""

    code = "nothing_to_pick"


def take_wave(scanned: Scanned, number: int) -> Wave:
    """Begin this wave, or help with it. Raises NoSuchWave, NothingToPick."""
    rows = Wave.objects.filter(warehouse_id=scanned.warehouse_id, number=number)
    wave = rows.select_for_update(no_key=True).first()
    if wave is None:
        raise NoSuchWave(_("There is no wave %(number)d here.") % {"number": number})
    if wave.state not in (WaveState.PLANNED, WaveState.PICKING):
        raise NothingToPick(
            _("Wave %(number)d is done. Press “Next wave”.") % {"number": number},
            title=_("Done already"),
        )
    return _begun(wave, scanned)


def take_next_wave(scanned: Scanned) -> Wave:
    """Begin the wave that must be begun first, or help with one in which places are left to take.

    Two pickers who ask at once get different waves. Raises NothingToPick.
    """
    here = Wave.objects.filter(warehouse_id=scanned.warehouse_id).order_by("start_by", "pk")
    held = here.select_for_update(no_key=True, skip_locked=True)
    mine = PickLine.objects.filter(
        wave_id=OuterRef("pk"), ended_at=None, picker_id=scanned.actor.user_id
    )
    free = PickLine.objects.filter(wave_id=OuterRef("pk"), ended_at=None, picker_id=None)
    begun = held.filter(state=WaveState.PICKING)
    wave = (
        begun.filter(Exists(mine)).first()
        or held.filter(state=WaveState.PLANNED).first()
        or begun.filter(Exists(free)).first()
    )
    if wave is None:
        raise NothingToPick(
            _("There is nothing to pick now. Ask the lead for other work."),
            title=_("Nothing to pick"),
        )
    return _begun(wave, scanned)


def _begun(wave: Wave, scanned: Scanned) -> Wave:
    if wave.state == WaveState.PLANNED:
        wave.begin(at=scanned.at)
        wave.save()
    return wave
