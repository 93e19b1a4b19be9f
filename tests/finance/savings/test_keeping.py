"""Block and release, transfer, close: in Python with a sentence, in PostgreSQL for the truth."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from klinik.finance.ledger.commands import close_account
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.models import Account, Entry
from klinik.finance.ledger.posting import cr, dr, post, reverse
from klinik.finance.ledger.refusals import OwnerGone, PaidInOnce, RequestReused
from klinik.finance.members.rules import NotHereAnyMore
from klinik.finance.savings.commands import (
    block_savings,
    change_product,
    close_savings,
    open_savings,
    open_term_savings,
    record_deposit,
    record_withdrawal,
    release_savings,
    transfer_savings,
)
from klinik.finance.savings.leaving.commands import record_death
from klinik.finance.savings.models import SavingsAccount, SavingsEvent
from klinik.finance.savings.product_rules import Rules
from klinik.finance.savings.queries import accounts_of
from klinik.finance.savings.rules import (
    BelowMinimum,
    FeeTooHigh,
    Goal,
    IsBlocked,
    IsClosed,
    NotDue,
    NotEnough,
    NotWithdrawable,
    PaidOnce,
    ReasonNeeded,
    SameAccount,
    SavingsRequestReused,
)
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from tests.finance.books import account, journal
from tests.finance.counter import held, kas, make_saver, make_savings
from tests.finance.savings.offers import make_product


@pytest.fixture
def filled(savings: SavingsAccount, teller: User) -> SavingsAccount:
    """S-0001 with Rp50.000."""
    record_deposit(savings, amount=50_000, request_id=uuid4(), by=teller)
    return savings


def take(savings: SavingsAccount, amount: int, by: User) -> Entry:
    return record_withdrawal(savings, amount=amount, request_id=uuid4(), by=by)


def round_python(savings: SavingsAccount, amount: int, kind: str = "savings.withdrawal") -> str:
    """Take money out through the door alone: the SQLSTATE of the refusal, "" for none."""
    cash = account(savings.koppontren, "1111")
    arrays = [[savings.account_id, cash.pk], [amount, 0], [0, amount]]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT number FROM ledger_post(%s, %s, %s, NULL, 1, %s::bigint[],"
                " %s::bigint[], %s::bigint[])",
                [savings.koppontren_id, uuid4(), kind, *arrays],
            )
    except IntegrityError as error:
        return str(getattr(error.__cause__, "sqlstate", ""))
    return ""


def test_nothing_leaves_a_blocked_account(filled: SavingsAccount, teller: User) -> None:
    block_savings(filled, reason="Buku hilang.", by=teller)
    filled.refresh_from_db()

    with pytest.raises(IsBlocked, match="Buku hilang"):
        take(filled, 1, teller)
    assert round_python(filled, 1) == "23K70"
    assert round_python(filled, 50_000, "savings.closing") == "23K70"
    assert round_python(filled, 50_000, "members.leaving") == "23K70"
    record_deposit(filled, amount=1_000, request_id=uuid4(), by=teller)
    release_savings(filled, reason="Buku baru dicetak", by=teller)
    filled.refresh_from_db()
    take(filled, 51_000, teller)
    assert [(e.what, e.reason) for e in SavingsEvent.objects.of(filled.koppontren)] == [
        ("released", "Buku baru dicetak"),
        ("blocked", "Buku hilang."),
    ]


def test_a_deposit_that_was_a_mistake_is_undone_though_blocked(
    filled: SavingsAccount, teller: User
) -> None:
    block_savings(filled, reason="Sengketa", by=teller)
    reverse(Entry.objects.of(filled.koppontren).get(number=2), request_id=uuid4(), by=teller)

    assert held(filled) == 0


def test_blocking_needs_a_reason_and_happens_once(filled: SavingsAccount, teller: User) -> None:
    with pytest.raises(ReasonNeeded):
        block_savings(filled, reason=" \n ", by=teller)
    for _click in range(2):
        block_savings(filled, reason="Sengketa", by=teller)

    assert SavingsEvent.objects.of(filled.koppontren).count() == 1


def test_a_minimum_stays_until_closing(filled: SavingsAccount, teller: User) -> None:
    rules = Rules(name=filled.product.name, withdrawal="any_time", minimum=10_000)
    change_product(filled.product, rules=rules, by=teller)
    savings = SavingsAccount.objects.select_related("product", "account", "koppontren").get(
        pk=filled.pk
    )

    with pytest.raises(BelowMinimum, match=r"Rp40\.000"):
        take(savings, 40_001, teller)
    with pytest.raises(NotEnough):
        take(savings, 50_001, teller)
    assert round_python(savings, 40_001) == "23K70"
    assert round_python(savings, 40_001, "savings.closing") == "23K70"  # that would leave something
    take(savings, 40_000, teller)
    close_savings(savings, request_id=uuid4(), by=teller)
    assert held(savings) == 0


def test_capital_leaves_only_with_its_member(koppontren: Koppontren, teller: User) -> None:
    principal = make_saver(koppontren, teller).savings.get()

    assert round_python(principal, 100_000) == "23K70"
    assert round_python(principal, 100_000, "savings.closing") == "23K70"
    with pytest.raises(NotWithdrawable):
        close_savings(principal, request_id=uuid4(), by=teller)
    assert round_python(principal, 100_000, "members.leaving") == ""


def test_term_savings_stay_until_their_day(koppontren: Koppontren, teller: User) -> None:
    product = make_product(koppontren, teller)
    member = make_saver(koppontren, teller)
    savings = open_term_savings(
        member, product=product, amount=9_000, request_id=uuid4(), by=teller
    )

    assert round_python(savings, 9_000) == "23K70"
    assert round_python(savings, 9_000, "savings.closing") == "23K70"
    assert round_python(savings, 9_000, "savings.leaving") == ""


def test_a_transfer_is_one_entry_without_cash(filled: SavingsAccount, teller: User) -> None:
    to = make_savings(filled.member, teller, prefix="M")
    key = uuid4()
    for _click in range(2):
        transfer_savings(filled, to=to, amount=20_000, request_id=key, by=teller)

    assert journal(filled.koppontren)[2:] == [
        "savings.transfer: Dr S-0001 20.000, Cr M-0001 20.000"
    ]
    with pytest.raises(RequestReused):
        transfer_savings(filled, to=to, amount=10_000, request_id=key, by=teller)
    with pytest.raises(NotEnough):
        transfer_savings(filled, to=to, amount=30_001, request_id=uuid4(), by=teller)
    with pytest.raises(SameAccount):
        transfer_savings(filled, to=filled, amount=1, request_id=uuid4(), by=teller)
    principal = filled.member.savings.get(product__prefix="P")
    with pytest.raises(PaidOnce):
        transfer_savings(filled, to=principal, amount=1, request_id=uuid4(), by=teller)
    with pytest.raises(NotWithdrawable):
        transfer_savings(principal, to=filled, amount=1, request_id=uuid4(), by=teller)


def died(savings: SavingsAccount, by: User) -> SavingsAccount:
    """The account as a counter that looks again sees it, once its owner's death is recorded."""
    record_death(savings.member, died_on=today_in(savings.koppontren), by=by)
    return accounts_of(savings.koppontren).get(pk=savings.pk)


