"""The route by which the mail server hands on claims."""

from django.urls import path

from logistics.hooks import claim_mail

app_name = "claim-hooks"
urlpatterns = [path("claim-mail/", claim_mail.door, name="mail")]
