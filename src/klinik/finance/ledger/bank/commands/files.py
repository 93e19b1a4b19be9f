"""A bank's table on its way in: kept, its columns chosen, its mutations saved once."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from klinik.core.imports.rules import fingerprint
from klinik.finance.ledger.bank.followers import tell_followers
from klinik.finance.ledger.bank.models import BankAccount, BankFile, BankLayout, BankMutation
from klinik.finance.ledger.bank.queries import DRAFTED, known_between, remembered
from klinik.finance.ledger.bank.refusals import (
    FileIsSaved,
    FileIsUsed,
    Gone,
    NoPlaceOfMoney,
    WaitsForApproval,
)
from klinik.finance.ledger.bank.rules.columns import guess, says_amounts
from klinik.finance.ledger.bank.rules.known import new_among
from klinik.finance.ledger.bank.rules.rows import Mutation, Read, gaps, read_rows
from klinik.finance.ledger.bank.sheets import Statement
from klinik.finance.ledger.models import Account
from klinik.people.models import User

AT_ONCE = 2000  # rows in one statement
OPEN_FOR = timedelta(hours=1)
MOST_BAD = 500  # rows that are kept with their reason


def keep_at_bank(account: Account, *, bank: str) -> BankAccount:
    """Say that a place of cash is kept at this bank. Raises NoPlaceOfMoney.

    Said again, it is the bank's name that changes.
    """
    if not account.is_cash or account.is_control or account.closed:
        raise NoPlaceOfMoney
    found, _is_new = BankAccount.objects.update_or_create(
        koppontren=account.koppontren, account=account, defaults={"bank": bank}
    )
    return found


@transaction.atomic
def keep_file(bank: BankAccount, *, statement: Statement, request_id: UUID, by: User) -> BankFile:
    """Keep a table until its columns are chosen; the same request keeps it once.

    What the same person left unsaved earlier goes, but not what lies open in another window.
    Headings that are remembered for this bank, or say all that is needed, are chosen at once.
    """
    lock(bank)
    left = BankFile.objects.of(bank.koppontren).filter(bank=bank, saved_at=None, by=by)
    left.filter(sent_at__lt=timezone.now() - OPEN_FOR).delete()
    mark = fingerprint(statement.headings)
    file, _is_new = BankFile.objects.get_or_create(
        koppontren=bank.koppontren,
        number=request_id,
        defaults={
            "bank": bank,
            "name": statement.name,
            "headings": statement.headings,
            "rows": [[row.number, row.cells] for row in statement.rows],
            "fingerprint": mark,
            "first": statement.period.first,
            "last": statement.period.last,
            "mapping": remembered(bank, mark) or _sure(statement),
            "by": by,
        },
    )
    return file


def _sure(statement: Statement) -> dict[str, int] | None:
    found = guess(statement.headings, statement.rows, period=statement.period)
    is_whole = {"on", "text"} <= set(found) and says_amounts(found)
    return found if is_whole else None


@transaction.atomic
def choose_columns(file: BankFile, *, mapping: Mapping[str, int]) -> BankFile:
    """Say which heading is which column. Raises FileIsSaved or Gone."""
    lock(file.bank)
    file = _still_there(file)
    if file.saved_at is not None:
        raise FileIsSaved
    file.mapping = dict(mapping)
    file.save(update_fields=["mapping"])
    return file


def read(file: BankFile) -> Read:
    """What the chosen columns of a file say."""
    return read_rows(
        file.table, file.mapping or {}, headings=len(file.headings), period=file.period
    )


def new_in(bank: BankAccount, mutations: Sequence[Mutation]) -> list[Mutation]:
    """The mutations that are not there yet."""
    if not mutations:
        return []
    known = known_between(bank, mutations[0].on, mutations[-1].on)
    return new_among(mutations, known)


@transaction.atomic
def save_file(file: BankFile) -> BankFile:
    """Save the mutations that are new; done twice, they are saved once. Raises Gone."""
    bank = lock(file.bank)
    file = _still_there(file)
    if file.saved_at is not None:
        return file
    found = read(file)
    new = new_in(bank, found.mutations)
    _insert(bank, file, new)
    _begin(bank, found.mutations, new)
    file.saved_at, file.saved = timezone.now(), len(new)
    file.known = len(found.mutations) - len(new)
    file.bad = [[bad.row, str(bad.why)] for bad in found.bad[:MOST_BAD]]
    file.rows = []
    file.save(update_fields=["saved_at", "saved", "known", "bad", "rows"])
    BankLayout.objects.update_or_create(
        koppontren=bank.koppontren,
        bank=bank.bank.casefold(),
        fingerprint=file.fingerprint,
        defaults={"mapping": file.mapping},
    )
    if new:
        tell_followers(file)
    return file


def _still_there(file: BankFile) -> BankFile:
    found = BankFile.objects.select_for_update(of=["self"]).filter(pk=file.pk).first()
    if found is None:
        raise Gone
    return found


def _insert(bank: BankAccount, file: BankFile, new: Sequence[Mutation]) -> None:
    """Write them in the bank's order, each alike counted on from those that are there."""
    if not new:
        return
    counted: dict[tuple[object, ...], int] = {}
    for one in known_between(bank, new[0].on, new[-1].on):
        key = (one.on, one.amount, one.text, one.balance)
        counted[key] = max(counted.get(key, 0), one.nth)
    rows = []
    for row in new:
        key = (row.on, row.amount, row.text, row.balance)
        counted[key] = counted.get(key, 0) + 1
        rows.append(
            BankMutation(
                koppontren=bank.koppontren,
                bank=bank,
                file=file,
                on=row.on,
                text=row.text,
                amount=row.amount,
                balance=row.balance,
                nth=counted[key],
            )
        )
    BankMutation.objects.bulk_create(rows, batch_size=AT_ONCE)


