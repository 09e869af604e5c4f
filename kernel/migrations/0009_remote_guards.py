"""A call to a partner moves only along its table (D-01)."""

from django.db import migrations

from kernel.statemachine import enforce_moves

MOVES = {
    ("planned", "sent"),
    ("planned", "refused"),
    ("sent", "done"),
    ("sent", "refused"),
    ("sent", "unknown"),
    ("sent", "planned"),
    ("unknown", "sent"),
    ("unknown", "done"),
    ("unknown", "refused"),
    ("unknown", "planned"),
}


class Migration(migrations.Migration):
    dependencies = [("kernel", "0008_remote_calls")]
    operations = [enforce_moves("kernel_remotecall", MOVES)]
