"""Writing `requirements/*.txt`: every package with its hashes, and where from with none."""

from bootstrap import foreground
from bootstrap.errors import Trouble
from bootstrap.paths import ROOT, VENV, clean_environment
from bootstrap.progress import Progress

# No header, index or annotation: a lock says what is installed, not on whose machine it was made.
_OPTIONS = (
    "--generate-hashes",
    "--no-header",
    "--no-emit-index-url",
    "--no-annotate",
    "--python-version=3.11",
    "--quiet",
)


def write_locks(arguments: list[str], progress: Progress) -> int:
    """Compile every `.in` into its `.txt`; ``arguments`` go to uv, such as `--upgrade`."""
    for name in ("uv", "base", "embedded", "dev"):
        source, target = (ROOT / "requirements" / f"{name}.{kind}" for kind in ("in", "txt"))
        words = [str(VENV / "bin" / "uv"), "pip", "compile", *_OPTIONS, *arguments]
        with progress.step(f"Writing requirements/{target.name}"):
            code = foreground.run([*words, str(source), "--output-file", str(target)], _env())
            if code:
                raise Trouble(
                    f"uv could not compile requirements/{source.name}; it says why above."
                )
    return 0


def _env() -> dict[str, str]:
    return {**clean_environment(), "UV_SYSTEM_CERTS": "1"}
