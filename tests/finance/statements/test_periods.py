"""Results, equity, cash flow and funds: the cases of peers, and what holds of any book."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klinik.finance.statements.rules import (
    ACTIVITIES,
    Balance,
    Moved,
    balance_sheet,
    cash_flows,
    equity_changes,
    explained,
    fund,
    result_of,
    results,
)

CASH = Balance("1111", "Kas", "asset", "debit", "USPPS", 0, 0, is_cash=True)
CHART = {
    "1111": ("asset", "debit", "A", "", True),
    "1131": ("asset", "debit", "A", "operating", False),
    "1191": ("asset", "debit", "A", "", False),
    "1211": ("asset", "debit", "B", "", True),
    "1261": ("asset", "debit", "B", "investing", False),
    "1271": ("asset", "credit", "B", "operating", False),
    "2110": ("liability", "credit", "A", "operating", False),
    "2291": ("liability", "credit", "B", "", False),
    "2310": ("liability", "credit", "A", "operating", False),
    "2510": ("syirkah", "credit", "A", "financing", False),
    "3110": ("equity", "credit", "A", "financing", False),
    "3210": ("equity", "credit", "A", "financing", False),
    "3211": ("equity", "credit", "B", "financing", False),
    "4110": ("income", "credit", "B", "operating", False),
    "4210": ("income", "credit", "A", "", False),
    "4910": ("income", "credit", "B", "investing", False),
    "5110": ("expense", "debit", "B", "operating", False),
    "5320": ("expense", "debit", "A", "operating", False),
}
BETWEEN = {"A": "1191", "B": "2291"}
SHU = {"A": "3210", "B": "3211"}
Legs = list[tuple[str, int]]  # debits above zero, credits below


def unit_of(code: str) -> str:
    return CHART[code][2]


def is_result(code: str) -> bool:
    return CHART[code][0] in {"income", "expense"}


def with_legs_between(legs: Legs) -> Legs:
    """The legs that the ledger adds so that each unit balances."""
    excess = Counter[str]()
    for code, amount in legs:
        excess[unit_of(code)] += amount
    return [*legs, *((BETWEEN[unit], -amount) for unit, amount in excess.items() if amount)]


@dataclass
class Book:
    """A book in pure Python: entries before the days, within them, opening and closing."""

    before: list[Legs]
    opening: list[Legs]
    within: list[Legs]
    is_closed: bool
    unit: str | None
    closing: list[Legs] = field(default_factory=list)

    def __post_init__(self) -> None:
        for unit in ("A", "B") if self.is_closed else ():
            held = {code: amount for code, amount in self.sums().items() if is_result(code)}
            legs = [(code, -held[code]) for code in sorted(held) if unit_of(code) == unit]
            self.closing.append([*legs, (SHU[unit], -sum(amount for _, amount in legs))])

    def sums(self) -> Counter[str]:
        """What every account holds before any closing."""
        return _sum(self.before + self.opening + self.within)

    @property
    def moved(self) -> list[Moved]:
        opened, closed = _sum(self.opening), _sum(self.closing)
        whole = _sum(self.before + self.opening + self.within + self.closing)
        debits, credits_ = Counter[str](), Counter[str]()
        for code, amount in (leg for legs in self.within for leg in legs):
            (debits if amount > 0 else credits_)[code] += abs(amount)
        return [
            Moved(
                self.balance(code, whole[code], closing=closed[code]),
                debits[code],
                credits_[code],
                opened[code],
                closed[code],
                closed[code],
            )
            for code in CHART
            if self.unit in (None, unit_of(code))
        ]

    def balance(self, code: str, net: int, *, closing: int = 0) -> Balance:
        kind, side, unit, cash_flow, is_cash = CHART[code]
        before = _sum(self.before)[code] if is_result(code) else 0
        return Balance(
            code,
            code,
            kind,
            side,
            unit,
            max(net, 0),
            max(-net, 0),
            is_between=code in BETWEEN.values(),
            earlier=before,
            closing=closing,
            is_cash=is_cash,
            cash_flow=cash_flow,
            mark="benevolence" if code == "2310" else "",
        )

    def paid(self, chosen: set[str]) -> Mapping[str, tuple[int, int]]:
        """What `flows` of the ledger answers, by the rule in Python."""
        came, went = Counter[str](), Counter[str]()
        for legs in self.within:
            own = [leg for leg in legs if self.unit in (None, unit_of(leg[0]))]
            cash = sum(amount for code, amount in own if code in chosen)
            others = [
                (code, -amount)
                for code, amount in own
                if code not in chosen and (self.unit or code not in BETWEEN.values())
            ]
            parts = explained(cash, [amount for _, amount in others])
            for (code, _), part in zip(others, parts, strict=True):
                (came if part > 0 else went)[code] += abs(part)
        return {code: (came[code], went[code]) for code in {*came, *went}}


def _sum(entries: list[Legs]) -> Counter[str]:
    sums = Counter[str]()
    for code, amount in (leg for legs in entries for leg in legs):
        sums[code] += amount
    return sums


@st.composite
def entries(draw: st.DrawFn) -> Legs:
    codes = st.sampled_from([code for code in CHART if code not in BETWEEN.values()])
    amounts = st.integers(-(10**9), 10**9).filter(bool)
    legs = draw(st.lists(st.tuples(codes, amounts), min_size=1, max_size=4))
    rest = -sum(amount for _, amount in legs)
    return with_legs_between([*legs, (draw(codes), rest)] if rest else legs)


def journals(most: int) -> st.SearchStrategy[list[Legs]]:
    return st.lists(entries(), max_size=most)


books = st.builds(
    Book,
    before=journals(4),
    opening=journals(1),
    within=journals(8),
    is_closed=st.booleans(),
    unit=st.sampled_from([None, "A", "B"]),
)


def cash_of(book: Book) -> set[str]:
    return {code for code, facts in CHART.items() if facts[4] and book.unit in (None, facts[2])}


@given(books)
def test_both_ways_of_the_cash_flow_end_in_the_change_of_cash(book: Book) -> None:
    flows = cash_flows(book.moved, book.paid(cash_of(book)))
    held = _sum(book.before + book.opening + book.within)
    cash_before = sum(_sum(book.before + book.opening)[code] for code in cash_of(book))

    assert flows.opening == cash_before
    assert flows.closing == sum(held[code] for code in cash_of(book))
    assert (flows.direct_change, flows.indirect_change) == (flows.change, flows.change)
    assert flows.indirect_operating == flows.total("operating")
    assert flows.difference == 0


@given(books)
def test_changes_in_equity_end_where_the_balance_sheet_stands(book: Book) -> None:
    moved = book.moved
    sheet = balance_sheet((one.balance for one in moved), consolidated=book.unit is None)

    assert equity_changes(moved).total.closing == sheet.equity_with_result
    assert equity_changes(moved).total.result == result_of(moved) == results(moved).result


@given(books)
def test_closing_a_year_changes_nothing_on_its_statements(book: Book) -> None:
    still_open = Book(book.before, book.opening, book.within, is_closed=False, unit=book.unit)
    closed = Book(book.before, book.opening, book.within, is_closed=True, unit=book.unit)

    def told(one: Book) -> tuple[object, ...]:
        sheet = balance_sheet((m.balance for m in one.moved), consolidated=one.unit is None)
        flows = cash_flows(one.moved, one.paid(cash_of(one)))
        totals = [part.total for part in (sheet.assets, sheet.liabilities, sheet.syirkah)]
        return (
            totals,
            results(one.moved).result,
            [flows.total(activity) for activity in ACTIVITIES],
            flows.indirect_operating,
        )

    # What earlier years left unshared moves to equity with the closing; the sum stays.
    assert told(closed) == told(still_open)


@given(books)
def test_the_whole_is_the_sum_of_its_units_without_what_they_owe_each_other(book: Book) -> None:
    whole, *units = (
        Book(book.before, book.opening, book.within, is_closed=book.is_closed, unit=unit)
        for unit in (None, "A", "B")
    )
    told = [results(one.moved) for one in units]
    sheets = [
        balance_sheet((m.balance for m in one.moved), consolidated=one is whole)
        for one in (whole, *units)
    ]
    owed = [m.balance.net for m in whole.moved if m.balance.is_between]

    assert results(whole.moved).result == sum(one.result for one in told)
    assert results(whole.moved).revenue == sum(one.revenue for one in told)
    assert sheets[0].equity_with_result == sum(s.equity_with_result for s in sheets[1:])
    eliminated = sum(abs(net) for net in owed) // 2
    assert sheets[0].assets.total == sum(s.assets.total for s in sheets[1:]) - eliminated
    changes = [cash_flows(one.moved, one.paid(cash_of(one))).change for one in (whole, *units)]
    assert changes[0] == sum(changes[1:])


@given(books)
def test_sources_and_uses_explain_a_fund(book: Book) -> None:
    told = fund("benevolence", book.moved, {"2310": book.paid({"2310"})})

    assert told.difference == 0 or book.unit == "B"
    assert told.opening + told.sources.total - told.uses.total == told.closing


@pytest.mark.parametrize(
    ("cash", "parts", "expected"),
    [
        (30, [30], [30]),
        (30, [30, -20, 20], [30, 0, 0]),  # a sale and what it cost
        (110, [110, -10, 10], [110, 0, 0]),  # an instalment that frees its margin
        (-95, [-100, 5], [-100, 5]),  # wages, less what is kept back for tax
        (0, [7, -7], [0, 0]),  # from one drawer to another, and something else beside it
    ],
)
def test_what_explains_the_cash_of_an_entry(
    cash: int, parts: list[int], expected: list[int]
) -> None:
    assert explained(cash, parts) == expected


def moved(kind: str, change: int, *, mark: str = "", cash_flow: str = "", code: str = "") -> Moved:
    side = "debit" if kind in {"asset", "expense"} else "credit"
    debits, credits_ = max(change, 0), max(-change, 0)
    balance = Balance(
        code or f"{kind}{change}{mark}", kind, kind, side, "A", debits, credits_,
        mark=mark, cash_flow=cash_flow,
    )  # fmt: skip
    return Moved(balance, debits, credits_)


def test_peers_statement_of_results() -> None:
    """Sales 200 + 100 - 80, other income 50, expenses 100, direct 65, overhead 40."""
    told = results(
        [
            moved("income", -200, mark="member"),
            moved("income", -100, mark="public"),
            moved("income", 80),
            moved("income", -50, mark="other"),
            moved("expense", 100, mark="cost"),
            moved("expense", 65),
            moved("expense", 40),
        ]
    )

    assert (told.revenue, told.gross, told.income, told.result) == (220, 120, 170, 65)


def test_peers_cash_flow_in_tenths_of_a_rupiah_made_whole() -> None:
    """Operating 467.5, investing -100, financing 7: 374.5 more than the 100 of before."""
    cash = Moved(Balance("1111", "Kas", "asset", "debit", "A", 4745, 0, is_cash=True), 3745, 0)
    told = cash_flows(
        [
            cash,
            moved("income", -4675, code="4110"),
            moved("asset", 1000, cash_flow="investing", code="1261"),
            moved("liability", -70, cash_flow="financing", code="2410"),
        ],
        {"4110": (4675, 0), "1261": (0, 1000), "2410": (70, 0)},
    )

    assert [told.total(activity) for activity in ACTIVITIES] == [4675, -1000, 70, 0]
    assert (told.opening, told.change, told.closing, told.difference) == (1000, 3745, 4745, 0)


def test_what_never_touched_cash_stands_in_the_open() -> None:
    """Depreciation of 30, and equipment of 500 bought on credit: no cash at all."""
    told = cash_flows(
        [
            moved("expense", 30, code="5220"),
            Moved(Balance("1271", "Akumulasi", "asset", "credit", "A", 0, 30), 0, 30),
            moved("asset", 500, cash_flow="investing", code="1261"),
            moved("liability", -500, code="2210"),
        ],
        {},
    )

    assert told.result == -30
    assert [flow.amount for flow in told.without_cash] == [30]
    assert [flow.amount for flow in told.tied_up] == [500]
    assert [flow.amount for flow in told.not_paid] == [-500]
    assert (told.indirect_operating, told.difference) == (0, 0)