def test_what_the_dead_held_moves_to_nobody_but_the_heir(
    filled: SavingsAccount, teller: User
) -> None:
    other = make_savings(make_saver(filled.koppontren, teller, name="Budi"), teller)
    transferred = uuid4()
    transfer_savings(filled, to=other, amount=1_000, request_id=transferred, by=teller)
    before = journal(filled.koppontren)
    gone = died(filled, teller)

    with pytest.raises(NotHereAnyMore):
        transfer_savings(gone, to=other, amount=1_000, request_id=uuid4(), by=teller)
    with pytest.raises(NotHereAnyMore):
        transfer_savings(other, to=gone, amount=1_000, request_id=uuid4(), by=teller)
    with pytest.raises(NotHereAnyMore):
        close(gone, uuid4(), teller)
    # What happened before is answered again as it was.
    transfer_savings(gone, to=other, amount=1_000, request_id=transferred, by=teller)
    assert journal(filled.koppontren) == before


def test_a_closing_before_a_death_is_answered_again_after_it(
    filled: SavingsAccount, teller: User
) -> None:
    key = uuid4()
    close(filled, key, teller)

    assert not close(died(filled, teller), key, teller).is_open


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("savings.withdrawal", "23K81"),
        ("savings.transfer", "23K81"),
        ("savings.closing", "23K81"),
        ("savings.fee", "23K81"),
        ("canteen.sale", "23K81"),
        ("savings.leaving", ""),
        ("members.leaving", ""),
    ],
)
def test_postgresql_pays_what_the_dead_held_only_by_settling_it(
    filled: SavingsAccount, teller: User, kind: str, state: str
) -> None:
    died(filled, teller)

    assert round_python(filled, 50_000, kind) == state


