"""Which member a row means, and what is still to be divided among members."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import connection

from klinik.core.imports import Column
from klinik.core.imports.models import Import
from klinik.core.imports.queries import own
from klinik.core.imports.rules import digest
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.queries.details import undetailed_of, written_by
from klinik.finance.ledger.words import REVERSAL
from klinik.finance.members.models import Member
from klinik.finance.members.nik import nik_hashes
from klinik.finance.members.rules import HERE
from klinik.finance.savings.intake.columns import columns_of
from klinik.finance.savings.intake.refusals import NotTold
from klinik.finance.savings.intake.rules import Said, known_by
from klinik.finance.savings.kinds import INTAKE
from klinik.finance.savings.models import SavingsProduct
from klinik.tenancy.models import Koppontren


class _Row(NamedTuple):
    pk: int
    name: str
    nik_hash: str
    former_number: str
    birth_date: date | None
    phone: str
    standing: str


class Known:
    """The members that there are, by what a row can know them again."""

    def __init__(self, koppontren: Koppontren) -> None:
        self.koppontren = koppontren
        self.last = 0
        self.by_nik: dict[str, int] = {}
        self.by_former: dict[str, int] = {}
        self.by_name: dict[str, list[_Row]] = {}
        self.catch_up()

    def catch_up(self) -> None:
        """Learn of who was admitted since."""
        rows = Member.objects.of(self.koppontren).filter(pk__gt=self.last).order_by("pk")
        for row in map(_Row._make, rows.values_list(*_Row._fields)):
            self.last = row.pk
            if row.former_number:
                self.by_former[row.former_number] = row.pk
            if row.standing in HERE:
                if row.nik_hash:
                    self.by_nik[row.nik_hash] = row.pk
                self.by_name.setdefault(known_by(row.name), []).append(row)

    def found(self, said: Said) -> int | None:
        """The member whom a row means; None for somebody new. Raises NotTold."""
        hashes = nik_hashes(said.facts.nik)
        surely = {self.by_nik[one] for one in hashes if one in self.by_nik}
        if said.former_number in self.by_former:
            surely.add(self.by_former[said.former_number])
        if not surely:
            surely = {
                row.pk for row in self.by_name.get(known_by(said.name), []) if _may_be(row, said)
            }
        if len(surely) > 1:
            raise NotTold
        return next(iter(surely), None)


def _may_be(row: _Row, said: Said) -> bool:
    """The same name: nothing speaks against it, and for a row with a number something for it."""
    pairs = [(row.birth_date, said.facts.birth_date), (row.phone, said.phone)]
    if any(there and told and there != told for there, told in pairs):
        return False
    is_alike = any(there and there == told for there, told in pairs)
    has_number = said.facts.nik or said.former_number
    other_number = (row.nik_hash and said.facts.nik) or (row.former_number and said.former_number)
    return not other_number and (is_alike or not has_number)


def undetailed_accounts(products: Collection[SavingsProduct]) -> dict[str, Account]:
    """By prefix of a product, the account that holds what no member's account holds yet."""
    prefixes = {product.control_id: product.prefix for product in products}
    found = undetailed_of([product.control for product in products])
    return {prefixes[control]: account for control, account in found.items()}


def still_undetailed(koppontren: Koppontren) -> list[tuple[SavingsProduct, int]]:
    """What the opening left that is not yet divided among members, in rupiah by product."""
    products = list(SavingsProduct.objects.of(koppontren).select_related("control"))
    accounts = undetailed_accounts(products)
    return [
        (product, accounts[product.prefix].balance)
        for product in products
        if product.prefix in accounts and accounts[product.prefix].balance
    ]


def brought_in(koppontren: Koppontren, accounts: Iterable[int]) -> dict[int, int]:
    """What came in by tables on these ledger accounts, and was not undone, in rupiah."""
    return written_by(koppontren, list(accounts), kinds=[INTAKE, INTAKE + REVERSAL])


def tables_of(koppontren: Koppontren) -> str:
    """The kind of import that tables of this koppontren's members are."""
    return f"members {koppontren.pk}"


def asked_of(koppontren: Koppontren, file: "UploadedFile[Any]", *, on: date) -> dict[str, object]:
    """What makes a table that is sent again the same one: whose, of which day, and the file."""
    return {"place": [koppontren.slug], "on": on.isoformat(), "sha256": digest(file.chunks())}


def own_table(koppontren: Koppontren, owner: int, number: UUID) -> Import | None:
    """The table that this person sent for this koppontren."""
    try:
        row = own(owner, number)
    except Import.DoesNotExist:
        return None
    return row if row.kind == tables_of(koppontren) else None


def columns_for(koppontren: Koppontren) -> list[Column]:
    """What a table of this koppontren's members can hold."""
    return columns_of(SavingsProduct.objects.of(koppontren))


def look_over() -> None:
    """Let PostgreSQL count the tables that an import filled: the next page is planned by that."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT savings_look_over()")
