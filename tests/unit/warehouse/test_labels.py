"""The label (R-002-19): whatever stands on it, it is drawn, and its barcode is read back.

``HOSTILE_LABELS`` says of how many nasty names; 1,000 of them make the promise of the issue.
"""

import base64
import binascii
import contextlib
import io
import os
import random
import re
import zlib
from itertools import pairwise

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from tests.factories.hostile import HOSTILE
from warehouse.papers.barcodes import code128, gs1_128
from warehouse.papers.label import LabelText, label_pdf, label_png, plain
from warehouse.papers.zpl import NotALabel, greys, zpl_of

NAMES = int(os.environ.get("HOSTILE_LABELS", "60"))


def text(**said):
    known = {
        "code": "OG0000001K",
        "number": "W-100023",
        "place": "1 / 2",
        "carrier": "Нова пошта",
        "sender": "Otgruz Fulfilment, Київ, вул. Складська, 1",
        "recipient": "Іван Ґудзь-Їжакевич",
        "phone": "+380671234567",
        "city": "UA Київ 01001",
        "address": "Відділення №12, вул. Хрещатик 22",
        "notes": "易碎",
    }
    return LabelText(**{**known, **said})


def read_png(png):
    return read(Image.open(io.BytesIO(png)))


def read_pdf(pdf):
    """Return what is read from its only page as a printer of 203 dpi draws it, dot for dot."""
    with contextlib.closing(pypdfium2.PdfDocument(pdf)) as paper:
        [page] = paper
        drawn = page.render(scale=(800 - 0.5) / page.get_width(), grayscale=True)  # rounded up
        return read(drawn.to_pil())


def read(picture):
    assert picture.size == (800, 1200)
    # Of one kind, as scanners at the stations are set: among a thousand nasty names one looks like a DataBar.
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.Code128)
    return [one.text for one in found]


def hostile(number):
    """Return one of any number of nasty names, the same each time."""
    drawn = random.Random(number)
    words = [drawn.choice(HOSTILE) for _ in range(drawn.randint(1, 4))]
    odd = "".join(
        chr(drawn.choice([0x20, 0x300, 0x430, 0x4E00, 0x1F600, 0xE0]) + drawn.randint(0, 90))
        for _ in range(drawn.randint(0, 60))
    )
    typst = drawn.choice(['#read("/etc/passwd")', "$ x $", "#panic()", "*_`", "\\", "]]}}", '"'])
    return " ".join([*words, odd, typst]) * drawn.choice([1, 1, 1, 20])


@pytest.mark.parametrize("part", range(4))
def test_hostile_names_are_drawn_and_every_barcode_is_read(part):
    for number in range(part, NAMES, 4):
        code = f"OG{number:08}X"
        name = hostile(number)
        label = text(code=code, recipient=name, address=name, city=name, carrier=name, number=name,
                     sender=name, notes=name, phone=name)  # fmt: skip
        seen = (number, read_png(label_png(label)), read_pdf(label_pdf(label)))
        assert seen == (number, [code], [code])


def test_letters_of_all_four_languages_are_drawn():
    """A letter without a shape would be an empty box, alike for all: these all differ."""
    shapes = {
        letter: label_png(
            text(recipient=letter, city="", address="", notes="", carrier="", sender="")
        )
        for letter in "іїєґІЇЄҐыъэё₴№王耳机易é"
    }
    assert len(set(shapes.values())) == len(shapes)


def test_a_label_is_the_same_bytes_each_time_and_a_pdf_of_its_size():
    assert label_png(text()) == label_png(text())
    pdf = label_pdf(text())
    assert (pdf, pdf[:5]) == (label_pdf(text()), b"%PDF-")


@pytest.mark.parametrize("code", ["A", "20450000123456", "OG-123456789-123456789-123"])
def test_bars_are_whole_dots_with_quiet_zones(code):
    dark = greys(label_png(text(code=code)))[1000] < 128
    edges = [n for n in range(1, 800) if dark[n] != dark[n - 1]]
    runs = [after - before for before, after in pairwise(edges)]
    module = min(runs)
    assert module in (2, 3, 4)
    assert all(run % module == 0 for run in runs)
    assert min(edges[0], 800 - edges[-1]) >= 10 * module


def test_what_no_barcode_can_hold_is_refused():
    for bad in ("", "Ж", "a\nb"):
        with pytest.raises(ValueError, match="barcode"):
            code128(bad)
    with pytest.raises(ValueError, match="checksum"):
        gs1_128("[00]140123450000000018")
    with pytest.raises(ValueError, match="fit across"):
        label_png(text(code="X" * 60))


def test_zpl_prints_the_picture_dot_for_dot():
    png = label_png(text())
    found = re.fullmatch(
        rb"\^XA\^PW800\^LL1200\^FO0,0\^GFA,(\d+),\1,100,:Z64:([^:]+):([0-9A-F]{4})\^FS\^XZ",
        zpl_of(png),
    )
    packed = found[2]
    rows = zlib.decompress(base64.b64decode(packed))
    assert (int(found[3], 16), int(found[1])) == (binascii.crc_hqx(packed, 0), len(rows))
    picture = Image.open(io.BytesIO(png)).convert("L").point(lambda grey: 255 * (grey < 128))
    assert rows == picture.convert("1").tobytes()


def test_zpl_is_made_of_our_pictures_only():
    other = io.BytesIO()
    Image.new("L", (8, 8)).save(other, "PNG")
    with pytest.raises(NotALabel):
        zpl_of(other.getvalue())


def test_marks_of_direction_and_control_are_not_on_a_label():
    assert plain("a\r\nb\u202ec\x00d") == "a  bc d"
    assert plain("x" * 40).split("\u200b") == ["x" * 18, "x" * 18, "xxxx"]
