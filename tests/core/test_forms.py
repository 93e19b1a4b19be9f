"""Amounts as people type them, and the sentences for what cannot be an amount."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from klinik.core.forms import NameField, RequestIdField, RupiahField


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("50000", 50_000),
        ("50.000", 50_000),
        ("Rp 1.250.000", 1_250_000),
        ("rp50.000,00", 50_000),
        (" 1 000 000 ", 1_000_000),
        ("1000000000000000", 10**15),
    ],
)
def test_amounts_as_people_type_them(typed: str, amount: int) -> None:
    assert RupiahField().clean(typed) == amount


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "0",
        "-5",
        "12,5",
        "1.2",
        "1,000",
        "1e5",
        "١٢٣",
        "seribu",
        "9" * 10_000,
        "1000000000000001",
        "50000\x00",
        "5 0",
        "NaN",
    ],
)
def test_what_cannot_be_an_amount_gets_a_sentence(typed: str) -> None:
    with translation.override("en"), pytest.raises(ValidationError) as refusal:
        RupiahField().clean(typed)

    assert refusal.value.messages[0].endswith((".", "required."))


@pytest.mark.parametrize("sent", ["not-a-key", "", None])
def test_a_stale_form_says_what_to_do(sent: str | None) -> None:
    with translation.override("en"), pytest.raises(ValidationError, match="Reload the page"):
        RequestIdField().clean(sent)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  Siti\n Aminah ", "Siti Aminah"),
        ("Ba\x07ng\x00 Umar", "Bang Umar"),
        ("Siti \u202eIMANIMA", "Siti IMANIMA"),
        ("سيتي أمينة", "سيتي أمينة"),
        ("ꦱꦶꦠꦶ", "ꦱꦶꦠꦶ"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_a_name_is_one_line_that_hides_nothing(typed: str, name: str) -> None:
    assert NameField().clean(typed) == name


def test_a_name_of_ten_thousand_letters_is_refused() -> None:
    with pytest.raises(ValidationError):
        NameField().clean("x" * 10_000)
