"""What must be true of claims at every moment (`./dev manage invariants`)."""

from kernel.invariants import Invariant

INVARIANTS = (
    Invariant(
        "claims.running_hold_their_evidence",
        "While a claim about a parcel runs, its evidence is not thrown away.",
        """
select c.id, c.number from logistics_claim c
where c.closed_at is null and c.outbound_id is not null
  and not exists (select from warehouse_evidencehold h where h.released_at is null
                  and h.subject_kind = 'outbound' and h.subject_id = c.outbound_id::text
                  and h.reason = 'claim ' || c.id) order by c.number
""",
    ),
    Invariant(
        "claims.over_hold_nothing",
        "A claim that is over holds no evidence and runs no clock.",
        """
select c.id, c.number from logistics_claim c where c.closed_at is not null and (
  exists (select from warehouse_evidencehold h where h.released_at is null
          and h.reason = 'claim ' || c.id)
  or exists (select from kernel_deadline d where d.subject_id = c.id and d.state = 'running'))
order by c.number
""",
    ),
    Invariant(
        "claims.late_ones_burden_nobody",
        "What was reported after the window is not the seller's.",
        """
select c.id, c.number from logistics_claim c
where c.is_late and c.state = 'seller_liable' and c.basis <> 'packaging' order by c.number
""",
    ),
    Invariant(
        "claims.are_late_by_their_window",
        "A claim is out of window exactly when it came at its end or later.",
        """
select c.id, c.number from logistics_claim c
where c.claimed_at is not null
  and c.is_late is distinct from coalesce(c.claimed_at >= c.window_ends_at, false) order by c.number
""",
    ),
    Invariant(
        "claims.bring_their_act",
        "A carrier's claim that counts has the file of its act.",
        """
select c.id, c.number from logistics_claim c
where c.claimed_at is not null and c.act_sha256 <> ''
  and not exists (select from logistics_claimfile f where f.claim_id = c.id and f.sha256 = c.act_sha256)
order by c.number
""",
    ),
    Invariant(
        "manifests.are_what_was_signed",
        "Every parcel that a carrier signed for stands on the manifest of its own handover.",
        """
select m.id, m.code from logistics_manifestline m
join warehouse_outbound o on o.id = m.outbound_id join warehouse_pallet p on p.id = o.pallet_id
where p.handover_id is distinct from m.handover_id or o.shop_id <> m.shop_id order by m.id
""",
    ),
)
