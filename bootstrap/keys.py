"""Secrets made once for one state folder."""

import json
import secrets
from pathlib import Path


def keys_of(folder: Path) -> dict[str, str]:
    """Return the folder's own secrets, made at the first call and readable by its owner only."""
    file = folder / "keys.json"
    try:
        return dict(json.loads(file.read_text()))
    except (OSError, ValueError):
        made = {name: secrets.token_urlsafe(48) for name in ("django", "valkey", "telegram")}
        folder.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        file.touch(mode=0o600)
        file.write_text(json.dumps(made))
        return made
