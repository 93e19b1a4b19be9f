"""Above what a teller does alone a second person looks: outside the ledger until then, and once."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from klinik.core.errors import DomainError
from klinik.finance.counter.commands import add_group, collect, put_into
from klinik.finance.counter.refusals import RowsRefused
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.drafts.commands import approve, reject, withdraw
from klinik.finance.ledger.models import Draft, Entry
from klinik.finance.ledger.posting import reverse
from klinik.finance.ledger.refusals import (
    AboveTellerLimit,
    AccountClosed,
    OwnerGone,
    RequestReused,
)
from klinik.finance.members.models import Member
from klinik.finance.members.rules import NotHereAnyMore, Standing
from klinik.finance.savings.commands import block_savings, record_deposit, record_withdrawal
from klinik.finance.savings.leaving.commands import record_death
from klinik.finance.savings.leaving.models import Departure
from klinik.finance.savings.leaving.rules import (
    DepartureRequestReused,
    NeedsHeir,
    SettlementChanged,
)
from klinik.finance.savings.limits.approving import go_on
from klinik.finance.savings.limits.commands import (
    set_default_limits,
    set_teller_limits,
    submit_admission,
    submit_closing,
    submit_deposit,
    submit_leaving,
    submit_transfer,
    submit_withdrawal,
)
from klinik.finance.savings.limits.models import TellerLimit
from klinik.finance.savings.limits.queries import Limits, limits_of
from klinik.finance.savings.limits.refusals import NotATeller, OwnLimit, RaisesOwnLimit
from klinik.finance.savings.models import SavingsAccount
from klinik.finance.savings.rules import IsClosed
from klinik.finance.tills.refusals import NoOpenDrawer
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import journal
from tests.finance.counter import held, make_saver, make_savings, make_teller
from tests.finance.tills.drawers import closed, filled, make_drawer, opened
from tests.world import make_member_of


@pytest.fixture
def manager(koppontren: Koppontren) -> User:
    return make_member_of(koppontren, Role.MANAGER, name="Manajer Contoh")


@pytest.fixture
def limited(koppontren: Koppontren, savings: SavingsAccount, manager: User) -> SavingsAccount:
    """An account with Rp90.000, at a counter where one person does up to Rp100.000 and Rp50.000."""
    record_deposit(savings, amount=90_000, request_id=uuid4(), by=manager)
    set_default_limits(koppontren, deposit=100_000, withdrawal=50_000, by=manager)
    return savings


def board(koppontren: Koppontren) -> User:
    return make_member_of(koppontren, Role.BOARD)


def test_nobody_raises_what_holds_for_themselves(
    koppontren: Koppontren, limited: SavingsAccount, manager: User
) -> None:
    for more in ({"deposit": 100_001, "withdrawal": 1}, {"deposit": 1, "withdrawal": None}):
        with pytest.raises(RaisesOwnLimit):
            set_default_limits(koppontren, **more, by=manager)
    set_default_limits(koppontren, deposit=90_000, withdrawal=50_000, by=manager)
    chair = board(koppontren)
    set_teller_limits(koppontren, manager, deposit=100_000, withdrawal=0, by=chair)
    set_default_limits(koppontren, deposit=None, withdrawal=None, by=manager)

    assert limits_of(koppontren, manager) == Limits(100_000, 0, is_own=True)


def test_up_to_the_limit_one_person_does_it_alone(limited: SavingsAccount, teller: User) -> None:
    taken = submit_deposit(limited, amount=100_000, request_id=uuid4(), by=teller)
    paid = submit_withdrawal(limited, amount=50_000, request_id=uuid4(), by=teller)

    assert (type(taken), type(paid), held(limited)) == (Entry, Entry, 140_000)


def test_a_withdrawal_in_two_steps_of_a_day_is_measured_as_one(
    koppontren: Koppontren, limited: SavingsAccount, teller: User, manager: User
) -> None:
    first = submit_withdrawal(limited, amount=30_000, request_id=uuid4(), by=teller)
    second = submit_withdrawal(limited, amount=30_000, request_id=uuid4(), by=teller)
    assert (type(first), type(second), held(limited)) == (Entry, Draft, 60_000)
    other = make_teller(koppontren)
    with pytest.raises(AboveTellerLimit):  # another teller, round the command that lets it wait
        record_withdrawal(limited, amount=20_001, request_id=uuid4(), by=other)
    record_withdrawal(limited, amount=20_000, request_id=uuid4(), by=other)

    assert isinstance(second, Draft)
    approve(second, by=manager)
    assert held(limited) == 10_000


def test_what_was_approved_or_undone_leaves_the_day_free(
    limited: SavingsAccount, teller: User, manager: User
) -> None:
    large = submit_withdrawal(limited, amount=60_000, request_id=uuid4(), by=teller)
    assert isinstance(large, Draft)
    approve(large, by=manager)
    paid = record_withdrawal(limited, amount=30_000, request_id=uuid4(), by=teller)
    reverse(paid, request_id=uuid4(), memo="Salah rekening", by=manager)

    record_withdrawal(limited, amount=30_000, request_id=uuid4(), by=teller)
    assert held(limited) == 0


def test_above_it_a_second_person_makes_it_one_entry(
    limited: SavingsAccount, teller: User, manager: User
) -> None:
    request_id = uuid4()
    before = journal(limited.koppontren)

    draft = submit_deposit(limited, amount=100_001, request_id=request_id, by=teller)
    assert isinstance(draft, Draft)
    assert submit_deposit(limited, amount=100_001, request_id=request_id, by=teller) == draft
    assert journal(limited.koppontren) == before
    with pytest.raises(RequestReused):
        submit_deposit(limited, amount=100_002, request_id=request_id, by=teller)

    entry = approve(draft, by=manager)
    assert approve(draft, by=manager) == entry
    assert submit_deposit(limited, amount=100_001, request_id=request_id, by=teller) == entry
    assert journal(limited.koppontren)[len(before) :] == [
        "savings.deposit: Dr Kas 100.001, Cr S-0001 100.001"
    ]
    assert (entry.by, draft.made_by) == (manager, teller)


def test_the_maker_is_not_the_second_person(limited: SavingsAccount, teller: User) -> None:
    draft = submit_withdrawal(limited, amount=60_000, request_id=uuid4(), by=teller)
    assert isinstance(draft, Draft)

    with pytest.raises(DomainError) as refused:
        approve(draft, by=teller)
    assert refused.value.code == "own_draft"


def test_what_came_to_nothing_stays_nothing_when_the_limit_is_raised(
    koppontren: Koppontren, limited: SavingsAccount, teller: User, manager: User
) -> None:
    asked = {"amount": 60_000, "request_id": uuid4(), "by": teller}
    draft = submit_withdrawal(limited, **asked)  # type: ignore[arg-type]
    assert isinstance(draft, Draft)
    set_default_limits(koppontren, deposit=None, withdrawal=None, by=board(koppontren))
    assert submit_withdrawal(limited, **asked) == draft  # type: ignore[arg-type]
    withdraw(draft, by=teller)

    assert submit_withdrawal(limited, **asked) == draft  # type: ignore[arg-type]
    assert held(limited) == 90_000


def test_a_second_person_says_no(limited: SavingsAccount, teller: User, manager: User) -> None:
    draft = submit_withdrawal(limited, amount=60_000, request_id=uuid4(), by=teller)
    assert isinstance(draft, Draft)

    reject(draft, reason="Tanda tangan berbeda", by=manager)
    assert held(limited) == 90_000


def test_what_is_missing_is_said_before_the_limit(limited: SavingsAccount, teller: User) -> None:
    with pytest.raises(DomainError) as refused:
        submit_withdrawal(limited, amount=90_001, request_id=uuid4(), by=teller)
    assert refused.value.code == "overdrawn"


def test_a_teller_has_a_limit_of_their_own_until_the_default_holds_again(
    koppontren: Koppontren, limited: SavingsAccount, teller: User, manager: User
) -> None:
    set_teller_limits(koppontren, teller, deposit=None, withdrawal=70_000, by=manager)
    assert limits_of(koppontren, teller) == Limits(None, 70_000, is_own=True)
    assert isinstance(submit_deposit(limited, amount=10**9, request_id=uuid4(), by=teller), Entry)

    set_teller_limits(koppontren, teller, is_default=True, by=manager)
    assert limits_of(koppontren, teller) == Limits(100_000, 50_000)
    assert isinstance(submit_deposit(limited, amount=10**9, request_id=uuid4(), by=teller), Draft)


def test_nobody_sets_their_own_limit_nor_one_for_strangers(
    koppontren: Koppontren, manager: User
) -> None:
    with pytest.raises(OwnLimit):
        set_teller_limits(koppontren, manager, deposit=1, by=manager)
    stranger = make_member_of(koppontren, Role.SUPERVISOR)
    with pytest.raises(NotATeller):
        set_teller_limits(koppontren, stranger, deposit=1, by=manager)
    with pytest.raises(IntegrityError), transaction.atomic():
        TellerLimit.objects.create(koppontren=koppontren, teller=manager, set_by=manager)


def test_a_transfer_is_measured_as_a_withdrawal(
    limited: SavingsAccount, teller: User, manager: User
) -> None:
    to = make_savings(limited.member, teller, prefix="M")
    draft = submit_transfer(limited, to=to, amount=50_001, request_id=uuid4(), by=teller)
    assert isinstance(draft, Draft)

    approve(draft, by=manager)
    assert (held(limited), held(to)) == (39_999, 50_001)


def test_a_closing_waits_and_closes_when_it_is_approved(
    limited: SavingsAccount, teller: User, manager: User
) -> None:
    key = uuid4()
    draft = submit_closing(limited, request_id=key, by=teller)
    assert isinstance(draft, Draft)
    limited.refresh_from_db()
    assert limited.is_open

    approve(draft, by=manager)
    limited.refresh_from_db()
    assert (limited.is_open, held(limited)) == (False, 0)
    assert submit_closing(limited, request_id=key, by=teller) == limited
    with pytest.raises(IsClosed):
        submit_closing(limited, request_id=uuid4(), by=teller)


def test_a_candidate_is_a_full_member_once_the_principal_is_approved(
    koppontren: Koppontren, limited: SavingsAccount, teller: User, manager: User
) -> None:
    set_default_limits(koppontren, deposit=99_999, withdrawal=None, by=board(koppontren))
    member, draft = submit_admission(koppontren, name="Badrun", request_id=uuid4(), by=teller)
    assert (member.standing, type(draft)) == (Standing.CANDIDATE, Draft)
    pokok = member.savings.get(product__prefix="P")
    other = submit_deposit(pokok, amount=100_000, request_id=uuid4(), by=teller)
    assert draft
    assert isinstance(other, Draft)

    approve(draft, by=manager)
    member.refresh_from_db()
    assert member.standing == Standing.FULL
    with pytest.raises(DomainError) as refused:
        approve(other, by=manager)
    assert (refused.value.code, held(pokok)) == ("paid_once", 100_000)
    assert set(member.savings.values_list("number", flat=True)) == {"P-0002", "W-0001"}


@pytest.mark.parametrize("is_death", [False, True])
def test_a_leaving_waits_with_all_that_it_needs(
    koppontren: Koppontren, limited: SavingsAccount, teller: User, manager: User, is_death: bool
) -> None:
    member = limited.member
    if is_death:
        Member.objects.filter(pk=member.pk).update(standing="deceased", died_on="2026-01-02")
        member.refresh_from_db()
    heir = {"heir": "Siti Contoh", "heir_document": "SKAW 7"} if is_death else {}
    draft = submit_leaving(member, shown=190_000, request_id=uuid4(), by=teller, **heir)  # type: ignore[arg-type]
    again = submit_leaving(member, shown=190_000, request_id=uuid4(), by=teller, **heir)  # type: ignore[arg-type]
    assert isinstance(draft, Draft)
    assert isinstance(again, Draft)
    assert not Departure.objects.of(koppontren).exists()

    entry = approve(draft, by=manager)
    departure = Departure.objects.of(koppontren).get()
    assert (departure.paid, departure.entry_number, departure.heir, departure.by) == (
        190_000,
        entry.number,
        heir.get("heir", ""),
        teller,
    )
    member.refresh_from_db()
    assert member.standing == ("deceased" if is_death else "left")
    with pytest.raises(AccountClosed):
        approve(again, by=manager)


def test_a_leaving_that_waits_is_for_the_heir_and_the_sum_that_were_shown(
    limited: SavingsAccount, teller: User
) -> None:
    member = limited.member
    Member.objects.filter(pk=member.pk).update(standing="deceased", died_on="2026-01-02")
    member.refresh_from_db()
    request_id, paper = uuid4(), "SKAW 7"
    for _time in range(2):
        submit_leaving(
            member,
            shown=190_000,
            heir="Siti",
            heir_document=paper,
            request_id=request_id,
            by=teller,
        )

    with pytest.raises(DepartureRequestReused):
        submit_leaving(
            member,
            shown=190_000,
            heir="Umar",
            heir_document=paper,
            request_id=request_id,
            by=teller,
        )
    with pytest.raises(SettlementChanged):
        submit_leaving(
            member, shown=180_000, heir="Siti", heir_document=paper, request_id=uuid4(), by=teller
        )


def test_who_died_while_it_waited_is_paid_out_to_the_heir_alone(
    koppontren: Koppontren, limited: SavingsAccount, teller: User, manager: User
) -> None:
    to = make_savings(make_saver(koppontren, manager, name="Budi"), manager)
    other = {"request_id": uuid4(), "by": teller}
    drafts = [
        submit_deposit(limited, amount=100_001, request_id=uuid4(), by=teller),
        submit_withdrawal(limited, amount=60_000, request_id=uuid4(), by=teller),
        submit_transfer(limited, to=to, amount=60_000, request_id=uuid4(), by=teller),
        submit_closing(limited, request_id=uuid4(), by=teller),
    ]
    leaving = submit_leaving(limited.member, shown=190_000, **other)  # type: ignore[arg-type]
    record_death(limited.member, died_on=today_in(koppontren), by=manager)
    before = journal(koppontren)

    for draft in drafts:
        assert isinstance(draft, Draft)
        with pytest.raises(OwnerGone):
            approve(draft, by=manager)
    assert isinstance(leaving, Draft)
    with pytest.raises(NeedsHeir):  # it was entered for the member, and names no heir
        approve(leaving, by=manager)
    assert journal(koppontren) == before


def test_a_draft_for_who_is_gone_is_not_finished_whatever_was_posted(
    limited: SavingsAccount, teller: User, manager: User
) -> None:
    draft = submit_withdrawal(limited, amount=60_000, request_id=uuid4(), by=teller)
    assert isinstance(draft, Draft)
    record_death(limited.member, died_on=today_in(limited.koppontren), by=manager)

    with pytest.raises(NotHereAnyMore):
        go_on(draft, Entry.objects.of(limited.koppontren).get(number=1))


def test_what_came_in_meanwhile_is_not_left_behind(
    limited: SavingsAccount, teller: User, manager: User
) -> None:
    draft = submit_leaving(limited.member, shown=190_000, request_id=uuid4(), by=teller)
    assert isinstance(draft, Draft)
    submit_deposit(limited, amount=1_000, request_id=uuid4(), by=teller)

    with pytest.raises(DomainError) as refused:
        approve(draft, by=manager)
    assert (refused.value.code, held(limited)) == ("settlement_changed", 91_000)


def test_a_collection_names_the_row_that_is_above_the_limit(
    koppontren: Koppontren, limited: SavingsAccount, teller: User
) -> None:
    group = add_group(koppontren, name="Kelas 7A", request_id=uuid4())
    put_into(group, limited.member)

    with pytest.raises(RowsRefused) as refused:
        collect(
            group,
            product=limited.product,
            amounts={limited.number: 100_001},
            request_id=uuid4(),
            by=teller,
        )
    assert "Rp100.000" in str(refused.value.message)


def test_the_drawer_of_whoever_entered_it_pays(
    koppontren: Koppontren, limited: SavingsAccount, teller: User, manager: User
) -> None:
    drawer = make_drawer(koppontren, manager)
    opened(drawer, teller)
    draft = submit_deposit(limited, amount=200_000, request_id=uuid4(), by=teller)
    assert isinstance(draft, Draft)

    approve(draft, by=manager)
    drawer.account.refresh_from_db()
    assert drawer.account.balance == 200_000


def test_what_waits_is_answered_again_whatever_stands_in_its_way_by_now(
    koppontren: Koppontren, limited: SavingsAccount, teller: User, manager: User
) -> None:
    drawer = make_drawer(koppontren, manager)
    shift = opened(drawer, teller)
    taken, paid = uuid4(), uuid4()
    came_in = submit_deposit(limited, amount=200_000, request_id=taken, by=teller)
    submit_deposit(limited, amount=60_000, request_id=uuid4(), by=teller)
    went = submit_withdrawal(limited, amount=60_000, request_id=paid, by=teller)
    closed(shift, teller, {"n10000": 6})
    limited = block_savings(limited, reason="Sengketa", by=manager)

    assert submit_deposit(limited, amount=200_000, request_id=taken, by=teller) == came_in
    assert submit_withdrawal(limited, amount=60_000, request_id=paid, by=teller) == went
    other = make_savings(limited.member, teller, prefix="M")
    for command, savings, amount, request_id in (
        (submit_deposit, limited, 200_001, taken),
        (submit_deposit, other, 200_000, taken),
        (submit_withdrawal, limited, 200_000, taken),
        (submit_withdrawal, other, 60_000, paid),
    ):
        with pytest.raises(RequestReused):
            command(savings, amount=amount, request_id=request_id, by=teller)
    with pytest.raises(NoOpenDrawer):
        submit_deposit(limited, amount=200_000, request_id=uuid4(), by=teller)


def test_an_admission_and_a_closing_that_wait_are_answered_again_without_a_drawer(
    koppontren: Koppontren, limited: SavingsAccount, teller: User, manager: User
) -> None:
    set_default_limits(koppontren, deposit=99_999, withdrawal=50_000, by=manager)
    drawer = make_drawer(koppontren, manager)
    shift = opened(drawer, teller)
    filled(drawer, 90_000, giver=manager, holder=teller)
    admits, closes, pays = uuid4(), uuid4(), uuid4()
    member, principal = submit_admission(koppontren, name="Badrun", request_id=admits, by=teller)
    closing = submit_closing(limited, request_id=closes, by=teller)
    submit_withdrawal(limited, amount=80_000, request_id=pays, by=teller)
    closed(shift, teller, {"n10000": 9})

    again = submit_admission(koppontren, name="Badrun", request_id=admits, by=teller)
    assert again == (member, principal)
    assert submit_closing(limited, request_id=closes, by=teller) == closing
    with pytest.raises(RequestReused):
        submit_closing(limited, request_id=pays, by=teller)


def test_a_leaving_that_waits_is_answered_again_without_a_drawer(
    koppontren: Koppontren, limited: SavingsAccount, teller: User, manager: User
) -> None:
    drawer = make_drawer(koppontren, manager)
    shift = opened(drawer, teller)
    filled(drawer, 190_000, giver=manager, holder=teller)
    asked = {"shown": 190_000, "request_id": uuid4(), "by": teller}
    draft = submit_leaving(limited.member, **asked)  # type: ignore[arg-type]
    assert isinstance(draft, Draft)
    closed(shift, teller, {"n10000": 19})

    assert submit_leaving(limited.member, **asked) == draft  # type: ignore[arg-type]
    with pytest.raises(DepartureRequestReused):
        submit_leaving(limited.member, **asked | {"shown": 180_000})  # type: ignore[arg-type]


def test_postgresql_refuses_whoever_asks(
    koppontren: Koppontren, limited: SavingsAccount, teller: User, manager: User
) -> None:
    for command in (record_deposit, record_withdrawal):
        with pytest.raises(AboveTellerLimit):
            command(
                limited,
                amount=90_000 if command is record_withdrawal else 100_001,
                request_id=uuid4(),
                by=teller,
            )
    draft = submit_deposit(limited, amount=100_001, request_id=uuid4(), by=teller)
    assert isinstance(draft, Draft)
    with pytest.raises(AboveTellerLimit):  # under the draft's key, but its own maker
        record_deposit(limited, amount=100_001, request_id=draft.request_id, by=teller)
    with pytest.raises(AboveTellerLimit):  # somebody else, but another amount
        record_deposit(limited, amount=100_002, request_id=draft.request_id, by=manager)
    for change in (
        "UPDATE savings_tellerlimit SET deposit = NULL",
        "DELETE FROM savings_tellerlimit",
    ):
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            connection.cursor().execute(change)
    assert held(limited) == 90_000


def test_savers_of_a_book_without_limits_are_asked_nothing(
    savings: SavingsAccount, teller: User
) -> None:
    assert limits_of(savings.koppontren, teller) == Limits()
    assert make_saver(savings.koppontren, teller, name="Budi").standing == Standing.FULL
    assert isinstance(submit_deposit(savings, amount=10**12, request_id=uuid4(), by=teller), Entry)
