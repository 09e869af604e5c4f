"""What the desk keeps moves only along its tables of legal moves."""

from django.db import migrations

from kernel.statemachine import enforce_moves

REASSIGNMENT = [
    ("waiting", "offered"),
    ("offered", "waiting"),
    ("offered", "done"),
    ("waiting", "dropped"),
    ("offered", "dropped"),
]
TASK = [("open", "closed")]
OBJECTION = [("open", "accepted"), ("open", "rejected")]


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_initial")]
    operations = [
        enforce_moves("desk_reassignment", REASSIGNMENT),
        enforce_moves("desk_moderatortask", TASK),
        enforce_moves("desk_objection", OBJECTION),
    ]
