"""The scale (R-002-20): a weight is needed, a wrong one stays, what was accepted teaches."""

from datetime import timedelta

import pytest

from kernel import history
from tests.factories.parcels import PICKED_AT, do_scan, goods, parcel, worker
from warehouse.models import LearnedWeight, Outbound, OutboundMaterial, Packaging
from warehouse.states import OutboundState as O

pytestmark = pytest.mark.django_db
AT = PICKED_AT + timedelta(minutes=30)


@pytest.fixture
def igor(db):
    return worker("Ігор")


def labelled(n=1, **offer):
    return parcel(O.LABELLED, goods(n, weight_g=500, **offer))


def weigh(box, actor, *codes, action="weigh", **more):
    answer = None
    for code in codes:
        answer = do_scan(box, action, code, actor, at=AT, **more)
    return answer


def state_of(box):
    row = Outbound.everything.get(pk=box.pk)
    return row.state, row.weight_g


def test_r_002_20_the_right_weight_is_taken_and_learned(igor):
    box = labelled(2)
    OutboundMaterial.objects.create(outbound=box, packaging=Packaging.objects.get(code="box-s"))
    assert weigh(box, igor, box.code).data["expected_g"] == 1090
    assert weigh(box, igor, "1110").code == "weighed"
    row = LearnedWeight.objects.get()
    assert (state_of(box), row.weighed, row.mean_g) == ((O.WEIGHED, 1110), 1, 510)


def test_r_002_20_a_weight_that_differs_blocks_and_says_what_to_check(igor):
    box = labelled(3)
    weigh(box, igor, box.code)
    answer = weigh(box, igor, "1.002 kg")
    name = box.lines.get().name
    assert (answer.verdict, answer.code) == ("wrong", "weight_differs")
    assert f"Is 1 × {name} missing?" in answer.text
    assert (state_of(box), LearnedWeight.objects.count()) == ((O.LABELLED, None), 0)
    assert weigh(box, igor, "1495").code == "weighed"


def test_r_002_20_nothing_is_dispatched_without_a_weight(igor):
    box = labelled()
    assert do_scan(box, "dispatch", box.code, igor).code == "not_ready_to_dispatch"


def test_a_weight_before_any_parcel_is_nobodys(igor):
    box = labelled()
    answer = weigh(box, igor, "500")
    assert (answer.code, state_of(box)) == ("nothing_on_the_scale", (O.LABELLED, None))


def test_a_lead_accepts_a_weight_with_a_reason_and_nothing_is_learned(igor):
    box, lead = labelled(), worker("Марія")
    by_lead = {"action": "weigh_override"}
    weigh(box, lead, box.code, **by_lead)
    bare = weigh(box, lead, "CMD:ACCEPT", context={"weight": "900", "reason": " "}, **by_lead)
    assert (bare.code, state_of(box)) == ("nothing_on_the_scale", (O.LABELLED, None))
    given = {"weight": "0.9", "reason": "a gift from the shop"}
    assert weigh(box, lead, "CMD:ACCEPT", context=given, **by_lead).code == "weighed"
    line = history.of("outbound", box.pk).get()
    assert (line.action, line.comment, line.changes) == (
        "accept_weight", "a gift from the shop", {"weight_g": [500, 900]},
    )  # fmt: skip
    assert (state_of(box), LearnedWeight.objects.count()) == ((O.WEIGHED, 900), 0)


def test_what_was_learned_is_believed_instead_of_the_card(igor):
    box = labelled()
    offer = box.lines.get().offer
    LearnedWeight.objects.create(offer=offer, weighed=20, mean_g=700, squares=20 * 9)
    assert weigh(box, igor, box.code).data["expected_g"] == 700
    assert weigh(box, igor, "500").code == "weight_differs"
    assert weigh(box, igor, "705").code == "weighed"


def test_a_parcel_is_weighed_once(igor):
    box = labelled()
    weigh(box, igor, box.code, "500")
    assert weigh(box, igor, box.code).title == "Weighed already"
    assert weigh(box, igor, "501").code == "nothing_on_the_scale"


def test_a_parcel_without_its_label_goes_back_to_packing(igor):
    box = parcel(O.PACKED)
    assert weigh(box, igor, box.code).code == "not_to_be_weighed"
