"""The only door into logistics/ for the apps above. Its facts: `logistics.events`."""

from logistics.rules.last_mile_words import CORRECTION_CLOCK
from logistics.selectors.alerts import open_alerts
from logistics.selectors.claim_news import ClaimNews, claim_act, claim_news
from logistics.selectors.claim_truths import INVARIANTS as _OF_CLAIMS
from logistics.selectors.claims import undecided_claims
from logistics.selectors.holds import HoldNews, hold_news
from logistics.selectors.invariants import INVARIANTS as _OF_PARCELS
from logistics.selectors.problem_news import ProblemNews, problem_news
from logistics.selectors.problems import open_problems

INVARIANTS = (*_OF_PARCELS, *_OF_CLAIMS)

__all__ = [
    "CORRECTION_CLOCK",
    "INVARIANTS",
    "ClaimNews",
    "HoldNews",
    "ProblemNews",
    "claim_act",
    "claim_news",
    "hold_news",
    "open_alerts",
    "open_problems",
    "problem_news",
    "undecided_claims",
]
