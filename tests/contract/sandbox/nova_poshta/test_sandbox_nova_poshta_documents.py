"""Waybills are made, listed and taken back."""

import pytest

from tests.contract.sandbox.nova_poshta.asking import BODY, refused


def test_a_waybill_is_made_tracked_listed_and_taken_back(world, call, codes):
    (made,) = call("InternetDocument.save", **BODY)["data"]
    number, ref = made["IntDocNumber"], made["Ref"]
    assert made == {
        "Ref": ref,
        "CostOnSite": 90,
        "EstimatedDeliveryDate": "04.03.2026",
        "IntDocNumber": number,
        "TypeDocument": "InternetDocument",
    }
    listed = call("InternetDocument.getDocumentList", InfoRegClientBarcodes="A-41")["data"]
    assert [(one["IntDocNumber"], one["InfoRegClientBarcodes"]) for one in listed] == [
        (number, "A-41")
    ]
    assert codes(number) == [(number, "1")]
    assert call("InternetDocument.delete", DocumentRefs=ref)["data"] == [{"Ref": ref}]
    assert codes(number) == [(number, "2")]
    assert call("InternetDocument.getDocumentList")["data"] == []
    assert refused(call("InternetDocument.delete", DocumentRefs=[ref])) == ["20000201173"]


def test_the_same_order_number_twice_makes_two(world, call):
    """Making is not idempotent: who lost a reply must look before repeating."""
    for _ in range(2):
        call("InternetDocument.save", **BODY)
    lines = world.journal.lines("nova_poshta", "waybill.made")
    assert [line.detail["about"] for line in lines] == ["A-41", "A-41"]


def test_what_was_handed_over_is_not_taken_back(world, call, codes):
    (made,) = call("InternetDocumentGeneral.save", **BODY)["data"]
    number = made["IntDocNumber"]
    world.call(world.nova_poshta.step, number)
    answer = call("InternetDocument.delete", DocumentRefs=[made["Ref"]])
    assert (refused(answer), codes(number)) == (["20000201173"], [(number, "4")])


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"CityRecipient": ""}, ["20000200104"]),
        ({"Cost": "много"}, ["20000200118"]),
        ({"Cost": 10.5, "Weight": 0}, ["20000200118", "20000200375"]),
        ({"DateTime": "2026-03-02"}, ["20000400456"]),
    ],
)
def test_a_waybill_that_lacks_something_is_not_made(world, call, wrong, expected):
    assert refused(call("InternetDocument.save", **{**BODY, **wrong})) == expected
    assert world.call(world.nova_poshta.all) == []


def test_the_list_comes_by_hundreds_and_by_days(world, call):
    for at in range(101):
        world.call(world.nova_poshta.make, f"A-{at}")
    asked = [call("InternetDocument.getDocumentList", Page=page)["data"] for page in (1, 2, 3)]
    assert [len(rows) for rows in asked] == [100, 1, 0]
    old = {"DateTimeFrom": "01.01.2020", "DateTimeTo": "02.01.2020"}
    assert call("InternetDocument.getDocumentList", GetFullList="1", **old)["data"] == []
    assert refused(call("InternetDocument.getDocumentList", DateTimeTo="x")) == ["20000400456"]
