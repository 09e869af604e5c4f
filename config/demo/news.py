"""A first piece of news for the demo shops, in the four languages."""

from datetime import datetime

from desk.models import NewsItem
from desk.services import keep_draft, publish_news
from kernel.history import Actor

WORDS = {
    "title_en": "Your score has a page of its own",
    "body_en": "It shows how it is counted, which orders cost you points, and what it would be if you ship "
    "today's orders in time. If one should not count, object: a moderator answers there.",
    "title_uk": "У вашого рейтингу тепер своя сторінка",
    "body_uk": "Там видно, як він рахується, які замовлення коштували вам балів і яким він буде, якщо "
    "відправити сьогоднішні вчасно. Якщо якесь не має рахуватися, заперечте: там вам відповість модератор.",
    "title_ru": "У вашего рейтинга теперь своя страница",
    "body_ru": "На ней видно, как он считается, какие заказы стоили вам баллов и каким он будет, если "
    "отправить сегодняшние вовремя. Если какой-то не должен учитываться, возразите: там ответит модератор.",
    "title_zh": "您的店铺评分有了专属页面",
    "body_zh": "页面说明评分的算法、哪些订单扣了分，以及今天的订单按时发出后评分会是多少。"
    "如果某个订单不应计入，请提出异议，版主会在页面上答复。",
}


def tell_news(*, actor: Actor, at: datetime) -> None:
    """Leave the demo with this piece of news published; again adds nothing."""
    if not NewsItem.objects.filter(title_en=WORDS["title_en"]).exists():
        item = keep_draft(item=NewsItem(**WORDS), actor=actor, now=at)
        publish_news(item_id=item.pk, actor=actor, now=at)
