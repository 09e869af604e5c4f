"""Cainiao's answers in each of their ways, and what they mean for a call."""

import pytest

from kernel.remote import BadAnswer, Refused, Reply, Unknown
from logistics.clients.cainiao.answers import said_in, why_not
from logistics.clients.cainiao.envelope import NoEnvelope, Said, is_yes, read_envelope

XML = (
    "<responses><responseItems><response><success>{}</success><reason>{}</reason>"
    "</response></responseItems></responses>"
)
WMS = "<response><flag>{}</flag><code>{}</code><message>{}</message></response>"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('{"success":true,"errorCode":"","errorMsg":""}', Said(True)),
        ('{"success":"true"}', Said(True)),
        ('{"success":"false","errorCode":"S02","errorMsg":"bad"}', Said(False, "S02", "bad")),
        ('{"success":false,"errorCode":"S002"}', Said(False, "S02")),
        ('{"success":"true","data":{"success":"false","errorCode":"S07"}}', Said(False, "S07")),
        (
            '{"success":"true","data":{"success":true,"traceDetailList":[]}}',
            Said(True, data={"success": True, "traceDetailList": []}),
        ),
        (XML.format("true", ""), Said(True)),
        (XML.format("false", "S02"), Said(False, "S02")),
        (WMS.format("success", "", ""), Said(True)),
        (
            '<?xml version="1.0"?>' + WMS.format("failure", "B0005", "нет"),
            Said(False, "B0005", "нет"),
        ),
        ('{"response":{"flag":"failure","code":"S05","errMsg":"x"}}', Said(False, "S05", "x")),
    ],
)
def test_an_answer_is_read_in_each_of_their_forms(body, said):
    assert read_envelope(body.encode()) == said


@pytest.mark.parametrize(
    "body",
    ["", "[]", "null", "<html>sign in</html>", '{"ok":1}', "{", "<response>", '{"success":"perhaps"}',
     '{"success":NaN}', "[" * 100_000,
     '<!DOCTYPE r [<!ENTITY a "b">]><response><flag>&a;</flag></response>'],
    ids=range(11),
)  # fmt: skip
def test_what_is_no_answer_is_none(body):
    with pytest.raises(BadAnswer):
        said_in(Reply(200, {}, body.encode()))


def test_bytes_that_are_no_text_are_no_answer():
    with pytest.raises(NoEnvelope):
        read_envelope(b"\xff\xfe\x00")


@pytest.mark.parametrize("yes", [True, "true", "TRUE", "y", 1, "1", "success"])
def test_yes_in_all_ways(yes):
    assert is_yes(yes)


@pytest.mark.parametrize("no", [False, "false", "n", 0, "0", "failure"])
def test_no_in_all_ways(no):
    assert not is_yes(no)


FINAL = ["S01", "S04", "S05", "S12", "S20", "B0005", "B0100", "B2000", "X9"]


@pytest.mark.parametrize("code", FINAL)
def test_a_no_that_stays_a_no(code):
    answer = why_not(Said(False, code, "words"))
    assert (answer.why, answer.detail, answer.again) == (code, "words", False)


@pytest.mark.parametrize("code", ["S06", "S07", "S08", "S09", "S13"])
def test_a_failure_of_theirs_leaves_an_act_unknown_and_a_question_to_be_asked_again(code):
    assert isinstance(why_not(Said(False, code)), Unknown)
    again = why_not(Said(False, code), is_act=False)
    assert isinstance(again, Refused) and again.again


@pytest.mark.parametrize("code", ["S02", "S03", "S10", "S11", "S14"])
def test_what_concerns_every_call_rests_the_partner(code):
    answer = why_not(Said(False, code))
    assert (answer.why, answer.again, answer.everybody) == (code, True, True)


def test_a_code_that_is_as_good_as_a_yes():
    assert why_not(Said(False, "B0200"), fine=["B0200"]) is None
