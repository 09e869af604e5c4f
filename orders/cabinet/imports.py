"""Imports: drop a file, see what its columns are, try it, import it, read the report, undo it."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel.errors import Refusal
from kernel.money import to_major
from orders.cabinet.exports import harmless
from orders.cabinet.import_forms import ENCODINGS, LayoutForm, UploadForm
from orders.models import ImportJob, ImportState
from orders.rules.files.profiles import GENERIC, Profile
from orders.selectors.imports import first_refusals, imports_of, refusal_counts
from orders.services.channels import known_channels
from orders.services.imports.looking import best_profile, look_at
from orders.services.imports.profiles import profile_by_code, profiles_of, save_profile
from orders.services.imports.report import counts_of, import_job, refusals_of, rows_of
from orders.services.imports.start import repeat_for_real, start_import, upload_file
from orders.services.imports.undo import kept_orders, undo_import

LIVE = frozenset({ImportState.WAITING, ImportState.RUNNING})


def imports(request: Any, shop: str) -> HttpResponse:
    """Show the shop's imports; take a file."""
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        channels=_channels(),
        initial={"channel": "native"},
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _go(request, _upload(request, form.cleaned_data))
        except Refusal as refusal:
            form.add_error("file", str(refusal))
    known = {
        "form": form,
        "jobs": imports_of(request.scope),
        "max_bytes": settings.UPLOAD_LIMIT_BYTES,
        "live": LIVE,
    }
    status = 422 if form.errors else 200
    return render(request, "cabinet/orders/imports.html", known, status=status)


def import_page(request: Any, shop: str, job_id: UUID) -> HttpResponse:
    """Show one import as it stands: its layout to be confirmed, its progress, its report."""
    job = import_job(request.scope, job_id)
    if job.state == ImportState.DRAFT:
        return _layout_page(request, job)
    return render(request, "cabinet/orders/import.html", _shown(job))


