"""Routes of sellers' own pages."""

from django.urls import path

from sellers.cabinet import account, offers, settings, team, tokens

app_name = "sellers"
urlpatterns = [
    path("offers/", offers.offer_list, name="offers"),
    path("offers/new/", offers.add, name="offers-add"),
    path("offers/<int:offer_id>/", offers.edit, name="offers-edit"),
    path("offers/<int:offer_id>/pause/", offers.pause, name="offers-pause"),
    path("offers/<int:offer_id>/resume/", offers.resume, name="offers-resume"),
    path("settings/", settings.shop_settings, name="settings"),
    path("settings/hours/", settings.hours, name="settings-hours"),
    path("settings/mail/", settings.mail, name="settings-mail"),
    path("settings/team/", team.team, name="settings-team"),
    path("settings/team/<int:user_id>/role/", team.role, name="settings-role"),
    path("settings/team/<int:user_id>/remove/", team.remove, name="settings-remove"),
    path("settings/team/leave/", team.leave, name="settings-leave"),
    path("settings/tokens/", tokens.tokens, name="settings-tokens"),
    path("settings/tokens/<int:token_id>/revoke/", tokens.revoke, name="settings-token-revoke"),
    path("settings/account/", account.account, name="settings-account"),
]
