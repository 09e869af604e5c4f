"""A label as Cainiao gives it: a small PDF in base64, the same for the same parcel at any time."""

import base64

WIDTH, HEIGHT = 283, 425  # points: 100 x 150 mm


def label_of(tracking: str, order_code: str) -> str:
    """Return the PDF of a label in base64."""
    return base64.b64encode(pdf(tracking, order_code)).decode()


def pdf(tracking: str, order_code: str) -> bytes:
    """Return the PDF itself: the number in large type, and beside it their code."""
    drawn = (
        f"BT /F1 12 Tf 20 390 Td (CAINIAO  STANDARD) Tj ET\n"
        f"BT /F1 24 Tf 20 220 Td ({tracking}) Tj ET\n"
        f"BT /F1 10 Tf 20 190 Td ({order_code}) Tj ET\n"
        f"{_bars(tracking)}"
    )
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>",
    ]
    return _file(parts)


def _bars(text: str) -> str:
    """Return a barcode in Code 39: each letter is nine bars and gaps, three of them wide."""
    at, drawn = 14.0, ["0 0 0 rg"]
    for letter in f"*{text}*":
        for n, width in enumerate(CODE_39[letter]):
            points = 2.2 if width == "w" else 0.9
            if n % 2 == 0:
                drawn.append(f"{at:.2f} 260 {points} 90 re f")
            at += points
        at += 0.9
    return "\n".join(drawn)


def _file(parts: list[str]) -> bytes:
    body, places = b"%PDF-1.4\n", []
    for n, part in enumerate(parts, 1):
        places.append(len(body))
        body += f"{n} 0 obj\n{part}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    return body + (
        f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{table}"
        f"trailer << /Size {len(parts) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    ).encode("latin-1")


CODE_39 = {
    "0": "nnnwwnwnn", "1": "wnnwnnnnw", "2": "nnwwnnnnw", "3": "wnwwnnnnn", "4": "nnnwwnnnw",
    "5": "wnnwwnnnn", "6": "nnwwwnnnn", "7": "nnnwnnwnw", "8": "wnnwnnwnn", "9": "nnwwnnwnn",
    "C": "wnwnnwnnn", "N": "nnnnwnnww", "R": "wnnnnnwwn", "S": "nnwnnnwwn", "*": "nwnnwnwnn",
}  # fmt: skip
