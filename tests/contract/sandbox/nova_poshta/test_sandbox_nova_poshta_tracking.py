"""Nova Poshta's one address, by plain HTTP, in its documented shapes."""

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.nova_poshta.waybills import Step
from tests.contract.sandbox.nova_poshta.asking import NUMBER, OTHER, PHONE, refused

# A winter's morning: Kyiv is two hours ahead of UTC.
DAWN = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def test_request_and_answer_byte_by_byte(world, http):
    """Section 1.2 of the reference: four date formats, empties, strings for numbers."""
    waybill = world.call(world.nova_poshta.enrol, NUMBER, phone=PHONE, barcode="A-41")
    waybill.ref = "6f1b5bc2-0000-4000-8000-000000000001"
    codes = ("1", "4", "5", "6", "7")
    steps = [Step(one, DAWN + timedelta(hours=at)) for at, one in enumerate(codes)]
    waybill.history, waybill.plan = steps, ()
    question = (
        b'{"apiKey":"demo-key","modelName":"TrackingDocument",'
        b'"calledMethod":"getStatusDocuments","methodProperties":'
        b'{"Documents":[{"DocumentNumber":"20450000000001","Phone":"380671234567"}]}}'
    )
    answer = http.post(world.nova_poshta_url, content=question).content
    assert answer == (
        b'{"success":true,"data":[{"Number":"20450000000001","StatusCode":"7","Status":'
        b'"\\u041f\\u0440\\u0438\\u0431\\u0443\\u043b\\u0430 \\u0443 '
        b'\\u0432\\u0456\\u0434\\u0434\\u0456\\u043b\\u0435\\u043d\\u043d\\u044f",'
        b'"DateCreated":"01-03-2026 10:00:00","DateScan":"14:00 01.03.2026",'
        b'"TrackingUpdateDate":"2026-03-01 14:00:00",'
        b'"ScheduledDeliveryDate":"03-03-2026 18:00:00",'
        b'"ActualDeliveryDate":"2026-03-01 14:00:00","AdjustedDate":"",'
        b'"RecipientDateTime":"","DateFirstDayStorage":"2026-03-08",'
        b'"DatePayedKeeping":"2026-03-08 14:00:00","UndeliveryReasons":"",'
        b'"UndeliveryReasonsDate":"0000-00-00 00:00:00",'
        b'"UndeliveryReasonsSubtypeDescription":"","DocumentWeight":0.5,'
        b'"FactualWeight":"0.5","VolumeWeight":"0.1","SeatsAmount":"1",'
        b'"DocumentCost":"90","CargoType":"Parcel","ServiceType":"WarehouseWarehouse",'
        b'"CitySender":"\\u041a\\u0438\\u0457\\u0432",'
        b'"CityRecipient":"\\u0412\\u0456\\u043d\\u043d\\u0438\\u0446\\u044f",'
        b'"WarehouseRecipient":'
        b'"\\u0412\\u0456\\u0434\\u0434\\u0456\\u043b\\u0435\\u043d\\u043d\\u044f \\u21161",'
        b'"CategoryOfWarehouse":"Branch","PhoneRecipient":"380671234567",'
        b'"CargoDescriptionString":"","AnnouncedPrice":"500","RedeliverySum":"0",'
        b'"AfterpaymentOnGoodsCost":"0","AmountToPay":"","PaymentStatus":"",'
        b'"OwnerDocumentNumber":"","OwnerDocumentType":"","LastCreatedOnTheBasisNumber":"",'
        b'"LastCreatedOnTheBasisDocumentType":"",'
        b'"LastCreatedOnTheBasisDateTime":"0000-00-00 00:00:00","LightReturnNumber":"",'
        b'"ClientBarcode":"A-41","RefEW":"6f1b5bc2-0000-4000-8000-000000000001",'
        b'"PossibilityCreateReturn":true,"PossibilityCreateRefusal":true,'
        b'"PossibilityChangeEW":false,"PossibilityCreateRedirecting":true}],'
        b'"errors":[],"warnings":[],"info":[],"messageCodes":[],"errorCodes":[],'
        b'"warningCodes":[],"infoCodes":[]}'
    )


def test_a_refusal_byte_by_byte(world, http):
    documents = [{"DocumentNumber": f"2045{at:010d}", "Phone": ""} for at in range(101)]
    told = {
        "apiKey": "k",
        "modelName": "TrackingDocumentGeneral",
        "calledMethod": "getStatusDocuments",
        "methodProperties": {"Documents": documents},
    }
    reply = http.post(world.nova_poshta_url, json=told)
    assert (reply.status_code, reply.content) == (
        200,
        b'{"success":false,"data":[],"errors":["More than 100 documents"],"warnings":[],'
        b'"info":[],"messageCodes":[],"errorCodes":["20001401153"],"warningCodes":[],'
        b'"infoCodes":[]}',
    )


