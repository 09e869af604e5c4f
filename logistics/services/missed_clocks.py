"""What it means that a promise between us and a carrier was missed."""

from kernel.deadlines.events import DeadlineMissed
from logistics.services.claim_silence import judge_silence
from logistics.services.judging import judge_claim
from logistics.services.reconciling import open_not_accepted
from logistics.states import ACCEPTANCE_CLOCK, ANSWER_CLOCK, WINDOW_CLOCK


def note_missed(fact: DeadlineMissed) -> int:
    """Act on a miss of a clock of claims; return for how many parcels. Again changes nothing."""
    if fact.kind == ACCEPTANCE_CLOCK:
        return open_not_accepted(fact.subject_id, at=fact.noticed_at)
    if fact.kind == WINDOW_CLOCK:
        return judge_silence(fact.subject_id, now=fact.noticed_at)
    if fact.kind == ANSWER_CLOCK:
        judge_claim(fact.subject_id, now=fact.noticed_at, is_final=True)
        return 1
    return 0
