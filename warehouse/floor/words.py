"""What the floor's scripts say: one catalogue serves pages and scripts. Gaps are ``{named}``."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "ok": _("Right"),
    "wrong": _("Wrong"),
    "stop": _("STOP"),
    "kept": _("Kept until the network is back"),
    "kept_right": _("Right, kept until the network is back"),
    "not_expected": _("{code} is not among what is expected here."),
    "not_expected_title": _("Not this one"),
    "offline": _("No network: {count} kept here. Go on working."),
    "offline_idle": _("No network. Go on working: scans are kept here."),
    "sending": _("Sending {count} kept scans …"),
    "others": _("{count} scans of {who} wait here until that person signs in."),
    "needs_network": _("This needs the network. Try again when the amber bar is gone."),
    "no_memory": _("This device cannot keep scans: do not close the page until the bar is gone."),
    "press": _("Press Enter to go on"),
    "acknowledge": _("Read it, then press Enter or touch here"),
    "stopped_first": _("Confirm the red screen first."),
    "refused": _("This was not taken. Scan it again; if it happens again, call the lead."),
    "signed_out": _("Your session has ended. Sign in again: what you scanned is kept."),
    "fault": _("The fault is ours. The scan is kept and sent again."),
    "progress": _("{done} of {of}"),
    "undone": _("Taken back"),
    "conflicts": _("{count} of the kept scans were refused"),
    "conflicts_hint": _("Bring these parcels or goods to the lead, then confirm."),
    "sent_all": _("All kept scans are in"),
    "station_at": _("You stand at {station}"),
    "no_camera": _("This browser cannot read barcodes with its camera. Use the scanner."),
    "camera_refused": _("The camera may not be used here. Allow it in the browser's settings."),
    "print_failed": _("It did not print. Open it by hand: {url}"),
}
