"""What the bank knows and the book does not: booked from the mutation itself, once."""

from collections.abc import Mapping
from uuid import UUID, uuid5

from django.db import transaction

from klinik.core.errors import DomainError
from klinik.finance.ledger.bank.commands.files import lock
from klinik.finance.ledger.bank.commands.matching import join_booked
from klinik.finance.ledger.bank.models import (
    BankAccount,
    BankHabit,
    BankMatchedLine,
    BankMutation,
)
from klinik.finance.ledger.bank.queries import lines_of
from klinik.finance.ledger.bank.refusals import AlreadyMatched, Gone
from klinik.finance.ledger.bank.rules.habits import remembered_by
from klinik.finance.ledger.cash.commands import record_money_in, record_money_out
from klinik.finance.ledger.models import Account, Entry, Line
from klinik.people.models import User


@transaction.atomic
def book(mutation: BankMutation, *, category: Account, by: User, memo: str | None = None) -> Entry:
    """Record a mutation as money in, out or moved, on the bank's day, and match it with that.

    Done twice, it is one entry. Raises AlreadyMatched, Gone, or what the ledger says no to.
    """
    bank = lock(mutation.bank)
    found = BankMutation.objects.filter(pk=mutation.pk).first()
    if found is None:
        raise Gone
    mutation = found
    if mutation.match_id is not None:
        return _booked(bank, mutation, category)
    entry = _record(bank, mutation, category, by=by, memo=mutation.text if memo is None else memo)
    line = lines_of(bank).get(entry_number=entry.number)
    if BankMatchedLine.objects.of(bank.koppontren).filter(entry_number=entry.number, n=line.n):
        raise AlreadyMatched
    join_booked(bank, mutation, (line.entry_number, line.n), by=by)
    _learn(mutation, category)
    return entry


def book_each(
    choices: Mapping[BankMutation, Account], *, by: User
) -> tuple[list[Entry], dict[BankMutation, DomainError]]:
    """Book several; what is refused is named, the others are booked."""
    booked, refused = [], {}
    for mutation, category in choices.items():
        try:
            booked.append(book(mutation, category=category, by=by))
        except DomainError as refusal:
            refused[mutation] = refusal
    return booked, refused


def _record(
    bank: BankAccount, mutation: BankMutation, category: Account, *, by: User, memo: str
) -> Entry:
    request_id = _request_of(mutation)
    amount, day = abs(mutation.amount), mutation.on
    if mutation.is_in:
        return record_money_in(
            bank.account,
            source=category,
            amount=amount,
            request_id=request_id,
            by=by,
            value_on=day,
            memo=memo,
        )
    return record_money_out(
        bank.account,
        purpose=category,
        amount=amount,
        request_id=request_id,
        by=by,
        value_on=day,
        memo=memo,
    )


def _request_of(mutation: BankMutation) -> UUID:
    """The key of what is booked for a mutation; another one each time that was undone."""
    times = 0
    while True:
        request_id = uuid5(mutation.number, str(times))
        entry = Entry.objects.of(mutation.koppontren).filter(request_id=request_id).first()
        if entry is None or not _is_undone(entry):
            return request_id
        times += 1


def _is_undone(entry: Entry) -> bool:
    return Entry.objects.of(entry.koppontren).filter(reverses=entry.number).exists()


def _booked(bank: BankAccount, mutation: BankMutation, category: Account) -> Entry:
    """The entry that was booked for a matched mutation; raises AlreadyMatched where it is another.

    Somebody who booked it as something else was first: whoever comes second hears of it.
    """
    entry = Entry.objects.of(bank.koppontren).filter(request_id=_request_of(mutation)).first()
    lines = BankMatchedLine.objects.of(bank.koppontren).filter(match=mutation.match_id)
    if entry is None or not lines.filter(entry_number=entry.number).exists():
        raise AlreadyMatched
    of_entry = Line.objects.of(bank.koppontren).filter(entry_number=entry.number)
    if not of_entry.filter(account=category).exists():
        raise AlreadyMatched
    return entry


def _learn(mutation: BankMutation, category: Account) -> None:
    """The next text like this one is proposed to be booked alike."""
    if words := remembered_by(mutation.text):
        BankHabit.objects.update_or_create(
            koppontren=mutation.koppontren,
            is_in=mutation.is_in,
            words=words,
            defaults={"account": category},
        )
