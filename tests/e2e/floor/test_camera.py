"""A phone's camera as the second way: what has no reader of its own loads ours, under our policy."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

READ = """async () => {
  const picture = document.createElement("canvas");
  Object.assign(picture, {width: 900, height: 300});
  const ink = picture.getContext("2d");
  ink.fillStyle = "#fff";
  ink.fillRect(0, 0, 900, 300);
  ink.fillStyle = "#000";
  for (const [start, width] of BARS) ink.fillRect(40 + start * 4, 40, width * 4, 200);
  const read = await window.floor.reader();
  return [await read(picture), Boolean(window.ZXingWASM)];
}"""


def test_a_barcode_is_read_from_a_picture_without_a_reader_in_the_browser(hands):
    from warehouse.papers.barcodes import code128

    complaints = []
    hands.page.on("console", lambda said: complaints.append(said.text))
    hands.go("palletise/")
    hands.page.evaluate("delete window.BarcodeDetector")
    bars = [list(bar) for bar in code128("OG-00042-7").bars]
    assert hands.page.evaluate(READ.replace("BARS", str(bars))) == ["OG-00042-7", True]
    assert [said for said in complaints if "Content Security Policy" in said] == []
