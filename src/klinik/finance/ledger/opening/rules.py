"""What must hold of opening balances before they are posted; each fault is a sentence."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from klinik.core.money import rupiah
from klinik.finance.ledger.chart import AccountRow, UnitRow
from klinik.finance.ledger.chart.activities import usual_activity
from klinik.finance.ledger.opening.table import OpeningRow, at_row

CASH_NAMES = ("kas", "bank", "laci")
SAVINGS_NAMES = ("simpanan", "tabungan", "deposito", "titipan")
LONGEST_NEW_CONTROL = 12  # letters of a code that is not in a book yet; the ledger's own limit
FEW = 4  # amounts, of which none says anything of the others
LONGEST_CONTROL = 15  # letters of a code, for ".0000" to fit behind it
MOST_LINES = 1_000  # of one entry; the ledger's own limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An account that the book has already, as far as an opening has to agree with it."""

    kind: str
    normal_side: str
    unit: str
    may_overdraw: bool = True
    is_control: bool = False
    is_detail: bool = False
    is_closed: bool = False
    held: int = 0  # now, on its normal side, where an opening is posted to it


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What posting does to one account, in whole rupiah: debits above zero, credits below."""

    code: str
    name: str
    before: int
    after: int

    @property
    def net(self) -> int:
        """Debit less credit of the leg."""
        return self.after - self.before

    @property
    def in_books(self) -> str:
        """What the books of the opening say, in words."""
        return on_its_side(self.before)

    @property
    def in_file(self) -> str:
        """What the file says, in words."""
        return on_its_side(self.after)

    @property
    def posted(self) -> str:
        """What is posted, in words."""
        return on_its_side(self.net)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitTotal:
    """What the rows of one unit add up to, in whole rupiah."""

    unit: str
    debit: int
    credit: int

    @property
    def difference(self) -> int:
        """Debits less credits: zero when the unit ties out."""
        return self.debit - self.credit


def with_units_of(rows: Iterable[OpeningRow], units: Iterable[UnitRow]) -> list[OpeningRow]:
    """The rows with their units by code: the book's own, or as first written in the file."""
    codes = {name.casefold(): unit.code for unit in units for name in (unit.name, unit.code)}
    return [replace(row, unit=codes.setdefault(row.unit.casefold(), row.unit)) for row in rows]


def totals_by_unit(rows: Iterable[OpeningRow]) -> list[UnitTotal]:
    """Debits and credits of each unit, in the order in which the file names the units."""
    units: dict[str, list[OpeningRow]] = {}
    for row in rows:
        units.setdefault(row.unit, []).append(row)
    return [
        UnitTotal(unit=unit, debit=sum(r.debit for r in own), credit=sum(r.credit for r in own))
        for unit, own in units.items()
    ]


def problems_of_totals(totals: Sequence[UnitTotal]) -> list[str]:
    """A sentence for each unit that does not tie out, with the difference by its amount."""
    if not any(total.debit or total.credit for total in totals):
        return [_("Every amount in this file is zero; there is nothing to post.")]
    return [
        _(
            "%(unit)s does not tie out: "
            "debit %(debit)s, credit %(credit)s, difference %(difference)s."
        )
        % {
            "unit": total.unit,
            "debit": rupiah(total.debit),
            "credit": rupiah(total.credit),
            "difference": rupiah(abs(total.difference)),
        }
        for total in totals
        if total.difference
    ]


def problems_of_sides(rows: Iterable[OpeningRow]) -> list[str]:
    """A sentence where most amounts stand on the wrong side: two columns were exchanged."""
    standing = [row for row in rows if row.net and not row.other_unit]
    wrong = unusual(standing)
    if len(standing) < FEW or 2 * len(wrong) <= len(standing):
        return []
    sentence = _(
        "%(wrong)s of %(all)s amounts stand on the side opposite to sisi_normal. Are the columns "
        "debet and kredit exchanged? Put them right and send the file again."
    )
    return [sentence % {"wrong": len(wrong), "all": len(standing)}]


def unusual(rows: Iterable[OpeningRow]) -> list[OpeningRow]:
    """The rows whose amount stands on the side where such an account usually does not."""
    return [
        row
        for row in rows
        if row.net and not row.other_unit and (row.net > 0) != (row.normal_side == "debit")
    ]


def changes(rows: Iterable[OpeningRow], stands: Mapping[str, tuple[str, int]]) -> list[Change]:
    """What differs between the file and what `stands` in the books of the opening: name, net.

    An account that the file does not name holds nothing by it.
    """
    missing = dict(stands)
    found = []
    for row in rows:
        _name, before = missing.pop(row.code, ("", 0))
        found.append(Change(code=row.code, name=row.name, before=before, after=row.net))
    found += [
        Change(code=code, name=name, before=before, after=0)
        for code, (name, before) in missing.items()
    ]
    return [change for change in found if change.net]