def test_postgresql_takes_nothing_in_for_the_dead_but_what_was_theirs(
    filled: SavingsAccount, teller: User
) -> None:
    koppontren, paid = filled.koppontren, Entry.objects.of(filled.koppontren).get(number=2)
    died(filled, teller)

    def into(kind: str) -> Entry:
        legs = [dr(kas(koppontren), 1_000), cr(filled.account, 1_000)]
        return post(koppontren, request_id=uuid4(), kind=kind, legs=legs, by=teller)

    for kind in ("savings.deposit", "savings.transfer", "savings.admission"):
        with pytest.raises(OwnerGone, match=filled.number), transaction.atomic():
            into(kind)
    into("sharing.share")
    reverse(paid, request_id=uuid4(), by=teller)
    assert held(filled) == 1_000


def close(savings: SavingsAccount, key: UUID, by: User) -> SavingsAccount:
    return close_savings(savings, request_id=key, by=by)


def test_an_empty_account_is_closed_by_one_request(koppontren: Koppontren, teller: User) -> None:
    member = make_saver(koppontren, teller)
    savings, other = (make_savings(member, teller, prefix=prefix) for prefix in ("S", "M"))
    key, paid = uuid4(), uuid4()
    closed = [close(savings, key, teller).closed_on for _click in range(2)]

    assert closed[0] == closed[1] is not None
    with pytest.raises(IsClosed):
        close(savings, uuid4(), teller)
    with pytest.raises(SavingsRequestReused):
        close(other, key, teller)
    record_deposit(other, amount=1_000, request_id=paid, by=teller)
    record_withdrawal(other, amount=1_000, request_id=uuid4(), by=teller)
    with pytest.raises(RequestReused):
        close(other, paid, teller)
    with pytest.raises(IntegrityError), transaction.atomic():  # PostgreSQL keeps it too
        SavingsEvent.objects.create(
            koppontren=koppontren,
            savings=other,
            what="closed",
            reason="-",
            by=teller,
            request_id=key,
        )


def test_empty_principal_savings_are_not_closed_either(
    koppontren: Koppontren, teller: User
) -> None:
    make_saver(koppontren, teller)
    reverse(Entry.objects.of(koppontren).get(number=1), request_id=uuid4(), by=teller)
    capital = accounts_of(koppontren).get(product__prefix="P")

    with pytest.raises(NotWithdrawable):
        close(capital, uuid4(), teller)
    capital.refresh_from_db()
    assert (capital.is_open, held(capital)) == (True, 0)


def test_an_empty_account_that_is_blocked_is_not_closed(
    savings: SavingsAccount, teller: User
) -> None:
    block_savings(savings, reason="Sengketa", by=teller)
    with pytest.raises(IsBlocked, match="Sengketa"):
        close(savings, uuid4(), teller)

    close_account(savings.account, by=teller)
    with pytest.raises(IntegrityError, match="is blocked"), transaction.atomic():
        SavingsAccount.objects.filter(pk=savings.pk).update(closed_on="2026-11-30")


def test_a_goal_that_was_opened_by_mistake_is_closed_while_it_holds_nothing(
    koppontren: Koppontren, teller: User
) -> None:
    product = make_product(koppontren, teller, kind="goal", akad="wadiah", prefix="G")
    by_day = today_in(koppontren) + timedelta(days=90)
    goal = Goal(target=10_000, by_day=by_day, purpose="Umrah")
    member = make_saver(koppontren, teller)
    first, second = (
        open_savings(member, product=product, goal=goal, request_id=uuid4(), by=teller)
        for _click in range(2)
    )
    record_deposit(first, amount=9_000, request_id=uuid4(), by=teller)

    with pytest.raises(NotDue):
        close(first, uuid4(), teller)
    assert not close(second, uuid4(), teller).is_open


