"""Telephone numbers as people type them."""

import pytest

from klinik.core.phones import UnreadablePhone, tidy_phone


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("0812-3456-7890", "6281234567890"),
        ("+62 812 3456 7890", "6281234567890"),
        ("62812 3456 7890", "6281234567890"),
        ("81234567890", "6281234567890"),
        ("+62 0812 3456 7890", "6281234567890"),
        ("0062 812 3456 7890", "6281234567890"),
        ("(0321) 123 456", "62321123456"),
        ("+966 50 123 4567", "966501234567"),
        ("00966 50 123 4567", "966501234567"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_numbers_as_people_type_them(typed: str, digits: str) -> None:
    assert tidy_phone(typed) == digits


@pytest.mark.parametrize("typed", ["0812", "nol delapan", "+", "0812345678901234", "٠٨١٢٣٤٥٦٧٨٩٠"])
def test_what_no_telephone_could_call_is_refused(typed: str) -> None:
    with pytest.raises(UnreadablePhone):
        tidy_phone(typed)
