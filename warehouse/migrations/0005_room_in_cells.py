"""Cells know how much they hold; a wave goes on when its last pick is taken back."""

from django.db import migrations, models

from kernel.statemachine import enforce_moves

WAVE = [
    ("planned", "picking"),
    ("picking", "done"),
    ("done", "picking"),
    ("planned", "dropped"),
    ("picking", "dropped"),
]


class Migration(migrations.Migration):
    """Add two columns and one legal move."""

    dependencies = [("warehouse", "0004_blind_return")]

    operations = [
        migrations.AddField(
            model_name="cell",
            name="holds_litres",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="Of goods whose measures are known. Empty: nobody measured it.",
                null=True,
                verbose_name="holds litres",
            ),
        ),
        migrations.AddField(
            model_name="cell",
            name="holds_pieces",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="Empty: as many as go in.",
                null=True,
                verbose_name="holds pieces",
            ),
        ),
        enforce_moves("warehouse_wave", WAVE),
    ]
