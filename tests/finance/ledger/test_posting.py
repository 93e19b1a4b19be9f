"""What posting does, read as a journal."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klinik.core.money import MAX_AMOUNT
from klinik.finance.ledger.chart import AccountRow, UnitRow
from klinik.finance.ledger.commands import (
    close_account,
    detail_account_undetailed,
    open_account,
    open_detail_account,
    open_unit,
)
from klinik.finance.ledger.models import Account, AccountMonth, Book, Entry, Unit
from klinik.finance.ledger.posting import Posting, cr, dr, post_many, reverse
from klinik.finance.ledger.refusals import (
    AccountClosed,
    AccountFull,
    AccountIsControl,
    AlreadyReversed,
    BadAmount,
    OneAccountOnly,
    Overdrawn,
    UnitNotBalanced,
)
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from tests.finance.books import account, balance, journal, make_books, put

Accounts = dict[str, Account]


def member_savings(accounts: Accounts) -> Account:
    """S-0001 under voluntary savings."""
    return open_detail_account(accounts["2110"], name="S-0001")


def test_savings_of_a_member(koppontren: Koppontren, accounts: Accounts, teller: User) -> None:
    """Deposit 1,000 + 7,000, withdraw 3,000: 8,000, then 5,000."""
    cash, savings = accounts["1111"], member_savings(accounts)
    put(koppontren, [dr(cash, 1_000), cr(savings, 1_000)], by=teller)
    put(koppontren, [dr(cash, 7_000), cr(savings, 7_000)], by=teller)
    held = balance(savings)
    put(koppontren, [dr(savings, 3_000), cr(cash, 3_000)], by=teller)

    assert (held, balance(savings), balance(accounts["2110"])) == (8_000, 5_000, 5_000)
    assert journal(koppontren) == [
        "test: Dr Kas 1.000, Cr S-0001 1.000",
        "test: Dr Kas 7.000, Cr S-0001 7.000",
        "test: Dr S-0001 3.000, Cr Kas 3.000",
    ]


def test_a_sale_from_a_wallet_crosses_units(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    """2 x 15,000 that cost 2 x 10,000; the wallet lies in USPPS, the sale in the shop."""
    wallet = open_detail_account(accounts["2120"], name="W-0001")
    put(koppontren, [dr(accounts["1111"], 50_000), cr(wallet, 50_000)], by=teller)
    put(koppontren, [dr(accounts["1251"], 20_000), cr(accounts["2210"], 20_000)], by=teller)
    put(
        koppontren,
        [
            dr(wallet, 30_000),
            dr(accounts["5110"], 20_000),
            cr(accounts["4110"], 30_000),
            cr(accounts["1251"], 20_000),
        ],
        by=teller,
    )

    assert journal(koppontren)[-1] == (
        "test: Dr W-0001 30.000, Dr Harga Pokok Penjualan 20.000, Cr Penjualan 30.000, "
        "Cr Persediaan Barang Dagang 20.000, Dr Rekening Antar Unit: USPPS 30.000, "
        "Cr Rekening Antar Unit: Toko 30.000"
    )


def test_numbers_have_no_gaps_even_where_entries_were_refused(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    cash, income = accounts["1111"], accounts["4310"]
    put(koppontren, [dr(cash, 5), cr(income, 5)], by=teller)
    with pytest.raises(Overdrawn):
        put(koppontren, [dr(income, 6), cr(cash, 6)], by=teller)
    put(koppontren, [dr(cash, 7), cr(income, 7)], by=teller)

    assert [entry.number for entry in Entry.objects.of(koppontren)] == [1, 2]
    assert Book.objects.get(pk=koppontren.pk).last_number == 2


def test_each_book_counts_for_itself(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    put(koppontren, [dr(accounts["1111"], 5), cr(accounts["4310"], 5)], by=teller)
    other = make_books("an-nur")
    entry = put(other, [dr(account(other, "1111"), 5), cr(account(other, "4310"), 5)], by=teller)

    assert entry.number == 1


def test_months_are_kept_by_the_posting_itself(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    cash, income = accounts["1111"], accounts["4310"]
    for day, amount in ((date(2026, 1, 31), 5), (date(2026, 2, 1), 7), (date(2026, 1, 2), 11)):
        put(koppontren, [dr(cash, amount), cr(income, amount)], by=teller, on=day)

    months = AccountMonth.objects.of(koppontren).filter(account=cash)
    assert list(months.values_list("month", "debits", "credits")) == [
        (date(2026, 1, 1), 16, 0),
        (date(2026, 2, 1), 7, 0),
    ]


def test_one_account_twice_in_an_entry_counts_both_and_overdraws_by_the_net(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    cash, income = accounts["1111"], accounts["4310"]
    put(
        koppontren,
        [cr(cash, 30), dr(cash, 100), cr(cash, 20), cr(income, 50)],
        by=teller,
    )

    assert (account(koppontren, "1111").debits, balance(cash)) == (100, 50)


def test_undoing_an_entry_is_an_entry(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    entry = put(
        koppontren, [dr(accounts["1211"], 500), cr(member_savings(accounts), 500)], by=teller
    )
    undone = reverse(entry, request_id=uuid4(), by=teller)

    assert undone.reverses == entry.number
    assert journal(koppontren)[-1] == (
        "test.reversal: Cr Kas Toko 500, Dr S-0001 500, Cr Rekening Antar Unit: Toko 500, "
        "Dr Rekening Antar Unit: USPPS 500"
    )
    assert balance(accounts["1211"]) == 0
    with pytest.raises(AlreadyReversed):
        reverse(entry, request_id=uuid4(), by=teller)


def test_an_undone_entry_answers_its_retry(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    """Idempotency comes before "already reversed"."""
    entry = put(koppontren, [dr(accounts["1111"], 5), cr(accounts["4310"], 5)], by=teller)
    key = uuid4()

    assert reverse(entry, request_id=key, by=teller) == reverse(entry, request_id=key, by=teller)


def test_what_is_spent_cannot_be_undone(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    cash, savings = accounts["1111"], member_savings(accounts)
    deposit = put(koppontren, [dr(cash, 500), cr(savings, 500)], by=teller)
    put(koppontren, [dr(savings, 1), cr(cash, 1)], by=teller)

    with pytest.raises(Overdrawn):
        reverse(deposit, request_id=uuid4(), by=teller)


def test_overpaid_instalments_undone_and_dated_back(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    """500, 10, 400, 390 on 1,000: overpaid 300; without the 10: 290; without the 500: 210 owed."""
    debt, cash = accounts["2210"], accounts["1211"]
    put(koppontren, [dr(accounts["1251"], 1_000), cr(debt, 1_000)], by=teller, on=date(2026, 1, 1))
    put(koppontren, [dr(cash, 9_000), cr(accounts["3130"], 9_000)], by=teller, on=date(2026, 1, 1))
    paid = [
        put(koppontren, [dr(debt, amount), cr(cash, amount)], by=teller, on=date(2026, month, 1))
        for month, amount in ((2, 500), (3, 10), (4, 400), (5, 390))
    ]
    owed = [balance(debt)]
    for entry in (paid[1], paid[0]):
        reverse(entry, request_id=uuid4(), by=teller)
        owed.append(balance(debt))
    put(koppontren, [dr(debt, 500), cr(cash, 500)], by=teller, on=date(2026, 1, 15))
    owed.append(balance(debt))

    assert owed == [-300, -290, 210, -290]


@pytest.mark.parametrize("amount", [0, -1, MAX_AMOUNT + 1, 2**63, 10**30, -(10**30)])
def test_an_amount_is_above_zero_and_bounded(
    koppontren: Koppontren, accounts: Accounts, teller: User, amount: int
) -> None:
    with pytest.raises(BadAmount):
        put(koppontren, [dr(accounts["1111"], amount), cr(accounts["4310"], amount)], by=teller)


def test_the_largest_amount_fits(koppontren: Koppontren, accounts: Accounts, teller: User) -> None:
    put(koppontren, [dr(accounts["1111"], MAX_AMOUNT), cr(accounts["4310"], MAX_AMOUNT)], by=teller)

    assert balance(accounts["1111"]) == MAX_AMOUNT


def test_a_control_account_takes_no_postings(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    with pytest.raises(AccountIsControl, match=r"2110 Simpanan Sukarela \(wadiah\)"):
        put(koppontren, [dr(accounts["1111"], 5), cr(accounts["2110"], 5)], by=teller)


def test_a_closed_account_takes_no_postings(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    close_account(accounts["1112"], by=teller)

    with pytest.raises(AccountClosed, match="1112 Bank"):
        put(koppontren, [dr(accounts["1112"], 5), cr(accounts["4310"], 5)], by=teller)


def test_money_between_units_without_accounts_between_them(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    farm = open_unit(koppontren, unit=UnitRow(code="Kebun", name="Kebun"))
    row = AccountRow(code="1311", name="Kas Kebun", kind="asset", normal_side="debit", unit="Kebun")
    cash = open_account(koppontren, account=row, units={"Kebun": farm})

    with pytest.raises(UnitNotBalanced):
        put(koppontren, [dr(cash, 5), cr(accounts["4310"], 5)], by=teller)


def test_after_a_refusal_the_page_can_still_ask(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    with pytest.raises(Overdrawn) as refused:
        put(koppontren, [dr(accounts["1112"], 5), cr(accounts["1111"], 5)], by=teller)

    assert refused.value.code == "overdrawn"
    assert Account.objects.of(koppontren).count() == len(accounts)


def test_the_members_lump_lies_in_one_undetailed_account(accounts: Accounts) -> None:
    control = accounts["2110"]

    first, again = detail_account_undetailed(control), detail_account_undetailed(control)

    assert (first.pk, first.code, first.kind) == (again.pk, "2110.0000", "liability")
    assert [open_detail_account(control, name=n).code for n in ("S-1", "S-2")] == [
        "2110.0001",
        "2110.0002",
    ]


moves = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 1_000)), max_size=8)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(moves=moves)
def test_whatever_is_posted_or_refused_the_books_balance(
    koppontren: Koppontren, accounts: Accounts, teller: User, moves: list[tuple[int, int, int]]
) -> None:
    chosen = [accounts[code] for code in ("1111", "1112", "1211", "4110", "4310", "5320")]
    expected = dict.fromkeys((account.pk for account in chosen), 0)
    with transaction.atomic():
        for debit, credit, amount in moves:
            try:
                put(koppontren, [dr(chosen[debit], amount), cr(chosen[credit], amount)], by=teller)
            except (Overdrawn, OneAccountOnly):
                continue
            expected[chosen[debit].pk] += amount
            expected[chosen[credit].pk] -= amount
        stored = Account.objects.of(koppontren)
        units = Unit.objects.of(koppontren)
        for unit in units:
            inside = [a.debits - a.credits for a in stored.filter(unit=unit)]
            assert sum(inside) == 0
        assert {a.pk: a.debits - a.credits for a in stored if a.pk in expected} == expected
        transaction.set_rollback(True)


def test_an_account_is_full_before_its_sums_overflow(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    most = 10**15
    legs = [*[dr(accounts["1111"], most)] * 500, *[cr(accounts["3140"], most)] * 500]
    for _ in range(2):
        put(koppontren, legs, by=teller)

    with pytest.raises(AccountFull, match="1111 Kas"):
        put(koppontren, [dr(accounts["1111"], 1), cr(accounts["4310"], 1)], by=teller)
    one = Posting(
        request_id=uuid4(), kind="fee", legs=[dr(accounts["1112"], 1), cr(accounts["3140"], 1)]
    )
    (refused,) = post_many(koppontren, [one], by=teller)
    assert str(getattr(refused, "code", "")) == "account_full"
    put(koppontren, [dr(accounts["1112"], 1), cr(accounts["1111"], 1)], by=teller)
