"""Rows to orders: every row is part of one, set aside, or refused with its reason."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from orders.rules.files.faults import FileUnreadable
from orders.rules.files.fields import REQUIRED, guess_columns, heading_key
from orders.rules.files.grouping import groups_of
from orders.rules.files.profiles import GENERIC, SHIPPED, UCI, Profile, faults_of_profile
from orders.rules.files.rows import RowReader, columns_of
from orders.rules.intake import Fault

UCI_HEADER = [
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "CustomerID",
    "Country",
]
HEADER = ["Order", "Date", "SKU", "Name", "Qty", "Price", "Phone", "Delivery", "Paid", "Currency"]


def uci(invoice="536365", sku="85123A", quantity="6", price="2.55", name="HEART", customer="17850"):
    return [invoice, sku, name, quantity, "12/1/10 8:26", price, customer, "United Kingdom"]


def row(order="1", sku="A", qty="1", price="10.00", **more):
    cells = {"Order": order, "Date": "03.02.2026 18:00", "SKU": sku, "Name": "Thing", "Qty": qty}
    cells |= {"Price": price, "Phone": "0671234567", "Delivery": "", "Paid": "", "Currency": ""}
    return [{**cells, **more}[heading] for heading in HEADER]


def orders(rows, profile=GENERIC, header=HEADER, apart=frozenset(), currency="UAH"):
    reader = RowReader(profile, header, currency)
    read = [reader.read(n, cells, None) for n, cells in enumerate(rows, 2)]
    return list(groups_of(read, reader, apart=apart, zone="Europe/Kyiv"))


def uci_orders(*rows):
    return orders(rows, profile=UCI, header=UCI_HEADER, currency="GBP")


def refused(groups):
    return [(r.number, fault.code) for group in groups for r, fault in group.refused]


def taken(groups):
    return [row.number for group in groups for row in group.taken]


def test_rows_of_one_invoice_are_one_order():
    [group] = uci_orders(uci(), uci(sku="71053", quantity="1", price="3.39"))
    draft = group.draft
    assert (draft.external_id, draft.currency, draft.total_minor) == ("536365", "GBP", 1869)
    assert draft.placed_at == draft.paid_at == datetime(2010, 12, 1, 8, 26, tzinfo=UTC)
    assert [(ln.sku, ln.quantity, ln.unit_price_minor) for ln in draft.lines] == [
        ("85123A", 6, 255),
        ("71053", 1, 339),
    ]
    assert (draft.buyer.ref, draft.delivery.country, group.flags) == (
        "17850",
        "GB",
        ("address_lacking",),
    )


def test_postage_is_the_orders_delivery():
    [group] = uci_orders(uci(), uci(sku="POST", quantity="3", price="18"))
    assert (group.draft.delivery_minor, group.draft.total_minor) == (5400, 5400 + 1530)
    assert (taken([group]), [r.amount for r in group.taken]) == ([2, 3], [1530, 5400])


@pytest.mark.parametrize(
    ("sku", "code"),
    [
        ("M", "manual_entry"),
        ("BANK CHARGES", "bank_charges"),
        ("AMAZONFEE", "marketplace_fee"),
        ("S", "sample"),
        ("D", "discount"),
        ("B", "bad_debt"),
        ("CRUK", "commission"),
        ("gift_0001_40", "gift_voucher"),
    ],
)
def test_what_is_no_goods_is_set_aside_and_the_order_stands(sku, code):
    [group] = uci_orders(uci(), uci(sku=sku))
    assert (refused([group]), taken([group]), len(group.draft.lines)) == ([(3, code)], [2], 1)


def test_a_cancellation_is_no_order():
    [group] = uci_orders(uci(invoice="C536379", quantity="-1"))
    assert (refused([group]), group.draft, group.refused[0][0].amount) == (
        [(2, "cancellation")],
        None,
        -255,
    )


def test_negative_and_zero_quantities_are_set_aside():
    [group] = uci_orders(uci(), uci(quantity="-10"), uci(quantity="0"))
    assert (refused([group]), taken([group])) == ([(3, "not_sold"), (4, "not_sold")], [2])


def test_an_invoice_in_which_all_is_free_corrects_stock():
    groups = uci_orders(
        uci(price="0"),
        uci("2"),
        uci("2", price="0"),
        uci("3"),
        uci("3", price="0", name=""),
    )
    assert refused(groups) == [(2, "stock_note"), (6, "stock_note")]
    assert taken(groups) == [3, 4, 5]


def test_a_missing_customer_is_a_guest_and_flagged():
    [group] = uci_orders(uci(customer=""))
    assert (group.draft.buyer.ref, group.flags) == ("", ("guest_buyer", "address_lacking"))


def test_like_lines_are_both_lines():
    [group] = uci_orders(uci(), uci())
    assert len(group.draft.lines) == 2


def test_a_row_cut_off_is_refused_and_its_neighbours_stand():
    groups = uci_orders(uci(), ["537"])
    assert (refused(groups), taken(groups), groups[1].refused[0][0].amount) == (
        [(3, "cut_off")],
        [2],
        None,
    )


def test_a_row_that_cannot_be_read_sinks_its_whole_order_and_no_other():
    """Half an order would be packed and shipped as if it were whole."""
    groups = orders([row("1"), row("2"), row("2", qty="x"), row("2"), row("3")])
    assert refused(groups) == [(4, "not_a_quantity"), (3, "not_a_quantity"), (5, "not_a_quantity")]
    assert taken(groups) == [2, 6]


def test_a_row_that_does_not_say_whose_it_is_spoils_both_neighbours():
    groups = orders([row("1"), row("2"), row(""), row("3"), row("4")])
    assert sorted(refused(groups)) == [
        (3, "beside_unreadable"),
        (4, "required"),
        (5, "beside_unreadable"),
    ]
    assert taken(groups) == [2, 6]


def test_rows_of_an_order_in_several_places_are_all_refused():
    groups = orders([row("1"), row("2"), row("1")], apart=frozenset({"1"}))
    assert (refused(groups), taken(groups)) == ([(2, "not_together"), (4, "not_together")], [3])


def test_rows_that_disagree_about_their_order_are_refused():
    [group] = orders([row("1"), row("1", Phone="0509999999")])
    assert refused([group]) == [(2, "rows_disagree"), (3, "rows_disagree")]
    assert group.refused[0][1].field == "Phone"


def test_what_is_said_once_counts_for_the_whole_order():
    [group] = orders([row("1", Delivery="70,00"), row("1", Phone="")])
    assert (group.draft.delivery_minor, group.draft.buyer.phone) == (7000, "0671234567")


@pytest.mark.parametrize(
    ("cells", "code", "field"),
    [
        ({"sku": ""}, "required", "SKU"),
        ({"sku": "4,82E+12"}, "rounded_number", "SKU"),
        ({"order": "1E+12"}, "rounded_number", "Order"),
        ({"qty": "1.5"}, "not_a_quantity", "Qty"),
        ({"price": "1,234"}, "ambiguous_amount", "Price"),
        ({"price": "free"}, "not_an_amount", "Price"),
        ({"price": "0.001"}, "too_precise", "Price"),
        ({"qty": "1000000", "price": "999999999"}, "out_of_range", "Qty"),
        ({"Date": "02/03/2026"}, "not_a_moment", "Date"),
        ({"Paid": "perhaps"}, "unknown_word", "Paid"),
        ({"Delivery": "x"}, "not_an_amount", "Delivery"),
    ],
)
def test_what_is_wrong_is_told_by_the_columns_own_heading(cells, code, field):
    [group] = orders([row(**cells)])
    [(_row, fault)] = group.refused
    assert (fault.code, fault.field, group.draft) == (code, field, None)


def test_leading_zeros_are_kept_also_where_a_spreadsheet_wrapped_them():
    [group] = orders([row("0017", sku='="00042"')])
    assert (group.draft.external_id, group.draft.lines[0].sku) == ("0017", "00042")


def test_more_cells_than_headings_are_refused():
    [group] = orders([[*row(), "surplus"]])
    assert refused([group]) == [(2, "too_wide")]
    assert taken(orders([[*row(), ""]])) == [2]


def test_a_column_says_whether_it_is_paid():
    groups = orders([row("1", Paid="так"), row("2", Paid="ні"), row("3")])
    assert [group.draft.paid_at is not None for group in groups] == [True, False, True]
    groups = orders([row("3")], profile=replace(GENERIC, paid="never"))
    assert groups[0].draft.paid_at is None


def test_each_order_may_have_its_own_currency():
    groups = orders([row("1", Currency="eur"), row("2")])
    assert [group.draft.currency for group in groups] == ["EUR", "UAH"]


def test_an_order_refused_by_the_service_names_the_guilty_row():
    reader = RowReader(GENERIC, HEADER, "UAH")
    read = [reader.read(n, cells, None) for n, cells in ((2, row("1")), (3, row("1")))]
    [group] = groups_of(read, reader, apart=frozenset(), zone="Europe/Kyiv")
    group.refuse_by([Fault("lines[1].sku", "too_long", "long")], reader)
    assert [(r.number, f.code, f.field) for r, f in group.refused] == [
        (2, "too_long", "SKU"),
        (3, "too_long", "SKU"),
    ]
    assert "row 3" in str(group.refused[0][1].message)


def test_every_row_is_accounted_for_once():
    cases = [uci(), uci("C1"), uci("2", sku="M"), ["x"], uci("3", price="0"), uci("", "9")]
    groups = uci_orders(*cases)
    numbers = [r.number for g in groups for r in g.taken] + [n for n, _code in refused(groups)]
    assert sorted(numbers) == list(range(2, 2 + len(cases)))


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        (
            ["№ замовлення", "Дата", "Артикул", "К-сть", "Ціна", "Телефон"],
            {"external_id", "placed_at", "sku", "quantity", "unit_price", "buyer_phone"},
        ),
        (
            ["订单编号", "下单时间", "商家编码", "数量", "单价", "收货人"],
            {"external_id", "placed_at", "sku", "quantity", "unit_price", "recipient"},
        ),
        (
            ["Номер заказа", "Дата заказа", "Артикул", "Кол-во", "Цена"],
            {"external_id", "placed_at", "sku", "quantity", "unit_price"},
        ),
        (["a", "b"], set()),
    ],
)
def test_columns_are_guessed_from_headings_in_four_languages(header, columns):
    assert set(guess_columns(header)) == columns


def test_a_heading_is_known_whatever_its_case_and_signs():
    assert heading_key("  Order_No.: ") == heading_key("ORDER NO") == "orderno"


@pytest.mark.parametrize("missing", REQUIRED)
def test_a_file_without_a_needed_column_is_refused(missing):
    header = [heading for name, heading in UCI.columns.items() if name != missing]
    with pytest.raises(FileUnreadable, match=r"column_missing|no column"):
        columns_of(UCI, header)


def test_profiles_survive_being_stored():
    for profile in SHIPPED.values():
        again = Profile.from_settings(profile.settings())
        assert replace(again, title="") == replace(
            profile,
            title="",
            rules=tuple(replace(rule, message=str(rule.message)) for rule in profile.rules),
            columns=dict(profile.columns),
        )
        assert faults_of_profile(again) == {}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"encoding": "utf-7"}, "encoding"),
        ({"delimiter": ";;"}, "delimiter"),
        ({"decimal": "x"}, "decimal"),
        ({"zone": "Mars/Base"}, "zone"),
        ({"currency": "DOGE"}, "currency"),
        ({"paid": "later"}, "paid"),
        ({"method": "owl"}, "method"),
        ({"formats": ("%d.%m %Z",)}, "formats"),
        ({"formats": ()}, "formats"),
        ({"columns": {"shop_id": "A"}}, "columns"),
    ],
)
def test_a_profile_set_wrong_names_the_field(changes, field):
    assert set(faults_of_profile(replace(GENERIC, **changes))) == {field}
