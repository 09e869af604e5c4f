"""Tell somebody that a shop has let them in, and how they get in."""

from datetime import datetime

from django.utils import translation

from notifications.models import Message
from notifications.rules import topics
from notifications.rules.languages import message_language
from notifications.selectors.people import user_key
from notifications.services.composing import Action, compose
from notifications.services.links import password_url, today_url
from notifications.services.queueing import queue
from notifications.states import Audience, Channel, Kind
from sellers.events import MemberInvited
from sellers.public import Person, Role, people_of_shop, shop_profile


def tell_invited(fact: MemberInvited, *, now: datetime) -> int:
    """Queue one mail to the person, whatever they like to be told of; none when they are out again.

    It carries no secret: whoever reads the log of messages could use it before its owner.
    """
    people = people_of_shop(fact.shop_id)
    person = next((one for one in people if one.user_id == fact.user_id), None)
    message = None if person is None else _letter(fact, person)
    return queue([message], now=now) if message else 0


def _letter(fact: MemberInvited, person: Person) -> Message | None:
    shop, language = shop_profile(fact.shop_id), message_language(person.language)
    action = (
        Action(password_url(), "button.password")
        if fact.is_new
        else Action(today_url(shop.slug), "button.today")
    )
    with translation.override("zh-hans" if language == "zh" else language):
        role = str(Role(fact.role).label)
    values = {"shop": shop.name, "role": role, "by": fact.invited_by}
    words = compose(topics.INVITED, Channel.EMAIL, language, values, action=action)
    if words is None:
        return None
    return Message(
        shop_id=shop.id,
        audience=Audience.SHOP,
        kind=Kind.SERVICE,
        topic=topics.INVITED,
        fact_key=f"invited:{shop.id}:{person.user_id}:{fact.occurred_at.isoformat()}",
        person_key=user_key(person.user_id),
        channel=Channel.EMAIL,
        language=language,
        subject=words.subject,
        text=words.text,
        html=words.html,
    )
