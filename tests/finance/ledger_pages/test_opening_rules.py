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
        "USPPS does not tie out: debit Rp150, credit Rp100, difference Rp50.",
        "Toko does not tie out: debit Rp7, credit Rp0, difference Rp7.",
    ]


def test_a_file_of_zeros_is_refused() -> None:
    totals = rules.totals_by_unit([row()])
    assert rules.problems_of_totals(totals) == [
        "Every amount in this file is zero; there is nothing to post."
    ]


def test_units_must_agree_on_what_they_owe_each_other() -> None:
    rows = [between("USPPS", "toko", debit=20), between("Toko", "USPPS", credit=15)]

    assert rules.problems_between_units(rows, ["USPPS", "Toko"]) == [
        "The accounts between Toko and USPPS do not agree: Toko has credit Rp15, "
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
    moved = rules.changes([row(debit=1)], {})
    kept = rules.changes([row(debit=1)], {"1111": ("Kas", 1)})

    assert rules.problems_of_changes(moved, {"1111": closed}) == ["Account 1111 Kas is closed."]
    assert rules.problems_of_changes(kept, {"1111": closed}) == []


def test_a_correction_is_what_differs_and_what_is_missing() -> None:
    stands = {"1111": ("Kas", 100), "1112": ("Bank", 40), "3110": ("Simpanan Pokok", -140)}
    rows = [row(debit=130), row("3110", side="credit", credit=140), row("1211", debit=10)]

    found = rules.changes(rows, stands)

    assert [(c.code, c.before, c.after, c.net) for c in found] == [
        ("1111", 100, 130, 30),
        ("1211", 0, 10, 10),
        ("1112", 40, 0, -40),
    ]


def test_a_correction_takes_no_money_that_is_gone() -> None:
    cash = Known(kind="asset", normal_side="debit", unit="A", may_overdraw=False, held=20)
    stands = {"1111": ("Kas", 100)}

    assert rules.problems_of_changes(rules.changes([row(debit=80)], stands), {"1111": cash}) == []
    assert rules.problems_of_changes(rules.changes([row(debit=79)], stands), {"1111": cash}) == [
        "1111 Kas holds Rp20 today; the correction would take Rp21 out of it. Look at its amount "
        "in the file again. If that is right, first record what is missing in this account, then "
        "send the file once more."
    ]


@pytest.mark.parametrize(("lines", "problems"), [(1000, 0), (1001, 1)])
def test_an_entry_holds_so_many_lines(lines: int, problems: int) -> None:
    rows = [row(str(code), debit=1) for code in range(lines)]

    found = rules.problems_of_changes(rules.changes([*rows, row("empty")], {}), {})

    assert len(found) == problems


@pytest.mark.parametrize("is_open", [True, False])
def test_details_belong_under_their_control_account(is_open: bool) -> None:
    control = Known(kind="liability", normal_side="credit", unit="USPPS", is_control=True)
    detail = Known(kind="asset", normal_side="debit", unit="USPPS", is_detail=True)
    chart = {"2110": control} | ({"2110.0007": detail} if is_open else {})

    found = rules.problems_with_chart([row("2110.0007")], chart)

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


def test_a_unit_of_another_name_takes_the_template_too() -> None:
    rows = [
        row("2110", name="Simpanan Sukarela", kind="liability", side="credit", unit="KSPPS"),
        row("1211", name="Kas Kantin", unit="Kantin"),
        row("1999", name="Rekening Antar Unit: Kantin", unit="KSPPS"),
    ]
    first = rules.first_chart(rows, chart.template(), ["KSPPS", "Kantin"])
    named = {account.code: account for account in first}

    assert (named["2110"].unit, named["2110"].is_control) == ("KSPPS", True)
    assert (named["3110"].unit, named["3110"].is_control) == ("KSPPS", True)
    assert (named["4110"].unit, named["4110"].cash_flow) == ("Kantin", "operating")
    assert "1191" not in named  # the file has an account between these units
    between = named["2291"]
    assert (between.unit, between.other_unit, between.name) == (
        "Kantin", "KSPPS", "Rekening Antar Unit: KSPPS",
    )  # fmt: skip


def test_one_unit_for_all_has_nothing_between_units() -> None:
    rows = [row(unit="Koperasi"), row("1211", unit="Koperasi")]
    first = rules.first_chart(rows, chart.template(), ["Koperasi"])

    assert {account.unit for account in first} == {"Koperasi"}
    assert [account.code for account in first if account.other_unit] == []
    assert len(first) == 31


@pytest.mark.parametrize("ticked", [True, False])
def test_a_person_says_where_money_lies(ticked: bool) -> None:
    account = rules.account_row(row("1105", name="Kas Bon Karyawan"), ["USPPS"])
    chosen = rules.with_cash(account, {"1105"} if ticked else set())

    assert (chosen.is_cash, chosen.may_overdraw) == (ticked, not ticked)
