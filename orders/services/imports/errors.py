"""What imports refuse."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict, NotFound, Refusal


class ImportNotFound(NotFound):
    """No such import in the caller's scope."""

    code = "import_not_found"

    def __init__(self) -> None:
        super().__init__(_("There is no such import in this shop."))


class ImportBusy(Conflict):
    """The import is not in a state in which this can be done."""

    code = "import_busy"

    def __init__(self, message: Any = "") -> None:
        super().__init__(message or _("This import has gone on: look at it anew."))


class FileRefused(Refusal):
    """Nothing of the file can be taken; ``reason`` in the details is the reader's code."""

    code = "file_refused"


class LeaseLost(Exception):
    """Another runner has taken the import over: stop, what it has not committed is undone."""
