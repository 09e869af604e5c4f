"""Who has the machine to itself: whatever starts, kills or starves processes, unless it says otherwise."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)  # before what was asked for is picked by its marks
def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents and item.get_closest_marker("beside") is None:
            item.add_marker("alone")
