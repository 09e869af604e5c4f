"""What only a lead of the warehouse does on the floor, and whom to ask instead."""

from typing import Any

from django.utils.translation import gettext as _

from kernel.errors import Refusal
from sellers.public import Role, people_of_platform
from warehouse.services.scanning import Scanned

NAMED = 3


class LeadsOnly(Refusal):
    """Somebody else than a lead tried what only a lead decides."""

    code = "leads_only"


def demand_lead(scanned: Scanned, why: Any) -> None:
    """Raise LeadsOnly, with ``why`` and the names of those to ask, unless a lead or an admin scans."""
    if not scanned.by_lead:
        raise LeadsOnly(f"{why} {_whom_to_ask()}", title=_("For a lead"))


def _whom_to_ask() -> str:
    leads = [one.name for one in people_of_platform(Role.WAREHOUSE_LEAD)[:NAMED]]
    if not leads:
        return _("Ask an administrator.")
    return _("Ask %(leads)s.") % {"leads": ", ".join(leads)}
