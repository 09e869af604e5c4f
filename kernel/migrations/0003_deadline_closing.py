"""A deadline knows since when nobody waits for it, and which outages it has been credited for."""

from django.db import migrations, models

CLOSE_ENDED = "update kernel_deadline set closed_at = ended_at where state <> 'running'"


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_guards")]
    operations = [
        migrations.RemoveIndex(model_name="deadline", name="deadline_board"),
        migrations.AddField(
            model_name="deadline",
            name="closed_at",
            field=models.DateTimeField(
                help_text="Since when nobody waits: done, done late, or given up.", null=True
            ),
        ),
        migrations.AddField(
            model_name="deadline",
            name="credited_through",
            field=models.DateTimeField(
                help_text="Outages that ended by then are in the credit.", null=True
            ),
        ),
        migrations.RunSQL(CLOSE_ENDED, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                condition=models.Q(("closed_at", None)),
                fields=["shop_id", "due_at"],
                name="deadline_board",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at", None), ("state", "running")),
                    models.Q(("closed_at__isnull", False), ("state__in", ["kept", "void"])),
                    ("state", "missed"),
                    _connector="OR",
                ),
                name="deadline_closed_fits_state",
            ),
        ),
    ]