def start(request: Any, shop: str, job_id: UUID) -> HttpResponse:
    """Try the file or import it, as the button says, under the layout of the form."""
    job = import_job(request.scope, job_id)
    try:
        form = _layout_form(request, job, request.POST)
        if not form.is_valid():
            return _layout_page(request, job, form, status=422)
        layout = form.layout()
        if form.cleaned_data["title"]:
            layout = save_profile(
                shop_id=job.shop_id, title=form.cleaned_data["title"], profile=layout
            )
        start_import(
            job_id=job.pk,
            scope=request.scope,
            channel=form.cleaned_data["channel"],
            profile=layout,
            dry_run="try" in request.POST,
            now=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return _go(request, job)


def repeat(request: Any, shop: str, job_id: UUID) -> HttpResponse:
    """Import for real what was tried."""
    try:
        job = repeat_for_real(
            job_id=job_id, scope=request.scope, actor=request.actor, now=timezone.now()
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        job = import_job(request.scope, job_id)
    return _go(request, job)


def undo(request: Any, shop: str, job_id: UUID) -> HttpResponse:
    """Remove the orders of an import that nobody has touched."""
    try:
        undo_import(job_id=job_id, scope=request.scope, actor=request.actor, now=timezone.now())
        messages.success(request, _("The import is undone: its untouched orders are gone."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return _go(request, import_job(request.scope, job_id))


def progress(request: Any, shop: str, job_id: UUID) -> HttpResponse:
    """Answer with the part of the page that moves; the last answer asks for no more."""
    job = import_job(request.scope, job_id)
    return render(request, "cabinet/orders/_import.html", _shown(job))


def report(request: Any, shop: str, job_id: UUID, written_as: str) -> HttpResponseBase:
    """Send the report, row by row: CSV for a spreadsheet, JSON for a program."""
    job = import_job(request.scope, job_id)
    lines: Iterable[str] = _json_lines(job) if written_as == "json" else _csv_lines(job)
    kinds = {"json": "application/json", "csv": "text/csv; charset=utf-8"}
    response = StreamingHttpResponse(lines, content_type=kinds[written_as])
    response["Content-Disposition"] = f'attachment; filename="import-{job.pk}.{written_as}"'
    return response


def _upload(request: Any, values: dict[str, Any]) -> ImportJob:
    file = values["file"]
    return upload_file(
        shop_id=request.shop.id,
        channel=values["channel"],
        filename=file.name,
        chunks=file.chunks(),
        profile=GENERIC,
        actor=request.actor,
        now=timezone.now(),
        most=settings.UPLOAD_LIMIT_BYTES,
    )


def _layout_form(request: Any, job: ImportJob, data: Any = None) -> LayoutForm:
    asked = request.POST.get("profile") or request.GET.get("profile")
    profile = profile_by_code(job.shop_id, asked) if asked else _fitting(job)
    look = look_at(job, profile)
    initial = LayoutForm.initial_of(profile, job.channel_id)
    return LayoutForm(data, profile=profile, look=look, channels=_channels(), initial=initial)


def _fitting(job: ImportJob) -> Profile:
    header = tuple(column.heading for column in look_at(job, GENERIC).columns)
    return best_profile(profiles_of(job.shop_id), header)


def _layout_page(
    request: Any, job: ImportJob, form: LayoutForm | None = None, status: int = 200
) -> HttpResponse:
    form = form or _layout_form(request, job)
    dialect = form.look.dialect
    known = {
        "job": job,
        "form": form,
        "profiles": profiles_of(job.shop_id),
        "dialect": dialect,
        "encoding": ENCODINGS.get(dialect.encoding, dialect.encoding) if dialect else "",
        "delimiter": {"\t": "Tab"}.get(dialect.delimiter, dialect.delimiter) if dialect else "",
    }
    return render(request, "cabinet/orders/import_layout.html", known, status=status)


def _shown(job: ImportJob) -> dict[str, Any]:
    live = job.state in LIVE
    return {
        "job": job,
        "live": live,
        "done": job.rows_accepted + job.rows_refused,
        "refusals": [] if live else first_refusals(job),
        "codes": [] if live else refusal_counts(job),
        "kept": kept_orders(job) if job.state == ImportState.UNDONE else [],
        "nothing_new": job.orders_unchanged > 0 and job.orders_created == 0 and not live,
        "guests": job.flags.get("guest_buyer", 0),
        "unaddressed": job.flags.get("address_lacking", 0),
        "cut_off": job.flags.get("last_order_may_be_cut", 0),
    }


def _json_lines(job: ImportJob) -> Iterator[str]:
    head = {"import": str(job.pk), "file": job.filename, "profile": job.profile, **counts_of(job)}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "refused": ['
    comma = ""
    for refusal in refusals_of(job):
        yield comma + json.dumps(refusal, ensure_ascii=False)
        comma = ",\n"
    yield "]}\n"


def _csv_lines(job: ImportJob) -> Iterator[str]:
    yield "\ufeff" + _line(
        _("Rows"), _("Order"), _("Outcome"), _("Reason"), _("Column"), _("What to do"), _("Amount")
    )
    for row in rows_of(job):
        one = row.first_row == row.last_row
        yield _line(
            row.first_row if one else f"{row.first_row}–{row.last_row}",
            row.external_id,
            row.outcome,
            row.code,
            row.field,
            row.message,
            "" if row.amount is None else to_major(row.amount, job.currency),
            numbers={6},
        )


def _line(*cells: object, numbers: Iterable[int] = ()) -> str:
    out = io.StringIO()
    kept = set(numbers)
    safe = [str(c) if n in kept else harmless(c) for n, c in enumerate(cells)]
    csv.writer(out).writerow(safe)
    return out.getvalue()


def _channels() -> list[tuple[str, Any]]:
    return [(channel.code, channel.title) for channel in known_channels().values()]


def _go(request: Any, job: ImportJob) -> HttpResponse:
    return redirect("orders:import", shop=request.shop.slug, job_id=job.pk)
