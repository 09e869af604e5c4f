"""What is checked without running a test: form, types, borders, migrations, schema, deployment."""

import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bootstrap import foreground, interrupts
from bootstrap.paths import ROOT, VENV
from bootstrap.progress import Progress

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_NOT_TYPED = {"tests"}


@dataclass(frozen=True)
class Check:
    """One program of the venv that ends with 0 when all is well."""

    name: str
    program: str
    arguments: tuple[str, ...]

    @property
    def command(self) -> list[str]:
        """The words to run."""
        return [str(VENV / "bin" / self.program), *self.arguments]


def static_checks() -> list[Check]:
    """Return the checks, the quick and frequent complaints first."""
    schema = ("spectacular", "--validate", "--fail-on-warn", "--file", os.devnull)
    compose = ("--builtin-schema=vendor.compose-spec", "docker-compose.yml")
    return [
        Check("format", "ruff", ("format", "--check", "--quiet", ".")),
        Check("lint", "ruff", ("check", "--quiet", ".")),
        Check("borders between apps", "lint-imports", ("--no-cache",)),
        Check("types", "mypy", tuple(packages())),
        _manage("settings", "check"),
        _manage("migrations", "makemigrations", "--check", "--dry-run"),
        _manage("API schema", *schema),
        Check("compose file", "check-jsonschema", compose),
        Check("image", "hadolint", ("Dockerfile",)),
        Check("YAML", "python", ("-m", "bootstrap.yaml_files")),
        Check("translations", "python", ("-m", "bootstrap.catalogues")),
    ]


def _manage(name: str, *arguments: str) -> Check:
    return Check(name, "python", ("manage.py", *arguments))


def packages() -> list[str]:
    """Return our top-level packages that are typed."""
    found = {init.parent.name for init in ROOT.glob("*/__init__.py")}
    return sorted(found - _NOT_TYPED)


def run_checks(checks: Iterable[Check], env: Mapping[str, str], progress: Progress) -> list[str]:
    """Run every check, whatever the others said; return the names of those that failed."""
    failed = []
    for check in checks:
        interrupts.check()
        if not _passes(check, env, progress):
            failed.append(check.name)
    return failed


def _passes(check: Check, env: Mapping[str, str], progress: Progress) -> bool:
    """Run one check; what it says is shown only when it complains."""
    with tempfile.TemporaryFile() as said:
        with progress.step(check.name) as step:
            code = foreground.run(check.command, env, output=said, errors=said)
            step.failed = code != 0
        if code:
            said.seek(0)
            progress.line(said.read().decode(errors="replace"))
    return code == 0


def browser() -> str | None:
    """Return the Chromium that CHROMIUM names or that is on PATH."""
    candidates = [os.environ.get("CHROMIUM", ""), *_BROWSERS]
    return next((found for name in candidates if name and (found := shutil.which(name))), None)
