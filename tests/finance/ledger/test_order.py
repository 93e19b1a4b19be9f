"""An entry with every mistake at once, which are mended one by one: each time the next is named.

Four ways in: `post` and `post_many`, and the two functions of the database with nothing in between.
What people and their programs record by hand has a few refusals before these: two more ways.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from klinik.core.errors import DomainError
from klinik.finance.ledger.chart import AccountRow, UnitRow, template, units
from klinik.finance.ledger.commands import (
    close_account,
    open_account,
    open_book,
    open_detail_account,
    open_unit,
)
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.drafts.commands import set_limit, submit
from klinik.finance.ledger.intents import Intent
from klinik.finance.ledger.models import Account, Draft, Entry
from klinik.finance.ledger.periods.commands import close_period
from klinik.finance.ledger.posting import Leg, Posting, cr, dr, post, post_many, reverse
from klinik.finance.ledger.refusals import ORDER, REFUSALS, LedgerRefusal
from klinik.finance.ledger.undoing import undoing
from klinik.finance.ledger.words import JOURNAL
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren, Membership
from klinik.tenancy.roles import Role
from tests.world import make_koppontren, make_user

pytestmark = pytest.mark.django_db(transaction=True)
DECISIONS = Path(__file__).resolve().parents[3] / "docs" / "decisions"
KEY = UUID("0b7c8a3e-5d0e-4a57-9a3c-3f6d2f1f9b11")
LONG_AGO, CLOSED, OPEN = date(1960, 1, 1), date(2026, 2, 28), date(2026, 3, 1)
LATER = date(2026, 3, 31)


class Asked(NamedTuple):
    """What is sent, by whichever way."""

    koppontren: Koppontren
    legs: list[Leg]
    key: UUID
    kind: str
    on: date
    reverses: int | None
    by: User


Way = Callable[[Asked], str]


def by_post(asked: Asked) -> str:
    try:
        post(
            asked.koppontren,
            request_id=asked.key,
            kind=asked.kind,
            legs=asked.legs,
            by=asked.by,
            on=asked.on,
            reverses=_entry(asked),
        )
    except LedgerRefusal as refused:
        return refused.code
    return "written"


def by_post_many(asked: Asked) -> str:
    (answer,) = post_many(asked.koppontren, [as_posting(asked)], by=asked.by)
    return answer.code if isinstance(answer, LedgerRefusal) else "written"


def by_the_door(asked: Asked) -> str:
    query = (
        "SELECT FROM ledger_post(%s, %s, %s, %s, %s, %s::bigint[], %s::bigint[], %s::bigint[], %s)"
    )
    head: list[Any] = [asked.koppontren.pk, asked.key, asked.kind, asked.on, asked.by.pk]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(query, [*head, *columns(asked), asked.reverses])
    except IntegrityError as error:
        return REFUSALS[str(getattr(error.__cause__, "sqlstate", ""))].code
    return "written"


def by_the_door_for_many(asked: Asked) -> str:
    accounts, debits, credits_ = columns(asked)
    entry = {
        "request": str(asked.key), "kind": asked.kind, "on_date": asked.on.isoformat(),
        "reverses": asked.reverses, "accounts": accounts, "debits": debits, "credits": credits_,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT refused FROM ledger_post_many(%s, %s, %s::jsonb)",
            [asked.koppontren.pk, asked.by.pk, json.dumps([entry])],
        )
        (state,) = cursor.fetchone() or ("",)
    return REFUSALS[state].code if state else "written"


def columns(asked: Asked) -> tuple[list[int], list[int], list[int]]:
    return (
        [leg.account.pk for leg in asked.legs],
        [leg.debit for leg in asked.legs],
        [leg.credit for leg in asked.legs],
    )


def as_posting(asked: Asked) -> Posting:
    return Posting(
        request_id=asked.key, kind=asked.kind, legs=asked.legs, on=asked.on, reverses=_entry(asked)
    )


def _entry(asked: Asked) -> Entry | None:
    return None if asked.reverses is None else Entry(number=asked.reverses)


class Book:
    """A book in which everything can go wrong: entry 1 is undone by 2, entry 3 stands.

    Entry 4 opened it, entry 5 closed a year on another day than that on which anything is asked.
    """

    def __init__(self) -> None:
        self.koppontren, self.without = make_koppontren(), make_koppontren("an-nur")
        self.by = make_user()
        with acting_for(self.koppontren):
            open_book(self.koppontren, units=units(), chart=template())
            farm = open_unit(self.koppontren, unit=UnitRow(code="Kebun", name="Kebun"))
            row = AccountRow(
                code="1311", name="Kas Kebun", kind="asset", normal_side="debit", unit="Kebun"
            )
            self.farm = open_account(self.koppontren, account=row, units={"Kebun": farm})
            chart = {account.code: account for account in Account.objects.of(self.koppontren)}
            self.cash, self.income, self.control = (chart[c] for c in ("1111", "4310", "2110"))
            self.closed = close_account(chart["1112"], by=self.by)
            self.unknown = Account(pk=10**9, code="x", name="x", unit=self.cash.unit)
            first = self._post([dr(self.cash, 5), cr(self.income, 5)], key=KEY)
            reverse(first, request_id=uuid4(), by=self.by, on=OPEN)
            for kind in ("fee", "opening", "year.closing"):
                self._post([dr(chart["5320"], 5), cr(self.income, 5)], key=uuid4(), kind=kind)
            self.full, most = chart["5330"], 10**15
            for _ in range(2):
                legs = [*[dr(self.full, most)] * 500, *[cr(chart["3140"], most)] * 500]
                self._post(legs, key=uuid4())
            close_period(self.koppontren, through=CLOSED, request_id=uuid4(), by=self.by)

    def _post(self, legs: list[Leg], *, key: UUID, kind: str = "fee") -> Entry:
        day = LATER if kind == "year.closing" else OPEN
        return post(self.koppontren, request_id=key, kind=kind, legs=legs, by=self.by, on=day)

    def asked(self) -> Iterator[Asked]:
        """From every mistake at once to none; each step mends what the one before was told."""
        nothing, unknown = [dr(self.unknown, 0)], self.unknown
        takers = [dr(a, 1) for a in (self.farm, self.full, self.closed, self.control, unknown)]
        without_each = [[*takers[:n], cr(self.cash, n)] for n in (5, 4, 3, 2, 1)]
        worst: dict[str, Any] = {"kind": "Kas | 1", "on": LONG_AGO, "reverses": 99}
        yield self._asked(nothing * 1001, key=KEY, koppontren=self.without, **worst)
        yield self._asked(nothing * 1001, key=KEY, **worst)
        yield self._asked(nothing * 1001, **worst)
        yield self._asked(nothing, **worst)
        yield self._asked(nothing * 2, **worst)
        yield self._asked([dr(unknown, 1), cr(unknown, 2)], **worst)
        yield self._asked([dr(unknown, 1), cr(unknown, 1)], **worst)
        yield self._asked(without_each[0], **worst)
        yield self._asked(without_each[0], on=CLOSED, reverses=99)
        yield from (self._asked(without_each[0], reverses=n) for n in (2, 4, 5, 99))
        yield self._asked(without_each[0], reverses=1)
        yield self._asked(without_each[0], reverses=3)
        for legs in without_each:
            yield self._asked(legs)
        yield self._asked([dr(self.farm, 1), cr(self.income, 1)])
        yield self._asked([dr(self.cash, 1), cr(self.income, 1)])

    def _asked(
        self,
        legs: list[Leg],
        *,
        koppontren: Koppontren | None = None,
        key: UUID | None = None,
        **rest: Any,
    ) -> Asked:
        fixed: dict[str, Any] = {"kind": "fee", "on": OPEN, "reverses": None} | rest
        return Asked(koppontren or self.koppontren, legs, key or uuid4(), by=self.by, **fixed)

    @contextmanager
    def entered(self) -> Iterator[None]:
        with acting_for(self.koppontren):
            yield


@pytest.mark.parametrize("way", [by_post, by_post_many, by_the_door, by_the_door_for_many])
def test_each_mistake_is_named_in_its_turn(way: Way) -> None:
    book = Book()
    with book.entered():
        answers = [way(asked) for asked in book.asked()]

    assert answers == [*(refusal.code for refusal in ORDER), "written"]


def test_all_of_them_in_one_batch_have_the_same_answers() -> None:
    book = Book()
    with book.entered():
        wanted = [as_posting(asked) for asked in book.asked()][1:]
        answers = post_many(book.koppontren, wanted, by=book.by)

    assert [getattr(answer, "code", "written") for answer in answers] == [
        *(refusal.code for refusal in ORDER[1:]),
        "written",
    ]


def test_the_order_is_written_down() -> None:
    text = next(DECISIONS.glob("0010-*.md")).read_text(encoding="utf-8")
    listed = re.search(r"as `ORDER` in `refusals.py`: ([a-z_, ]+)\.", text)

    assert listed
    assert listed[1].split(", ") == [refusal.code for refusal in ORDER]


class ByHand(NamedTuple):
    """What a person records, by page or program."""

    legs: list[Leg]
    key: UUID
    on: date
    corrects: int | None = None


def by_submit(book: Book, asked: ByHand) -> str:
    intent = Intent(JOURNAL, asked.legs, on=asked.on, corrects=asked.corrects)
    try:
        recorded = submit(book.koppontren, intent=intent, request_id=asked.key, by=book.by)
    except DomainError as refused:
        return refused.code
    return "waits" if isinstance(recorded, Draft) else "written"


def by_api(book: Book, asked: ByHand) -> str:
    client = Client()
    client.force_login(book.by)
    lines = [{"code": a.code, "debit": debit, "credit": credit} for a, debit, credit in asked.legs]
    body = {"lines": lines, "on": asked.on.isoformat(), "corrects": asked.corrects}
    answer = client.post(
        f"/api/koppontren/{book.koppontren.slug}/entries",
        json.dumps(body),
        "application/json",
        headers={"Idempotency-Key": str(asked.key)},
    )
    return {201: "written", 202: "waits"}.get(answer.status_code) or str(answer.json()["code"])


def all_by_hand(book: Book) -> Iterator[ByHand]:
    """From every mistake to none; what is not in the chart, a program alone can name."""
    own = open_detail_account(book.control, name="S-0001")
    between = Account.objects.of(book.koppontren).exclude(other_unit=None).filter(unit=own.unit)[0]
    closed, cash, income = book.closed, book.cash, book.income
    tomorrow = today_in(book.koppontren) + timedelta(days=1)
    unknown = Account(pk=10**9, code="x", name="x", unit=cash.unit)
    all_wrong = [dr(own, 1), dr(between, 1), cr(closed, 3)]
    yield ByHand([dr(unknown, 1), *all_wrong], KEY, tomorrow, 99)
    yield ByHand([dr(unknown, 1), *all_wrong], uuid4(), tomorrow, 99)
    yield ByHand(all_wrong, uuid4(), tomorrow, 99)
    yield ByHand(all_wrong, uuid4(), tomorrow)
    yield ByHand(all_wrong, uuid4(), CLOSED)
    yield ByHand([dr(between, 1), cr(closed, 3)], uuid4(), CLOSED)
    yield ByHand([dr(cash, 1), cr(closed, 3)], uuid4(), CLOSED)
    yield ByHand([dr(cash, 3), cr(closed, 3)], uuid4(), CLOSED)
    yield ByHand([dr(cash, 3), cr(closed, 3)], uuid4(), OPEN)
    yield ByHand([dr(income, 1001), cr(cash, 1001)], uuid4(), OPEN)
    yield ByHand([dr(cash, 1001), cr(income, 1001)], uuid4(), OPEN)
    yield ByHand([dr(cash, 1000), cr(income, 1000)], uuid4(), OPEN)


BY_HAND = [
    "request_reused",
    "account_unknown",
    "no_such_entry",
    "day_to_come",
    "has_its_own_page",
    "between_units",
    "not_balanced",
    "period_closed",
    "account_closed",
    "overdrawn",
    "waits",
    "written",
]


@pytest.mark.parametrize(("way", "knows_codes"), [(by_submit, False), (by_api, True)])
def test_what_is_recorded_by_hand_has_refusals_before_these(
    way: Callable[[Book, ByHand], str], knows_codes: bool
) -> None:
    book = Book()
    with book.entered():
        Membership.objects.create(user=book.by, koppontren=book.koppontren, role=Role.BOOKKEEPER)
        set_limit(book.koppontren, amount=1000, by=book.by)
        asked = list(all_by_hand(book))
        if not knows_codes:
            del asked[1]
        answers = [way(book, one) for one in asked]

    assert answers == [word for word in BY_HAND if knows_codes or word != "account_unknown"]


def test_an_undoing_is_asked_by_its_key_first() -> None:
    book = Book()
    with book.entered():
        undoing_of_undoing = Entry.objects.of(book.koppontren).get(number=2)
        intent = undoing(undoing_of_undoing, reason="x")
        answers = []
        for key in (KEY, uuid4()):
            with pytest.raises(DomainError) as refused:
                submit(book.koppontren, intent=intent, request_id=key, by=book.by)
            answers.append(refused.value.code)

    assert answers == ["request_reused", "undoes_another"]
