"""Lines come by their places, also after one of them was edited. No table changes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0008_what_was_corrected"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="orderline",
            options={"ordering": ["position"]},
        ),
    ]
