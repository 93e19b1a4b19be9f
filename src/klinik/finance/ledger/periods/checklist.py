"""What is worth a look before a period is closed, in plain words; none of it forbids closing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klinik.core.money import rupiah
from klinik.finance.ledger.models import Account, Decision, Draft, Entry
from klinik.finance.ledger.periods.queries import results_not_shared_out
from klinik.finance.ledger.queries.totals import totals
from klinik.finance.ledger.rules import held
from klinik.tenancy.models import Koppontren

Sums = Mapping[int, tuple[int, int]]  # debits and credits by account id
MOST_DAYS = 7  # named; more are counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at: what was found, and the accounts that it is about."""

    is_well: bool
    title: str
    text: str
    accounts: Sequence[tuple[Account, int]] = field(default_factory=list)


def checklist(koppontren: Koppontren, *, first: date, last: date) -> list[Check]:
    """What to look at before the days from `first` through `last` are closed."""
    sums = totals(koppontren, on=last)
    accounts = list(Account.objects.of(koppontren).order_by("code"))
    shu = {account.pk for account in results_not_shared_out(koppontren).values()}
    return [
        _balance(sums),
        _units(accounts, sums),
        _odd([account for account in accounts if account.pk not in shu], sums),
        _undetailed(accounts, sums),
        _drafts(koppontren, last),
        _days(koppontren, first, last),
    ]


def _balance(sums: Sums) -> Check:
    debits, credits_ = (sum(pair[side] for pair in sums.values()) for side in (0, 1))
    shown = {"debits": rupiah(debits), "difference": rupiah(abs(debits - credits_))}
    if debits == credits_:
        text = _("Both sides add up to %(debits)s.") % shown
    else:
        text = _("Debits and credits differ by %(difference)s. Do not close; tell your assistant.")
        text %= shown
    return Check(is_well=debits == credits_, title=_("Trial balance"), text=text)


def _units(accounts: Sequence[Account], sums: Sums) -> Check:
    between = [account for account in accounts if account.other_unit_id is not None]
    net = sum(debit - credit for debit, credit in (sums.get(a.pk, (0, 0)) for a in between))
    if not net:
        text = _("What units owe each other agrees on both sides.")
    else:
        text = _("What units owe each other differs by %(difference)s.")
        text %= {"difference": rupiah(abs(net))}
    return Check(is_well=not net, title=_("Between units"), text=text)


def _odd(accounts: Sequence[Account], sums: Sums) -> Check:
    holding = [
        (account, held(account.normal_side, *sums.get(account.pk, (0, 0))))
        for account in accounts
        if account.other_unit_id is None
    ]
    odd = [(account, amount) for account, amount in holding if amount < 0]
    if odd:
        text = _(
            "These accounts stand on the wrong side. Was something recorded the wrong way round?"
        )
    else:
        text = _("No account holds less than nothing.")
    return Check(is_well=not odd, title=_("Odd balances"), text=text, accounts=odd)


def _undetailed(accounts: Sequence[Account], sums: Sums) -> Check:
    lumps = [
        (account, held(account.normal_side, *sums.get(account.pk, (0, 0))))
        for account in accounts
        if account.parent_id is not None and account.code.endswith(".0000")
    ]
    waiting = [(account, amount) for account, amount in lumps if amount]
    if waiting:
        text = _(
            "These sums of the opening still wait for each member's own balance. They may wait on."
        )
    else:
        text = _("Every sum belongs to a person or a customer.")
    return Check(is_well=not waiting, title=_("Not yet by member"), text=text, accounts=waiting)


def _drafts(koppontren: Koppontren, last: date) -> Check:
    waiting = Draft.objects.of(koppontren).filter(decision=Decision.WAITING, on__lte=last).count()
    if waiting:
        text = ngettext(
            "%(number)s entry waits for a second person; approved later, it is of a later month.",
            "%(number)s entries wait for a second person; approved later, of a later month.",
            waiting,
        ) % {"number": waiting}
    else:
        text = _("Nothing of this time waits for a second person.")
    return Check(is_well=not waiting, title=_("Waiting for approval"), text=text)


def _days(koppontren: Koppontren, first: date, last: date) -> Check:
    entries = Entry.objects.of(koppontren).filter(on__range=(first, last))
    written = set(entries.order_by().values_list("on", flat=True).distinct())
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    empty = [day for day in days if day not in written]
    if not empty:
        text = _("Something is recorded on every day.")
    elif not written:
        text = _("Nothing is recorded in this time. Is that so?")
    else:
        named = ", ".join(date_format(day, "j M") for day in empty[:MOST_DAYS])
        text = ngettext(
            "On %(number)s day nothing is recorded: %(days)s. Is a receipt still lying somewhere?",
            "On %(number)s days nothing is recorded: %(days)s. Is a receipt still lying somewhere?",
            len(empty),
        ) % {"number": len(empty), "days": named + (" …" if len(empty) > MOST_DAYS else "")}
    return Check(is_well=not empty, title=_("Days without entries"), text=text)
