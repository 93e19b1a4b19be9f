"""The scene of every test here."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from tests.clinic.scene import Scene


@pytest.fixture
def scene(db: None, tmp_path: Path) -> Iterator[Scene]:
    """The people around a case; files go to a folder that is gone afterwards."""
    with override_settings(MEDIA_ROOT=tmp_path):
        yield Scene.set()
