"""QRIS codes: read, refused, built. The first is a merchant's own, and only read here."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klinik.core.errors import DomainError
from klinik.finance.wallet import qris

INFAK = (
    "00020101021126660014ID.LINKAJA.WWW011893600911000093000502151912131509300050303UME"
    "51440014ID.CO.QRIS.WWW0215ID20190139612790303UME5204839853033605802ID5924Infak Sinergi"
    " Foundation6007BANDUNG61054017362070703A01630458E0"
)
MERCHANT = qris.Merchant(
    name="Infak Sinergi Foundation",
    city="BANDUNG",
    postcode="40173",
    category="8398",
    number="ID2019013961279",
    is_static=True,
    amount=None,
)


def sealed(text: str) -> str:
    """The text with the check that fits it."""
    return text + qris.checksum(text)


def test_the_check_value_of_the_standard() -> None:
    assert qris.checksum("123456789") == "29B1"


def test_whom_a_code_pays() -> None:
    assert qris.read(f"  {INFAK}\n") == MERCHANT


def test_a_code_for_one_payment_says_the_same_and_how_much() -> None:
    asked = qris.for_one_payment(INFAK, amount=100_123, bill="T-2026-000001")

    assert qris.read(asked) == MERCHANT._replace(is_static=False, amount=100_123)
    assert "5406100123" in asked
    assert "62240113T-2026-0000010703A01" in asked
    assert asked.index("5406") < asked.index("5802ID")


def test_tips_are_not_asked_for() -> None:
    with_tip = sealed(INFAK[:-8].replace("5802ID", "5502015802ID") + "6304")
    assert qris.read(with_tip) == MERCHANT

    assert "550201" not in qris.for_one_payment(with_tip, amount=5_000)


REFUSED = {
    "empty": ("", qris.NotQris),
    "not a code": ("https://contoh.example/bayar", qris.NotQris),
    "wrong check": (INFAK[:-1] + "1", qris.Mistyped),
    "another name": (INFAK.replace("Infak", "Infaq"), qris.Mistyped),
    "a length too long": (sealed(INFAK[:-8].replace("6007", "6009") + "6304"), qris.NotQris),
    "a length of letters": (INFAK.replace("6007", "60x7"), qris.NotQris),
    "a length of Arabic digits": (INFAK.replace("6007", "60٠٧"), qris.NotQris),
    "cut": (INFAK[:-10], qris.NotQris),
    "a field twice": (sealed(INFAK[:-8] + "6007BANDUNG6304"), qris.NotQris),
    "no merchant": (sealed("0002015204839853033605802ID5901X6001Y6304"), qris.NotQris),
    "no name": (
        sealed(INFAK[:-8].replace("5924Infak Sinergi Foundation", "") + "6304"),
        qris.NotQris,
    ),
    "another version": (sealed(INFAK[:-8].replace("000201", "000202") + "6304"), qris.NotQris),
    "of Malaysia": (sealed(INFAK[:-8].replace("5802ID", "5802MY") + "6304"), qris.FromAbroad),
    "in dollars": (sealed(INFAK[:-8].replace("5303360", "5303840") + "6304"), qris.FromAbroad),
    "half a rupiah": (
        sealed(INFAK[:-8].replace("5802ID", "540410.55802ID") + "6304"),
        qris.NotQris,
    ),
    "a line break inside": (INFAK.replace("Infak S", "Infak\nS"), qris.NotQris),
    "endless": ("0002010" * 100, qris.NotQris),
}


@pytest.mark.parametrize(("code", "refusal"), REFUSED.values(), ids=REFUSED)
def test_other_codes_are_refused_with_a_sentence(code: str, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal) as refused:
        qris.read(code)

    assert len(str(refused.value.message)) > 30


def test_a_code_for_one_payment_is_no_base_for_another() -> None:
    with pytest.raises(qris.NotStatic):
        qris.for_one_payment(qris.for_one_payment(INFAK, amount=1), amount=2)


@pytest.mark.parametrize("amount", [0, -1, 10_000_001])
def test_amounts_that_qris_does_not_carry(amount: int) -> None:
    with pytest.raises(qris.BadAmount):
        qris.for_one_payment(INFAK, amount=amount)


@given(st.integers(0, len(INFAK) - 1), st.characters(codec="ascii"))
def test_one_wrong_letter_is_noticed(place: int, letter: str) -> None:
    typed = INFAK[:place] + letter + INFAK[place + 1 :]
    if typed.strip().upper() == INFAK.upper() and typed.strip()[:-4] == INFAK[:-4]:
        assert qris.read(typed) == MERCHANT
    else:
        with pytest.raises(DomainError):
            qris.read(typed)


@given(
    st.integers(1, qris.MOST_RUPIAH),
    st.text(st.characters(codec="ascii", categories=["L", "N"]), max_size=40),
)
def test_what_was_asked_is_read_again(amount: int, bill: str) -> None:
    asked = qris.for_one_payment(INFAK, amount=amount, bill=bill)

    assert qris.read(asked) == MERCHANT._replace(is_static=False, amount=amount)


@given(st.text(max_size=600))
def test_no_text_is_an_error(text: str) -> None:
    with pytest.raises(DomainError):
        qris.read(text)
