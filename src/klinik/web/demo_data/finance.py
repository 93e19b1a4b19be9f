"""Members of the demonstration and what they save: all of it invented, through the counter."""

from datetime import date
from typing import NamedTuple
from uuid import NAMESPACE_DNS, UUID, uuid5

from klinik.finance.ledger.models import Account
from klinik.finance.members.models import Member
from klinik.finance.members.rules import Facts
from klinik.finance.savings.commands import (
    admit_member,
    offer_usual_products,
    open_savings,
    record_deposit,
    record_withdrawal,
)
from klinik.finance.savings.models import SavingsAccount, SavingsProduct
from klinik.finance.savings.queries import default_cash, principal_product
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren

PRINCIPAL = 100_000  # rupiah


class Saver(NamedTuple):
    """An invented member: deposits are above zero, withdrawals below, in rupiah."""

    name: str
    mandatory: tuple[int, ...] = ()
    voluntary: tuple[int, ...] = ()
    mudharabah: tuple[int, ...] = ()
    facts: Facts = Facts()


TEACHER, ALUMNI, WALI = (Facts(category=kind) for kind in ("teacher", "alumni", "guardian"))
# A child of the demonstration, whose mother agreed; the NIK is no region's.
CHILD = Facts(
    category="santri",
    birth_date=date(2012, 5, 17),
    address="Asrama Putri 2 (simulasi)",
    nik="0000005705120001",
    guardian_name="Salamah Contoh",
    guardian_relation="mother",
    consented_on=date(2026, 1, 5),
)


MEMBERS: dict[str, tuple[Saver, ...]] = {
    "al-hikmah": (
        Saver("Aminah Contoh", (25_000, 25_000, 25_000), (150_000, 75_000, -50_000), (), WALI),
        Saver("Hasan Contoh", (25_000, 25_000), (500_000, -125_000), (1_000_000,), TEACHER),
        Saver("Zainab Contoh", (25_000,), (40_000, 35_000, 60_000, -20_000, 45_000, 30_000)),
        Saver("Yusuf Contoh", (25_000, 25_000, 25_000), (200_000,), (), ALUMNI),
        Saver("Khadijah Contoh", (), (80_000, 120_000)),
        Saver("Ibrahim Contoh", (25_000,), (), (2_500_000,)),
        Saver("Maryam Contoh", (25_000, 25_000), (65_000, -65_000)),
        Saver("Idris Contoh", facts=TEACHER),
        Saver("Salamah Contoh", (25_000,), (300_000, -100_000)),
        Saver("Harun Contoh", (25_000, 25_000), (90_000,)),
        Saver("Ruqayyah Contoh", (), (110_000,), (750_000,)),
        Saver("Luqman Contoh", (25_000,), (55_000, 20_000)),
        Saver("Asma Contoh", (), (15_000, 10_000), (), CHILD),
    ),
    "an-nur": (
        Saver("Fatimah Contoh", (20_000,), (70_000, -10_000)),
        Saver("Dawud Contoh", (20_000, 20_000), (130_000,)),
        Saver("Halimah Contoh", (), (45_000,)),
    ),
}
TELLERS = {"al-hikmah": "teller@al-hikmah.example", "an-nur": "manajer@an-nur.example"}


def load() -> None:
    """Offer savings, admit the members and record what they brought and fetched."""
    load_members()


def load_members() -> None:
    """The members of both cooperatives; returns at once where there are some."""
    for slug, savers in MEMBERS.items():
        koppontren = Koppontren.objects.get(slug=slug)
        with acting_for(koppontren):
            if not Member.objects.of(koppontren).exists():
                _Counter(koppontren, User.objects.get(email=TELLERS[slug])).serve(savers)


class _Counter:
    """A counter that serves the same people in the same order wherever it stands."""

    def __init__(self, koppontren: Koppontren, by: User) -> None:
        self.koppontren = koppontren
        self.by = by
        self.served = 0
        offer_usual_products(koppontren, principal=PRINCIPAL)
        self.products = {p.prefix: p for p in SavingsProduct.objects.of(koppontren)}
        self.cash = self._cash()

    def serve(self, savers: tuple[Saver, ...]) -> None:
        for saver in savers:
            member = admit_member(
                self.koppontren,
                name=saver.name,
                facts=saver.facts,
                cash=self.cash,
                request_id=self._next(),
                by=self.by,
            )
            self._save(member, "W", saver.mandatory)
            self._save(member, "S", saver.voluntary)
            self._save(member, "M", saver.mudharabah)

    def _save(self, member: Member, prefix: str, amounts: tuple[int, ...]) -> None:
        if not amounts:
            return
        product = self.products[prefix]
        savings = open_savings(member, product=product, request_id=self._next(), by=self.by)
        for amount in amounts:
            self._pay(savings, amount)

    def _pay(self, savings: SavingsAccount, amount: int) -> None:
        command = record_deposit if amount > 0 else record_withdrawal
        command(savings, amount=abs(amount), cash=self.cash, request_id=self._next(), by=self.by)

    def _cash(self) -> Account:
        return default_cash(self.koppontren, principal_product(self.koppontren).control.unit)

    def _next(self) -> UUID:
        self.served += 1
        return uuid5(NAMESPACE_DNS, f"{self.served}.counter.{self.koppontren.slug}.example")
