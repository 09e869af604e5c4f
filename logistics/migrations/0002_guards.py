"""What a carrier told is only added to."""

from django.db import migrations

from kernel.migration_operations import append_only


class Migration(migrations.Migration):
    dependencies = [("logistics", "0001_initial")]

    operations = [append_only("logistics_trackingevent")]
