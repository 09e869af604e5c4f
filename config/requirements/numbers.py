"""Requirement numbers as people write them in running text, and as names of functions spell them. Pure."""

import re
from collections.abc import Iterator

_FIRST = re.compile(r"(?<![\w-])(?P<family>R-\d+|D)-(?P<number>\d+b?)(?!\w)")
# A list or a range may run on over the end of a line, also of a comment's.
_GAP = r"[\s#]*"
_LAST = re.compile(
    rf"{_GAP}(?:\.\.\.?|…|–){_GAP}(?:(?P<family>R-\d+|D)-|-)?(?P<number>\d\d+)(?![\w-])"
)
_NEXT = re.compile(rf"{_GAP}(?:[,/]|,?\s+and\b){_GAP}-(?P<number>\d\d+b?)(?![\w-])")
_SPELT = re.compile(r"(?<![a-z0-9])(r_\d{3}|d)_(\d{2}b?)(?![a-z0-9])")


def mentions(text: str) -> Iterator[tuple[str, int]]:
    """Yield (number, offset) for each one named in ``text``; those of a list or range share an offset.

    Understood are a full number (family, dash, two digits, perhaps a b), after it further ones of the same
    family (``, -23``, ``/-23``, ``and -23``), and ranges up to a last one (``..-23``).
    """
    end = 0
    while first := _FIRST.search(text, end):
        found, end = _run(text, first)
        for number in found:
            yield f"{first['family']}-{number}", first.start()


def _run(text: str, first: re.Match[str]) -> tuple[list[str], int]:
    """Return the one found with those of its family that go on from it, and where they end."""
    found, end = [first["number"]], first.end()
    while True:
        if (last := _LAST.match(text, end)) and last["family"] in {None, first["family"]}:
            found += _between(found[-1], last["number"])
            end = last.end()
        elif following := _NEXT.match(text, end):
            found.append(following["number"])
            end = following.end()
        else:
            return found, end


def _between(first: str, last: str) -> Iterator[str]:
    """Yield what follows ``first`` up to and with ``last``; a range backwards is only its ends."""
    start = int(first.rstrip("b")) + 1
    for number in range(min(start, int(last)), int(last) + 1):
        yield f"{number:0{len(last)}}"


def named_in(text: str) -> set[str]:
    """Return the numbers that ``text`` names."""
    return {number for number, _ in mentions(text)}


def spelt_in(name: str) -> set[str]:
    """Return the numbers that the name of a function or class spells: ``r_nnn_nn`` or ``d_nn``."""
    return {
        f"{family.upper().replace('_', '-')}-{number.lower()}"
        for family, number in _SPELT.findall(name.lower())
    }
