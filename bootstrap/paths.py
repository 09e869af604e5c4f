"""Where things lie, and what of our own environment the children may see."""

import os
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = Path(os.environ.get("OTGRUZ_VENV") or ROOT / ".venv")
VAR = Path(os.environ.get("OTGRUZ_VAR") or ROOT / "var")
PYTHON = VENV / "bin" / "python"

# They would make every process recompile, or lead it to another project's modules.
_UNWANTED = (
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONHOME",
    "PYTHONPATH",
    "PYTHONSAFEPATH",
    "PYTHONUNBUFFERED",
    "VIRTUAL_ENV",
    "DJANGO_SETTINGS_MODULE",
)


def clean_environment() -> dict[str, str]:
    """Return our environment as a child should see it, with nobody's Python settings."""
    kept = {name: value for name, value in os.environ.items() if name not in _UNWANTED}
    path = os.pathsep.join([str(VENV / "bin"), kept.get("PATH", os.defpath)])
    return {**kept, "PATH": path}


def scratch_folder() -> Path:
    """Make a short-named folder that every user may enter: sockets allow 107 bytes of path."""
    base = tempfile.gettempdir()
    folder = Path(tempfile.mkdtemp(prefix="otgruz-", dir=base if len(base) < 60 else "/tmp"))
    folder.chmod(0o755)
    return folder
