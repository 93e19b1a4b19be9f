"""Fiscal years, and the legs that move a year's income and expense to what is not shared out."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid5

from klinik.finance.ledger.rules import Amount
from klinik.tenancy.facts.rules import end_of_book_year

Pair = tuple[int, int]  # ids of a unit and of the other one
CLOSINGS = UUID("6c1d4a0e-6f0b-4c0e-9d3c-5a5b2c1f7e44")  # the space of the requests below


@dataclass(frozen=True, slots=True, order=True)
class FiscalYear:
    """A koppontren's own year, named for the calendar year in which it begins."""

    number: int
    month: int = 1  # in which it begins

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.number, self.month, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return end_of_book_year(self.number, month=self.month)

    def __str__(self) -> str:
        return str(self.number) if self.month == 1 else f"{self.number}/{self.number + 1}"


def fiscal_year_of(day: date, *, month: int) -> FiscalYear:
    """The fiscal year of a day, where years begin in `month`."""
    return FiscalYear(day.year if day.month >= month else day.year - 1, month)


def month_ends(first: date, today: date) -> list[date]:
    """The last days of the months from that of `first` on that were over before `today`."""
    ends: list[date] = []
    end = _month_end(first)
    while end < today:
        ends.append(end)
        end = _month_end(end + timedelta(days=1))
    return ends


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def closing_legs(nets: Mapping[int, int], *, result: int) -> list[Amount]:
    """Empty accounts that hold `nets` (rupiah, debit less credit) into the account `result`.

    What was earned and what was spent arrive there as two lines, so that both can be read, and
    so that a year that earned exactly what it spent leaves its trace there as well.
    """
    legs = [
        Amount(account, debit=max(-net, 0), credit=max(net, 0))
        for account, net in nets.items()
        if net
    ]
    earned, spent = sum(leg.debit for leg in legs), sum(leg.credit for leg in legs)
    if earned:
        legs.append(Amount(result, debit=0, credit=earned))
    if spent:
        legs.append(Amount(result, debit=spent, credit=0))
    return legs


def closing_request(koppontren: int, *, unit: str, year: int, nth: int) -> UUID:
    """The key of a unit's `nth` closing of a year: whoever asks twice gets the first answer."""
    return uuid5(CLOSINGS, f"{koppontren}/{unit}/{year}/{nth}")


def units_that_differ(nets: Mapping[Pair, int]) -> dict[Pair, int]:
    """The pairs of units of which the one does not owe what the other is owed, each once.

    `nets` are debit less credit in rupiah by (unit, other unit); so is what they differ by.
    """
    differ: dict[Pair, int] = {}
    for unit, other in nets:
        net = nets[unit, other] + nets.get((other, unit), 0)
        if net and (other, unit) not in differ:
            differ[unit, other] = net
    return differ
