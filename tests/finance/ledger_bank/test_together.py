"""Two browsers at one bank at the same moment, each over a connection of its own."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile

from klinik.finance.ledger.bank.checks import unequal_matches
from klinik.finance.ledger.bank.commands.booking import book as book_or_draft
from klinik.finance.ledger.bank.commands.files import keep_at_bank, keep_file, save_file
from klinik.finance.ledger.bank.commands.matching import accept_sure, match, take_apart
from klinik.finance.ledger.bank.models import (
    BankAccount,
    BankFile,
    BankMatch,
    BankMatchedLine,
    BankMutation,
)
from klinik.finance.ledger.bank.queries import lines_of, proposals
from klinik.finance.ledger.bank.sheets import read_statement
from klinik.finance.ledger.checks import verify_books
from klinik.finance.ledger.drafts.commands import approve, set_limit
from klinik.finance.ledger.models import Account, Draft, Entry
from klinik.finance.ledger.posting import cr, dr
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import account, open_example, put
from tests.finance.ledger.test_together import at_once
from tests.finance.ledger_bank.bank import TODAY, Told, table
from tests.finance.ledger_bank.bank import book_entry as book
from tests.world import make_koppontren, make_member_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def koppontren(transactional_db: None) -> Koppontren:
    return make_koppontren()


@pytest.fixture
def keeper(koppontren: Koppontren) -> User:
    return make_member_of(koppontren, Role.BOOKKEEPER, name="Budi Contoh")


@pytest.fixture
def bank(koppontren: Koppontren, keeper: User) -> BankAccount:
    with acting_for(koppontren):
        open_example(koppontren, keeper)
        return keep_at_bank(account(koppontren, "1112"), bank="Bank Contoh")


@pytest.fixture
def mutation(bank: BankAccount, keeper: User) -> BankMutation:
    """Two million came in on 3 March; on that day the book says it twice, a day apart."""
    with acting_for(bank.koppontren):
        (told,) = Told(bank, keeper)((3, 2_000_000, "SETORAN TUNAI"))
    return told


def both(koppontren: Koppontren, *acts: Callable[[], object]) -> list[object]:
    """Do these at the same moment; what each answered, or the code of its refusal."""
    turns = iter(acts)

    def act() -> object:
        mine = next(turns)
        with acting_for(koppontren):
            return mine()

    return at_once(len(acts), act)


def entered(bank: BankAccount, by: User, day: int, amount: int) -> tuple[int, int]:
    """An entry on the account at the bank; the place of its line there."""
    with acting_for(bank.koppontren):
        other = account(bank.koppontren, "4310")
        entry = put(
            bank.koppontren, [dr(bank.account, amount), cr(other, amount)], by=by,
            on=TODAY.replace(month=3, day=day),
        )  # fmt: skip
        line = lines_of(bank).get(entry_number=entry.number)
    return line.entry_number, line.n


def test_one_of_two_matches_a_mutation_and_the_other_hears_of_it(
    bank: BankAccount, mutation: BankMutation, keeper: User
) -> None:
    lines = [entered(bank, keeper, day, 2_000_000) for day in (3, 4)]

    def choose(line: tuple[int, int]) -> Callable[[], object]:
        return lambda: type(match(bank, mutations=[mutation.pk], lines=[line], by=keeper)).__name__

    answers = both(bank.koppontren, *map(choose, lines))

    assert sorted(map(str, answers)) == ["BankMatch", "already_matched"]
    with acting_for(bank.koppontren):
        assert BankMatch.objects.count() == 1
        assert unequal_matches(bank.koppontren) == []


def test_one_of_two_accepts_a_sure_pair(
    bank: BankAccount, mutation: BankMutation, keeper: User
) -> None:
    line = entered(bank, keeper, 3, 2_000_000)
    with acting_for(bank.koppontren):
        assert len(proposals(bank).pairs) == 1
    accept = lambda: accept_sure(bank, chosen=[(mutation.pk, line)], by=keeper)  # noqa: E731

    assert sorted(map(str, both(bank.koppontren, accept, accept))) == ["0", "1"]


def test_a_mutation_is_booked_once_whoever_presses_when(
    bank: BankAccount, mutation: BankMutation, keeper: User
) -> None:
    gift = account_of(bank, "4310")
    answers = both(bank.koppontren, *[lambda: book(mutation, category=gift, by=keeper).number] * 4)

    assert answers == [2] * 4
    assert entries(bank) == 2


def test_booked_as_two_things_at_once_it_is_one_of_them(
    bank: BankAccount, mutation: BankMutation, keeper: User
) -> None:
    gift, capital = account_of(bank, "4310"), account_of(bank, "3140")
    answers = both(
        bank.koppontren,
        lambda: book(mutation, category=gift, by=keeper).number,
        lambda: book(mutation, category=capital, by=keeper).number,
    )

    assert sorted(map(str, answers)) == ["2", "already_matched"]
    assert entries(bank) == 2


def test_booking_and_matching_do_not_pass_each_other(
    bank: BankAccount, mutation: BankMutation, keeper: User
) -> None:
    line = entered(bank, keeper, 3, 2_000_000)
    gift = account_of(bank, "4310")
    answers = both(
        bank.koppontren,
        lambda: type(match(bank, mutations=[mutation.pk], lines=[line], by=keeper)).__name__,
        lambda: str(book(mutation, category=gift, by=keeper).kind),
    )

    assert sorted(map(str, answers)) in (
        ["BankMatch", "already_matched"],
        ["already_matched", "money.in"],
    )
    assert verify_books().differences == []


def test_approving_and_matching_do_not_pass_each_other(
    bank: BankAccount, mutation: BankMutation, keeper: User
) -> None:
    """What waits for its second person is matched by the approval, and by nothing else."""
    line = entered(bank, keeper, 3, 2_000_000)
    manager = make_member_of(bank.koppontren, Role.MANAGER)
    with acting_for(bank.koppontren):
        set_limit(bank.koppontren, amount=1_000_000, by=manager)
        draft = book_or_draft(mutation, category=account(bank.koppontren, "4310"), by=keeper)
    assert isinstance(draft, Draft)

    answers = both(
        bank.koppontren,
        lambda: type(match(bank, mutations=[mutation.pk], lines=[line], by=keeper)).__name__,
        lambda: str(approve(draft, by=manager).kind),
        lambda: str(approve(draft, by=manager).kind),
    )

    assert sorted(map(str, answers)) in (
        ["already_matched", "money.in", "money.in"],
        ["money.in", "money.in", "waits_for_approval"],
    )
    with acting_for(bank.koppontren):
        (made,) = BankMatch.objects.of(bank.koppontren)
        (matched,) = BankMatchedLine.objects.of(bank.koppontren).filter(match=made)
        entry = Entry.objects.of(bank.koppontren).get(number=matched.entry_number)
    assert entry.request_id == draft.request_id
    assert verify_books().differences == []


def test_the_same_file_at_once_brings_its_mutations_once(bank: BankAccount, keeper: User) -> None:
    other = make_member_of(bank.koppontren, Role.MANAGER)
    rows = [(day, day * 1_000, "SETORAN") for day in range(1, 21)]

    def send(by: User) -> Callable[[], object]:
        def act() -> object:
            upload = ContentFile(table(rows).encode(), name="maret.csv")
            statement = read_statement(upload, today=TODAY)
            file = keep_file(bank, statement=statement, request_id=uuid4(), by=by)
            saved = save_file(file)
            return saved.saved, saved.known

        return act

    answers = both(bank.koppontren, send(keeper), send(other))

    assert sorted(map(str, answers)) == ["(0, 20)", "(20, 0)"]
    with acting_for(bank.koppontren):
        assert BankMutation.objects.count() == 20
        assert BankFile.objects.exclude(saved_at=None).count() == 2


def test_one_file_saved_by_two_presses_is_saved_once(bank: BankAccount, keeper: User) -> None:
    with acting_for(bank.koppontren):
        upload = ContentFile(table([(3, 5_000, "SETORAN")]).encode(), name="maret.csv")
        statement = read_statement(upload, today=TODAY)
        file = keep_file(bank, statement=statement, request_id=uuid4(), by=keeper)

    assert both(bank.koppontren, *[lambda: save_file(file).saved] * 3) == [1, 1, 1]
    with acting_for(bank.koppontren):
        assert BankMutation.objects.count() == 1


def test_a_match_comes_apart_once(bank: BankAccount, mutation: BankMutation, keeper: User) -> None:
    line = entered(bank, keeper, 3, 2_000_000)
    with acting_for(bank.koppontren):
        made = match(bank, mutations=[mutation.pk], lines=[line], by=keeper)
    answers = both(bank.koppontren, *[lambda: take_apart(made, by=keeper).apart_at] * 2)

    assert len(set(answers)) == 1
    assert verify_books().differences == []


def account_of(bank: BankAccount, code: str) -> Account:
    """An account of the bank's koppontren."""
    with acting_for(bank.koppontren):
        return account(bank.koppontren, code)


def entries(bank: BankAccount) -> int:
    """How many entries the book has; the first is its opening."""
    with acting_for(bank.koppontren):
        return Entry.objects.of(bank.koppontren).count()
