"""Tell the adapters how their calls ended: after the commit, once, and again if they fail."""

from kernel.outbox.registry import subscribe
from kernel.remote.answers import Done, Refused
from kernel.remote.events import RemoteCallEnded
from kernel.remote.models import RemoteCall
from kernel.remote.partners import Ended, act_named
from kernel.remote.planning import seen_by_adapter
from kernel.states import RemoteState


@subscribe(RemoteCallEnded)
def tell_adapter(fact: RemoteCallEnded) -> None:
    """Hand a call that has ended to whoever wants to hear of it."""
    act = act_named(fact.partner, fact.operation)
    call = RemoteCall.objects.get(pk=fact.call_id)
    answer: Done | Refused = (
        Done(call.answer) if call.state == RemoteState.DONE else Refused(call.why, call.detail)
    )
    for ending in act.endings if act else ():
        ending(Ended(seen_by_adapter(call), answer))
