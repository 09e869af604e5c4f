"""What tests of sellers/ share."""

import pytest

from tests.factories.sellers import ShopFactory


@pytest.fixture
def shop(db):
    return ShopFactory(slug="ours", name="Ours")
