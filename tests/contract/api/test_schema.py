"""The API against its own schema: every operation, generated requests, no 5xx, answers as promised.

Generated data come in two kinds: such as the schema allows, and such as it forbids. A third of the paths is
left as generated; the others lead to things that exist, orders in every state in turn.
"""

from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from tests.contract.api.operations import operations

pytestmark = pytest.mark.django_db
PROMISES = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
]
COSTLY = {"orders_create_bulk": 5}  # a batch takes the generator long
BOUNDED = settings(
    max_examples=12,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def pytest_generate_tests(metafunc):
    """Ask each operation both ways; one without query and body cannot be asked wrongly."""
    pairs = [
        pytest.param(operation, mode, id=f"{name}-{mode.value}")
        for name, operation in operations().items()
        for mode in GenerationMode
        if mode.is_positive or operation.body or operation.query
    ]
    metafunc.parametrize(("operation", "mode"), pairs)


@pytest.fixture
def lead(request, shop):
    """Return a way to lead a generated path to a thing that exists."""
    turns = count()
    known = {
        "order_id": lambda turn: (ids := request.getfixturevalue("known_orders"))[turn % len(ids)],
        "sku": lambda _turn: "SKU-KNOWN",
        "code": lambda _turn: "ua-orders",
    }

    def led(case):
        turn = next(turns)
        if turn % 3:
            for name in known.keys() & (case.path_parameters or {}).keys():
                case.path_parameters[name] = known[name](turn)

    return led


def test_an_operation_keeps_its_schema(operation, mode, bearer, lead):
    number = COSTLY.get(operation.definition.raw["operationId"], BOUNDED.max_examples)

    @seed(20260203)
    @settings(BOUNDED, max_examples=number)
    @given(case=operation.as_strategy(generation_mode=mode))
    def probe(case):
        lead(case)
        response = case.call(headers=bearer)
        case.validate_response(response, checks=PROMISES)

    probe()
