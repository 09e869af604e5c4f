"""Files made to hurt: refused with a reason, in a child that may die, and never a fault of ours (I2-I5)."""

import io
import resource
import struct
import time
import zipfile
import zlib

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orders.rules.files import sheet_child
from orders.rules.files.csv_rows import csv_rows, dialect_of
from orders.rules.files.faults import CELLS_MOST, ROWS_MOST, FileUnreadable
from orders.rules.files.profiles import GENERIC
from orders.services.imports.sheets import sheet_rows
from orders.services.imports.tables import open_table, survey

SECONDS = 10  # G19: each hostile file is done with in this time
HEADER = ["Order", "Date", "SKU", "Name", "Qty", "Price"]
ROW = ["1", "03.02.2026 18:00", "A", "Cup", 1, 1.5]


def book(path, rows=(HEADER, ROW), sheets=1):
    with xlsxwriter.Workbook(path) as workbook:
        for number in range(sheets):
            sheet = workbook.add_worksheet(f"S{number}")
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return path


def reworked(path, change):
    """Write the archive anew with its parts changed: ``change`` gets and returns name -> bytes."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in change(parts).items():
            new.writestr(name, content)
    return path


def refusal(path):
    began = time.monotonic()
    with pytest.raises(FileUnreadable) as caught:
        survey(open_table(path, GENERIC), GENERIC)
    assert time.monotonic() - began < SECONDS
    assert str(caught.value.message)
    return caught.value.code


SHEET = "xl/worksheets/sheet1.xml"


def with_sheet(parts, xml):
    return {**parts, SHEET: xml}


def test_a_bomb_of_zeros_is_refused_by_what_it_declares(tmp_path):
    path = book(tmp_path / "bomb.xlsx")
    reworked(path, lambda parts: {**parts, "xl/media/zeros.bin": b"\0" * 210_000_000})
    assert path.stat().st_size < 1_000_000
    assert refusal(path) == "too_large_unpacked"


def test_a_bomb_that_lies_about_its_size_dies_with_its_child(tmp_path):
    """The archive declares little and unpacks to much: memory is the child's, and it is fenced in."""
    path = book(tmp_path / "liar.xlsx")
    cell = b'<c t="inlineStr"><is><t>' + b"x" * 1000 + b"</t></is></c>"
    huge = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + b"<row>"
        + cell * 180_000
        + b"</row></sheetData></worksheet>"
    )
    reworked(path, lambda parts: with_sheet(parts, huge))
    raw = bytearray(path.read_bytes())
    real, lie = struct.pack("<I", len(huge)), struct.pack("<I", 1000)
    assert raw.count(real) >= 2
    path.write_bytes(bytes(raw).replace(real, lie))
    assert refusal(path) in {"damaged", "too_much", "too_many_columns", "too_many_cells"}


def test_an_entity_bomb_is_not_expanded(tmp_path):
    path = book(tmp_path / "entities.xlsx")
    levels = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "lol" * 10}">' for n in range(12)
    )
    xml = (
        f'<?xml version="1.0"?><!DOCTYPE worksheet [{levels}]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&e11;</t></is></c></row></sheetData></worksheet>'
    )
    reworked(path, lambda parts: with_sheet(parts, xml.encode()))
    assert refusal(path) in {"damaged", "empty", "header_unreadable", "column_missing", "too_much"}


def test_an_external_entity_reads_no_file_of_ours(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("canary-7431")
    path = book(tmp_path / "xxe.xlsx")
    xml = (
        f'<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY x SYSTEM "file://{secret}">]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row></sheetData></worksheet>'
    )
    reworked(path, lambda parts: with_sheet(parts, xml.encode()))
    try:
        cells = [cell for _n, row, _f in sheet_rows(path) for cell in row]
    except FileUnreadable:
        cells = []
    assert not any("canary" in cell for cell in cells)


def test_two_cells_a_world_apart_take_no_memory_of_ours(tmp_path):
    """A sheet may claim 16,384 columns and a million rows with two cells in it."""
    path = book(tmp_path / "apart.xlsx")
    xml = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<dimension ref="A1:XFD1048576"/><sheetData>'
        b'<row r="1"><c r="A1"><v>1</v></c></row>'
        b'<row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData></worksheet>'
    )
    reworked(path, lambda parts: with_sheet(parts, xml))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refusal(path) in {"too_much", "too_many_columns"}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def test_16k_columns_are_refused(tmp_path):
    assert refusal(book(tmp_path / "wide.xlsx", [["h"] * 16_384])) == "too_many_columns"


def test_too_many_rows_are_refused_with_how_many_may_be(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("Order,Date,SKU,Qty,Price\n" + "1,03.02.2026,A,1,1\n" * (ROWS_MOST + 1))
    assert refusal(path) == "too_many_rows"
    path.write_text("Order,Date,SKU,Qty,Price\n" + "1,03.02.2026,A,1,1\n" * ROWS_MOST)
    assert survey(open_table(path, GENERIC), GENERIC).rows == ROWS_MOST


def test_too_many_cells_are_refused(tmp_path):
    columns = 400
    path = tmp_path / "cells.csv"
    line = ",".join(["x"] * columns) + "\n"
    path.write_text(
        ",".join(f"h{n}" for n in range(columns)) + "\n" + line * (CELLS_MOST // columns)
    )
    with pytest.raises(FileUnreadable) as caught:
        list(csv_rows(path, dialect_of(path)))
    assert caught.value.code == "too_many_cells"


def test_too_many_sheets_are_refused(tmp_path):
    assert refusal(book(tmp_path / "sheets.xlsx", sheets=300)) == "too_many_sheets"


def test_a_million_parts_are_refused_before_any_is_unpacked(tmp_path):
    path = tmp_path / "parts.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(6_000):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", b"")
    assert refusal(path) == "too_many_parts"


def test_macros_are_refused(tmp_path):
    path = book(tmp_path / "macro.xlsx")
    reworked(path, lambda parts: {**parts, "xl/vbaProject.bin": b"Attribute VB_Name"})
    assert refusal(path) == "has_macros"


def test_a_locked_workbook_is_refused(tmp_path):
    path = tmp_path / "locked.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le")
    )
    assert refusal(path) == "old_workbook"


