"""The codes that parcels get: from a sequence, so that no two are alike whoever asks at once."""

from django.db import connection

from warehouse.rules.check_codes import with_check

PARCEL = "OG"


def parcel_codes(count: int) -> list[str]:
    """Return so many new parcel codes in one statement: short, fit for Code128, with a check character."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval('warehouse_parcel_code') from generate_series(1, %s)", [count]
        )
        return [with_check(PARCEL, number) for (number,) in cursor.fetchall()]
