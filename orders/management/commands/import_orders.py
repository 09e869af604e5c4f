"""``manage.py import_orders FILE --profile P --shop S``: import a file of orders and report on each row."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from kernel.errors import Refusal
from kernel.history import Actor, ActorKind
from kernel.money import to_major
from orders.models import ImportJob, ImportState
from orders.services.imports.profiles import profile_by_code
from orders.services.imports.report import counts_of, refusals_of
from orders.services.imports.run import run_import
from orders.services.imports.start import import_of_file
from orders.services.imports.storage import chunks_of, digest_of
from sellers.public import ShopProfile, shop_by_slug, shop_profile

UNREADABLE = 2


class Command(BaseCommand):
    """Imports a file; run again after a kill it goes on where it stopped, and a done file changes nothing."""

    help = (
        "Import orders from a CSV file or an .xlsx workbook. Exit code 0 when the run finished"
        " (refused rows are reported, not an error), 2 when the file cannot be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("file", type=Path, help="a CSV file or an .xlsx workbook")
        parser.add_argument("--profile", default="generic", help="layout of the file")
        parser.add_argument("--shop", required=True, help="slug of the shop")
        parser.add_argument("--channel", default="native", help="channel of the orders")
        parser.add_argument("--dry-run", action="store_true", help="do everything, keep nothing")
        parser.add_argument("--report", type=Path, help="where to write the report as JSON")

    def handle(self, *_: Any, **options: Any) -> None:
        """Run the import and say what became of it."""
        translation.activate("en")
        shop = _shop(options["shop"])
        job = _job(options, shop)
        run_import(
            job_id=job.pk,
            clock=timezone.now,
            take_over=True,
            language="en",
            progress=self._progress,
        )
        job.refresh_from_db()
        if job.state == ImportState.FAILED:
            raise CommandError(str(job.error), returncode=UNREADABLE)
        if options["report"] is not None:
            with options["report"].open("w", encoding="utf-8") as out:
                write_report(job, shop, out)
        self.stdout.write(said(job))

    def _progress(self, job: ImportJob) -> None:
        done = job.rows_accepted + job.rows_refused
        if self.stderr.isatty():
            self.stderr.write(f"\r{done:,} of {job.rows_expected or 0:,} rows", ending="")
            if done == job.rows_expected:
                self.stderr.write("")


def _shop(slug: str) -> ShopProfile:
    shop = shop_by_slug(slug)
    if shop is None:
        raise CommandError(f"There is no shop {slug!r}.", returncode=UNREADABLE)
    return shop_profile(shop.pk)


def _job(options: dict[str, Any], shop: ShopProfile) -> ImportJob:
    path: Path = options["file"]
    try:
        return import_of_file(
            shop_id=shop.id,
            channel=options["channel"],
            path=path,
            sha256=digest_of(path),
            chunks=chunks_of(path),
            profile=profile_by_code(shop.id, options["profile"]),
            dry_run=options["dry_run"],
            actor=Actor(ActorKind.PLATFORM, "command line", source="import"),
            now=timezone.now(),
        )
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}", returncode=UNREADABLE) from None
    except Refusal as refusal:
        raise CommandError(str(refusal), returncode=UNREADABLE) from None


def write_report(job: ImportJob, shop: ShopProfile, out: TextIO) -> None:
    """Write the report as one JSON object, row by row, so that a large one takes no memory."""
    head = {
        "import": str(job.pk),
        "file": job.filename,
        "sha256": job.sha256,
        "profile": job.profile,
        "shop": shop.slug,
        "channel": job.channel_id,
        **counts_of(job),
    }
    out.write(json.dumps(head, ensure_ascii=False, indent=2)[:-2] + ',\n  "refused": [')
    comma = ""
    for refusal in refusals_of(job):
        out.write(f"{comma}\n    {json.dumps(refusal, ensure_ascii=False)}")
        comma = ","
    out.write("\n  ]\n}\n" if comma else "]\n}\n")


def said(job: ImportJob) -> str:
    """Return the outcome in a few lines."""
    counts = counts_of(job)
    accepted, refused = (
        f"{to_major(counts[name], job.currency):,} {job.currency}"
        for name in ("amount_accepted", "amount_refused")
    )
    lines = [
        f"{counts['rows_read']:,} rows read: {counts['rows_accepted']:,} accepted,"
        f" {counts['rows_refused']:,} refused.",
        f"{counts['orders_created']:,} orders created, {counts['orders_unchanged']:,} unchanged.",
        f"{accepted} accepted, {refused} refused.",
    ]
    if job.dry_run:
        lines.append("This was a dry run: nothing was kept.")
    elif counts["orders_unchanged"] and not counts["orders_created"]:
        lines.append("Every order of this file was here before: nothing has changed.")
    if job.flags.get("last_order_may_be_cut"):
        lines.append("The file ends in the middle of a row: its last order may lack lines.")
    return "\n".join(lines)
