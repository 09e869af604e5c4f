"""W1b for files: 100,000 rows in one file, each accounted for, beside bare INSERTs of the orders in it.

The import runs as a process of its own, so that its peak memory is its own: rows are read, grouped,
checked, placed in batches with their checkpoint, and reported on. Run alone: ``python -m bench.imports``.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROWS, LINES = 100_000, 3
GOAL, MEMORY_MB = 0.5, 300
SLUG = "bench-imports"


def main() -> list[dict[str, Any]]:
    """Measure and return the rows of the report: the rate beside its limit, and the memory."""
    with tempfile.TemporaryDirectory() as folder:
        path = _file(Path(folder) / "orders.csv", str(time.time_ns()))
        shop_id = _shop()
        told = _import(path)
        limit = _bare(shop_id, told["orders"])
    ratio = told["orders"] / told["seconds"] / limit
    return [
        {
            "workload": "W1b",
            "name": f"file of {ROWS:,} rows, orders in it",
            "ops_per_s": round(told["orders"] / told["seconds"], 1),
            "limit_name": "multi-row INSERT of the same orders",
            "limit_ops_per_s": round(limit, 1),
            "ratio": round(ratio, 2),
            "goal": f">= {GOAL:.0%} of the limit",
            "met": ratio >= GOAL,
        },
        {
            "workload": "W1b",
            "name": f"file of {ROWS:,} rows, peak memory in MB",
            "ops_per_s": round(told["peak_mb"], 1),
            "limit_name": "what was promised",
            "limit_ops_per_s": MEMORY_MB,
            "ratio": round(told["peak_mb"] / MEMORY_MB, 2),
            "goal": f"< {MEMORY_MB} MB",
            "met": told["peak_mb"] < MEMORY_MB,
        },
    ]


def _lines(mark: str) -> Iterator[str]:
    yield "Order,Date,SKU,Name,Qty,Price,Buyer,Phone,City,Delivery method,Branch\n"
    for row in range(ROWS):
        number, line = divmod(row, LINES)
        yield (
            f"{mark}-{number},{1 + number % 27:02}.10.2026 {9 + number % 10:02}:{number % 60:02},"
            f"SKU-{line},Goods {line},1,100.00,Buyer {number},+38067{number % 10**7:07},Київ,branch,12\n"
        )


def _file(path: Path, mark: str) -> Path:
    with path.open("w", encoding="utf-8") as out:
        out.writelines(_lines(mark))
    return path


def _shop() -> int:
    from sellers.models import Shop

    return int(Shop.objects.get_or_create(slug=SLUG, defaults={"name": "Imports"})[0].pk)


def _import(path: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.imports", str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert told["rows"] == ROWS, told
    return told


def import_file(path: Path) -> dict[str, Any]:
    """Import one file in this process; return the orders, the rows, the seconds and the peak memory."""
    from django.utils import timezone

    from kernel.history import SYSTEM
    from orders.models import ImportJob
    from orders.rules.files.profiles import GENERIC
    from orders.services.imports.run import run_import
    from orders.services.imports.start import import_of_file
    from orders.services.imports.storage import chunks_of, digest_of, path_of

    began = time.perf_counter()
    job = import_of_file(
        shop_id=_shop(),
        channel="native",
        path=path,
        sha256=digest_of(path),
        chunks=chunks_of(path),
        profile=GENERIC,
        dry_run=False,
        actor=SYSTEM,
        now=timezone.now(),
    )
    run_import(job_id=job.pk, clock=timezone.now)
    seconds = time.perf_counter() - began
    job = ImportJob.everything.get(pk=job.pk)
    path_of(job).unlink()
    return {
        "orders": job.orders_created,
        "rows": job.rows_accepted,
        "seconds": seconds,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _bare(shop_id: int, orders: int) -> float:
    """Return the orders a second that bare INSERTs write, a thousand a transaction."""
    from django.db import connection, transaction

    from bench.bare_batch import STATEMENTS, columns
    from bench.intake import BATCH
    from bench.intake import told as order

    seconds = 0.0
    for start in range(0, orders, BATCH):
        batch = [order(number) for number in range(start, min(start + BATCH, orders))]
        began = time.perf_counter()
        values = columns(shop_id, batch)
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in STATEMENTS:
                cursor.execute(statement, values)
        seconds += time.perf_counter() - began
    return orders / seconds


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    django.setup()
    if len(sys.argv) > 1:
        print(json.dumps(import_file(Path(sys.argv[1]))))
    else:
        print(json.dumps(main(), indent=2, ensure_ascii=False))
