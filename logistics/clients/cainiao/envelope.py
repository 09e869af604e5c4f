"""What the gateway answers, in whichever of its ways: JSON, its own XML, that of CN_WMS. Pure."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

YES = frozenset({"true", "y", "yes", "1", "success", "ok"})
NO = frozenset({"false", "n", "no", "0", "failure", "fail"})
_ZEROES = re.compile(r"S0*(\d{2})")


class NoEnvelope(ValueError):
    """The body is none of their answers; the text says why."""


@dataclass(frozen=True, slots=True)
class Said:
    """What they said: yes or no, with which code, in which words, and what came with it."""

    ok: bool
    code: str = ""
    words: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


def is_yes(told: Any) -> bool:
    """Read one of their ways to say yes or no. Raises NoEnvelope for anything else."""
    if isinstance(told, bool):
        return told
    word = str(told).strip().lower() if isinstance(told, str | int) else ""
    if word in YES:
        return True
    if word in NO:
        return False
    raise NoEnvelope("neither yes nor no")


def read_envelope(body: bytes) -> Said:
    """Return what an answer says. Raises NoEnvelope."""
    try:
        text = body.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise NoEnvelope("no UTF-8") from None
    return _from_xml(text) if text.startswith("<") else _from_json(text)


def _from_json(text: str) -> Said:
    try:
        told = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise NoEnvelope("no JSON") from None
    if not isinstance(told, dict):
        raise NoEnvelope("no object")
    inner = told.get("response")
    told = inner if isinstance(inner, dict) and "success" not in told else told
    said = _said(told)
    # `cnge.track.get` has a yes or no of its own inside.
    if said.ok and "success" in said.data and not is_yes(said.data["success"]):
        return _said(said.data)
    return said


def _said(told: Mapping[str, Any]) -> Said:
    verdict = told.get("success", told.get("flag"))
    data = told.get("data")
    return Said(
        is_yes(verdict),
        plain_code(_first(told, "errorCode", "code", "reason", "error_code")),
        _first(told, "errorMsg", "message", "errMsg", "error_msg", "reasonDesc"),
        data if isinstance(data, dict) else {},
    )


def _from_xml(text: str) -> Said:
    try:
        root = fromstring(text)
    except (ParseError, DefusedXmlException, ValueError, RecursionError):
        raise NoEnvelope("no XML") from None
    response = root if root.tag == "response" else root.find(".//response")
    if response is None:
        raise NoEnvelope("no response in the XML")
    return _said(_plain(response))


def _plain(element: Element) -> dict[str, Any]:
    """Return the children by name: texts, or objects where they have children of their own."""
    return {
        child.tag: _plain(child) if len(child) else (child.text or "").strip() for child in element
    }


def plain_code(told: str) -> str:
    """Return an error code as the table has it: bridges write S002 for S02."""
    found = _ZEROES.fullmatch(told.strip().upper())
    return f"S{found[1]}" if found else told.strip()


def _first(told: Mapping[str, Any], *names: str) -> str:
    found = (told.get(name) for name in names)
    return next(
        (str(one).strip() for one in found if one not in (None, "") and not isinstance(one, dict)),
        "",
    )


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number")
