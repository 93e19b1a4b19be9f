"""What must hold of a whole opening balance; differences are named, not hidden."""

from typing import Any

import pytest

from klinik.finance.ledger import chart
from klinik.finance.ledger.opening import rules
from klinik.finance.ledger.opening.rules import Known
from klinik.finance.ledger.opening.table import OpeningRow


def row(
    code: str = "1111",
    *,
    name: str = "Kas",
    kind: str = "asset",
    side: str = "debit",
    unit: str = "USPPS",
    debit: int = 0,
    credit: int = 0,
    at: int = 2,
) -> OpeningRow:
    return OpeningRow(
        row=at, code=code, name=name, kind=kind, normal_side=side, unit=unit, debit=debit,
        credit=credit,
    )  # fmt: skip


def between(unit: str, other: str, *, debit: int = 0, credit: int = 0) -> OpeningRow:
    name = f"Rekening Antar Unit: {other}"
    return row(unit, name=name, unit=unit, debit=debit, credit=credit)


IN_BOOKS = "account 1111 has %s “%s” in the books, the file says “%s”."
CASH = Known(kind="asset", normal_side="debit", unit="USPPS", may_overdraw=False)


def test_the_difference_of_each_unit_is_named() -> None:
    rows = [row(debit=150), row("3110", credit=100), row("1211", unit="Toko", debit=7)]

    assert rules.problems_of_totals(rules.totals_by_unit(rows)) == [
        "USPPS does not tie out: debet Rp150, kredit Rp100, difference Rp50.",
        "Toko does not tie out: debet Rp7, kredit Rp0, difference Rp7.",
    ]


def test_a_file_of_zeros_is_refused() -> None:
    totals = rules.totals_by_unit([row()])
    assert rules.problems_of_totals(totals) == [
        "Every amount in this file is zero; there is nothing to post."
    ]


def test_units_must_agree_on_what_they_owe_each_other() -> None:
    rows = [between("USPPS", "toko", debit=20), between("Toko", "USPPS", credit=15)]

    assert rules.problems_between_units(rows, ["USPPS", "Toko"]) == [
        "Rekening Antar Unit of Toko and USPPS do not agree: Toko has credit Rp15, "
        "USPPS has debit Rp20, difference Rp5."
    ]
    rows[1] = between("Toko", "USPPS", credit=20)
    assert rules.problems_between_units(rows, ["USPPS", "Toko"]) == []


@pytest.mark.parametrize("other", ["Kantin", "USPPS"])
def test_an_account_between_units_names_another_unit_of_the_file(other: str) -> None:
    assert rules.problems_between_units([between("USPPS", other)], ["USPPS", "Toko"]) == [
        f"Row 2: “Rekening Antar Unit: {other}” names no other unit of this file."
    ]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (row(kind="expense"), IN_BOOKS % ("jenis", "asset", "expense")),
        (row(side="credit"), IN_BOOKS % ("sisi_normal", "debit", "credit")),
        (row(unit="Toko"), IN_BOOKS % ("unit", "USPPS", "Toko")),
        (row(credit=5), "1111 Kas cannot hold less than nothing: its amount is on the wrong side."),
    ],
)  # fmt: skip
def test_known_accounts_must_agree(given: OpeningRow, sentence: str) -> None:
    assert rules.problems_with_chart([given], {"1111": CASH}) == [f"Row 2: {sentence}"]


def test_a_closed_account_takes_no_balance() -> None:
    closed = Known(kind="asset", normal_side="debit", unit="USPPS", is_closed=True)
    assert rules.problems_with_chart([row(debit=1)], {"1111": closed}) == [
        "Row 2: account 1111 is closed."
    ]


def test_details_belong_under_their_control_account() -> None:
    control = Known(kind="liability", normal_side="credit", unit="USPPS", is_control=True)
    found = rules.problems_with_chart([row("2110.0007")], {"2110": control})
    assert found == ["Row 2: 2110.0007 would be a detail of 2110. Put the sum in 2110."]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (row(name="Kas Kecil"), True),
        (row(name="BANK BRI"), True),
        (row(name="Bangku kelas"), False),
        (row(name="Kas", kind="liability"), False),
        (row(name="Kas", side="credit"), False),
    ],
)
def test_places_of_cash_are_known_by_name(given: OpeningRow, expected: Any) -> None:
    assert rules.is_cash(given) is expected


def test_units_are_matched_by_code_or_name_in_any_case() -> None:
    units = [chart.UnitRow(code="USPPS", name="Unit Simpan Pinjam")]
    written = ["uspps", "Unit simpan pinjam", "USPPS", "Kantin", "KANTIN"]
    placed = rules.with_units_of([row(unit=unit) for unit in written], units)

    assert [r.unit for r in placed] == ["USPPS", "USPPS", "USPPS", "Kantin", "Kantin"]


def test_a_new_book_takes_the_template_where_the_file_does_not_say_otherwise() -> None:
    rows = [
        row(name="Kas Besar"),
        row("1112", name="Piutang", kind="asset", side="credit"),
    ]
    first = rules.first_chart(rows, chart.template(), ["USPPS"])
    named = {account.code: account for account in first}

    assert named["1111"].name == "Kas Besar"
    assert named["1111"].is_cash
    assert named["2110"].is_control
    assert "1112" not in named  # the file means another account by this code
    assert "1211" not in named  # of a unit that this cooperative does not have
    assert "1191" not in named  # between units that it does not have
