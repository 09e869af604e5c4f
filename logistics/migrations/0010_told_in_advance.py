"""A notice in advance and what came of it; a truck may take more than one request."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("logistics", "0009_claims_from"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="pickup",
            name="pickup_once",
        ),
        migrations.AddField(
            model_name="dispatchnotice",
            name="asn",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "not needed"),
                    ("planned", "not answered yet"),
                    ("accepted", "accepted"),
                    ("refused", "refused"),
                ],
                db_default="",
                default="",
                max_length=8,
                verbose_name="ASN",
            ),
        ),
        migrations.AddField(
            model_name="dispatchnotice",
            name="asn_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="answered"),
        ),
        migrations.AddField(
            model_name="dispatchnotice",
            name="asn_words",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=300, verbose_name="in their words"
            ),
        ),
        migrations.AddField(
            model_name="pickup",
            name="part",
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddConstraint(
            model_name="pickup",
            constraint=models.UniqueConstraint(fields=("day", "link", "part"), name="pickup_once"),
        ),
    ]
