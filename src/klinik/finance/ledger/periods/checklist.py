"""What is worth a look before a period is closed, in plain words; none of it forbids closing."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klinik.core.money import rupiah
from klinik.finance.ledger.models import Account, Decision, Draft, Entry
from klinik.finance.ledger.patterns.queries import dues_through
from klinik.finance.ledger.periods.looks import Check, Place, seen_by_rooms
from klinik.finance.ledger.periods.queries import results_not_shared_out
from klinik.finance.ledger.periods.rules import units_that_differ
from klinik.finance.ledger.queries.totals import totals
from klinik.finance.ledger.rules import held
from klinik.tenancy.models import Koppontren

Sums = Mapping[int, tuple[int, int]]  # debits and credits by account id
MOST_DAYS = 7  # named; more are counted


def checklist(koppontren: Koppontren, *, first: date, last: date) -> list[Check]:
    """What to look at before the days from `first` through `last` are closed."""
    sums = totals(koppontren, on=last)
    accounts = list(Account.objects.of(koppontren).order_by("code"))
    shu = {account.pk for account in results_not_shared_out(koppontren).values()}
    return [
        _balance(sums),
        _units(koppontren, accounts, sums),
        _odd(koppontren, [account for account in accounts if account.pk not in shu], sums),
        _undetailed(koppontren, accounts, sums),
        _activities(koppontren, accounts, sums),
        _drafts(koppontren, last),
        _patterns(koppontren, last),
        *seen_by_rooms(koppontren, first=first, last=last),
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


def _units(koppontren: Koppontren, accounts: Sequence[Account], sums: Sums) -> Check:
    between = {
        (account.unit_id, account.other_unit_id): account
        for account in accounts
        if account.other_unit_id is not None
    }
    nets = {
        pair: debit - credit
        for pair, account in between.items()
        for debit, credit in [sums.get(account.pk, (0, 0))]
    }
    differ = units_that_differ(nets)
    if not differ:
        text = _("What units owe each other agrees on both sides.")
    else:
        text = _("What units owe each other differs by %(difference)s.")
        text %= {"difference": rupiah(sum(abs(net) for net in differ.values()))}
    places = [
        Place.of(koppontren, between[one], nets[one])
        for pair in differ
        for one in (pair, (pair[1], pair[0]))
        if one in between
    ]
    return Check(is_well=not differ, title=_("Between units"), text=text, places=places)


def _odd(koppontren: Koppontren, accounts: Sequence[Account], sums: Sums) -> Check:
    holding = [
        (account, held(account.normal_side, *sums.get(account.pk, (0, 0))))
        for account in accounts
        if account.other_unit_id is None
    ]
    odd = [Place.of(koppontren, account, amount) for account, amount in holding if amount < 0]
    if odd:
        text = _(
            "These accounts stand on the wrong side. Was something recorded the wrong way round?"
        )
    else:
        text = _("No account holds less than nothing.")
    return Check(is_well=not odd, title=_("Odd balances"), text=text, places=odd)


def _undetailed(koppontren: Koppontren, accounts: Sequence[Account], sums: Sums) -> Check:
    lumps = [
        (account, held(account.normal_side, *sums.get(account.pk, (0, 0))))
        for account in accounts
        if account.parent_id is not None and account.code.endswith(".0000")
    ]
    waiting = [Place.of(koppontren, account, amount) for account, amount in lumps if amount]
    if waiting:
        text = _(
            "These sums of the opening still wait for each member's own balance. They may wait on."
        )
    else:
        text = _("Every sum belongs to a person or a customer.")
    return Check(is_well=not waiting, title=_("Not yet by member"), text=text, places=waiting)


def _activities(koppontren: Koppontren, accounts: Sequence[Account], sums: Sums) -> Check:
    unsaid = [
        account
        for account in accounts
        if not (account.cash_flow or account.is_cash or account.other_unit_id or account.parent_id)
        and (account.is_control or account.pk in sums)
    ]
    if unsaid:
        text = _("Nobody said where these accounts stand; they count as daily business there.")
    else:
        text = _("Every account has its place there.")
    slug = koppontren.slug
    places = [
        Place(str(account), reverse("ledger:account_change", args=[slug, account.code]))
        for account in unsaid
    ]
    return Check(is_well=not unsaid, title=_("Cash flow statement"), text=text, places=places)


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
    where = Place(_("Approvals"), reverse("ledger:drafts", args=[koppontren.slug]))
    return Check(
        is_well=not waiting,
        title=_("Waiting for approval"),
        text=text,
        places=[where] if waiting else [],
    )


def _patterns(koppontren: Koppontren, last: date) -> Check:
    dues = dues_through(koppontren, last)
    url = reverse("ledger:patterns", args=[koppontren.slug])
    if dues:
        text = ngettext(
            "%(number)s entry that comes again was neither recorded nor left out.",
            "%(number)s entries that come again were neither recorded nor left out.",
            len(dues),
        ) % {"number": len(dues)}
    else:
        text = _("Everything that comes again in this time is recorded or left out.")
    places = [
        Place(due.pattern.name, url, due.pattern.amount, date_format(due.on, "j M")) for due in dues
    ]
    return Check(is_well=not dues, title=_("Entries that come again"), text=text, places=places)


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
