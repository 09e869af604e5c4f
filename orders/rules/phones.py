"""Phones as people write them, read into E.164 where they can be (R-004-48, C-30). Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

_SHORT_CUT = re.compile(r"\+[1-9]\d{6,14}")


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone: E.164 when it could be read, else as it came; ``ok`` when its country is served."""

    text: str
    ok: bool


def read_phone(written: str, served: Sequence[str], home: str = "") -> Phone:
    """Read ``written`` as dialled in ``home`` (ISO 3166) or else in the first country ``served``.

    A real number of a country that is not served is read, and not ok; with none named all are.
    """
    written = written.strip()
    if not written:
        return Phone("", False)
    if _SHORT_CUT.fullmatch(written):
        for country in served:
            if written.startswith(_prefix(country)) and _fits(country, written):
                return Phone(written, True)
    return _parse(written, tuple(served), home or (served[0] if served else ""))


def _parse(written: str, served: tuple[str, ...], home: str) -> Phone:
    try:
        number = phonenumbers.parse(written, home or None)
    except NumberParseException:
        return Phone(written, False)
    if not phonenumbers.is_valid_number(number):
        return Phone(written, False)
    text = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    region = phonenumbers.region_code_for_number(number)
    return Phone(text, not served or region in served)


@lru_cache(maxsize=512)
def _prefix(country: str) -> str:
    return f"+{phonenumbers.country_code_for_region(country)}"


@lru_cache(maxsize=512)
def _pattern(country: str) -> re.Pattern[str] | None:
    """The national numbers of a country that shares its code with no other; None when it does."""
    code = phonenumbers.country_code_for_region(country)
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(country)
    if metadata is None or len(phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(code, ())) != 1:
        return None
    kinds = ("fixed_line", "mobile", "voip", "personal_number", "uan", "toll_free")
    descriptions = (getattr(metadata, kind, None) for kind in kinds)
    patterns = [d.national_number_pattern for d in descriptions if d and d.national_number_pattern]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def _fits(country: str, written: str) -> bool:
    pattern = _pattern(country)
    return pattern is not None and bool(pattern.fullmatch(written[len(_prefix(country)) :]))
