"""What the warehouse keeps moves only along its tables; what happened is only added to; numbers are given once."""

from django.db import migrations

from kernel.migration_operations import append_only
from kernel.statemachine import enforce_moves

WAVE = [("planned", "picking"), ("picking", "done"), ("planned", "dropped"), ("picking", "dropped")]
INBOUND = [("announced", "receiving"), ("receiving", "received"), ("announced", "cancelled")]
COUNT = [
    ("open", "counted"),
    ("counted", "open"),
    ("counted", "approved"),
    ("open", "dropped"),
    ("counted", "dropped"),
]
REPLENISHMENT = [("open", "filled"), ("open", "dropped")]
PALLET = [
    ("open", "closed"),
    ("closed", "open"),
    ("closed", "loaded"),
    ("loaded", "closed"),
    ("loaded", "handed_over"),
]
HANDOVER = [
    ("loading", "frozen"),
    ("frozen", "loading"),
    ("frozen", "signed"),
    ("loading", "dropped"),
    ("frozen", "dropped"),
]
SEAL = [("applied", "opened"), ("applied", "broken")]
RETURN = [("expected", "arrived"), ("arrived", "inspected"), ("expected", "lost")]
OUTBOUND = [
    ("released", "in_wave"),
    ("in_wave", "released"),
    ("in_wave", "picking"),
    ("picking", "picked"),
    ("picked", "sorted"),
    ("picked", "packed"),
    ("sorted", "packed"),
    ("packed", "labelled"),
    ("labelled", "weighed"),
    ("weighed", "dispatched"),
    ("dispatched", "palletised"),
    ("palletised", "dispatched"),
    ("palletised", "handed_over"),
    ("released", "short"),
    ("in_wave", "short"),
    ("picking", "short"),
    ("short", "released"),
    ("picked", "picking"),
    ("sorted", "picking"),
    ("picking", "put_back"),
    ("picked", "put_back"),
    ("sorted", "put_back"),
    ("short", "put_back"),
    ("packed", "intercepted"),
    ("labelled", "intercepted"),
    ("weighed", "intercepted"),
    ("dispatched", "intercepted"),
    ("palletised", "intercepted"),
    ("intercepted", "palletised"),
    ("intercepted", "put_back"),
    ("released", "ended"),
    ("in_wave", "ended"),
    ("picking", "ended"),
    ("short", "ended"),
    ("put_back", "ended"),
]
SEQUENCES = ["warehouse_parcel_code", "warehouse_item_code", "warehouse_sscc", "warehouse_paper"]


class Migration(migrations.Migration):
    dependencies = [("warehouse", "0001_initial")]
    operations = [
        enforce_moves("warehouse_outbound", OUTBOUND),
        enforce_moves("warehouse_wave", WAVE),
        enforce_moves("warehouse_inbound", INBOUND),
        enforce_moves("warehouse_cyclecount", COUNT),
        enforce_moves("warehouse_replenishment", REPLENISHMENT),
        enforce_moves("warehouse_pallet", PALLET),
        enforce_moves("warehouse_handover", HANDOVER),
        enforce_moves("warehouse_seal", SEAL),
        enforce_moves("warehouse_goodsreturn", RETURN),
        append_only("warehouse_movement"),
        append_only("warehouse_scan"),
        *(
            migrations.RunSQL(f"create sequence {name}", f"drop sequence {name}")
            for name in SEQUENCES
        ),
    ]
