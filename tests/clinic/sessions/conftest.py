"""The scene of every test here."""

import pytest

from tests.clinic.sessions.scene import PanelScene


@pytest.fixture
def panel(db: None) -> PanelScene:
    """The people around a panel session."""
    return PanelScene.set()