def test_money_comes_days_after_the_parcel_was_received(world, track):
    world.call(world.nova_poshta.enrol, NUMBER, "received, paid on delivery")
    seen = []
    for _ in range(6):
        world.call(world.nova_poshta.step, NUMBER)
        seen.append(track(NUMBER)["data"][0])
    assert [row["StatusCode"] for row in seen] == ["4", "5", "6", "7", "10", "11"]
    received = {row["RecipientDateTime"] for row in seen[4:]}
    assert [len(received), seen[5]["RedeliverySum"], seen[0]["RecipientDateTime"]] == [
        1,
        "500",
        "",
    ]
    assert datetime.strptime(received.pop(), "%d.%m.%Y %H:%M:%S")  # noqa: DTZ007


def test_both_names_of_the_model_are_known(call, waybill):
    told = {"Documents": [{"DocumentNumber": NUMBER}]}
    answers = [
        call(f"{model}.getStatusDocuments", **told)
        for model in ("TrackingDocument", "TrackingDocumentGeneral")
    ]
    assert answers[0] == answers[1]
    assert [row["Number"] for row in answers[0]["data"]] == [NUMBER]


def test_an_unknown_number_is_a_row_and_no_error(track):
    assert track(OTHER)["data"] == [
        {"Number": OTHER, "StatusCode": "3", "Status": "Номер не знайдено"}
    ]


@pytest.mark.parametrize("number", ["2045000000000", "20450000000001x", "", "２" * 14])
def test_one_malformed_number_spoils_the_whole_request(track, waybill, number):
    assert refused(track(NUMBER, number)) == ["20001401442"]


def test_a_hundred_are_told_and_one_more_none(track):
    many = [f"2045{at:010d}" for at in range(101)]
    assert len(track(*many[:100])["data"]) == 100
    assert refused(track(*many)) == ["20001401153"]
    assert refused(track()) == ["20001401155"]


def test_the_order_of_the_answer_is_not_that_of_the_question(codes):
    many = [f"2045{at:010d}" for at in range(10)]
    told = [number for number, _code in codes(*many)]
    assert (sorted(told), told == many) == (many, False)
    assert told == [number for number, _code in codes(*many)]


def test_people_and_money_are_told_to_the_right_phone_only(world, track):
    """Warnings about one number are an object in a list, about several an object."""
    for number in (NUMBER, OTHER):
        world.call(world.nova_poshta.enrol, number, phone=PHONE)
    trusted = track(NUMBER, phone=f"+{PHONE}")
    (bare,) = track(NUMBER)["data"]
    assert [trusted["warnings"], trusted["data"][0]["AnnouncedPrice"]] == [[], "500"]
    assert [bare["StatusCode"], bare["AnnouncedPrice"], bare["PhoneRecipient"]] == ["1", "", ""]
    words = "Phone does not belong to the document"
    assert track(NUMBER)["warnings"] == [{f"ID_{NUMBER}": words}]
    assert track(NUMBER, OTHER)["warnings"] == {f"ID_{NUMBER}": words, f"ID_{OTHER}": words}


@pytest.mark.parametrize(
    ("key", "state", "code"),
    [("", "", "20000200069"), ("k", "invalid", "20000200068"), ("k", "expired", "20000201204")],
)
def test_a_key_that_is_no_good(control, track, waybill, key, state, code):
    if state:
        control("post", "/nova_poshta/keys", key=key, state=state)
    assert refused(track(NUMBER, key=key)) == [code]
    assert track(NUMBER, key="another")["success"] is True
    if state:
        control("post", "/nova_poshta/keys", key=key, state="good")
        assert track(NUMBER, key=key)["success"] is True


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"\xff", b"[" * 100_000])
def test_what_cannot_be_read_is_a_refusal_too(world, http, body):
    reply = http.post(world.nova_poshta_url, content=body)
    assert (reply.status_code, refused(reply.json())) == (200, ["20000100014"])


def test_a_method_that_is_not_there(call):
    assert refused(call("Address.getCities")) == ["20000100014"]


def test_too_many_calls_in_a_minute(world, http, control, call, waybill):
    """429 until a minute of the sandbox's clock is over."""
    control("post", "/nova_poshta/settings", limit=2)
    told = {"apiKey": "k", "modelName": "Address", "calledMethod": "x"}
    asked = [http.post(world.nova_poshta_url, json=told).status_code for _ in range(3)]
    world.advance(60)
    asked.append(http.post(world.nova_poshta_url, json=told).status_code)
    assert asked == [200, 200, 429, 200]
