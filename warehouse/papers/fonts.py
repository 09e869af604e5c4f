"""The letters papers are set in: shipped, so that every machine draws the same paper.

Noto Sans first: Noto Sans SC has Chinese and Russian letters, but no і, ї, є, ґ and no ₴. What neither has is
drawn as an empty box, and never takes the paper down.
"""

from functools import cache
from pathlib import Path

import typst

FOLDER = Path(__file__).parent / "typefaces"
FAMILIES = ("Noto Sans", "Noto Sans SC")


@cache
def typefaces() -> typst.Fonts:
    """Return the shipped typefaces and no other; read once a process."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)]
    )
