"""Nova Poshta as a client sees it."""

import pytest

from tests.contract.sandbox.nova_poshta.asking import NUMBER


@pytest.fixture
def call(world, http):
    """Call a method; the answer is HTTP 200, whatever it says."""

    def ask(operation, key="demo-key", **properties):
        model, _dot, method = operation.partition(".")
        envelope = {"apiKey": key, "modelName": model, "calledMethod": method}
        reply = http.post(world.nova_poshta_url, json={**envelope, "methodProperties": properties})
        assert (reply.status_code, reply.headers["Content-Type"]) == (200, "application/json")
        return reply.json()

    return ask


@pytest.fixture
def track(call):
    def ask(*numbers, phone="", **more):
        documents = [{"DocumentNumber": number, "Phone": phone} for number in numbers]
        return call("TrackingDocument.getStatusDocuments", Documents=documents, **more)

    return ask


@pytest.fixture
def codes(track):
    """The code of each number, as the answer tells it."""
    return lambda *numbers: [(row["Number"], row["StatusCode"]) for row in track(*numbers)["data"]]


@pytest.fixture
def waybill(world):
    return world.call(world.nova_poshta.enrol, NUMBER)
