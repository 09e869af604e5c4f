"""An order moves only along the table of legal moves (R-004-62)."""

from django.db import migrations

from kernel.statemachine import enforce_moves

MOVES = [
    ("new", "needs_agreement"),
    ("needs_agreement", "confirmed"),
    ("confirmed", "awaiting_shipment"),
    ("awaiting_shipment", "delivering"),
    ("awaiting_shipment", "awaiting_pickup"),
    ("delivering", "received"),
    ("awaiting_pickup", "received"),
    ("new", "cancelled"),
    ("needs_agreement", "cancelled"),
    ("confirmed", "cancelled"),
    ("awaiting_shipment", "cancelled"),
    ("delivering", "cancelled"),
    ("awaiting_pickup", "cancelled"),
]


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]
    operations = [enforce_moves("orders_order", MOVES)]
