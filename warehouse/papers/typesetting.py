"""Set a paper: a typst template of this folder, plain values, and bytes come out.

Values go in as JSON and stay text, whatever is written in them. A template begins with
``#let it = json(bytes(sys.inputs.data))`` and sets its font to ``it.fonts``.
"""

import json
import threading
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from warehouse.papers.fonts import FAMILIES, typefaces

HERE = Path(__file__).parent
DOTS_PER_INCH = 203.2  # of a label printer: 8 dots a millimetre
_own = threading.local()


def compile(
    template: str,
    data: Mapping[str, Any],
    fmt: str = "pdf",
    *,
    ppi: float = DOTS_PER_INCH,
    at: datetime | None = None,
) -> bytes:
    """Return ``template`` ("label.typ") filled with ``data`` as "pdf", or as "png" of its only page.

    The same values and ``at`` give the same bytes.
    """
    made = _compiler(template).compile(
        format=fmt,  # type: ignore[arg-type]
        ppi=ppi,
        sys_inputs={"data": json.dumps({**data, "fonts": FAMILIES}, default=str)},
        timestamp=int(at.timestamp()) if at else 0,
    )
    if not isinstance(made, bytes):
        raise TypeError(f"{template} has more than one page: ask for a PDF.")
    return made


def compile_with_files(
    template: str, data: Mapping[str, Any], files: Mapping[str, bytes], *, at: datetime
) -> bytes:
    """Return a PDF of ``template`` that shows ``files`` ("1.png") by their names. Raises TypstError.

    They lie in a folder of their own while it is set: pictures do not travel well as text.
    """
    with TemporaryDirectory() as folder:
        place = Path(folder)
        for name, content in {template: (HERE / template).read_bytes(), **files}.items():
            (place / name).write_bytes(content)
        made = typst.compile(
            str(place / template),
            root=folder,
            font_paths=typefaces(),
            sys_inputs={"data": json.dumps({**data, "fonts": FAMILIES}, default=str)},
            timestamp=int(at.timestamp()),
        )
    assert isinstance(made, bytes), "a PDF is one file"
    return made


def _compiler(template: str) -> typst.Compiler:
    """Return this thread's compiler: one that two threads share refuses the second."""
    kept: dict[str, typst.Compiler] = _own.__dict__.setdefault("compilers", {})
    if template not in kept:
        kept[template] = typst.Compiler(
            str(HERE / template), root=str(HERE), font_paths=typefaces()
        )
    return kept[template]
