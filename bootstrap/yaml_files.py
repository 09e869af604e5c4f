"""Whether every YAML file of ours can be read. Runs inside the venv."""

import sys
from pathlib import Path

import yaml

from bootstrap.paths import ROOT

_SKIPPED = {".venv", ".git", "var", "node_modules"}


def yaml_files(root: Path = ROOT) -> list[Path]:
    """Return the YAML files of the checkout, not those of its tools."""
    entries = [entry for entry in root.iterdir() if entry.name not in _SKIPPED]
    below = [file for entry in entries if entry.is_dir() for file in entry.rglob("*")]
    files = [file for file in [*entries, *below] if file.suffix in {".yml", ".yaml"}]
    return sorted(file for file in files if file.is_file())


def complaints(files: list[Path]) -> list[str]:
    """Return one line for each file that is no YAML."""
    found = []
    for file in files:
        try:
            list(yaml.safe_load_all(file.read_text("utf-8")))
        except yaml.YAMLError as error:
            found.append(f"{file}: {error}")
    return found


if __name__ == "__main__":
    sys.exit("\n".join(complaints(yaml_files())) or 0)