def test_an_archive_with_locked_parts_is_refused(tmp_path):
    path = book(tmp_path / "flag.xlsx")
    raw = bytearray(path.read_bytes())
    at = raw.index(b"PK\x01\x02")
    raw[at + 8] |= 1
    path.write_bytes(raw)
    assert refusal(path) == "encrypted"


def test_parts_of_one_name_are_refused(tmp_path):
    path = book(tmp_path / "twins.xlsx")
    with pytest.warns(UserWarning), zipfile.ZipFile(path, "a") as archive:
        archive.writestr(SHEET, b"<worksheet/>")
    assert refusal(path) == "damaged"


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.99])
def test_a_workbook_cut_off_is_refused(tmp_path, keep):
    path = book(tmp_path / "cut.xlsx")
    raw = path.read_bytes()
    path.write_bytes(raw[: int(len(raw) * keep)])
    assert refusal(path) == "not_a_workbook"


def test_an_archive_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "other.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert refusal(path) == "not_a_workbook"


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", SHEET, "xl/sharedStrings.xml", "xl/styles.xml"]
)
@pytest.mark.parametrize("content", [b"", b"<", b"\0" * 100, b"<a>" * 5000, b"\xff\xfe<\0a\0>\0"])
def test_a_part_in_ruins_is_refused_or_read_but_never_ours_to_fall(tmp_path, part, content):
    path = book(tmp_path / "ruins.xlsx")
    reworked(path, lambda parts: {**parts, part: content})
    try:
        rows = list(sheet_rows(path))
    except FileUnreadable as refused:
        assert refused.code in {"damaged", "empty", "too_much", "not_a_workbook"}
    else:
        assert all(len(row) <= 512 for _n, row, _f in rows)


@settings(suppress_health_check=list(HealthCheck), max_examples=25, deadline=None)
@given(st.data())
def test_a_workbook_with_any_bytes_changed_is_read_or_refused(tmp_path_factory, data):
    """I3: generated hostile files; none brings the reader down, each is quick."""
    path = book(tmp_path_factory.mktemp("mutants") / "m.xlsx")
    raw = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 20))):
        # A place by its share of the file: the file's length differs by the day it is written on.
        place = 4 + data.draw(st.integers(0, 9_999)) * (len(raw) - 4) // 10_000
        raw[place] = data.draw(st.integers(0, 255))
    path.write_bytes(raw)
    began = time.monotonic()
    try:
        list(sheet_rows(path))
    except FileUnreadable as refused:
        assert refused.code
    assert time.monotonic() - began < SECONDS


def test_a_child_that_hangs_is_ended_by_its_own_limit(tmp_path, monkeypatch):
    """The fence: processor time, memory, no file to write."""
    program = tmp_path / "child.py"
    source = io.StringIO()
    source.write(
        "import sys\n"
        f"sys.path.insert(0, {str(sheet_child.__file__.rsplit('/', 1)[0])!r})\n"
        "import sheet_child\nsheet_child.SECONDS = 1\nsheet_child.fence_in()\n"
        "try:\n    open(sys.argv[1] + '.out', 'w').write('x' * 10)\n"
        "except OSError:\n    pass\n"
        "else:\n    print('[1,\"wrote a file\"]', flush=True)\n"
        "while True:\n    pass\n"
    )
    program.write_text(source.getvalue())
    monkeypatch.setattr(sheet_child, "__file__", str(program))
    began = time.monotonic()
    with pytest.raises(FileUnreadable) as caught:
        list(sheet_rows(tmp_path / "any"))
    assert caught.value.code == "too_much"
    assert time.monotonic() - began < SECONDS


def test_the_reader_given_up_half_way_leaves_no_child(tmp_path):
    path = book(tmp_path / "half.xlsx", [HEADER, *[ROW] * 2_000])
    rows = sheet_rows(path)
    next(rows)
    children = _children()
    rows.close()
    assert _children() < children


def _children():
    from pathlib import Path

    return {
        int(pid)
        for pid in Path("/proc/self/task").glob("*/children")
        for pid in pid.read_text().split()
    }


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "not_a_table"),
        (b"%PDF-1.7\n%\xe2\xe3", "not_a_table"),
        (b"Rar!\x1a\x07\x00", "packed"),
        (b"7z\xbc\xaf\x27\x1c", "packed"),
        (zlib.compress(b"Order,Date" * 1000), "unknown_encoding"),
        (b"<html><body>Sign in</body></html>", "column_missing"),
        (b'{"orders": []}', "column_missing"),
        (b"\0" * 1000, "empty"),
        (b'"' * 100_000, "column_missing"),
        (b"," * 10_000, "empty"),
    ],
)
def test_what_is_no_table_is_refused_whatever_its_name_says(tmp_path, content, code):
    """I5: sniffed by content."""
    path = tmp_path / "orders.csv"
    path.write_bytes(content)
    assert refusal(path) == code


def test_the_columns_of_a_bomb_of_headings_are_guessed_quickly(tmp_path):
    path = tmp_path / "h.csv"
    path.write_text(",".join(["Order" * 1500] * 100) + "\n1\n")
    assert refusal(path) == "column_missing"
