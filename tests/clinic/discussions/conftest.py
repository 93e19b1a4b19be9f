"""The scene of every test here."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from tests.clinic.discussions.scene import Talk


@pytest.fixture
def talk(db: None, tmp_path: Path) -> Iterator[Talk]:
    """The people of a discussion; files go to a folder that is gone afterwards."""
    with override_settings(MEDIA_ROOT=tmp_path):
        yield Talk.set()
