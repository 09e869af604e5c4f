"""Bytes to rows: encodings, line ends, delimiters, quotes, and what is refused with its row (I4)."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orders.rules.files.csv_rows import (
    LINES_OF_A_RECORD,
    LONGEST_LINE,
    csv_rows,
    dialect_of,
)
from orders.rules.files.faults import COLUMNS_MOST, FileUnreadable
from orders.rules.files.moments import FORMATS, moment_of
from orders.rules.files.words import country_of, is_paid, method_of

UKRAINIAN = "номер;назва;ціна\n1;Ґудзик із п’ятьма дірками;12,50\n2;Їжачок;1,00\n"
RUSSIAN = "номер;название;цена\n1;Щётка для ёлки;12,50\n"
CHINESE = "订单编号,商品名称,数量\n1,白色茶杯,2\n2,陶瓷盘子,1\n"


@pytest.fixture
def read(tmp_path):
    def rows(raw, **given_):
        path = tmp_path / "file.csv"
        path.write_bytes(raw)
        return [
            (number, cells, fault and fault.code)
            for number, cells, fault in csv_rows(path, dialect_of(path, **given_))
        ]

    return rows


@pytest.fixture
def dialect(tmp_path):
    def told(raw):
        path = tmp_path / "file.csv"
        path.write_bytes(raw)
        return dialect_of(path)

    return told


def refused(read, raw):
    with pytest.raises(FileUnreadable) as caught:
        read(raw)
    return caught.value.code


@pytest.mark.parametrize(
    ("text", "encoding", "told"),
    [
        (UKRAINIAN, "utf-8", "utf-8-sig"),
        (UKRAINIAN, "utf-8-sig", "utf-8-sig"),
        (UKRAINIAN, "utf-16", "utf-16"),
        (UKRAINIAN.replace("’", "'"), "cp1251", "cp1251"),
        (RUSSIAN, "cp1251", "cp1251"),
        (RUSSIAN, "utf-8", "utf-8-sig"),
        (CHINESE, "gb18030", "gb18030"),
        (CHINESE, "utf-8", "utf-8-sig"),
        ("order,sku\n1,A\n2,B\n", "ascii", "utf-8-sig"),
        ("order,sku\n1,A\n2,B\n", "utf-16-le", "utf-16-le"),
        ("order,sku\n1,A\n2,B\n", "utf-16-be", "utf-16-be"),
    ],
)
def test_an_encoding_is_told_by_its_letters(dialect, read, text, encoding, told):
    raw = text.encode(encoding)
    assert dialect(raw).encoding == told
    delimiter = ";" if ";" in text else ","
    expected = [line.split(delimiter) for line in text.strip().split("\n")]
    assert [cells for _n, cells, _f in read(raw)] == expected


def test_letters_of_no_encoding_we_know_are_refused(read):
    assert refused(read, "jméno;cena\nčíše;1\nhrnček;2\n".encode("cp1250")) == "unknown_encoding"


def test_a_file_broken_in_places_is_refused_in_those_places_only(read):
    """Mixed encodings: the row is named, the others are read."""
    raw = "номер;назва\n1;Кава\n".encode() + "2;Чай\n".encode("cp1251") + "3;Сіль\n".encode()
    codes = [(number, code) for number, _cells, code in read(raw)]
    assert codes == [(1, None), (2, None), (3, "bad_character"), (4, None)]


def test_nul_is_refused_with_its_row(read):
    assert [(n, c) for n, _cells, c in read(b"a,b\n1,2\n3,\x004\n")] == [
        (1, None),
        (2, None),
        (3, "bad_character"),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_one(read, dialect, end):
    raw = end.join(["a,b", "1,2", "3,4"]).encode()
    assert [cells for _n, cells, _f in read(raw)] == [["a", "b"], ["1", "2"], ["3", "4"]]
    assert dialect(raw).line_end == {"\n": "LF", "\r\n": "CRLF", "\r": "CR"}[end]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_delimiter_is_told_by_the_columns_it_makes(dialect, delimiter):
    lines = [["order", "name", "price"], ["1", '"a, b; c"', "1.5"], ["2", "d", "2.5"]]
    raw = "\n".join(delimiter.join(line) for line in lines).encode()
    assert dialect(raw).delimiter == delimiter


def test_leading_zeros_and_formulas_stay_text(read):
    """I2, I4: SKUs are text."""
    [_, (_n, cells, _f)] = read(b"sku,name,x\n00123,=1+1,\"@cmd|' /C calc'!A0\"\n")
    assert cells == ["00123", "=1+1", "@cmd|' /C calc'!A0"]


def test_quotes_hold_delimiters_and_line_ends(read):
    rows = read(b'a,b\r\n1,"x ""y"", z\r\nsecond"\r\n2,w\r\n')
    assert rows[1:] == [(2, ["1", 'x "y", z\r\nsecond'], None), (3, ["2", "w"], None)]


def test_a_quote_that_never_closes_spoils_its_own_row_only(read):
    rows = read(b'a,b\n1,"2\n3,4\n5,6\n')
    assert rows[1:] == [(2, [], "bad_quotes"), (3, ["3", "4"], None), (4, ["5", "6"], None)]


def test_a_quote_that_swallows_too_many_lines_is_not_closed(read):
    raw = b'a,b\n1,"2\n' + b"3,4\n" * (LINES_OF_A_RECORD + 5) + b'5,6"\n'
    rows = read(raw)
    assert [code for _n, _c, code in rows].count("bad_quotes") == 1
    assert sum(cells == ["3", "4"] for _n, cells, _f in rows) == LINES_OF_A_RECORD + 5


def test_blank_rows_are_passed_by_and_counted(read):
    assert [n for n, _c, _f in read(b"a,b\n\n,\n1,2\n")] == [1, 4]


@pytest.mark.parametrize("raw", [b"", b"\n\n\r\n", b"\xef\xbb\xbf", b"\x00\x00\x00"])
def test_an_empty_file_is_refused(read, raw):
    assert refused(read, raw) == "empty"


def test_too_many_columns_are_refused(read):
    """I3: at the limit it is read, one past it is not."""
    assert len(read(b",".join([b"a"] * COLUMNS_MOST))) == 1
    assert refused(read, b",".join([b"a"] * (COLUMNS_MOST + 1))) == "too_many_columns"


def test_a_line_without_end_is_refused(read):
    assert refused(read, b"a,b\n" + b"x" * (LONGEST_LINE + 1)) == "line_too_long"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(tmp_path, raw):
    path = tmp_path / "any.csv"
    path.write_bytes(raw)
    try:
        rows = list(csv_rows(path, dialect_of(path)))
    except FileUnreadable as refusal:
        assert str(refusal)
    else:
        assert [number for number, _c, _f in rows] == sorted({number for number, _c, _f in rows})


_cells = st.lists(st.text("ab Ж;,\"\n\r\t'=", max_size=6), min_size=2, max_size=4)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(_cells, min_size=1, max_size=5), st.sampled_from(["\n", "\r\n"]))
def test_what_a_spreadsheet_writes_is_read_back(tmp_path, table, end):
    width = max(map(len, table))
    table = [["h"] * width, *([*row, *["x"] * (width - len(row))] for row in table)]
    text = end.join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in table)
    path = tmp_path / "back.csv"
    path.write_bytes(text.encode())
    read = [cells for _n, cells, _f in csv_rows(path, dialect_of(path, delimiter=","))]
    assert read == [row for row in table if any(row)]


@pytest.mark.parametrize(
    ("text", "formats", "zone", "moment"),
    [
        ("12/1/10 8:26", ("%m/%d/%y %H:%M",), "Europe/London", "2010-12-01T08:26:00+00:00"),
        ("03.02.2026 18:00", FORMATS, "Europe/Kyiv", "2026-02-03T16:00:00+00:00"),
        ("03.02.2026", FORMATS, "Europe/Kyiv", "2026-02-02T22:00:00+00:00"),
        ("2026-02-03T18:00:00+02:00", FORMATS, "Asia/Shanghai", "2026-02-03T16:00:00+00:00"),
        ("2026-02-03 18:00", FORMATS, "Asia/Shanghai", "2026-02-03T10:00:00+00:00"),
        ("2026/2/3 18:00", FORMATS, "Asia/Shanghai", "2026-02-03T10:00:00+00:00"),
        ("25.10.2026 03:30", FORMATS, "Europe/Kyiv", "2026-10-25T00:30:00+00:00"),
        ("29.03.2026 03:30", FORMATS, "Europe/Kyiv", "2026-03-29T01:30:00+00:00"),
        ("02/03/2026", FORMATS, "Europe/Kyiv", None),
        ("31.02.2026", FORMATS, "Europe/Kyiv", None),
        ("yesterday", FORMATS, "Europe/Kyiv", None),
        ("", FORMATS, "Europe/Kyiv", None),
        ("0001-01-01", FORMATS, "Asia/Shanghai", None),
    ],
)
def test_a_moment_is_of_the_profiles_format_in_its_zone(text, formats, zone, moment):
    read = moment_of(text, formats, zone)
    assert (read and read.isoformat()) == moment


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("EIRE", "IE"),
        ("United Kingdom", "GB"),
        ("Україна", "UA"),
        ("ua", "UA"),
        ("中国", "CN"),
        ("Mars", ""),
    ],
)
def test_a_country_is_known_by_letters_and_names(text, letters):
    assert country_of(text) == letters


def test_words_of_four_languages_are_known():
    assert [is_paid(word) for word in ("Так", "оплачено", "已付款", "no", "maybe")] == [
        True,
        True,
        True,
        False,
        None,
    ]
    assert [method_of(word) for word in ("Самовивіз", "постамат", "送货上门", "owl")] == [
        "self_pickup",
        "carrier_locker",
        "carrier_door",
        "",
    ]
