"""Tell a shop and its carrier of claims: what was reported, with the act, and who answers (R-002-43)."""

from datetime import datetime
from typing import Any

from django.utils import translation

from logistics.events import ClaimJudged, ClaimOpened
from logistics.public import ClaimNews, claim_news
from logistics.states import ClaimBasis, ClaimKind, ClaimState
from notifications.models import Message
from notifications.rules import topics
from notifications.rules.languages import DJANGO_CODES, message_language
from notifications.selectors.people import claim_key, shop_recipients
from notifications.services.carrying import CLAIM
from notifications.services.composing import Action, compose
from notifications.services.links import claim_url, page_button
from notifications.services.queueing import queue
from notifications.services.telling import Tale, tell
from notifications.services.values import one_line
from notifications.states import Audience, Channel, Kind
from sellers.public import shop_profile

VERDICTS = (ClaimState.CARRIER_LIABLE, ClaimState.SELLER_LIABLE)


def tell_claimed(fact: ClaimOpened, *, now: datetime) -> int:
    """Tell the shop what its carrier claims, and the carrier that it came; our own cases are not told."""
    news = claim_news(fact.claim_id) if fact.by_carrier else None
    if news is None:
        return 0
    return _tell_shop(news, topics.CLAIM_OPENED, "opened", now) + _answer(news, "opened", now)


def tell_judged(fact: ClaimJudged, *, now: datetime) -> int:
    """Tell both who answers for it and why, once it is known; what is a person's to decide is not told."""
    news = claim_news(fact.claim_id)
    if news is None or news.state not in VERDICTS:
        return 0
    key = f"{news.state}:{news.basis}"
    return _tell_shop(news, topics.CLAIM_JUDGED, key, now) + _answer(news, key, now)


def _tell_shop(news: ClaimNews, topic: str, key: str, now: datetime) -> int:
    if news.shop_id is None:
        return 0
    shop = shop_profile(news.shop_id)
    page = claim_url(shop.slug, news.id)
    tale = Tale(
        fact_key=f"claim:{news.id}:{key}",
        topic=topic,
        kind=Kind.WARNINGS,
        values=lambda language: {"shop": one_line(shop.name), **_values(news, language)},
        action=Action(page),
        buttons=[page_button(page)],
        mail_via={CLAIM: str(news.id)} if topic == topics.CLAIM_OPENED else {},
    )
    return tell(tale, shop_recipients(shop), shop, now=now)


def _answer(news: ClaimNews, key: str, now: datetime) -> int:
    """Answer whoever sent the claim, in the language it was written in."""
    if not news.sender:
        return 0
    language = message_language(news.language)
    values = {"shop": "Otgruz", **_values(news, language)}
    words = compose(topics.CLAIM_ANSWER, Channel.EMAIL, language, values)
    if words is None:
        return 0
    message = Message(
        shop_id=None,
        audience=Audience.PLATFORM,
        kind=Kind.SERVICE,
        topic=topics.CLAIM_ANSWER,
        fact_key=f"claim:{news.id}:{key}",
        person_key=claim_key(news.id),
        channel=Channel.EMAIL,
        language=language,
        subject=words.subject,
        text=words.text,
        html=words.html,
        via={CLAIM: str(news.id)},
    )
    return queue([message], now=now)


def _values(news: ClaimNews, language: str) -> dict[str, Any]:
    with translation.override(DJANGO_CODES[language]):
        return {
            "number": news.number,
            "kind": str(ClaimKind(news.kind).label) if news.kind else "–",
            "order": one_line(news.order),
            "parcel": one_line(news.parcel or "–"),
            "handover": one_line(news.handover),
            "verdict": str(ClaimState(news.state).label),
            "why": one_line(news.note) or str(ClaimBasis(news.basis).label if news.basis else "–"),
            "late": news.is_late,
            "judged": news.state in VERDICTS,
        }
