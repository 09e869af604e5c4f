"""Files of orders for tests, with the dirt of the real ones; the data are made up here."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

UCI_HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
DIRTY_ROWS = (
    "700001,20001A,ENAMEL MUG BLUE,6,12/1/10 8:26,2.55,17001,United Kingdom",
    "700001,20002,ENAMEL MUG WHITE,6,12/1/10 8:26,3.39,17001,United Kingdom",
    "700001,20002,ENAMEL MUG WHITE,6,12/1/10 8:26,3.39,17001,United Kingdom",  # a like line
    "700002,20003,TIN TRAY,2,12/1/10 8:34,7.65,,United Kingdom",  # a guest
    "700003,POST,POSTAGE,3,12/1/10 8:45,18,12001,France",
    "700003,20004,PAPER LANTERN,24,12/1/10 8:45,3.75,12001,France",
    "C700004,D,Discount,-1,12/1/10 9:41,27.5,14001,United Kingdom",
    "C700005,20001A,ENAMEL MUG BLUE,-2,12/1/10 9:49,2.55,17001,United Kingdom",
    "700006,20005,,56,12/1/10 11:52,0,,United Kingdom",  # corrects stock
    "700007,20005,,-10,12/1/10 16:50,0,,United Kingdom",
    "700008,M,Manual,1,12/1/10 15:35,1.25,16001,United Kingdom",
    "700008,20006,CAKE STAND,1,12/1/10 15:35,10.95,16001,United Kingdom",
    "700008,DOT,DOTCOM POSTAGE,1,12/1/10 15:35,569.77,16001,United Kingdom",
    "700009,BANK CHARGES,Bank Charges,1,12/2/10 15:08,15,15001,United Kingdom",
    "700010,C2,CARRIAGE,1,12/2/10 15:30,50,14002,EIRE",
    "700010,20007,GARDEN TWINE,1,12/2/10 15:30,0,14002,EIRE",  # free, in an order with others
    "700010,20008,GARDEN GLOVES,2,12/2/10 15:31,1.65,14002,EIRE",  # a minute later
    "700",
)
DIRTY_COUNTS = {
    "rows_read": 18,
    "rows_accepted": 11,
    "rows_refused": 7,
    "orders_created": 5,
    "orders_unchanged": 0,
    "amount_accepted": 1530 + 2034 * 2 + 1530 + 5400 + 9000 + 1095 + 56977 + 5000 + 0 + 330,
    "amount_refused": -2750 - 510 + 0 + 0 + 125 + 1500,
}


def dirty_file(folder: Path) -> Path:
    """Write a small file with every kind of dirt of the real week, classic-Mac line ends included."""
    path = folder / "week.csv"
    path.write_bytes("\r".join([UCI_HEADER, *DIRTY_ROWS]).encode())
    return path


def generic_lines(orders: int, lines: int = 3) -> Iterator[str]:
    """Yield the lines of a clean file of ``orders`` times ``lines`` rows, header first."""
    yield "Order,Date,SKU,Name,Qty,Price,Buyer,Phone,City,Delivery method,Branch"
    for number in range(orders):
        for line in range(lines):
            yield (
                f"G-{number:06},03.02.2026 {10 + number % 8}:{number % 60:02},SKU-{line:03},"
                f"Чашка {line},{line + 1},{150 + line}.50,Олена {number},"
                f"+38067{number % 10**7:07},Київ,branch,{number % 300}"
            )


def generic_file(folder: Path, orders: int, lines: int = 3) -> Path:
    """Write a clean file."""
    return written(folder / f"orders-{orders}.csv", generic_lines(orders, lines))


def written(path: Path, lines: Iterable[str]) -> Path:
    """Write lines to a file."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(f"{line}\n" for line in lines)
    return path


def real_week() -> Path:
    """Return the real week; the test that needs it is skipped, and says so, where it is not at hand."""
    root = Path(__file__).resolve().parents[2]
    default = root.parent / "shared" / "data" / "online_retail_2010-12.csv"
    path = Path(os.environ.get("OTGRUZ_REAL_WEEK", default))
    if not path.exists():
        pytest.skip(f"THE REAL WEEK IS NOT HERE: set OTGRUZ_REAL_WEEK (looked at {path.name})")
    return path