def _begin(bank: BankAccount, read_: Sequence[Mutation], new: Sequence[Mutation]) -> None:
    """Where the bank's story begins, and with what: the balance before its first mutation."""
    if not new or (bank.since is not None and bank.since <= new[0].on):
        return
    first = read_[0]
    if first.balance is not None and not gaps(read_[:2]):
        opening: int | None = first.balance - first.amount
    elif bank.since is not None and bank.opening is not None:
        opening = bank.opening - sum(row.amount for row in new if row.on < bank.since)
    else:
        opening = None
    bank.since, bank.opening = new[0].on, opening
    bank.save(update_fields=["since", "opening"])


def say_opening(bank: BankAccount, *, balance: int) -> BankAccount:
    """What the bank held before its first mutation, in rupiah, where its files do not say it."""
    bank.opening = balance
    bank.save(update_fields=["opening"])
    return bank


@transaction.atomic
def take_back_file(file: BankFile) -> None:
    """Take away the mutations that a file brought, if none of them is matched or booked.

    Raises FileIsUsed, WaitsForApproval.
    """
    bank = lock(file.bank)
    rows = BankMutation.objects.of(bank.koppontren).filter(file=file)
    if used := rows.exclude(match=None).count():
        raise FileIsUsed(used)
    if rows.filter(DRAFTED).exists():
        raise WaitsForApproval
    rows.delete()
    file.delete()
    left = BankMutation.objects.of(bank.koppontren).filter(bank=bank).order_by("on", "id").first()
    if left is None:
        bank.since = bank.opening = None
    else:
        if left.balance is not None:
            bank.opening = left.balance - left.amount
        elif left.on != bank.since:
            bank.opening = None
        bank.since = left.on
    bank.save(update_fields=["since", "opening"])


def lock(bank: BankAccount) -> BankAccount:
    """The row of a bank account, held until the transaction ends."""
    rows = BankAccount.objects.select_for_update(of=["self"])
    return rows.select_related("account__unit", "koppontren").get(pk=bank.pk)
