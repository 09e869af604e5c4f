"""The ways in which Cainiao is not itself: answers in another form, and pushes that are damaged."""

from dataclasses import replace

from sandbox.cainiao.envelope import WORDS, Answer, Failure
from sandbox.faults import Fault

# Of answers.
BOOLEAN, XML, NO_LABEL, NOTHING, PARTIAL = "boolean", "xml", "no_label", "nothing", "partial"
ANSWERS = frozenset({BOOLEAN, XML, NO_LABEL, NOTHING, PARTIAL})
# Of pushes.
HEX, DOUBLED, TURNED, DASHES, ZONELESS, STRANGE, BARE, MUTE = (
    "hex", "doubled", "turned", "dashes", "zoneless", "strange", "bare", "mute")  # fmt: skip
PUSHES = frozenset({HEX, DOUBLED, TURNED, DASHES, ZONELESS, STRANGE, BARE, MUTE})
PUSH = "push"  # the operation that such faults are bound to
KINDS = ANSWERS | PUSHES


def spoiled(fault: Fault, honest: Answer) -> Answer:
    """Return the answer as the fault has it: what a form or a hole in it does not change stays true."""
    match fault.kind:
        case "boolean":
            return replace(honest, form="bool")
        case "xml":
            return replace(honest, form="xml")
        case "no_label":
            return replace(honest, data={**honest.data, "waybillPdfData": ""})
        case "nothing":
            return replace(honest, data={"success": "true", "traceDetailList": []})
        case "partial":
            return replace(honest, data=_partial(dict(honest.data)))
    return honest


def _partial(data: dict[str, object]) -> dict[str, object]:
    left = {"lp_code": "LP00700000000000", "error_code": "B0100", "error_msg": WORDS["B0100"]}
    return {**data, "update_error_parcel_order_list": [left]}


def refusal(fault: Fault) -> Answer:
    """Return a no with the code that the fault tells: 7 is S07, 200 is B0200."""
    code = f"S{fault.code:02d}" if fault.code < 100 else f"B{fault.code:04d}"
    no = Failure(code, fault.text)
    return Answer(False, no.code, no.words)