def problems_of_changes(changes: Sequence[Change], chart: Mapping[str, Known]) -> list[str]:
    """What the ledger would refuse of this entry."""
    if len(changes) > MOST_LINES:
        shown = {"most": f"{MOST_LINES:,}".replace(",", "."), "lines": len(changes)}
        sentence = _(
            "%(lines)s accounts would move, and one entry holds at most %(most)s. "
            "Put accounts of the same kind together in one row."
        )
        return [sentence % shown]
    return [
        fault
        for change in changes
        if change.code in chart
        for fault in _against_books(change, chart[change.code])
    ]


def _against_books(change: Change, known: Known) -> list[str]:
    shown = {"code": change.code, "name": change.name}
    if known.is_closed:
        return [_("Account %(code)s %(name)s is closed.") % shown]
    moved = change.net if known.normal_side == "debit" else -change.net
    if known.may_overdraw or moved >= 0 or known.held + moved >= 0:
        return []
    sentence = _(
        "%(code)s %(name)s holds %(held)s today; the correction would take %(taken)s out of it. "
        "Look at its amount in the file again. If that is right, first record what is missing "
        "in this account, then send the file once more."
    )
    return [sentence % (shown | {"held": rupiah(known.held), "taken": rupiah(-moved)})]


def problems_between_units(rows: Iterable[OpeningRow], units: Iterable[str]) -> list[str]:
    """What one unit says another owes it must be what the other says it owes."""
    codes = {unit.casefold(): unit for unit in units}
    problems: list[str] = []
    owed: dict[tuple[str, str], int] = {}
    for row in rows:
        if not row.other_unit:
            continue
        other = codes.get(row.other_unit.casefold())
        if other is None or other == row.unit:
            sentence = _("“%(name)s” names no other unit of this file.") % {"name": row.name}
            problems.append(at_row(row.row, sentence))
        else:
            owed[row.unit, other] = owed.get((row.unit, other), 0) + row.net
    return problems + _unmatched(owed)


def _unmatched(owed: Mapping[tuple[str, str], int]) -> list[str]:
    pairs = sorted({tuple(sorted(pair)) for pair in owed})
    problems = []
    for one, other in pairs:
        mine, theirs = owed.get((one, other), 0), owed.get((other, one), 0)
        if mine + theirs:
            sentence = _(
                "The accounts between %(one)s and %(other)s do not agree: "
                "%(one)s has %(mine)s, %(other)s has %(theirs)s, difference %(difference)s."
            )
            shown = {"one": one, "other": other, "difference": rupiah(abs(mine + theirs))}
            sides = {"mine": on_its_side(mine), "theirs": on_its_side(theirs)}
            problems.append(sentence % (shown | sides))
    return problems


def on_its_side(net: int) -> str:
    """A net amount with the word for the side on which it stands."""
    if not net:
        return rupiah(0)
    return f"{_('debit') if net >= 0 else _('credit')} {rupiah(abs(net))}"


def problems_with_chart(
    rows: Iterable[OpeningRow], chart: Mapping[str, Known], bounded: Collection[str] = ()
) -> list[str]:
    """Rows that contradict the accounts the book has, or that the ledger would not hold.

    `bounded` are the codes of new accounts that cannot hold less than nothing: places of money, and
    what is kept person by person.
    """
    problems = []
    for row in rows:
        known = chart.get(row.code)
        faults = _against(row, known) if known else _against_new(row, chart, row.code in bounded)
        problems += [at_row(row.row, fault) for fault in faults]
    return problems


def _against(row: OpeningRow, known: Known) -> list[str]:
    if known.is_detail:
        return [_is_detail(row)]
    if known.is_control and len(row.code) > LONGEST_CONTROL:
        sentence = _("%(code)s is too long for an account of details. Move its sum to another one.")
        return [sentence % {"code": row.code}]
    faults = []
    pairs = (("jenis", row.kind, known.kind), ("sisi_normal", row.normal_side, known.normal_side))
    for column, written, kept in (*pairs, ("unit", row.unit, known.unit)):
        if written != kept:
            shown = {"code": row.code, "column": column, "written": written, "kept": kept}
            faults.append(
                _(
                    "account %(code)s has %(column)s “%(kept)s” in the books, "
                    "the file says “%(written)s”."
                )
                % shown
            )
    return faults or _wrong_side(row, may_overdraw=known.may_overdraw)


def _against_new(row: OpeningRow, chart: Mapping[str, Known], is_bounded: bool) -> list[str]:
    control, dot, detail = row.code.rpartition(".")
    if dot and detail.isdigit() and control in chart and chart[control].is_control:
        return [_is_detail(row)]
    return _wrong_side(row, may_overdraw=not is_bounded)


def _is_detail(row: OpeningRow) -> str:
    sentence = _("%(code)s would be a detail of %(control)s. Put the sum in %(control)s.")
    return sentence % {"code": row.code, "control": row.code.rpartition(".")[0]}


def _wrong_side(row: OpeningRow, *, may_overdraw: bool) -> list[str]:
    below_zero = row.debit if row.normal_side == "credit" else row.credit
    if may_overdraw or not below_zero or row.other_unit:
        return []
    sentence = _(
        "%(code)s %(name)s cannot hold less than nothing: its amount is on the wrong side."
    )
    return [sentence % {"code": row.code, "name": row.name}]


