"""A message moves only along the table of legal moves."""

from django.db import migrations

from kernel.statemachine import enforce_moves

MOVES = [
    ("queued", "sent"),
    ("queued", "failed"),
    ("queued", "suppressed"),
    ("queued", "merged"),
    ("failed", "queued"),
    ("suppressed", "queued"),
]


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]
    operations = [enforce_moves("notifications_message", MOVES)]
