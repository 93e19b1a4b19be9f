"""The real ledger and the one in Python, driven side by side by Hypothesis."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from datetime import date
from itertools import count
from threading import Barrier
from typing import Any
from uuid import UUID

from django.db import connection
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from klinik.core.errors import DomainError
from klinik.finance.ledger.chart import AccountRow, UnitRow
from klinik.finance.ledger.commands import (
    close_account,
    open_account,
    open_detail_account,
    open_unit,
)
from klinik.finance.ledger.commands import open_book as open_real_book
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.models import Account, AccountMonth, Book, Entry, Line
from klinik.finance.ledger.periods.commands import close_period
from klinik.finance.ledger.posting import Leg, Posting, post, post_many
from klinik.tenancy.database import acting_for
from tests.finance.ledger.reference import Asked, Ledger, Place, fingerprint, link
from tests.world import make_koppontren, make_user

Answer = int | str
DAYS = [date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 1)]
CLOSINGS = [date(2026, 1, 31), date(2026, 2, 28)]
ELSEWHERE = 10**12  # an account that is not of this book
# (code, unit, kind, side, other unit, may overdraw, is control)
CHART = [
    ("cash", "A", "asset", "debit", "", False, False),
    ("bank", "A", "asset", "debit", "", False, False),
    ("income", "A", "income", "credit", "", False, False),
    ("control", "A", "liability", "credit", "", False, True),
    ("A-B", "A", "asset", "debit", "B", True, False),
    ("shop", "B", "asset", "debit", "", False, False),
    ("sales", "B", "income", "credit", "", False, False),
    ("B-A", "B", "asset", "debit", "A", True, False),
]
NAMES = ["cash", "bank", "income", "savings", "shop", "sales"]
books = count(1)

names = st.sampled_from(NAMES * 4 + ["control", "elsewhere"])
moves = st.lists(st.tuples(names, names, st.integers(1, 60)), min_size=1, max_size=3)
bent = st.sampled_from([""] * 12 + ["zero", "unbalanced", "short", "too much"])
days = st.sampled_from([None, None, None, *DAYS, date(1960, 1, 1)])
asked = st.fixed_dictionaries(
    {
        "moves": moves,
        "bent": bent,
        "kind": st.sampled_from(["fee"] * 15 + ["Fee 1"]),
        "on": days,
        "value_on": st.sampled_from([None, None, None, None, *DAYS]),
        "again": st.sampled_from([None] * 6 + [0, 1, 2]),
    }
)


class Machine(RuleBasedStateMachine):
    """Whatever is sent, both say the same; and after each step both hold the same."""

    @initialize()
    def open_book(self) -> None:
        number = next(books)
        self.koppontren = make_koppontren(f"mesin-{number}")
        self.by = make_user(f"Petugas {number}")
        self.keys = count(1)
        self.sent: list[Asked] = []
        with acting_for(self.koppontren):
            open_real_book(self.koppontren, units=[])
            units = {
                c: open_unit(self.koppontren, unit=UnitRow(code=c, name=c)) for c in ("A", "B")
            }
            chart = {row[0]: self._open(row, units) for row in CHART}
            chart["savings"] = open_detail_account(chart["control"], name="S-0001")
        self.ids = {name: account.pk for name, account in chart.items()} | {"elsewhere": ELSEWHERE}
        self.real = {account.pk: account for account in chart.values()}
        elsewhere = Account(pk=ELSEWHERE, code="x", name="x", unit_id=chart["cash"].unit_id)
        self.real[ELSEWHERE] = elsewhere
        places = {
            self.ids[code]: Place(
                unit, 1 if side == "debit" else -1, free, None, control, kind == "income"
            )
            for code, unit, kind, side, _other, free, control in CHART
        }
        places[self.ids["savings"]] = Place("A", -1, parent=self.ids["control"])
        between = {("A", "B"): self.ids["A-B"], ("B", "A"): self.ids["B-A"]}
        self.ledger = Ledger(places, between, today_in(self.koppontren))
        for name in ("cash", "bank"):
            self._post(Asked(self._key(), self._lines([(name, "income", 100)]), on=DAYS[0]))

    def _open(self, row: Sequence[Any], units: Any) -> Account:
        code, unit, kind, side, other, free, control = row
        account = AccountRow(
            code=code, name=code, kind=kind, normal_side=side, unit=unit, other_unit=other,
            may_overdraw=free, is_control=control,
        )  # fmt: skip
        return open_account(self.koppontren, account=account, units=units)

    # What is done.

    @rule(wanted=asked)
    def post(self, wanted: dict[str, Any]) -> None:
        self._post(self._asked(wanted))

    @rule(wanted=st.lists(asked, min_size=1, max_size=6))
    def post_batch(self, wanted: list[dict[str, Any]]) -> None:
        self._post_many([self._asked(one) for one in wanted])

    @rule(back=st.integers(0, 3), bent=st.booleans(), in_batch=st.booleans(), days=days)
    def undo(self, back: int, *, bent: bool, in_batch: bool, days: date | None) -> None:
        undoing = self._undoing(max(len(self.ledger.journal) - back, 0), bent=bent, on=days)
        if in_batch:
            self._post_many([undoing, undoing, self._undoing(undoing.reverses or 0, on=days)])
        else:
            self._post(undoing)

    @rule(wanted=asked)
    def undo_what_the_batch_wrote(self, wanted: dict[str, Any]) -> None:
        first = self._asked(wanted)
        number = len(self.ledger.journal) + 1
        whole = first.lines + deepcopy(self.ledger)._between_units(first.lines)
        mirror = tuple((account, credit, debit) for account, debit, credit in whole)
        self._post_many([first, *(Asked(self._key(), mirror, reverses=number) for _ in range(2))])

    @rule(place=st.integers(0, 5), changed=st.booleans())
    def send_again(self, place: int, *, changed: bool) -> None:
        before = self.sent[-1 - place % len(self.sent)]
        lines = (*before.lines[:-1], (self.ids["bank"], 0, 1)) if changed else before.lines
        self._post(Asked(**(vars(before) | {"lines": lines})))

    @rule(name=st.sampled_from([*NAMES, "control"]))
    def close_account(self, name: str) -> None:
        def act() -> Answer:
            close_account(self.real[self.ids[name]], by=self.by)
            return "closed"

        assert self._say(act) == self.ledger.close_account(self.ids[name])

    @rule(through=st.sampled_from(CLOSINGS))
    def close_period(self, through: date) -> None:
        def act() -> Answer:
            close_period(self.koppontren, through=through, request_id=self._key(), by=self.by)
            return "closed"

        assert self._say(act) == self.ledger.close_period(through)

    @rule(wanted=st.tuples(asked, asked), same=st.booleans())
    def two_at_once(self, wanted: tuple[dict[str, Any], dict[str, Any]], *, same: bool) -> None:
        first, second = self._asked(wanted[0]), self._asked(wanted[1])
        if same:
            second = first
        start = Barrier(2)

        def act(one: Asked) -> Answer:
            start.wait(timeout=30)
            try:
                return self._say(lambda: self._really(one))
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            real = list(pool.map(act, [first, second]))
        other = deepcopy(self.ledger)
        if [self.ledger.post(first), self.ledger.post(second)] == real:
            return
        expected = [other.post(second), other.post(first)][::-1]
        assert real == expected
        self.ledger = other

    # What must be the same.

    @invariant()
    def both_hold_the_same(self) -> None:
        with acting_for(self.koppontren):
            book = Book.objects.get(pk=self.koppontren.pk)
            accounts = Account.objects.of(self.koppontren)
            held = {a.pk: (a.debits, a.credits, a.closed) for a in accounts}
            months = AccountMonth.objects.of(self.koppontren)
            turned = {(m.account_id, m.month): (m.debits, m.credits) for m in months}
            entries = list(Entry.objects.of(self.koppontren).order_by("number"))
            lines: dict[int, list[tuple[int, int, int]]] = {e.number: [] for e in entries}
            for line in Line.objects.of(self.koppontren).order_by("entry_number", "n"):
                assert line.on == entries[line.entry_number - 1].on
                lines[line.entry_number].append((line.account_id, line.debit, line.credit))
        places = self.ledger.places.items()
        assert held == {pk: (p.debits, p.credits, p.closed) for pk, p in places}
        assert turned == self.ledger.months()
        written = [
            Asked(e.request_id, tuple(lines[e.number]), e.kind, e.on if e.on_was_given else None,
                  e.value_on, e.reverses)
            for e in entries
        ]  # fmt: skip
        assert written == [w.asked for w in self.ledger.journal]
        assert [(e.number, e.on) for e in entries] == [
            (w.number, w.on) for w in self.ledger.journal
        ]
        assert (book.last_number, book.closed_through) == (
            len(self.ledger.journal), self.ledger.closed_through,
        )  # fmt: skip
        head = b""
        for real, ours in zip(entries, self.ledger.journal, strict=True):
            head = link(head, self.koppontren.pk, ours, real.at, real.by_id)
            assert (bytes(real.fingerprint), bytes(real.chain)) == (fingerprint(ours.asked), head)
        assert bytes(book.chain_head) == head

    # How it is sent.

    def _key(self) -> UUID:
        return UUID(int=next(self.keys))

    def _lines(self, moved: Sequence[tuple[str, str, int]]) -> tuple[tuple[int, int, int], ...]:
        return tuple(
            line
            for to, source, amount in moved
            for line in ((self.ids[to], amount, 0), (self.ids[source], 0, amount))
        )

    def _asked(self, wanted: dict[str, Any]) -> Asked:
        lines = list(self._lines(wanted["moves"]))
        account, debit, credit = lines[-1]
        if wanted["bent"] == "short":
            lines = lines[:1]
        elif wanted["bent"]:
            change = {"zero": -credit, "unbalanced": 1, "too much": 10**15}[wanted["bent"]]
            lines[-1] = (account, debit, credit + change)
        again = wanted["again"]
        key = self._key() if again is None else self.sent[-1 - again % len(self.sent)].key
        return Asked(key, tuple(lines), wanted["kind"], wanted["on"], wanted["value_on"])

    def _undoing(self, number: int, *, bent: bool = False, on: date | None = None) -> Asked:
        known = 1 <= number <= len(self.ledger.journal)
        lines = self.ledger.journal[number - 1 if known else 0].asked.lines
        mirror = [(account, credit, debit) for account, debit, credit in lines]
        if bent:
            account, debit, credit = mirror[-1]
            other = self.ids["bank" if account == self.ids["income"] else "income"]
            mirror[-1] = (other, debit, credit)
        return Asked(self._key(), tuple(mirror), "fee.reversal", on, None, number)

    def _post(self, one: Asked) -> None:
        self.sent.append(one)
        assert self._say(lambda: self._really(one)) == self.ledger.post(one)

    def _post_many(self, many: list[Asked]) -> None:
        self.sent += many
        with acting_for(self.koppontren):
            answers = post_many(
                self.koppontren, [Posting(**self._as_posted(one)) for one in many], by=self.by
            )
        real = [a.number if isinstance(a, Entry) else a.code for a in answers]
        assert real == [self.ledger.post(one) for one in many]

    def _really(self, one: Asked) -> Answer:
        return post(self.koppontren, by=self.by, **self._as_posted(one)).number

    def _as_posted(self, one: Asked) -> dict[str, Any]:
        return {
            "request_id": one.key,
            "kind": one.kind,
            "legs": [Leg(self.real[account], *sides) for account, *sides in one.lines],
            "on": one.on,
            "value_on": one.value_on,
            "reverses": None if one.reverses is None else Entry(number=one.reverses),
        }

    def _say(self, act: Callable[[], Answer]) -> Answer:
        try:
            with acting_for(self.koppontren):
                return act()
        except DomainError as refused:
            return refused.code
