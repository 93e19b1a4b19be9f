"""Telephone numbers as people type them."""

import pytest

from klinik.core.phones import UnreadablePhone, tidy_phone


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
