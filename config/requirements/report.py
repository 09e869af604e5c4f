"""Each requirement with its claims, tests and pages; what is claimed and not proven; what does not exist."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from config.requirements.claims import Places, documents, named_where, product_files
from config.requirements.pages import pages
from config.requirements.proofs import proofs, said_by_tests

REGISTER = Path("docs") / "requirements.toml"


class SourceMissing(RuntimeError):
    """This copy of Otgruz is not a source checkout: there is nothing to read tests from."""


@dataclass(frozen=True)
class Row:
    """One requirement. Places of claims are ``path:line``, tests are pytest's ids, pages ``name /path``."""

    id: str
    title: str
    claimed: list[str]
    tests: list[str]
    pages: list[str]

    @property
    def family(self) -> str:
        """The document it comes from, as its number begins."""
        return self.id.rpartition("-")[0]

    @property
    def counts(self) -> bool:
        """Tell whether it is one of the documents' own: no second side, no foundation."""
        return self.id.startswith("R-") and not self.id.endswith("b")


@dataclass(frozen=True)
class Report:
    """All requirements in the order of their numbers, and numbers named that do not exist."""

    documents: dict[str, str]
    rows: list[Row]
    unknown: Places

    @property
    def unproven(self) -> list[Row]:
        """Those that product code claims and no test names."""
        return [row for row in self.rows if row.claimed and not row.tests]

    def complaints(self) -> Iterator[str]:
        """Yield one line for each thing that must be mended; nothing when all is well."""
        for row in self.unproven:
            yield f"{row.id} ({row.title}) has no test, and is claimed at {', '.join(row.claimed)}"
        for number, places in self.unknown.items():
            yield f"{number} is no requirement, and is named at {', '.join(places)}"


def report(root: Path) -> Report:
    """Read the checkout at ``root``. Raises SourceMissing where tests or register are not there."""
    if not (root / "tests").is_dir() or not (root / REGISTER).is_file():
        raise SourceMissing(
            "This copy of Otgruz has no tests/ and docs/: production images are built without them. "
            "Run it from a checkout of the source: ./dev manage requirements"
        )
    register = tomllib.loads((root / REGISTER).read_text(encoding="utf-8"))
    claims, tests = named_where(root, product_files(root)), proofs(root)
    served = pages(root / "templates")
    rows = [
        Row(n, title, claims.get(n, []), tests.get(n, []), served.get(n, []))
        for n, title in register["numbers"].items()
    ]
    said = (claims, tests, said_by_tests(root), named_where(root, documents(root)))
    return Report(register["documents"], rows, _unknown({row.id for row in rows}, *said))


def _unknown(known: set[str], *said: Places) -> Places:
    found: Places = {}
    for places in said:
        for number in sorted(places.keys() - known):
            found.setdefault(number, []).extend(places[number])
    return found


def as_table(found: Report) -> Iterator[str]:
    """Yield the lines of the readable form: by document, then what is still without a test."""
    for family, rows in groupby(found.rows, key=lambda row: row.family):
        yield f"{family}  {found.documents[family]}"
        yield "  number      tests  pages"
        for row in rows:
            yield from _lines(row)
        yield ""
    yield from _totals(found)


def _lines(row: Row) -> Iterator[str]:
    claimed = "" if row.tests or not row.claimed else "  CLAIMED WITHOUT A TEST"
    yield f"  {row.id:<10} {len(row.tests):>6} {len(row.pages):>6}  {row.title}{claimed}"
    yield from (f"{'':29}{test}" for test in row.tests)
    yield from (f"{'':29}page {page}" for page in row.pages)


def _totals(found: Report) -> Iterator[str]:
    counted = [row for row in found.rows if row.counts]
    for family, group in groupby(counted, key=lambda row: row.family):
        rows = list(group)
        without = [row.id.rpartition("-")[2] for row in rows if not row.tests]
        rest = f"; still without: {', '.join(without)}" if without else ""
        yield f"{family}: {len(rows) - len(without)} of {len(rows)} have tests{rest}"
    tested = sum(1 for row in counted if row.tests)
    without = [row.id for row in counted if not row.tests]
    rest = f"; still without: {', '.join(without)}" if without else ""
    served = sum(1 for row in counted if row.pages)
    yield f"{served} of {len(counted)} have pages"
    yield f"{tested} of {len(counted)} have tests{rest}"