def is_cash(row: OpeningRow) -> bool:
    """Whether an account of the file looks like a place of money, by the first word of its name."""
    first = row.name.split()[0].casefold()
    return (row.kind, row.normal_side) == ("asset", "debit") and first in CASH_NAMES


def may_be_cash(account: AccountRow) -> bool:
    """Whether money can lie in this account at all."""
    is_asset = (account.kind, account.normal_side) == ("asset", "debit")
    return is_asset and not account.is_control and not account.other_unit


def with_cash(account: AccountRow, cash: Collection[str]) -> AccountRow:
    """The account as a place of money, or as none, by whether its code is in `cash`."""
    is_place = account.code in cash
    if not may_be_cash(account) or account.is_cash == is_place:
        return account
    usual = usual_activity(account.kind, account.name)
    flow = "" if is_place else account.cash_flow or usual
    return replace(account, is_cash=is_place, may_overdraw=not is_place, cash_flow=flow)


def sounds_kept_by_person(account: AccountRow) -> bool:
    """Whether it sounds like what members put in, by the first word of its name."""
    return account.name.split()[0].casefold() in SAVINGS_NAMES


def may_have_details(account: AccountRow) -> bool:
    """Whether people's own balances can stand behind this account at all."""
    is_owed = account.kind in ("liability", "syirkah", "equity") and account.normal_side == "credit"
    return is_owed and not account.other_unit and len(account.code) <= LONGEST_NEW_CONTROL


def with_details(account: AccountRow, chosen: Collection[str] | None) -> AccountRow:
    """The account as one kept person by person, or not: as chosen, or as its name sounds."""
    if not may_have_details(account):
        return account
    is_chosen = sounds_kept_by_person(account) if chosen is None else account.code in chosen
    return replace(account, is_control=is_chosen, may_overdraw=not is_chosen)


def account_row(row: OpeningRow, units: Iterable[str]) -> AccountRow:
    """The account that a row of the file opens."""
    codes = {unit.casefold(): unit for unit in units}
    return AccountRow(
        code=row.code,
        name=row.name,
        kind=row.kind,
        normal_side=row.normal_side,
        unit=row.unit,
        other_unit=codes[row.other_unit.casefold()] if row.other_unit else "",
        may_overdraw=True,
        cash_flow="" if row.other_unit else usual_activity(row.kind, row.name),
    )


def first_chart(
    rows: Sequence[OpeningRow], template: Sequence[AccountRow], units: Iterable[str]
) -> list[AccountRow]:
    """The chart of a new book: the template's accounts of these units, where the file agrees.

    A template account keeps what it knows (control, cash, cash flow) under the file's name and
    in the file's unit, whatever that is called.
    """
    written = {row.code: row for row in rows}
    opened = {unit.casefold(): unit for unit in units}
    called = _units_called(written, template, opened)
    pairs = {(row.unit, opened.get(row.other_unit.casefold())) for row in rows if row.other_unit}
    chart = []
    for account in template:
        row = written.get(account.code)
        if row is None:
            placed = _placed(account, called)
            is_second = placed and placed.other_unit and (placed.unit, placed.other_unit) in pairs
        else:
            placed = _as_written(account, row, opened)
            is_second = False
        if placed and not is_second:
            chart.append(placed)
    return chart


def _units_called(
    written: Mapping[str, OpeningRow], template: Iterable[AccountRow], opened: Mapping[str, str]
) -> dict[str, str]:
    """What the file calls the template's units: by name, or where most of their accounts are."""
    found: dict[str, Counter[str]] = {}
    for account in template:
        row = written.get(account.code)
        counted = found.setdefault(account.unit, Counter())
        if row is not None and _agrees(row, account):
            counted[row.unit] += 1
    return {
        unit: opened.get(unit.casefold()) or counted.most_common(1)[0][0]
        for unit, counted in found.items()
        if unit.casefold() in opened or counted
    }


def _placed(account: AccountRow, called: Mapping[str, str]) -> AccountRow | None:
    """A template account that the file does not name, in the unit as the file calls it."""
    unit, other = called.get(account.unit), called.get(account.other_unit, "")
    if unit is None or (account.other_unit and other in {"", unit}):
        return None
    name = account.name.replace(account.other_unit, other) if other else account.name
    return replace(account, name=name, unit=unit, other_unit=other)


def _as_written(
    account: AccountRow, row: OpeningRow, opened: Mapping[str, str]
) -> AccountRow | None:
    """A template account as the file names it, unless the file means another by its code."""
    other = opened.get(row.other_unit.casefold(), "")
    if not _agrees(row, account) or bool(row.other_unit) != bool(other):
        return None
    return replace(account, name=row.name, unit=row.unit, other_unit=other)


def _agrees(row: OpeningRow, account: AccountRow) -> bool:
    written = (row.kind, row.normal_side, bool(row.other_unit))
    return written == (account.kind, account.normal_side, bool(account.other_unit))
