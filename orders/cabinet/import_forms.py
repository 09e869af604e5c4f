"""What an import asks: the file, and how it is laid out."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.rules.files.charsets import KNOWN
from orders.rules.files.fields import FIELDS
from orders.rules.files.moments import FORMATS
from orders.rules.files.profiles import Profile, faults_of_profile
from orders.rules.intake import CURRENCIES
from orders.services.imports.looking import Look
from orders.states import DeliveryMethod

ENCODINGS = {
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "cp1251": "Windows-1251",
    "gb18030": "GB 18030",
    "cp1252": "Windows-1252",
}


class UploadForm(forms.Form):
    """A file and where its orders were sold."""

    file = forms.FileField(
        label=_("File of orders"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )
    channel = forms.ChoiceField(label=_("Sold on"))

    def __init__(self, *args: Any, channels: Iterable[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = list(channels)  # type: ignore[attr-defined]


class LayoutForm(forms.Form):
    """How the file is laid out; the columns are fields ``column-0``, ``column-1`` and on."""

    channel = forms.ChoiceField(label=_("Sold on"))
    currency = forms.ChoiceField(
        label=_("Currency"), help_text=_("Where no column says another one.")
    )
    paid = forms.ChoiceField(
        label=_("Payment"),
        choices=[
            ("placed", _("Paid when ordered")),
            ("column", _("Only where a column says so")),
            ("never", _("Not paid yet")),
        ],
        help_text=_("An order that is not paid waits without a clock."),
    )
    method = forms.ChoiceField(
        label=_("Way of delivery"),
        choices=DeliveryMethod.choices,
        help_text=_("Where no column says another one."),
    )
    decimal = forms.ChoiceField(
        label=_("Decimal sign"),
        required=False,
        choices=[("", _("Told from the file")), (",", "1 234,50"), (".", "1,234.50")],
    )
    formats = forms.CharField(
        label=_("Dates are written"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control mono"}),
        help_text=_("One way a line: %d day, %m month, %Y year, %y of two digits, %H:%M time."),
    )
    zone = forms.CharField(
        label=_("Time zone of the dates"),
        max_length=64,
        required=False,
        help_text=_("Empty: yours."),
    )
    encoding = forms.ChoiceField(label=_("Encoding"), required=False)
    title = forms.CharField(
        label=_("Keep this layout as"),
        max_length=120,
        required=False,
        help_text=_("Next time it is chosen by itself when the headings are the same."),
    )

    def __init__(
        self,
        *args: Any,
        profile: Profile,
        look: Look,
        channels: Iterable[tuple[str, Any]],
        **kwargs: Any,
    ) -> None:
        self.profile, self.look = profile, look
        super().__init__(*args, **kwargs)
        currencies = [(code, code) for code in sorted(CURRENCIES)]
        self._choose("channel", list(channels))
        self._choose("currency", [("", _("The shop's own")), *currencies])
        self.fields["currency"].required = False
        known = [(name, ENCODINGS[name]) for name in KNOWN]
        self._choose("encoding", [("", _("Told from the file")), *known])
        meanings = [("", _("not used")), *((field.name, field.title) for field in FIELDS)]
        for number, column in enumerate(look.columns):
            self.fields[f"column-{number}"] = forms.ChoiceField(
                label=column.heading, choices=meanings, required=False, initial=column.field
            )

    def _choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(profile: Profile, channel: str) -> dict[str, Any]:
        """Return what the form shows at first."""
        return {
            "channel": channel,
            "currency": profile.currency,
            "paid": profile.paid,
            "method": profile.method,
            "decimal": profile.decimal,
            "formats": "\n".join(profile.formats),
            "zone": profile.zone,
            "encoding": profile.encoding,
        }

    def columns(self) -> Iterable[tuple[Any, forms.BoundField]]:
        """Yield each column of the file with the field that says what it means."""
        for number, column in enumerate(self.look.columns):
            yield column, self[f"column-{number}"]

    def clean(self) -> dict[str, Any]:
        """Refuse a layout that makes no sense, by the field that does not."""
        values = super().clean() or self.cleaned_data
        chosen = [values.get(f"column-{n}", "") for n in range(len(self.look.columns))]
        for number, name in enumerate(chosen):
            if name and chosen.index(name) != number:
                self.add_error(f"column-{number}", _("Another column means this already."))
        missing = [field for field in FIELDS if field.required and field.name not in chosen]
        if missing:
            names = ", ".join(str(field.title) for field in missing)
            self.add_error(None, _("Say which column holds: %(names)s.") % {"names": names})
        if not self.errors:
            for name, message in faults_of_profile(self.layout()).items():
                self.add_error(name if name in self.fields else None, message)
        return values

    def layout(self) -> Profile:
        """Return the profile as the form has it; its rules of rows are those of the profile chosen."""
        values = self.cleaned_data
        columns = {
            values[f"column-{number}"]: column.heading
            for number, column in enumerate(self.look.columns)
            if values.get(f"column-{number}")
        }
        formats = tuple(line.strip() for line in values["formats"].splitlines() if line.strip())
        return replace(
            self.profile,
            columns=columns,
            currency=values["currency"],
            paid=values["paid"],
            method=values["method"],
            decimal=values["decimal"],
            formats=formats or FORMATS,
            zone=values["zone"].strip(),
            encoding=values["encoding"],
        )
