"""What the bank knows and the book does not: booked from the mutation itself, once."""

from collections.abc import Mapping
from itertools import count
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
from klinik.finance.ledger.bank.queries import lines_of, mutations_of
from klinik.finance.ledger.bank.refusals import AlreadyMatched, Gone, WaitsForApproval
from klinik.finance.ledger.bank.rules.habits import remembered_by
from klinik.finance.ledger.cash.intents import money_in, money_out
from klinik.finance.ledger.drafts.commands import submit
from klinik.finance.ledger.intents import Intent
from klinik.finance.ledger.models import Account, Decision, Draft, Entry, Line
from klinik.people.models import User
from klinik.tenancy.models import Koppontren


@transaction.atomic
def book(
    mutation: BankMutation, *, category: Account, by: User, memo: str | None = None
) -> Entry | Draft:
    """Record a mutation as money in, out or moved, on the bank's day, and match it with that.

    Above the limit it is a draft, and matched once that is approved. Done twice, it is one of them.
    Raises AlreadyMatched, WaitsForApproval, Gone, or what the ledger says no to.
    """
    bank = lock(mutation.bank)
    found = mutations_of(bank).filter(pk=mutation.pk).first()
    if found is None:
        raise Gone
    mutation = found
    if mutation.match_id is not None:
        return _booked(bank, mutation, category)
    if mutation.draft is not None and mutation.draft.is_waiting:
        return _waiting(mutation.draft, category)
    intent = _meant(bank, mutation, category, memo=mutation.text if memo is None else memo)
    key = _request_of(mutation)
    recorded = submit(bank.koppontren, intent=intent, request_id=key, by=by)
    if isinstance(recorded, Draft):
        mutation.draft = recorded
        mutation.save(update_fields=["draft"])
        return recorded
    _match(bank, mutation, recorded, by=by)
    _learn(mutation, category)
    return recorded


def match_approved(draft: Draft, entry: Entry) -> None:
    """Match the mutation that waited for this draft with its entry, in the approver's name."""
    rows = BankMutation.objects.of(draft.koppontren).filter(draft=draft, match=None)
    mutation = rows.select_for_update(of=["self"]).select_related("bank__koppontren").first()
    if mutation is not None:
        _match(mutation.bank, mutation, entry, by=entry.by)
        other = next(pk for pk in draft.accounts if pk != mutation.bank.account_id)
        _learn(mutation, Account.objects.of(draft.koppontren).get(pk=other))


def book_each(
    choices: Mapping[BankMutation, Account], *, by: User
) -> tuple[list[Entry | Draft], dict[BankMutation, DomainError]]:
    """Book several; what is refused is named, the others are booked."""
    booked: list[Entry | Draft] = []
    refused: dict[BankMutation, DomainError] = {}
    for mutation, category in choices.items():
        try:
            booked.append(book(mutation, category=category, by=by))
        except DomainError as refusal:
            refused[mutation] = refusal
    return booked, refused


def _meant(bank: BankAccount, mutation: BankMutation, category: Account, *, memo: str) -> Intent:
    amount = abs(mutation.amount)
    if mutation.is_in:
        meant = money_in(bank.account, source=category, amount=amount)
    else:
        meant = money_out(bank.account, purpose=category, amount=amount)
    return meant._replace(on=mutation.on, memo=memo, is_late=True)


def _match(bank: BankAccount, mutation: BankMutation, entry: Entry, *, by: User) -> None:
    """Match a mutation with the line of what was booked for it. Raises AlreadyMatched."""
    line = lines_of(bank).get(entry_number=entry.number)
    if BankMatchedLine.objects.of(bank.koppontren).filter(entry_number=entry.number, n=line.n):
        raise AlreadyMatched
    join_booked(bank, mutation, (line.entry_number, line.n), by=by)


def _request_of(mutation: BankMutation) -> UUID:
    """The key of what is booked for a mutation; another one each time that came to nothing."""
    keys = (uuid5(mutation.number, str(times)) for times in count())
    return next(key for key in keys if not _came_to_nothing(mutation.koppontren, key))


def _came_to_nothing(koppontren: Koppontren, request_id: UUID) -> bool:
    """Whether what this key recorded was undone, or its draft rejected or withdrawn."""
    drafts = Draft.objects.of(koppontren).filter(request_id=request_id)
    if drafts.filter(decision__in=[Decision.REJECTED, Decision.WITHDRAWN]).exists():
        return True
    entry = Entry.objects.of(koppontren).filter(request_id=request_id).first()
    return entry is not None and _is_undone(entry)


def _is_undone(entry: Entry) -> bool:
    return Entry.objects.of(entry.koppontren).filter(reverses=entry.number).exists()


def _waiting(draft: Draft, category: Account) -> Draft:
    """The draft that waits for a mutation; raises WaitsForApproval where it is another."""
    if category.pk not in draft.accounts:
        raise WaitsForApproval
    return draft


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
