"""`verify_books` adds shelves up as well, and says where they differ."""

from uuid import uuid4

import pytest

from klinik.finance.ledger.checks import verify_books
from klinik.finance.shop import checks
from klinik.finance.shop.commands import put_on_shelf
from klinik.finance.shop.models import Good
from klinik.finance.shop.rules import Change
from klinik.people.models import User


@pytest.fixture
def stocked(water: Good, keeper: User) -> Good:
    put_on_shelf(water.shop, [Change(water.pk, 10_000, 25_000)], request_id=uuid4(), by=keeper)
    return water


def test_a_sound_shop_adds_up(stocked: Good) -> None:
    assert verify_books().differences == []


def test_what_a_room_above_moved_and_no_good_shows_is_named(
    stocked: Good, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "_moved", [*checks._moved])
    checks.count_also(
        "SELECT id, -1000, -2500 FROM shop_good WHERE koppontren_id = %(k)s AND quantity > 0"
    )

    assert verify_books().differences == [
        "al-hikmah: good 1: 10000 thousandths worth 25000, its moves and sales add up to 9000"
        " worth 22500"
    ]
