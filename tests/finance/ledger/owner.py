"""The owner's own hands on the tables: what the application's role never gets to try."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.db import connections

from klinik.directory.models import Pesantren, Region
from klinik.people.models import User
from klinik.tenancy.models import Koppontren

DAY = date(2026, 3, 1)
WRITE = """
WITH entry AS (
    INSERT INTO ledger_entry (koppontren_id, number, request_id, kind, on_date, on_was_given, at,
                              by_id, reverses, fingerprint, chain)
    SELECT %(koppontren)s, %(number)s, %(request)s, %(kind)s, %(on)s, true, now(), 1,
           %(reverses)s, '', ''
)
INSERT INTO ledger_line (koppontren_id, entry_number, n, account_id, on_date, debit, credit)
SELECT %(koppontren)s, %(number)s, n, account, %(line_on)s, debit, credit
  FROM unnest(%(accounts)s::bigint[], %(debits)s::bigint[], %(credits)s::bigint[])
       WITH ORDINALITY l (account, debit, credit, n)
"""


class Posted(NamedTuple):
    """What the door answered."""

    number: int
    on: date


class Owner:
    """Signed in as the owner of the tables, standing in one koppontren with a small book."""

    def __init__(self, slug: str) -> None:
        self.koppontren = make_koppontren_as_owner(slug)
        self.enter()
        self.value("SELECT koppontren_id FROM ledger_open_book(%s, 'Asia/Jakarta')", self.pk)
        self.unit, self.other_unit = (
            self.value("SELECT id FROM ledger_open_unit(%s, %s, %s)", self.pk, code, code)
            for code in ("A", "B")
        )
        self.cash = self.open("1", self.unit, may_overdraw=False)
        self.income = self.open("2", self.unit, side="credit", may_overdraw=True)
        self.elsewhere = self.open("3", self.other_unit, side="credit", may_overdraw=True)

    @property
    def pk(self) -> int:
        """The koppontren's id."""
        return self.koppontren.pk

    def enter(self) -> None:
        """Stand in this koppontren until the transaction ends."""
        self.value("SELECT set_config('klinik.koppontren', %s, true)", str(self.pk))

    def open(
        self,
        code: str,
        unit: int,
        *,
        side: str = "debit",
        may_overdraw: bool,
        control: bool = False,
    ) -> int:
        """An account; its id."""
        return int(
            self.value(
                "SELECT id FROM ledger_open_account(%s, %s, %s, 'asset', %s, %s, NULL, '', false,"
                " %s, %s)",
                self.pk, code, code, side, unit, control, may_overdraw,
            )
        )  # fmt: skip

    def execute(self, query: str, *parameters: Any) -> None:
        """Run one statement."""
        with connections["owner"].cursor() as cursor:
            cursor.execute(query, parameters or None)

    def value(self, query: str, *parameters: Any) -> Any:
        """The first column of the first row."""
        with connections["owner"].cursor() as cursor:
            cursor.execute(query, parameters or None)
            row = cursor.fetchone()
        return row[0] if row else None

    def post(
        self,
        *,
        request: UUID | None = None,
        accounts: Sequence[int] | None = None,
        debits: Sequence[int] = (5, 0),
        credits: Sequence[int] = (0, 5),
        on: date | None = None,
        reverses: int | None = None,
        value_on: date | None = None,
    ) -> Posted:
        """Through the door, as SQL."""
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                "SELECT number, on_date FROM ledger_post(%s, %s, 'by.door', %s, 1, %s::bigint[],"
                " %s::bigint[], %s::bigint[], %s, NULL, %s)",
                [
                    self.pk,
                    request or uuid4(),
                    on,
                    list(accounts or (self.cash, self.income)),
                    list(debits),
                    list(credits),
                    reverses,
                    value_on,
                ],
            )
            return Posted(*(cursor.fetchone() or ()))

    def close_through(self, day: str) -> None:
        """Close the periods of the book."""
        self.step("closed", day)

    def step(
        self,
        what: str,
        day: str,
        *,
        by: int | None = None,
        reason: str = "",
        asked: int | None = None,
    ) -> int:
        """Past the door: a step of a period by one INSERT of our own; its id."""
        return int(
            self.value(
                "INSERT INTO ledger_period_event (koppontren_id, request_id, what, through, at,"
                " by_id, reason, answers_id) VALUES (%s, %s, %s, %s, now(), %s, %s, %s)"
                " RETURNING id",
                self.pk, uuid4(), what, day, by or self.person(), reason, asked,
            )
        )  # fmt: skip

    def person(self, email: str = "orang@contoh.example") -> int:
        """Somebody; their id."""
        user, _ = User.objects.using("owner").get_or_create(email=email)
        return int(user.pk)

    def write(
        self,
        *,
        number: int = 1,
        request: UUID | None = None,
        accounts: Sequence[int] | None = None,
        debits: Sequence[int] = (5, 0),
        credits: Sequence[int] = (0, 5),
        kind: str = "by.hand",
        on: date | str = DAY,
        line_on: date | None = None,
        reverses: int | None = None,
    ) -> None:
        """Past the door: an entry and its lines by one INSERT of our own."""
        with connections["owner"].cursor() as cursor:
            cursor.execute("UPDATE ledger_book SET last_number = greatest(last_number, 1)")
            cursor.execute(
                WRITE,
                {
                    "koppontren": self.pk,
                    "number": number,
                    "request": request or uuid4(),
                    "kind": kind,
                    "on": on,
                    "line_on": line_on or on,
                    "reverses": reverses,
                    "accounts": list((self.cash, self.income) if accounts is None else accounts),
                    "debits": list(debits),
                    "credits": list(credits),
                },
            )


def make_koppontren_as_owner(slug: str) -> Koppontren:
    """The builders of tests.world write as the application; this one writes as the owner."""
    region, _ = Region.objects.using("owner").get_or_create(
        code="3524", defaults={"name": "Lamongan", "kind": "kabupaten"}
    )
    pesantren = Pesantren.objects.using("owner").create(
        slug=slug, name=slug, region=region, is_simulated=True
    )
    return Koppontren.objects.using("owner").create(slug=slug, name=slug, pesantren=pesantren)
