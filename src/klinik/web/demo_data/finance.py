"""Members of the demonstration and what they save: all of it invented, through the counter."""

from datetime import date
from typing import NamedTuple
from uuid import NAMESPACE_DNS, UUID, uuid5

from django.utils import timezone

from klinik.finance.ledger.chart import AccountRow
from klinik.finance.ledger.commands import add_account
from klinik.finance.ledger.models import Account, AccountKind, Side
from klinik.finance.members.models import Member
from klinik.finance.members.rules import Facts
from klinik.finance.members.ties.commands import make_tie, take_tie
from klinik.finance.savings.commands import (
    admit_member,
    change_product,
    offer_product,
    offer_usual_products,
    open_savings,
    record_deposit,
    record_withdrawal,
)
from klinik.finance.savings.models import SavingsAccount, SavingsProduct
from klinik.finance.savings.product_rules import Rules
from klinik.finance.savings.queries import default_cash, principal_product
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren

PRINCIPAL = 100_000  # rupiah
DUTY = 25_000  # rupiah a month, simpanan wajib
NISBAH = 4_000  # basis points of the income that is shared
CONTROLS = (  # of what is offered beside the usual savings: code, name, kind, activity
    ("2520", "Simpanan Berjangka", AccountKind.SYIRKAH, "financing"),
    ("2130", "Simpanan Haji dan Umrah", AccountKind.LIABILITY, "operating"),
)


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
                by = User.objects.get(email=TELLERS[slug])
                _Counter(koppontren, by).serve(savers)
                if slug == "al-hikmah":
                    _offer_more(koppontren, by)
                    _tie(koppontren, by)


def _offer_more(koppontren: Koppontren, by: User) -> None:
    """A nisbah, a monthly duty, term savings and savings for a pilgrimage."""
    january = timezone.localdate().replace(month=1, day=1)
    products = {product.prefix: product for product in SavingsProduct.objects.of(koppontren)}
    shared, due = products["M"], products["W"]
    rules = Rules(name=shared.name, withdrawal="any_time", nisbah=NISBAH, since=january)
    change_product(shared, rules=rules, by=by)
    rules = Rules(name=due.name, withdrawal="leaving", amount=DUTY, since=january)
    change_product(due, rules=rules, by=by)
    for (code, name, kind, activity), prefix in zip(CONTROLS, ("B", "HJ"), strict=True):
        row = AccountRow(
            code=code,
            name=name,
            kind=kind,
            normal_side=Side.CREDIT,
            unit="USPPS",
            cash_flow=activity,
            is_control=True,
        )
        is_term = prefix == "B"
        offer_product(
            koppontren,
            control=add_account(koppontren, account=row, by=by),
            kind="term" if is_term else "goal",
            akad="mudharabah" if is_term else "wadiah",
            prefix=prefix,
            months=6 if is_term else None,
            rules=Rules(name=name, withdrawal="due", nisbah=5_000 if is_term else None),
            by=by,
        )


def _tie(koppontren: Koppontren, by: User) -> None:
    """A mother sees her own savings, and her daughter's; another member's link waits."""
    mother = User.objects.get(email="wali@al-hikmah.example")
    ties = (("Salamah Contoh", "self"), ("Asma Contoh", "guardian"), ("Aminah Contoh", "self"))
    for name, capacity in ties:
        member = Member.objects.of(koppontren).select_related("koppontren").get(name=name)
        request = uuid5(NAMESPACE_DNS, f"{member.number}.tie.{koppontren.slug}.example")
        tie = make_tie(member, capacity=capacity, request_id=request, by=by)
        if name != "Aminah Contoh":
            take_tie(tie, by=mother)


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
