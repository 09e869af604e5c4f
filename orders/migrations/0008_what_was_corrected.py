"""What a marketplace settles itself, and what a delivery detail was before it was corrected."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0007_the_sellers_desk"),
        ("sellers", "0002_handling_and_stock"),
    ]

    operations = [
        migrations.AddField(
            model_name="channel",
            name="settles",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20),
                db_default=[],
                default=list,
                help_text="Fields it settles with its buyers itself: not to be edited here.",
                size=None,
            ),
        ),
        migrations.CreateModel(
            name="ContactChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField()),
                ("field", models.CharField(max_length=20)),
                ("before", models.TextField(blank=True)),
                ("after", models.TextField(blank=True)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contact_changes",
                        to="orders.order",
                    ),
                ),
                (
                    "shop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sellers.shop",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("order", "version", "field"), name="contact_field_changes_once"
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunSQL(
            "update orders_channel"
            " set settles = '{payment_terms,discount_minor,delivery_minor}'"
            " where code in ('aliexpress', 'tmall')",
            migrations.RunSQL.noop,
        ),
    ]
