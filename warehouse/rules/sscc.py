"""The number of a pallet: an SSCC-18 of GS1, told from every other pallet's in the world (R-002-22).

Extension digit, company prefix (7 to 10 digits), serial number, check digit: 18 digits in all.
"""

BODY = 17  # digits before the check digit
APPLICATION = "00"  # what a GS1-128 barcode says before an SSCC


class OutOfNumbers(ValueError):
    """The company prefix has no serial number left."""


def sscc(prefix: str, serial: int) -> str:
    """Return the SSCC of a pallet. Raises OutOfNumbers; the extension digit counts on past the serials."""
    width = BODY - 1 - len(prefix)
    extension, rest = divmod(serial, 10**width)
    if not (prefix.isascii() and prefix.isdigit() and 7 <= len(prefix) <= 10) or extension > 9:
        raise OutOfNumbers(f"No SSCC of {prefix!r} and {serial}.")
    body = f"{extension}{prefix}{rest:0{width}}"
    return body + check_digit(body)


def check_digit(body: str) -> str:
    """Return the digit that makes the weighted sum (3 and 1 by turns, 3 last) a multiple of ten."""
    weighted = sum(int(d) * (3 if n % 2 == 0 else 1) for n, d in enumerate(reversed(body)))
    return str(-weighted % 10)


def sscc_in(code: str) -> str:
    """Return the SSCC that a scan holds, bare or as GS1-128, or nothing when it holds none."""
    digits = code.replace("(00)", APPLICATION, 1) if code.startswith("(00)") else code
    if len(digits) == BODY + 3 and digits.startswith(APPLICATION):
        digits = digits[len(APPLICATION) :]
    right = len(digits) == BODY + 1 and digits.isascii() and digits.isdigit()
    return digits if right and check_digit(digits[:BODY]) == digits[BODY] else ""
