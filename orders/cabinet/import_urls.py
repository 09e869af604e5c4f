"""Routes of imports and replays."""

from django.urls import path, register_converter

from orders.cabinet import imports, replay
from orders.cabinet.converters import ExportForm


class ReportForm(ExportForm):
    """The formats of a report."""

    regex = "csv|json"


register_converter(ReportForm, "report_form")
IMPORT, REPLAY = "imports/<uuid:job_id>/", "replays/<uuid:run_id>/"
urlpatterns = [
    path("imports/", imports.imports, name="imports"),
    path(IMPORT, imports.import_page, name="import"),
    path(f"{IMPORT}start/", imports.start, name="import-start"),
    path(f"{IMPORT}repeat/", imports.repeat, name="import-repeat"),
    path(f"{IMPORT}undo/", imports.undo, name="import-undo"),
    path(f"{IMPORT}progress/", imports.progress, name="import-progress"),
    path(f"{IMPORT}report.<report_form:written_as>", imports.report, name="import-report"),
    path(f"{IMPORT}replay/", replay.start, name="replay-start"),
    path("replays/", replay.replays, name="replays"),
    path(REPLAY, replay.replay_page, name="replay"),
    path(f"{REPLAY}progress/", replay.progress, name="replay-progress"),
    path(f"{REPLAY}stop/", replay.stop, name="replay-stop"),
]
