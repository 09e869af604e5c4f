"""Claims move along their table only, their files are only added to, their numbers are given once."""

from django.db import migrations

from kernel.migration_operations import append_only
from kernel.statemachine import enforce_moves

DECIDED = ("carrier_liable", "seller_liable")
CLAIM = [
    ("unread", "open"),
    ("open", "manual"),
    *((source, target) for source in ("open", "manual") for target in DECIDED),
    ("carrier_liable", "open"),
    *((source, "compensated") for source in DECIDED),
    *((source, "returned") for source in ("open", "manual", *DECIDED)),
    *((source, "rejected") for source in ("unread", "open", "manual", *DECIDED)),
]


class Migration(migrations.Migration):
    dependencies = [("logistics", "0004_claims")]

    operations = [
        enforce_moves("logistics_claim", CLAIM),
        append_only("logistics_claimfile"),
        migrations.RunSQL(
            "create sequence logistics_claim_number", "drop sequence logistics_claim_number"
        ),
    ]
