"""What staff reads above each column. No table changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0004_own_clock"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="deadline",
            options={"verbose_name": "deadline", "verbose_name_plural": "deadlines"},
        ),
        migrations.AlterModelOptions(
            name="deadlinepolicy",
            options={"verbose_name": "deadline policy", "verbose_name_plural": "deadline policies"},
        ),
        migrations.AlterModelOptions(
            name="delivery",
            options={
                "verbose_name": "fact on its way",
                "verbose_name_plural": "facts on their way",
            },
        ),
        migrations.AlterModelOptions(
            name="heartbeat",
            options={"verbose_name": "sign of life", "verbose_name_plural": "signs of life"},
        ),
        migrations.AlterModelOptions(
            name="history",
            options={"verbose_name": "line of history", "verbose_name_plural": "history"},
        ),
        migrations.AlterModelOptions(
            name="inboxmessage",
            options={
                "verbose_name": "message from outside",
                "verbose_name_plural": "messages from outside",
            },
        ),
        migrations.AlterModelOptions(
            name="outage",
            options={"verbose_name": "outage", "verbose_name_plural": "outages"},
        ),
        migrations.AlterField(
            model_name="deadline",
            name="calendar",
            field=models.CharField(max_length=40, verbose_name="calendar"),
        ),
        migrations.AlterField(
            model_name="deadline",
            name="calendar_version",
            field=models.PositiveIntegerField(verbose_name="version of the calendar"),
        ),
        migrations.AlterField(
            model_name="deadline",
            name="closed_at",
            field=models.DateTimeField(
                help_text="Since when nobody waits: done, done late, or given up.",
                null=True,
                verbose_name="waited for until",
            ),
        ),
        migrations.AlterField(
            model_name="deadline",
            name="due_at",
            field=models.DateTimeField(verbose_name="due"),
        ),
        migrations.AlterField(
            model_name="deadline",
            name="ended_at",
            field=models.DateTimeField(null=True, verbose_name="ended"),
        ),
        migrations.AlterField(
            model_name="deadline",
            name="good_at",
            field=models.DateTimeField(null=True, verbose_name="excellent until"),
        ),
        migrations.AlterField(
            model_name="deadline",
            name="kind",
            field=models.CharField(max_length=40, verbose_name="promise"),
        ),
        migrations.AlterField(
            model_name="deadline",
            name="noticed_at",
            field=models.DateTimeField(null=True, verbose_name="noticed"),
        ),
        migrations.AlterField(
            model_name="deadline",
            name="opened_at",
            field=models.DateTimeField(verbose_name="opened"),
        ),
        migrations.AlterField(
            model_name="deadline",
            name="shop_id",
            field=models.BigIntegerField(null=True, verbose_name="shop"),
        ),
        migrations.AlterField(
            model_name="deadline",
            name="state",
            field=models.CharField(
                choices=[
                    ("running", "running"),
                    ("kept", "kept"),
                    ("missed", "missed"),
                    ("void", "void"),
                ],
                default="running",
                max_length=8,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="deadline",
            name="subject_id",
            field=models.UUIDField(verbose_name="about"),
        ),
        migrations.AlterField(
            model_name="deadlinepolicy",
            name="calendar",
            field=models.CharField(max_length=40, verbose_name="calendar"),
        ),
        migrations.AlterField(
            model_name="deadlinepolicy",
            name="channel",
            field=models.CharField(blank=True, max_length=20, verbose_name="channel"),
        ),
        migrations.AlterField(
            model_name="deadlinepolicy",
            name="credits_outages",
            field=models.BooleanField(default=True, verbose_name="our outages are credited"),
        ),
        migrations.AlterField(
            model_name="deadlinepolicy",
            name="effective_from",
            field=models.DateTimeField(verbose_name="from"),
        ),
        migrations.AlterField(
            model_name="deadlinepolicy",
            name="kind",
            field=models.CharField(max_length=40, verbose_name="promise"),
        ),
        migrations.AlterField(
            model_name="deadlinepolicy",
            name="offer_id",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="offer"),
        ),
        migrations.AlterField(
            model_name="deadlinepolicy",
            name="shop_id",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="shop"),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="attempts",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="tries"),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="done_at",
            field=models.DateTimeField(null=True, verbose_name="done"),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="handler",
            field=models.CharField(max_length=200, verbose_name="for whom"),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="last_error",
            field=models.TextField(blank=True, verbose_name="last error"),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="next_try_at",
            field=models.DateTimeField(verbose_name="next try"),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="occurred_at",
            field=models.DateTimeField(verbose_name="happened"),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="state",
            field=models.CharField(
                choices=[("pending", "Pending"), ("done", "Done"), ("parked", "Parked")],
                default="pending",
                max_length=8,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="topic",
            field=models.CharField(max_length=80, verbose_name="topic"),
        ),
        migrations.AlterField(
            model_name="heartbeat",
            name="name",
            field=models.CharField(
                max_length=60, primary_key=True, serialize=False, verbose_name="name"
            ),
        ),
        migrations.AlterField(
            model_name="heartbeat",
            name="seen_at",
            field=models.DateTimeField(verbose_name="last seen"),
        ),
        migrations.AlterField(
            model_name="history",
            name="action",
            field=models.CharField(max_length=60, verbose_name="what"),
        ),
        migrations.AlterField(
            model_name="history",
            name="actor_kind",
            field=models.CharField(max_length=12, verbose_name="kind of person"),
        ),
        migrations.AlterField(
            model_name="history",
            name="actor_label",
            field=models.CharField(max_length=200, verbose_name="who"),
        ),
        migrations.AlterField(
            model_name="history",
            name="at",
            field=models.DateTimeField(verbose_name="when"),
        ),
        migrations.AlterField(
            model_name="history",
            name="comment",
            field=models.TextField(blank=True, verbose_name="comment"),
        ),
        migrations.AlterField(
            model_name="history",
            name="reason",
            field=models.CharField(blank=True, max_length=80, verbose_name="reason"),
        ),
        migrations.AlterField(
            model_name="history",
            name="shop_id",
            field=models.BigIntegerField(null=True, verbose_name="shop"),
        ),
        migrations.AlterField(
            model_name="history",
            name="source",
            field=models.CharField(max_length=20, verbose_name="through which door"),
        ),
        migrations.AlterField(
            model_name="history",
            name="subject_id",
            field=models.CharField(max_length=64, verbose_name="id"),
        ),
        migrations.AlterField(
            model_name="history",
            name="subject_kind",
            field=models.CharField(max_length=40, verbose_name="about"),
        ),
        migrations.AlterField(
            model_name="inboxmessage",
            name="attempts",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="tries"),
        ),
        migrations.AlterField(
            model_name="inboxmessage",
            name="disputed_at",
            field=models.DateTimeField(
                help_text="A repeat came with another body.", null=True, verbose_name="disputed"
            ),
        ),
        migrations.AlterField(
            model_name="inboxmessage",
            name="done_at",
            field=models.DateTimeField(null=True, verbose_name="done"),
        ),
        migrations.AlterField(
            model_name="inboxmessage",
            name="event_id",
            field=models.CharField(max_length=120, verbose_name="id at the source"),
        ),
        migrations.AlterField(
            model_name="inboxmessage",
            name="last_error",
            field=models.TextField(blank=True, verbose_name="last error"),
        ),
        migrations.AlterField(
            model_name="inboxmessage",
            name="next_try_at",
            field=models.DateTimeField(verbose_name="next try"),
        ),
        migrations.AlterField(
            model_name="inboxmessage",
            name="received_at",
            field=models.DateTimeField(verbose_name="received"),
        ),
        migrations.AlterField(
            model_name="inboxmessage",
            name="source",
            field=models.CharField(max_length=60, verbose_name="source"),
        ),
        migrations.AlterField(
            model_name="inboxmessage",
            name="state",
            field=models.CharField(
                choices=[("pending", "Pending"), ("done", "Done"), ("parked", "Parked")],
                default="pending",
                max_length=8,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="outage",
            name="credited_at",
            field=models.DateTimeField(null=True, verbose_name="credited"),
        ),
        migrations.AlterField(
            model_name="outage",
            name="ended_at",
            field=models.DateTimeField(verbose_name="ended"),
        ),
        migrations.AlterField(
            model_name="outage",
            name="reason",
            field=models.CharField(max_length=200, verbose_name="reason"),
        ),
        migrations.AlterField(
            model_name="outage",
            name="started_at",
            field=models.DateTimeField(unique=True, verbose_name="began"),
        ),
    ]
