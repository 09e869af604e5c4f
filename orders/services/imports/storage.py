"""Where files of imports are kept: under our own names, never under those that people gave (I5)."""

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal
from orders.models import ImportJob
from orders.rules.files.faults import UNPACKED_MOST

CHUNK = 1 << 20
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\\/:*?\"<>|]+")


class FileTooLarge(Refusal):
    """The file is larger than we take."""

    code = "file_too_large"
    status = 413


def keep(
    job_id: UUID, chunks: Iterable[bytes], *, most: int = UNPACKED_MOST
) -> tuple[Path, str, int]:
    """Write the file of a job and return where it is, its SHA-256 and its size. Raises FileTooLarge."""
    path = folder() / f"{job_id}.bin"
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("wb") as kept:
            for chunk in chunks:
                size += len(chunk)
                if size > most:
                    message = _("The file is larger than %(most)d MB: split it and send the parts.")
                    raise FileTooLarge(message % {"most": most // 1_000_000}, field="file")
                digest.update(chunk)
                kept.write(chunk)
            kept.flush()
            os.fsync(kept.fileno())
    except FileTooLarge:
        path.unlink(missing_ok=True)
        raise
    return path, digest.hexdigest(), size


def folder() -> Path:
    """Return the folder of kept files, made when it is not there."""
    place = Path(settings.MEDIA_ROOT) / "imports"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def path_of(job: ImportJob) -> Path:
    """Return where the file of ``job`` is."""
    return folder() / job.path


def shown_name(name: str) -> str:
    """Return a file name fit to be shown: its last part, without what could mislead, cut."""
    plain = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    plain = _UNSAFE.sub(" ", plain.encode("utf-8", "replace").decode()).strip(" .")
    return plain[-120:] or "file"


def chunks_of(path: Path) -> Iterable[bytes]:
    """Yield the bytes of a file in pieces."""
    with path.open("rb") as source:
        while chunk := source.read(CHUNK):
            yield chunk


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    digest = hashlib.sha256()
    for chunk in chunks_of(path):
        digest.update(chunk)
    return digest.hexdigest()
