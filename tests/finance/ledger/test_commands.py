"""Opening books and accounts, renaming and closing them."""

import csv
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from klinik.finance.ledger import chart
from klinik.finance.ledger.commands import (
    add_account,
    close_account,
    detail_account_undetailed,
    mark_account,
    open_account,
    open_book,
    open_detail_account,
    rename_account,
    rename_unit,
    reopen_account,
)
from klinik.finance.ledger.models import Account, ChartEvent, Mark, Side, Unit
from klinik.finance.ledger.periods.commands import close_out
from klinik.finance.ledger.periods.rules import FiscalYear
from klinik.finance.ledger.posting import cr, dr, post
from klinik.finance.ledger.refusals import (
    AccountBetweenUnits,
    AccountNotEmpty,
    BadAccount,
    CodeTaken,
    NoBook,
    NotAControlAccount,
    YearNotClosedOut,
)
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from tests.finance.books import EXAMPLE, put
from tests.finance.ledger.owner import Owner
from tests.world import make_koppontren

Accounts = dict[str, Account]


def test_the_template_has_every_account_of_the_example() -> None:
    with Path(EXAMPLE).open(encoding="utf-8", newline="") as file:
        example = [
            (row["kode"], row["nama"], row["jenis"], row["sisi_normal"], row["unit"])
            for row in csv.DictReader(file)
        ]

    beside = [
        row.code for row in chart.template() if row.mark == Mark.ZAKAT
    ]  # PSAK 401 asks for it
    assert beside == ["2320"]
    assert example == [
        (row.code, row.name, row.kind, row.normal_side, row.unit)
        for row in chart.template()
        if row.code not in beside
    ]


def test_what_belongs_to_members_has_details_and_is_never_overdrawn(accounts: Accounts) -> None:
    controls = [account for account in accounts.values() if account.is_control]

    assert {account.code for account in controls} == {
        "1131", "1133", "2110", "2120", "2510", "3110", "3120",
    }  # fmt: skip
    assert not any(account.may_overdraw for account in controls)
    assert {a.code for a in accounts.values() if a.is_cash} == {"1111", "1112", "1211", "1212"}


def test_accounts_between_units_point_at_each_other(accounts: Accounts) -> None:
    shop, savings = accounts["1191"], accounts["2291"]

    assert (shop.unit, shop.other_unit) == (savings.other_unit, savings.unit)
    assert shop.may_overdraw
    assert savings.may_overdraw


def test_a_book_is_opened_once(koppontren: Koppontren) -> None:
    with pytest.raises(CodeTaken):
        open_book(koppontren, units=chart.units())


