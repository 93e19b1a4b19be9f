"""One road for each test."""

import pytest

from tests.finance.collecting.scene import Road


@pytest.fixture
def road(db: None) -> Road:
    return Road()
