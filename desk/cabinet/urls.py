"""Routes of the desk's own pages."""

from django.urls import path

from desk.cabinet import news, score

app_name = "desk"
urlpatterns = [
    path("score/", score.score_page, name="score"),
    path("score/objections/<uuid:order_id>/", score.object_to, name="object"),
    path("news/", news.news_page, name="news"),
    path("news/read/", news.read_all, name="news-read-all"),
    path("news/<int:item_id>/read/", news.read, name="news-read"),
]
