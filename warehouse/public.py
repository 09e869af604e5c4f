"""The only door into warehouse/ for the apps above. Its facts: `warehouse.events`."""

from warehouse.papers.act import ActData, nonconformity_act
from warehouse.selectors.evidence import evidence_of
from warehouse.selectors.handed_over import (
    HandedParcel,
    ReturnedParcel,
    SignedHandover,
    returned_parcel,
    signed_handover,
    signed_under_number,
)
from warehouse.selectors.invariants import INVARIANTS
from warehouse.selectors.news import DeliveryNews, ReturnNews, delivery_news, return_news
from warehouse.selectors.parcel_evidence import ParcelEvidence, parcel_evidence
from warehouse.selectors.proofs import NOTHING as NO_PROOF
from warehouse.selectors.proofs import Proof, proofs_of
from warehouse.selectors.scanned_out import (
    CutOff,
    ScannedOut,
    next_cut_off_of_each,
    parcels_at_risk,
    scanned_out,
)
from warehouse.selectors.shortages import Lacking, lacking_of
from warehouse.selectors.storages import first_warehouse, keeps_goods_of, warehouse_ids
from warehouse.services.acknowledging import acknowledge_dispatch, demand_notices
from warehouse.services.claim_evidence import (
    expect_parcel_back,
    hold_for_claims,
    keep_evidence,
    release_for_claim,
)
from warehouse.services.evidence import EvidenceRefused, attach_evidence, hold_evidence
from warehouse.services.evidence_papers import evidence_paper
from warehouse.services.expecting_returns import expect_off_the_road
from warehouse.services.labels import keep_label_of_order
from warehouse.services.shortages import hold_short

__all__ = [
    "INVARIANTS",
    "NO_PROOF",
    "ActData",
    "CutOff",
    "DeliveryNews",
    "EvidenceRefused",
    "HandedParcel",
    "Lacking",
    "ParcelEvidence",
    "Proof",
    "ReturnNews",
    "ReturnedParcel",
    "ScannedOut",
    "SignedHandover",
    "acknowledge_dispatch",
    "attach_evidence",
    "delivery_news",
    "demand_notices",
    "evidence_of",
    "evidence_paper",
    "expect_off_the_road",
    "expect_parcel_back",
    "first_warehouse",
    "hold_evidence",
    "hold_for_claims",
    "hold_short",
    "keep_evidence",
    "keep_label_of_order",
    "keeps_goods_of",
    "lacking_of",
    "next_cut_off_of_each",
    "nonconformity_act",
    "parcel_evidence",
    "parcels_at_risk",
    "proofs_of",
    "release_for_claim",
    "return_news",
    "returned_parcel",
    "scanned_out",
    "signed_handover",
    "signed_under_number",
    "warehouse_ids",
]
