"""The counter, read as an accountant reads it. The first entry admits the member."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from klinik.finance.ledger import chart
from klinik.finance.ledger.commands import open_book
from klinik.finance.ledger.models import Account, Entry
from klinik.finance.ledger.posting import reverse
from klinik.finance.ledger.refusals import BadAmount, RequestReused
from klinik.finance.members.models import Member
from klinik.finance.members.rules import MemberRequestReused, UnreadableName
from klinik.finance.savings.commands import (
    admit_member,
    offer_usual_products,
    open_savings,
    record_deposit,
    record_withdrawal,
)
from klinik.finance.savings.models import SavingsAccount, SavingsKind, SavingsProduct
from klinik.finance.savings.queries import entry_of, latest_entries
from klinik.finance.savings.rules import (
    AlreadyOpen,
    BadPrincipal,
    NoPrincipalAccount,
    NoProduct,
    NotCash,
    NotEnough,
    NotThePrincipal,
    NotWithdrawable,
    PaidOnce,
    PrincipalIsSet,
    SavingsRequestReused,
)
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from tests.finance.books import journal
from tests.finance.counter import (
    PRINCIPAL,
    held,
    kas,
    make_cooperative,
    make_new_first_drawer,
    make_saver,
    make_savings,
)
from tests.world import make_koppontren, make_user

ADMITTED = "savings.admission: Dr Kas 100.000, Cr P-0001 100.000"


def deposit(savings: SavingsAccount, amount: int, by: User) -> int:
    cash = kas(savings.koppontren)
    return record_deposit(savings, amount=amount, cash=cash, request_id=uuid4(), by=by).number


def withdraw(savings: SavingsAccount, amount: int, by: User) -> int:
    cash = kas(savings.koppontren)
    return record_withdrawal(savings, amount=amount, cash=cash, request_id=uuid4(), by=by).number


def test_admission_is_a_member_and_one_entry(koppontren: Koppontren, teller: User) -> None:
    member = make_saver(koppontren, teller)

    assert (member.number, member.name) == ("A-0001", "Aminah Contoh")
    assert [str(savings) for savings in member.savings.all()] == ["P-0001 Simpanan Pokok"]
    assert journal(koppontren) == [ADMITTED]


def test_the_same_admission_twice_is_one_member(koppontren: Koppontren, teller: User) -> None:
    key = uuid4()
    for _click in range(2):
        admit_member(
            koppontren, name="Siti", phone="", cash=kas(koppontren), request_id=key, by=teller
        )

    assert Member.objects.of(koppontren).count() == 1
    assert journal(koppontren) == [ADMITTED]


def test_the_same_admission_of_somebody_else_is_refused(
    koppontren: Koppontren, teller: User
) -> None:
    key = uuid4()
    admit_member(koppontren, name="Siti", cash=kas(koppontren), request_id=key, by=teller)
    with pytest.raises(MemberRequestReused):
        admit_member(koppontren, name="Aisyah", cash=kas(koppontren), request_id=key, by=teller)

    assert journal(koppontren) == [ADMITTED]


def test_admission_is_all_or_nothing(koppontren: Koppontren, teller: User) -> None:
    stock = Account.objects.of(koppontren).get(code="1141")
    with pytest.raises(NotCash, match="1141"):
        admit_member(koppontren, name="Siti", cash=stock, request_id=uuid4(), by=teller)
    with pytest.raises(UnreadableName):
        admit_member(koppontren, name=" ", cash=kas(koppontren), request_id=uuid4(), by=teller)

    assert Member.objects.of(koppontren).count() == 0
    assert SavingsAccount.objects.of(koppontren).count() == 0
    assert make_saver(koppontren, teller).number == "A-0001"


def test_nobody_joins_before_the_price_is_set(db: None) -> None:
    koppontren = make_koppontren()
    enter(koppontren)
    with pytest.raises(NoProduct):
        admit_member(koppontren, name="Siti", cash=Account(), request_id=uuid4(), by=make_user())


def test_oracle_of_deposits_and_a_withdrawal(savings: SavingsAccount, teller: User) -> None:
    deposit(savings, 1_000, teller)
    deposit(savings, 7_000, teller)
    before = held(savings)
    withdraw(savings, 3_000, teller)

    assert (before, held(savings)) == (8_000, 5_000)
    assert journal(savings.koppontren) == [
        ADMITTED,
        "savings.deposit: Dr Kas 1.000, Cr S-0001 1.000",
        "savings.deposit: Dr Kas 7.000, Cr S-0001 7.000",
        "savings.withdrawal: Dr S-0001 3.000, Cr Kas 3.000",
    ]
    assert [(line.change, line.before, line.balance) for line in latest_entries(savings)] == [
        (-3_000, 8_000, 5_000),
        (7_000, 1_000, 8_000),
        (1_000, 0, 1_000),
    ]


def test_money_stands_where_the_law_wants_it(koppontren: Koppontren, teller: User) -> None:
    member = make_saver(koppontren, teller)
    for prefix in ("W", "S", "M"):
        make_savings(member, teller, prefix=prefix)
    kinds = {
        savings.number: (savings.account.code, savings.account.kind)
        for savings in member.savings.select_related("account")
    }

    assert kinds == {
        "P-0001": ("3110.0001", "equity"),
        "W-0001": ("3120.0001", "equity"),
        "S-0001": ("2110.0001", "liability"),
        "M-0001": ("2510.0001", "syirkah"),
    }


def test_ledger_accounts_carry_numbers_never_names(savings: SavingsAccount) -> None:
    names = Account.objects.of(savings.koppontren).values_list("name", flat=True)

    assert [name for name in names if "Aminah" in name] == []


def test_more_than_there_is_cannot_be_withdrawn(savings: SavingsAccount, teller: User) -> None:
    deposit(savings, 5_000, teller)
    with pytest.raises(NotEnough, match=r"S-0001.*Rp5\.000.*Rp7\.000"):
        withdraw(savings, 7_000, teller)

    assert held(savings) == 5_000


def test_an_empty_drawer_pays_nothing_out(savings: SavingsAccount, teller: User) -> None:
    koppontren = savings.koppontren
    bank = Account.objects.of(koppontren).get(code="1112")
    record_deposit(savings, amount=500_000, cash=bank, request_id=uuid4(), by=teller)
    with pytest.raises(NotEnough, match=r"Kas.*Rp100\.000.*Rp200\.000"):
        withdraw(savings, 200_000, teller)

    assert held(savings) == 500_000


@pytest.mark.parametrize("prefix", ["P", "W"])
def test_capital_cannot_be_withdrawn(koppontren: Koppontren, teller: User, prefix: str) -> None:
    member = make_saver(koppontren, teller)
    if prefix == "W":
        deposit(make_savings(member, teller, prefix="W"), 20_000, teller)
    savings = member.savings.get(product__prefix=prefix)
    before = held(savings)
    with pytest.raises(NotWithdrawable, match=savings.product.name):
        withdraw(savings, 10_000, teller)

    assert held(savings) == before > 0


def test_principal_is_paid_once(koppontren: Koppontren, teller: User) -> None:
    principal = make_saver(koppontren, teller).savings.get()
    with pytest.raises(PaidOnce):
        deposit(principal, 10_000, teller)

    assert journal(koppontren) == [ADMITTED]


def test_principal_is_paid_again_when_the_admission_was_undone(
    koppontren: Koppontren, teller: User
) -> None:
    principal = make_saver(koppontren, teller).savings.get()
    reverse(Entry.objects.of(koppontren).get(number=1), request_id=uuid4(), by=teller)
    key = uuid4()
    with pytest.raises(NotThePrincipal, match=r"Rp100\.000"):
        record_deposit(principal, amount=99_000, request_id=uuid4(), by=teller)
    first = record_deposit(principal, amount=100_000, request_id=key, by=teller)
    again = record_deposit(principal, amount=100_000, request_id=key, by=teller)
    with pytest.raises(PaidOnce):
        record_deposit(principal, amount=100_000, request_id=uuid4(), by=teller)

    assert again.number == first.number
    assert journal(koppontren) == [
        ADMITTED,
        "savings.admission.reversal: Cr Kas 100.000, Dr P-0001 100.000",
        "savings.deposit: Dr Kas 100.000, Cr P-0001 100.000",
    ]


def test_mudharabah_savings_may_be_withdrawn(koppontren: Koppontren, teller: User) -> None:
    savings = make_savings(make_saver(koppontren, teller), teller, prefix="M")
    deposit(savings, 10_000, teller)
    withdraw(savings, 4_000, teller)

    assert held(savings) == 6_000


@pytest.mark.parametrize("amount", [0, -1, 10**15 + 1, 10**30])
def test_amounts_without_sense_are_refused(
    savings: SavingsAccount, teller: User, amount: int
) -> None:
    with pytest.raises(BadAmount):
        deposit(savings, amount, teller)
    with pytest.raises(BadAmount):
        withdraw(savings, amount, teller)

    assert journal(savings.koppontren) == [ADMITTED]


def test_only_cash_goes_over_the_counter(savings: SavingsAccount, teller: User) -> None:
    stock = Account.objects.of(savings.koppontren).get(code="1141")
    with pytest.raises(NotCash):
        record_deposit(savings, amount=1, cash=stock, request_id=uuid4(), by=teller)
    with pytest.raises(NotCash):
        record_withdrawal(savings, amount=1, cash=stock, request_id=uuid4(), by=teller)

    assert journal(savings.koppontren) == [ADMITTED]


def test_the_same_deposit_twice_is_one_entry_whoever_sends_it(
    savings: SavingsAccount, teller: User
) -> None:
    key, cash = uuid4(), kas(savings.koppontren)
    first = record_deposit(savings, amount=50_000, cash=cash, request_id=key, by=teller)
    again = record_deposit(savings, amount=50_000, cash=cash, request_id=key, by=make_user())

    assert (again.number, again.by_id) == (first.number, teller.pk)
    assert held(savings) == 50_000


def test_a_retry_after_the_cash_account_changed_is_the_first_answer(
    savings: SavingsAccount, teller: User
) -> None:
    into, out = uuid4(), uuid4()
    first = record_deposit(savings, amount=50_000, request_id=into, by=teller)
    second = record_withdrawal(savings, amount=20_000, request_id=out, by=teller)
    make_new_first_drawer(savings.koppontren)
    again = record_deposit(savings, amount=50_000, request_id=into, by=teller)
    once_more = record_withdrawal(savings, amount=20_000, request_id=out, by=teller)
    record_deposit(savings, amount=1_000, request_id=uuid4(), by=teller)

    assert (again.number, once_more.number) == (first.number, second.number)
    assert journal(savings.koppontren)[1:] == [
        "savings.deposit: Dr Kas 50.000, Cr S-0001 50.000",
        "savings.withdrawal: Dr S-0001 20.000, Cr Kas 20.000",
        "savings.deposit: Dr Laci 1.000, Cr S-0001 1.000",
    ]


def test_an_admission_sent_again_after_the_cash_account_changed_is_one_member(
    koppontren: Koppontren, teller: User
) -> None:
    key = uuid4()
    first = admit_member(koppontren, name="Siti", request_id=key, by=teller)
    make_new_first_drawer(koppontren)

    assert admit_member(koppontren, name="Siti", request_id=key, by=teller) == first
    assert journal(koppontren) == [ADMITTED]


def test_the_same_request_through_another_drawer_is_refused_when_the_drawer_is_named(
    savings: SavingsAccount, teller: User
) -> None:
    key, koppontren = uuid4(), savings.koppontren
    bank = Account.objects.of(koppontren).get(code="1112")
    record_deposit(savings, amount=50_000, cash=kas(koppontren), request_id=key, by=teller)
    with pytest.raises(RequestReused):
        record_deposit(savings, amount=50_000, cash=bank, request_id=key, by=teller)

    assert held(savings) == 50_000


def test_the_same_request_for_another_account_is_refused(
    savings: SavingsAccount, teller: User
) -> None:
    key = uuid4()
    other = make_savings(savings.member, teller, prefix="W")
    record_deposit(savings, amount=50_000, request_id=key, by=teller)
    with pytest.raises(RequestReused):
        record_deposit(other, amount=50_000, request_id=key, by=teller)

    assert (held(savings), held(other)) == (50_000, 0)


def test_the_same_request_with_other_content_is_refused(
    savings: SavingsAccount, teller: User
) -> None:
    key, cash = uuid4(), kas(savings.koppontren)
    record_deposit(savings, amount=50_000, cash=cash, request_id=key, by=teller)
    with pytest.raises(RequestReused):
        record_deposit(savings, amount=60_000, cash=cash, request_id=key, by=teller)
    with pytest.raises(RequestReused):
        record_withdrawal(savings, amount=50_000, cash=cash, request_id=key, by=teller)

    assert held(savings) == 50_000


def test_a_withdrawal_repeated_after_the_money_has_gone_is_the_first_answer(
    savings: SavingsAccount, teller: User
) -> None:
    deposit(savings, 5_000, teller)
    key, cash = uuid4(), kas(savings.koppontren)
    first = record_withdrawal(savings, amount=5_000, cash=cash, request_id=key, by=teller)
    again = record_withdrawal(savings, amount=5_000, cash=cash, request_id=key, by=teller)

    assert (again.number, held(savings)) == (first.number, 0)


def test_the_same_opening_twice_is_one_account(koppontren: Koppontren, teller: User) -> None:
    member = make_saver(koppontren, teller)
    product = SavingsProduct.objects.of(koppontren).get(prefix="S")
    key = uuid4()
    first = open_savings(member, product=product, request_id=key, by=teller)

    assert open_savings(member, product=product, request_id=key, by=teller) == first
    assert product.accounts.count() == 1


def test_an_opening_request_for_another_product_is_refused(
    koppontren: Koppontren, teller: User
) -> None:
    member = make_saver(koppontren, teller)
    voluntary, mandatory = (SavingsProduct.objects.get(prefix=prefix) for prefix in "SW")
    key = uuid4()
    open_savings(member, product=voluntary, request_id=key, by=teller)
    with pytest.raises(SavingsRequestReused, match="S-0001"):
        open_savings(member, product=mandatory, request_id=key, by=teller)


def test_a_member_has_one_account_of_each_product(savings: SavingsAccount, teller: User) -> None:
    with pytest.raises(AlreadyOpen, match="S-0001"):
        make_savings(savings.member, teller)
    other = make_savings(make_saver(savings.koppontren, teller, name="Hasan Contoh"), teller)

    assert other.number == "S-0002"


def test_the_usual_savings_are_offered_once(koppontren: Koppontren) -> None:
    again = offer_usual_products(koppontren, principal=100_000)

    assert [(product.prefix, product.kind, product.akad, product.amount) for product in again] == [
        ("S", SavingsKind.VOLUNTARY, "wadiah", None),
        ("M", SavingsKind.VOLUNTARY, "mudharabah", None),
        ("P", SavingsKind.PRINCIPAL, "", 100_000),
        ("W", SavingsKind.MANDATORY, "", None),
    ]
    with pytest.raises(PrincipalIsSet, match=r"Rp100\.000"):
        offer_usual_products(koppontren, principal=200_000)
    with pytest.raises(BadPrincipal):
        offer_usual_products(koppontren, principal=0)


def test_without_an_account_for_principal_savings_nothing_is_offered(db: None) -> None:
    koppontren = make_koppontren()
    enter(koppontren)
    rows = [row for row in chart.template() if row.code != "3110"]
    open_book(koppontren, units=chart.units(), chart=rows)
    with pytest.raises(NoPrincipalAccount, match="3110 Simpanan Pokok"):
        offer_usual_products(koppontren, principal=100_000)

    assert SavingsProduct.objects.of(koppontren).count() == 0


def test_the_unit_of_savings_may_be_called_anything(db: None) -> None:
    koppontren = make_koppontren()
    enter(koppontren)
    rows = [replace(row, unit="KSP") for row in chart.template() if row.unit == "USPPS"]
    own = [row for row in rows if not row.other_unit]
    open_book(koppontren, units=[chart.UnitRow(code="KSP", name="Simpan Pinjam")], chart=own)
    offer_usual_products(koppontren, principal=100_000)
    admit_member(koppontren, name="Siti", request_id=uuid4(), by=make_user())

    assert journal(koppontren) == [ADMITTED]


def test_an_entry_of_another_account_is_not_on_this_one(
    savings: SavingsAccount, teller: User
) -> None:
    number = deposit(savings, 1_000, teller)
    principal = savings.member.savings.get(product__prefix="P")

    assert entry_of(principal, number) is None
    assert entry_of(savings, number + 1) is None


def test_a_receipt_keeps_its_balance_whatever_comes_later(
    savings: SavingsAccount, teller: User
) -> None:
    number = deposit(savings, 1_000, teller)
    deposit(savings, 7_000, teller)
    line = entry_of(savings, number)

    assert line is not None
    assert (line.before, line.amount, line.balance) == (0, 1_000, 1_000)


def test_the_database_refuses_savings_under_a_neighbours_account(
    savings: SavingsAccount, teller: User
) -> None:
    theirs = Account.objects.of(savings.koppontren).get(code="1111")
    neighbour = make_cooperative("an-nur")
    own = make_savings(make_saver(neighbour, teller), teller)
    with pytest.raises(IntegrityError, match="stays as it was agreed"), transaction.atomic():
        SavingsAccount.objects.filter(pk=own.pk).update(account=theirs)


def test_the_database_shows_a_neighbour_nothing(savings: SavingsAccount) -> None:
    enter(make_koppontren("an-nur"))

    assert SavingsAccount.objects.count() == SavingsProduct.objects.count() == 0


def test_whose_admission_is_undone_is_a_candidate_until_it_is_paid_again(
    koppontren: Koppontren, teller: User
) -> None:
    member = make_saver(koppontren, teller)
    entry = Entry.objects.of(koppontren).get(kind="savings.admission")
    reverse(entry, request_id=uuid4(), by=teller)
    member.refresh_from_db()
    assert member.standing == "candidate"

    record_deposit(member.savings.get(), amount=PRINCIPAL, request_id=uuid4(), by=teller)
    member.refresh_from_db()
    assert member.standing == "full"
