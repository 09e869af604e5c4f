"""People of the floor land on it."""

import pytest

from sellers.states import Role
from tests.factories.sellers import MembershipFactory, UserFactory
from tests.factories.warehouse import WarehouseFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "there"),
    [
        (Role.WAREHOUSE_OPERATOR, "/floor/kyiv-home/"),
        (Role.WAREHOUSE_LEAD, "/floor/kyiv-home/"),
        (Role.ACCOUNTANT, "/backoffice/"),
    ],
)
def test_whoever_signs_in_begins_where_they_work(client, role, there):
    """D-06: packers and leads on the floor, once there is a warehouse; other staff in the back office."""
    user = UserFactory()
    MembershipFactory(user=user, shop=None, role=role)
    client.force_login(user)
    before = client.get("/")["Location"]
    WarehouseFactory(code="kyiv-home")
    assert (before, client.get("/")["Location"]) == ("/backoffice/", there)
