"""A claim counts only from its carrier's own domains."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("logistics", "0008_consignments"),
    ]

    operations = [
        migrations.AddField(
            model_name="carrier",
            name="claims_from",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=120),
                blank=True,
                default=list,
                help_text="Domains of its mail. A claim from elsewhere is left to be read by a person.",
                size=None,
                verbose_name="claims come from",
            ),
        ),
        migrations.RunSQL(
            "update logistics_carrier set claims_from = '{cainiao.com,alibaba-inc.com}' where code = 'cainiao'",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField(
            model_name="claim",
            name="basis",
            field=models.CharField(
                blank=True,
                choices=[
                    ("both", "we have film or pictures, and the signed sheet"),
                    ("one", "only one of film and signed sheet is there"),
                    ("neither", "there is neither film nor signed sheet"),
                    ("late", "it was reported after the window: nothing moves to the seller"),
                    ("silence", "lost: the carrier reported nothing in time"),
                    ("wrong_person", "the carrier answers for the right buyer"),
                    ("packaging", "no packaging was recorded: the risk is the seller’s"),
                    ("goods_there", "the goods are there: find out whose they are"),
                    ("on_return", "it came back damaged: was it the carrier?"),
                    ("accepted", "the carrier has scanned it after all"),
                    ("person", "decided by a person"),
                ],
                max_length=12,
                verbose_name="why",
            ),
        ),
    ]