def test_closing_pays_out_all_less_the_fee(koppontren: Koppontren, teller: User) -> None:
    product = make_product(
        koppontren, teller, kind="voluntary", akad="wadiah", prefix="V", closing_fee=5_000
    )
    member = make_saver(koppontren, teller)
    savings = open_savings(member, product=product, request_id=uuid4(), by=teller)
    record_deposit(savings, amount=20_000, request_id=uuid4(), by=teller)
    key = uuid4()
    closed = [close(savings, key, teller) for _click in range(2)]

    assert journal(koppontren)[2:] == [
        "savings.closing: Dr V-0001 20.000, Cr Kas 15.000, Cr Pendapatan Administrasi 5.000"
    ]
    assert closed[0].closed_on == closed[1].closed_on is not None
    assert Account.objects.get(pk=savings.account_id).closed
    savings.refresh_from_db()
    with pytest.raises(IsClosed):
        record_deposit(savings, amount=1, request_id=uuid4(), by=teller)
    with pytest.raises(IsClosed):
        take(savings, 1, teller)
    again = open_savings(member, product=product, request_id=uuid4(), by=teller)
    assert again.number == "V-0002"


def test_less_than_the_fee_is_not_closed(koppontren: Koppontren, teller: User) -> None:
    product = make_product(
        koppontren, teller, kind="voluntary", akad="wadiah", prefix="V", closing_fee=5_000
    )
    member = make_saver(koppontren, teller)
    savings = open_savings(member, product=product, request_id=uuid4(), by=teller)
    record_deposit(savings, amount=4_000, request_id=uuid4(), by=teller)
    with pytest.raises(FeeTooHigh):
        close(savings, uuid4(), teller)
    record_deposit(savings, amount=1_000, request_id=uuid4(), by=teller)
    close(savings, uuid4(), teller)

    assert journal(koppontren)[3:] == [
        "savings.closing: Dr V-0001 5.000, Cr Pendapatan Administrasi 5.000"
    ]


def test_postgresql_takes_principal_savings_once_and_whole(
    koppontren: Koppontren, teller: User
) -> None:
    pokok = make_saver(koppontren, teller).savings.get()
    paid = Entry.objects.of(koppontren).get(kind="savings.admission")

    def into(amount: int) -> Entry:
        legs = [dr(kas(koppontren), amount), cr(pokok.account, amount)]
        return post(koppontren, request_id=uuid4(), kind="savings.deposit", legs=legs, by=teller)

    with pytest.raises(PaidInOnce, match=pokok.number), transaction.atomic():
        into(100_000)
    reverse(paid, request_id=uuid4(), by=teller)
    with pytest.raises(PaidInOnce), transaction.atomic():
        into(60_000)
    into(100_000)
    assert held(pokok) == 100_000


def test_postgresql_takes_term_savings_once(koppontren: Koppontren, teller: User) -> None:
    term = open_term_savings(
        make_saver(koppontren, teller),
        product=make_product(koppontren, teller),
        amount=1_000_000,
        request_id=uuid4(),
        by=teller,
    )
    legs = [dr(kas(koppontren), 1), cr(term.account, 1)]
    for kind in ("savings.deposit", "savings.transfer"):
        with pytest.raises(PaidInOnce), transaction.atomic():
            post(koppontren, request_id=uuid4(), kind=kind, legs=legs, by=teller)


def test_simpanan_wajib_opened_by_mistake_is_closed_while_it_is_empty(
    filled: SavingsAccount, teller: User
) -> None:
    wajib = make_savings(filled.member, teller, prefix="W")
    record_deposit(wajib, amount=25_000, request_id=uuid4(), by=teller)
    with pytest.raises(NotWithdrawable):
        close(wajib, uuid4(), teller)
    reverse(Entry.objects.of(filled.koppontren).latest("number"), request_id=uuid4(), by=teller)

    assert not close(wajib, uuid4(), teller).is_open
    assert make_savings(filled.member, teller, prefix="W").number == "W-0002"
    with pytest.raises(NotWithdrawable):
        close(filled.member.savings.get(product__prefix="P"), uuid4(), teller)
