"""What is looked at of the banks before days are closed."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Count, Max, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klinik.finance.ledger.bank.models import BankAccount, Reconciliation
from klinik.finance.ledger.periods.looks import Check, Place
from klinik.tenancy.models import Koppontren


def banks_before_closing(koppontren: Koppontren, first: date, last: date) -> list[Check]:
    """Mutations that are not matched by then, and banks of which the last days are missing.

    Nothing where no account is kept at a bank.
    """
    rows = BankAccount.objects.of(koppontren).select_related("account", "koppontren")
    waiting = Count("mutations", filter=Q(mutations__match=None, mutations__on__lte=last))
    banks = list(
        rows.annotate(waiting=waiting, told=Max("mutations__on")).order_by("account__code")
    )
    agreed = Reconciliation.objects.of(koppontren).filter(back_at=None).order_by()
    through = dict(agreed.values_list("bank").annotate(Max("through")))
    return [_matched(banks), _told(banks, through, last)] if banks else []


def _matched(banks: Sequence[BankAccount]) -> Check:
    waiting = {bank: bank.waiting for bank in banks if bank.waiting}  # type: ignore[attr-defined]
    if number := sum(waiting.values()):
        text = ngettext(
            "%(number)s mutation of the bank has no entry yet. Match or record it first.",
            "%(number)s mutations of the bank have no entry yet. Match or record them first.",
            number,
        ) % {"number": number}
    else:
        text = _("Every mutation that the bank told is in the book.")
    return Check(
        is_well=not waiting,
        title=_("Mutations of the bank"),
        text=text,
        places=[
            Place(str(bank), bank.get_absolute_url(), said=_waiting(number))
            for bank, number in waiting.items()
        ],
    )


def _waiting(number: int) -> str:
    return ngettext("%(number)s mutation", "%(number)s mutations", number) % {"number": number}


def _told(banks: Sequence[BankAccount], agreed: Mapping[int, date], last: date) -> Check:
    known = {
        bank: max(filter(None, (bank.told, agreed.get(bank.pk))), default=None)  # type: ignore[attr-defined]
        for bank in banks
    }
    older = {bank: day for bank, day in known.items() if day is None or day < last}
    if older:
        text = _(
            "What the bank did through %(day)s is not known yet. Send its file, or go on if "
            "nothing moved since."
        ) % {"day": date_format(last, "j F Y")}
    else:
        text = _("The files of the bank reach through %(day)s.")
        text %= {"day": date_format(last, "j F Y")}
    return Check(
        is_well=not older,
        title=_("Files of the bank"),
        text=text,
        places=[
            Place(str(bank), bank.get_absolute_url(), said=_known(day))
            for bank, day in older.items()
        ],
    )


def _known(day: date | None) -> str:
    if day is None:
        return _("no file yet")
    return _("through %(day)s") % {"day": date_format(day, "j F Y")}
