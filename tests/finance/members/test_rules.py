"""Names and telephone numbers as people type them."""

import pytest

from klinik.core.errors import DomainError
from klinik.finance.members.rules import (
    UnreadableName,
    UnreadablePhone,
    member_number,
    tidy_name,
    tidy_phone,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Siti   Aminah ", "Siti Aminah"),
        ("Siti\nAminah", "Siti Aminah"),
        ("محمد", "محمد"),
        ("ꦱꦶꦠꦶ", "ꦱꦶꦠꦶ"),
        ("e\u0301", "é"),
        ("A" * 200, "A" * 200),
    ],
)
def test_a_name_keeps_its_letters_whatever_the_script(typed: str, kept: str) -> None:
    assert tidy_name(typed) == kept


@pytest.mark.parametrize("typed", ["", "   ", "A" * 201, "A" * 10_000, "Si\0ti", "Si\x07ti"])
def test_what_is_no_name_is_refused(typed: str) -> None:
    with pytest.raises(UnreadableName):
        tidy_name(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        (" - ", ""),
        ("0812-3456-7890", "6281234567890"),
        ("+62 812 3456 7890", "6281234567890"),
        ("6281234567890", "6281234567890"),
        ("81234567890", "6281234567890"),
        ("812-3456-7890", "6281234567890"),
        ("+62 0812-3456-7890", "6281234567890"),
        ("62 0812-3456-7890", "6281234567890"),
        ("0062 812 3456 7890", "6281234567890"),
        ("00620812 3456 7890", "6281234567890"),
        ("+62 (0)322 123456", "62322123456"),
        ("+81 90 1234 5678", "819012345678"),
        ("0081 90 1234 5678", "819012345678"),
        ("+966 50 123 4567", "966501234567"),
        ("00966 50 123 4567", "966501234567"),
        ("(0322) 123456", "62322123456"),
    ],
)
def test_a_telephone_number_becomes_international_digits(typed: str, kept: str) -> None:
    assert tidy_phone(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "0812",
        "812",
        "000812345678",
        "++62812345678",
        "abc",
        "08123456789012345",
        "٠٨١٢٣٤٥٦٧٨٩",
        "08\x00123456789",
    ],
)
def test_what_no_telephone_can_call_is_refused(typed: str) -> None:
    with pytest.raises(UnreadablePhone):
        tidy_phone(typed)


def test_numbers_have_four_digits_and_more_when_they_run_out() -> None:
    assert [member_number(1), member_number(9_999), member_number(10_000)] == [
        "A-0001",
        "A-9999",
        "A-10000",
    ]


def test_refusals_have_a_code_for_programs() -> None:
    codes = {refusal.code for refusal in (UnreadableName, UnreadablePhone)}

    assert codes == {"unreadable_name", "unreadable_phone"}
    assert issubclass(UnreadableName, DomainError)
