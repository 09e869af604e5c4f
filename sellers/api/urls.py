"""REST routes of sellers/."""

from django.urls import path, register_converter

from sellers.api.calendars import CalendarDetail, CalendarDue, CalendarList
from sellers.api.converters import Sku
from sellers.api.feed import OfferFeed
from sellers.api.me import Me
from sellers.api.offers import OfferDetail, OfferList, PauseOffer, ResumeOffer

register_converter(Sku, "sku")

urlpatterns = [
    path("me/", Me.as_view(), name="me"),
    path("offers/", OfferList.as_view(), name="offers"),
    path("offers/feed/", OfferFeed.as_view(), name="offers-feed"),
    path("offers/<sku:sku>/pause/", PauseOffer.as_view(), name="offer-pause"),
    path("offers/<sku:sku>/resume/", ResumeOffer.as_view(), name="offer-resume"),
    path("offers/<sku:sku>/", OfferDetail.as_view(), name="offer"),
    path("calendars/", CalendarList.as_view(), name="calendars"),
    path("calendars/<slug:code>/", CalendarDetail.as_view(), name="calendar"),
    path("calendars/<slug:code>/due/", CalendarDue.as_view(), name="calendar-due"),
]
