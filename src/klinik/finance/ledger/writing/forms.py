"""The journal form as it is typed: a day, a note, and up to fifty lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import RequestIdField, RupiahField
from klinik.core.money import grouped, rupiah
from klinik.finance.ledger.attachments.forms import receipts_field
from klinik.finance.ledger.forms import BusinessDayField, LateForm, NoteField
from klinik.finance.ledger.intents import Intent
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.posting import Leg
from klinik.finance.ledger.refusals import NotBalanced, TooFewLines
from klinik.finance.ledger.words import JOURNAL
from klinik.finance.ledger.writing.rules import meant

ROWS, MORE, MOST = 4, 4, 50


@dataclass(frozen=True, slots=True)
class TypedLine:
    """A line as it was typed, what it means, and what is wrong with it."""

    account: str = ""
    debit: str = ""
    credit: str = ""
    leg: Leg | None = None
    error: str = ""

    @property
    def is_empty(self) -> bool:
        """Nothing was typed."""
        return not (self.account.strip() or self.debit.strip() or self.credit.strip())


class WriteForm(LateForm):
    """Day, note and papers of a journal entry; its lines are read beside it."""

    memo = NoteField()
    receipts = receipts_field()
    request_id = RequestIdField()

    def __init__(
        self,
        *args: Any,
        accounts: Sequence[Account],
        today: date,
        legs: Sequence[Leg] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.begun_with = legs
        self.accounts = {a.code: a for a in accounts if a.other_unit_id is None}
        self.fields["on"] = BusinessDayField(
            today=today,
            label=_("When"),
            required=False,
            help_text=_("Leave it empty for today, %(day)s.")
            % {"day": date_format(today, "j F Y")},
        )
        self.order_fields(["on", "memo"])
        self.lines = self._lines()

    def _lines(self) -> list[TypedLine]:
        if not isinstance(self.data, QueryDict) or not self.is_bound:
            begun = [_written(leg) for leg in self.begun_with]
            return begun + [TypedLine() for _n in range(max(1, ROWS - len(begun)))]
        columns = [self.data.getlist(name)[:MOST] for name in ("account", "debit", "credit")]
        typed = [TypedLine(*(cell[:60] for cell in row)) for row in zip(*columns, strict=False)]
        return [_read(line, self.accounts) for line in typed]

    @property
    def legs(self) -> list[Leg]:
        """The lines that can be read."""
        return [line.leg for line in self.lines if line.leg]

    @property
    def debits(self) -> int:
        """The sum of the debits, in whole rupiah."""
        return sum(leg.debit for leg in self.legs)

    @property
    def credits(self) -> int:
        """The sum of the credits, in whole rupiah."""
        return sum(leg.credit for leg in self.legs)

    @property
    def difference(self) -> int:
        """How much more is debited than credited; 0 is balanced."""
        return self.debits - self.credits

    def clean(self) -> dict[str, Any]:
        """Refuse lines that cannot be read, fewer than two, and sides that differ."""
        cleaned = super().clean() or self.cleaned_data
        wrong = [n for n, line in enumerate(self.lines, start=1) if line.error]
        if wrong:
            rows = ", ".join(map(str, wrong))
            self.add_error(None, _("Look again at line %(rows)s.") % {"rows": rows})
        elif len(self.legs) < 2:
            self.add_error(None, str(TooFewLines().message))
        elif self.difference:
            self.add_error(None, str(NotBalanced(rupiah(abs(self.difference))).message))
        return cleaned

    def intent(self) -> Intent:
        """What was typed, as the entry that it would be."""
        typed = self.cleaned_data
        return Intent(JOURNAL, self.legs, on=typed["on"], memo=typed["memo"])

    def add_rows(self) -> None:
        """More room to type in."""
        self.lines = (self.lines + [TypedLine() for _n in range(MORE)])[:MOST]

    def balance(self) -> None:
        """Fill the difference into the line that has an account and no amount yet, or a new one."""
        if not self.difference:
            return
        open_lines = [n for n, line in enumerate(self.lines) if not line.debit and not line.credit]
        named = [n for n in open_lines if self.lines[n].account]
        at = next(iter(named + open_lines), None)
        if at is None and len(self.lines) < MOST:
            self.lines.append(TypedLine())
            at = len(self.lines) - 1
        if at is not None:
            account, amount = self.lines[at].account, grouped(abs(self.difference))
            debit, credit = ("", amount) if self.difference > 0 else (amount, "")
            self.lines[at] = _read(TypedLine(account, debit, credit), self.accounts)


def _written(leg: Leg) -> TypedLine:
    debit, credit = (grouped(side) if side else "" for side in leg[1:])
    return TypedLine(str(leg.account), debit, credit, leg)


def _read(line: TypedLine, accounts: Mapping[str, Account]) -> TypedLine:
    if line.is_empty:
        return line
    try:
        account = _account(line.account, accounts)
        debit, credit = _amount(line.debit), _amount(line.credit)
    except ValidationError as wrong:
        return replace(line, error=" ".join(wrong.messages))
    if bool(debit) == bool(credit):
        return replace(line, error=gettext("Type an amount as debit or as credit, not both."))
    return replace(line, account=str(account), leg=Leg(account, debit, credit))


def _account(typed: str, accounts: Mapping[str, Account]) -> Account:
    found = meant(typed, {code: account.name for code, account in accounts.items()})
    if len(found) == 1:
        return accounts[found[0]]
    if not typed.strip():
        raise ValidationError(gettext("Say which account: its code or its name."))
    if not found:
        said = gettext("No account is called “%(typed)s”. Choose one from the list.")
        raise ValidationError(said % {"typed": typed})
    some = ", ".join(str(accounts[code]) for code in found[:3])
    raise ValidationError(gettext("Several fit: %(some)s. Type the code.") % {"some": some})


def _amount(typed: str) -> int:
    return RupiahField(required=False).clean(typed) or 0
