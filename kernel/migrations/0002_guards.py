"""History can only grow (D-08)."""

from django.db import migrations

from kernel.migration_operations import append_only


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [append_only("kernel_history")]