def test_without_a_book_nothing_is_posted(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    without = make_koppontren("an-nur")
    enter(without)

    with pytest.raises(NoBook):
        post(
            without,
            request_id=uuid4(),
            kind="fee",
            legs=[dr(accounts["1111"], 5), cr(accounts["4310"], 5)],
            by=teller,
        )


def test_a_detail_is_what_its_control_account_is(accounts: Accounts) -> None:
    control = accounts["1133"]
    detail = open_detail_account(control, name="M-0001")

    assert (detail.parent, detail.code, detail.name) == (control, "1133.0001", "M-0001")
    assert (detail.kind, detail.normal_side, detail.unit) == ("asset", Side.CREDIT, control.unit)
    assert not detail.is_control


def test_details_are_counted_in_order(accounts: Accounts) -> None:
    codes = [open_detail_account(accounts["2110"], name=f"S-{n}").code for n in range(1, 4)]

    assert codes == ["2110.0001", "2110.0002", "2110.0003"]


@pytest.mark.django_db(databases=["owner"])
def test_more_than_four_digits_are_not_cut(owner: Owner) -> None:
    control = owner.open("4", owner.unit, may_overdraw=False, control=True)
    owner.execute("UPDATE ledger_account SET last_detail = 9998 WHERE id = %s", control)
    codes = [
        owner.value("SELECT code FROM ledger_open_detail_account(%s, %s, 'x')", owner.pk, control)
        for _ in range(3)
    ]

    assert codes == ["4.9999", "4.10000", "4.10001"]


def test_only_control_accounts_have_details(accounts: Accounts) -> None:
    with pytest.raises(NotAControlAccount, match="1111 Kas"):
        open_detail_account(accounts["1111"], name="S-0001")


def test_a_code_is_taken_once(koppontren: Koppontren, accounts: Accounts) -> None:
    units = {unit.code: unit for unit in Unit.objects.of(koppontren)}

    with pytest.raises(CodeTaken):
        open_account(koppontren, account=chart.template()[0], units=units)


def test_an_account_of_no_known_kind_is_refused(koppontren: Koppontren, accounts: Accounts) -> None:
    units = {unit.code: unit for unit in Unit.objects.of(koppontren)}
    row = chart.AccountRow(code="9999", name="Lain", kind="money", normal_side="debit", unit="Toko")

    with pytest.raises(BadAccount, match="9999"):
        open_account(koppontren, account=row, units=units)


def test_renaming_keeps_the_rest(accounts: Accounts, teller: User) -> None:
    renamed = rename_account(accounts["1111"], name="Kas Besar", by=teller)

    assert (renamed.pk, str(renamed)) == (accounts["1111"].pk, "1111 Kas Besar")


def test_only_an_empty_account_is_closed(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    cash = accounts["1111"]
    put(koppontren, [dr(cash, 5), cr(accounts["4310"], 5)], by=teller)
    with pytest.raises(AccountNotEmpty, match="1111 Kas"):
        close_account(cash, by=teller)
    put(koppontren, [cr(cash, 5), dr(accounts["4310"], 5)], by=teller)

    assert close_account(cash, by=teller).closed


def test_a_control_account_with_open_details_is_not_closed(
    accounts: Accounts, teller: User
) -> None:
    control = accounts["2110"]
    detail = open_detail_account(control, name="S-0001")
    with pytest.raises(AccountNotEmpty):
        close_account(control, by=teller)
    close_account(detail, by=teller)

    assert close_account(control, by=teller).closed
    with pytest.raises(NotAControlAccount):
        open_detail_account(control, name="S-0002")


def test_an_account_between_units_is_not_closed(accounts: Accounts, teller: User) -> None:
    """Money between the two would have no way for ever."""
    with pytest.raises(AccountBetweenUnits, match="1191"):
        close_account(accounts["1191"], by=teller)


def test_what_a_year_still_has_to_close_out_is_not_closed(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    """Spent in December and undone in January: nothing in all, and something in each year."""
    spent, cash = accounts["5330"], accounts["1111"]
    put(koppontren, [dr(cash, 9), cr(accounts["3140"], 9)], by=teller, on=date(2024, 1, 2))
    put(koppontren, [dr(spent, 9), cr(cash, 9)], by=teller, on=date(2024, 12, 28))
    put(koppontren, [cr(spent, 9), dr(cash, 9)], by=teller, on=date(2025, 1, 2))
    with pytest.raises(YearNotClosedOut, match="5330"):
        close_account(spent, by=teller)
    close_out(koppontren, year=FiscalYear(2024), by=teller)
    with pytest.raises(AccountNotEmpty):
        close_account(spent, by=teller)
    close_out(koppontren, year=FiscalYear(2025), by=teller)

    assert close_account(spent, by=teller).closed


def test_a_closed_account_is_opened_again(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    bank = accounts["1112"]
    close_account(bank, by=teller)

    assert [reopen_account(bank, by=teller).closed for _ in range(2)] == [False, False]
    put(koppontren, [dr(bank, 5), cr(accounts["3140"], 5)], by=teller)


def test_a_long_name_leaves_room_for_what_is_not_yet_by_member(
    koppontren: Koppontren, teller: User
) -> None:
    row = chart.AccountRow(
        code="a" * 12, name="n" * 100, kind="liability", normal_side="credit", unit="Toko",
        is_control=True,
    )  # fmt: skip
    detail = detail_account_undetailed(add_account(koppontren, account=row, by=teller))

    assert (detail.code, len(detail.name)) == ("a" * 12 + ".0000", 100)
    assert detail.name.endswith("n (belum dirinci)")


def test_codes_of_control_accounts_leave_room_for_numbers(
    koppontren: Koppontren, teller: User
) -> None:
    row = chart.AccountRow(
        code="a" * 13, name="x", kind="liability", normal_side="credit", unit="Toko",
        is_control=True,
    )  # fmt: skip
    with pytest.raises(BadAccount):
        add_account(koppontren, account=row, by=teller)


@pytest.mark.parametrize("name", ["Kas\nKecil", "Kas \u202eliceK", "Kas\x07", "Kas\u2066"])
def test_a_name_is_one_line_and_read_one_way(accounts: Accounts, teller: User, name: str) -> None:
    with pytest.raises(BadAccount):
        rename_account(accounts["1111"], name=name, by=teller)


def test_what_was_changed_stays_with_who_did_it(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    bank = accounts["1112"]
    rename_account(bank, name="Bank Syariah", by=teller)
    rename_account(bank, name="Bank Syariah", by=teller)
    close_account(bank, by=teller)
    mark_account(accounts["4310"], mark="member", by=None)
    row = chart.AccountRow(code="1119", name="Laci", kind="asset", normal_side="debit", unit="Toko")
    drawer = add_account(koppontren, account=row, by=teller)
    rename_unit(bank.unit, name="BMT", by=teller)

    told = [
        (event.account_id or event.unit_id, event.what, event.before, event.after, event.by)
        for event in ChartEvent.objects.of(koppontren).exclude(what="mark").order_by("pk")
    ]
    assert told == [
        (bank.pk, "name", "Bank", "Bank Syariah", teller),
        (bank.pk, "closed", "", "yes", teller),
        (drawer.pk, "name", "", "Laci", teller),
        (bank.unit_id, "name", "Unit Simpan Pinjam dan Pembiayaan Syariah", "BMT", teller),
    ]
    assert ChartEvent.objects.of(koppontren).filter(what="mark").exclude(by=None).count() == 0
