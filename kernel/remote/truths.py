"""What must hold of calls at every moment (C2, C3)."""

from kernel.invariants import Invariant

INVARIANTS = (
    Invariant(
        "kernel.no_call_is_sent_and_forgotten",
        "A call that was sent is judged soon after its worker must have been done with it.",
        """
select id, partner, operation, next_look_at from kernel_remotecall
where state = 'sent' and next_look_at < statement_timestamp() - interval '10 minutes' order by id
""",
    ),
    Invariant(
        "kernel.a_call_under_way_has_its_try",
        "Each call that is under way has one try that has begun and not ended.",
        """
select c.id, count(a.id) from kernel_remotecall c
left join kernel_remoteattempt a on a.call_id = c.id and a.outcome = 'started'
where c.state = 'sent' group by c.id having count(a.id) <> 1 order by c.id
""",
    ),
    Invariant(
        "kernel.a_call_is_done_by_a_try_or_a_person",
        "Each call that is done has one try that says so, or a person who has seen it.",
        """
select c.id, count(a.id) from kernel_remotecall c
left join kernel_remoteattempt a on a.call_id = c.id and a.outcome = 'done'
where c.state = 'done' and not c.answer ? 'by_hand'
group by c.id having count(a.id) <> 1 order by c.id
""",
    ),
)
