"""Routes of notifications' own pages."""

from django.urls import path

from notifications.cabinet import log, settings, telegram

app_name = "notifications"
SETTINGS = "settings/notifications/"
urlpatterns = [
    path("messages/", log.message_list, name="messages"),
    path("messages/<uuid:message_id>/", log.message, name="message"),
    path("messages/<uuid:message_id>/resend/", log.resend, name="resend"),
    path(SETTINGS, settings.notification_settings, name="settings"),
    path(f"{SETTINGS}inbox/", settings.inbox, name="settings-inbox"),
    path(f"{SETTINGS}test/", settings.test, name="settings-test"),
    path(f"{SETTINGS}addresses/<int:address_id>/", settings.enable, name="settings-enable"),
    path(f"{SETTINGS}telegram/", telegram.status, name="telegram"),
    path(f"{SETTINGS}telegram/link/", telegram.link, name="telegram-link"),
    path(f"{SETTINGS}telegram/unlink/", telegram.unlink, name="telegram-unlink"),
]
