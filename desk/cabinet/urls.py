"""Routes of the desk's own pages."""

from django.urls import path

from desk.cabinet import news, score, support

app_name = "desk"
urlpatterns = [
    path("score/", score.score_page, name="score"),
    path("score/objections/<uuid:order_id>/", score.object_to, name="object"),
    path("help/", support.help_page, name="help"),
    path("help/ask/", support.ask, name="ask"),
    path("orders/<uuid:order_id>/help/", support.order_help, name="order-help"),
    path("news/", news.news_page, name="news"),
    path("news/read/", news.read_all, name="news-read-all"),
    path("news/<int:item_id>/read/", news.read, name="news-read"),
]
