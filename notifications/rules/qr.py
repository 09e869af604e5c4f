"""QR codes as pictures for our pages. Pure."""

from django.utils.safestring import SafeString, mark_safe
from zint import Symbol, Symbology

QUIET_ZONE = 4  # modules of white around a code


def qr_svg(text: str) -> SafeString:
    """Return a QR code of ``text`` as SVG in whole modules; it holds nothing but numbers."""
    symbol = Symbol()
    symbol.symbology = Symbology.QRCODE
    symbol.encode(text)
    symbol.buffer_vector()
    module = 2  # zint draws a module as two units
    squares = "".join(
        f"M{r.x / module:g} {r.y / module:g}h{r.width / module:g}v{r.height / module:g}"
        f"h-{r.width / module:g}z"
        for r in symbol.vector.rectangles
    )
    side = f"{symbol.vector.width / module + 2 * QUIET_ZONE:g}"
    return mark_safe(  # noqa: S308
        f'<svg viewBox="-{QUIET_ZONE} -{QUIET_ZONE} {side} {side}" width="208" height="208" '
        'role="img" aria-label="QR" shape-rendering="crispEdges">'
        f'<rect x="-{QUIET_ZONE}" y="-{QUIET_ZONE}" width="{side}" height="{side}" fill="#fff"/>'
        f'<path d="{squares}" fill="#000"/></svg>'
    )
