"""Names as people type them."""

import pytest

from klinik.core.errors import DomainError
from klinik.finance.members.rules import (
    MemberRequestReused,
    UnreadableName,
    member_number,
    tidy_name,
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


def test_numbers_have_four_digits_and_more_when_they_run_out() -> None:
    assert [member_number(1), member_number(9_999), member_number(10_000)] == [
        "A-0001",
        "A-9999",
        "A-10000",
    ]


def test_refusals_have_a_code_for_programs() -> None:
    codes = {refusal.code for refusal in (UnreadableName, MemberRequestReused)}

    assert codes == {"unreadable_name", "request_reused"}
    assert issubclass(UnreadableName, DomainError)
