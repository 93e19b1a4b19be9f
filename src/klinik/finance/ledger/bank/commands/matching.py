"""Which mutations are which lines: said, taken apart again, and found to agree through a day."""

from collections.abc import Collection, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klinik.core.money import rupiah
from klinik.finance.ledger.bank.commands.files import lock
from klinik.finance.ledger.bank.models import (
    BankAccount,
    BankMatch,
    BankMatchedLine,
    BankMutation,
    Reconciliation,
)
from klinik.finance.ledger.bank.queries import (
    lines_of,
    mutations_of,
    position,
    proposals,
    reconciled,
)
from klinik.finance.ledger.bank.refusals import (
    AlreadyMatched,
    NothingChosen,
    NotReconciled,
    Reconciled,
    SumsDiffer,
    WaitsForApproval,
)
from klinik.people.models import User

Place = tuple[int, int]  # a line: the number of its entry, and its own there


@transaction.atomic
def match(
    bank: BankAccount, *, mutations: Collection[int], lines: Collection[Place], by: User
) -> BankMatch:
    """Say that these mutations (by id) and these lines are the same money.

    Raises NothingChosen, AlreadyMatched, WaitsForApproval or SumsDiffer.
    """
    bank = lock(bank)
    rows = list(mutations_of(bank).filter(pk__in=set(mutations)))
    wanted = Q()
    for number, n in lines:
        wanted |= Q(entry_number=number, n=n)
    found = list(lines_of(bank).filter(wanted)) if lines else []
    if not rows or not found or len(found) != len(set(lines)):
        raise NothingChosen
    if len(rows) != len(set(mutations)) or any(row.match_id for row in rows):
        raise AlreadyMatched
    if any(row.is_drafted for row in rows):
        raise WaitsForApproval
    if BankMatchedLine.objects.of(bank.koppontren).filter(wanted).exists():
        raise AlreadyMatched
    by_bank = sum(row.amount for row in rows)
    by_book = sum(line.debit - line.credit for line in found)
    if by_bank != by_book:
        raise SumsDiffer(by_bank, by_book)
    (made,) = _join(bank, [(rows, list(lines))], by=by)
    return made


@transaction.atomic
def accept_sure(bank: BankAccount, *, chosen: Collection[tuple[int, Place]], by: User) -> int:
    """Match those of the chosen pairs that still need no thinking; how many that were."""
    bank = lock(bank)
    wanted = set(chosen)
    groups = [
        ([mutation], [(line.entry_number, line.n)])
        for mutation, line, _note in proposals(bank).pairs
        if (mutation.pk, (line.entry_number, line.n)) in wanted
    ]
    _join(bank, groups, by=by)
    return len(groups)


def _join(
    bank: BankAccount,
    groups: Sequence[tuple[Sequence[BankMutation], Sequence[Place]]],
    *,
    by: User,
) -> list[BankMatch]:
    """Write these matches: first their lines, then the mutations, as the database wants it."""
    tenant = bank.koppontren
    made = [BankMatch(koppontren=tenant, bank=bank, by=by) for _group in groups]
    BankMatch.objects.bulk_create(made)
    lines, rows = [], []
    for one, (mutations, places) in zip(made, groups, strict=True):
        for number, n in places:
            lines.append(BankMatchedLine(koppontren=tenant, match=one, entry_number=number, n=n))
        for mutation in mutations:
            mutation.match = one
            rows.append(mutation)
    BankMatchedLine.objects.bulk_create(lines)
    BankMutation.objects.bulk_update(rows, ["match"])
    return made


def join_booked(bank: BankAccount, mutation: BankMutation, place: Place, *, by: User) -> BankMatch:
    """Match a mutation with the line that was booked for it; the caller holds one of the two."""
    (made,) = _join(bank, [([mutation], [place])], by=by)
    return made


@transaction.atomic
def take_apart(match_: BankMatch, *, by: User) -> BankMatch:
    """Undo a match: its mutations and lines wait again. Done twice, it is undone once.

    Raises Reconciled where its mutations lie in days that were found to agree.
    """
    bank = lock(match_.bank)
    match_ = BankMatch.objects.get(pk=match_.pk)
    if match_.apart_at is not None:
        return match_
    rows = BankMutation.objects.of(bank.koppontren).filter(match=match_)
    done = reconciled(bank)
    if done is not None and rows.filter(on__lte=done.through).exists():
        raise Reconciled(done.through)
    rows.update(match=None)
    BankMatchedLine.objects.of(bank.koppontren).filter(match=match_).delete()
    match_.apart_at, match_.apart_by = timezone.now(), by
    match_.save(update_fields=["apart_at", "apart_by"])
    return match_


@transaction.atomic
def finish(bank: BankAccount, *, through: date, by: User) -> Reconciliation:
    """Say that bank and book agree through a day, but for what is on its way; once for a day.

    Raises NotReconciled with all that is left to do.
    """
    bank = lock(bank)
    found = position(bank, through)
    reasons = []
    if found.by_bank is None:
        reasons.append(_("What the bank held before its first mutation is not known yet."))
    if number := found.bank_alone.number:
        reasons.append(
            ngettext(
                "%(number)s mutation is not in the book yet.",
                "%(number)s mutations are not in the book yet.",
                number,
            )
            % {"number": number}
        )
    if found.missing:
        sentence = _("Mutations of %(amount)s are missing in the files: send those days again.")
        reasons.append(sentence % {"amount": rupiah(found.missing)})
    if found.at_start:
        sentence = _("Bank and book differed by %(amount)s before the first mutation.")
        reasons.append(sentence % {"amount": rupiah(found.at_start)})
    if found.by_bank is None or reasons:
        raise NotReconciled(reasons)
    made, _is_new = Reconciliation.objects.get_or_create(
        koppontren=bank.koppontren,
        bank=bank,
        through=through,
        back_at=None,
        defaults={"by_bank": found.by_bank, "by_book": found.by_book, "by": by},
    )
    return made


@transaction.atomic
def take_back(bank: BankAccount, *, by: User) -> Reconciliation | None:
    """Take back the latest day through which both were found to agree; None where there is none."""
    bank = lock(bank)
    done = reconciled(bank)
    if done is not None:
        done.back_at, done.back_by = timezone.now(), by
        done.save(update_fields=["back_at", "back_by"])
    return done
