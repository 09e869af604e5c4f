"""History says which version of its subject a change made."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0005_names_for_people"),
    ]

    operations = [
        migrations.AddField(
            model_name="history",
            name="version",
            field=models.PositiveIntegerField(
                help_text="What the subject's version became; empty if it did not change.",
                null=True,
            ),
        ),
    ]
