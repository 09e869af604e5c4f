"""The QR code of our pages is, module by module, the one that the library would print."""

import re

import pytest
from zint import Symbol, Symbology

from notifications.rules.qr import QUIET_ZONE, qr_svg

LINK = "https://t.me/otgruz_demo_bot?start=ABCDEFGHJK"


def printed(text):
    symbol = Symbol()
    symbol.symbology = Symbology.QRCODE
    symbol.encode(text)
    symbol.buffer()
    picture, pixels = symbol.bitmap, 2
    side = picture.shape[0] // pixels
    return {
        (x, y) for y in range(side) for x in range(side) if picture[y * pixels, x * pixels, 0] == 0
    }, side


@pytest.mark.parametrize("text", [LINK, "x", "https://t.me/" + "y" * 200])
def test_every_module_is_where_it_belongs(text):
    svg = str(qr_svg(text))
    dark = set()
    for told in re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+z", svg):
        left, top, width, height = map(int, told)
        dark |= {(x, y) for x in range(left, left + width) for y in range(top, top + height)}
    modules, side = printed(text)
    assert dark == modules
    assert f'viewBox="-{QUIET_ZONE} -{QUIET_ZONE} {side + 8} {side + 8}"' in svg


def test_nothing_of_the_text_is_in_the_markup():
    assert "<script>" not in str(qr_svg("<script>alert(1)</script>"))
