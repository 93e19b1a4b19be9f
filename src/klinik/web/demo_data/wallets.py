"""Wallets of the demonstration: invented santri with cards, limits and pocket money."""

from datetime import timedelta
from typing import NamedTuple
from uuid import NAMESPACE_DNS, UUID, uuid5

from django.utils import timezone

from klinik.finance.ledger.bank.models import BankAccount
from klinik.finance.ledger.commands import detail_account_undetailed
from klinik.finance.ledger.models import Account
from klinik.finance.members.commands import register_member
from klinik.finance.members.models import Member
from klinik.finance.members.rules import Facts
from klinik.finance.wallet.bulk.choices import BatchKind
from klinik.finance.wallet.bulk.commands import record_batch
from klinik.finance.wallet.commands import (
    block_card,
    change_rules,
    issue_card,
    open_wallet,
    set_limit,
    set_pin,
    start_wallets,
    top_up,
)
from klinik.finance.wallet.commands.money import credit
from klinik.finance.wallet.holding.commands import hold_back
from klinik.finance.wallet.kinds import BROUGHT_IN
from klinik.finance.wallet.models import Category, Wallet, WalletRules
from klinik.finance.wallet.qris import checksum
from klinik.finance.wallet.queries import wallets_of
from klinik.finance.wallet.standing.commands import add_fee, set_payers, take_fees
from klinik.finance.wallet.topups.commands import ask_transfer, set_ways
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren

CARD_FEE, A_DAY, SNACKS_A_WEEK, FEE = 10_000, 25_000, 60_000, 40_000  # rupiah
# An invented merchant with a number that Bank Indonesia gave nobody: it pays nobody.
STATIC = (
    "00020101021126510018ID.CO.SIMULASI.WWW0118936000000000000000"
    "0303UMI51440014ID.CO.QRIS.WWW0215ID00000000000000303UMI520454995303360"
    "5802ID5919KOPPONTREN SIMULASI6008LAMONGAN6105622116304"
)


class Santri(NamedTuple):
    """An invented santri: what the books of before said, and what came in cash since."""

    name: str
    before: int
    cash: tuple[int, ...] = ()


SANTRI = (
    Santri("Asma Contoh", 85_000, (50_000,)),  # a member already: see finance.MEMBERS
    Santri("Bilal Contoh", 120_000),
    Santri("Fathimah Contoh", 45_000, (100_000,)),
    Santri("Ghazali Contoh", 60_500),
    Santri("Hanif Contoh", 0, (75_000,)),
    Santri("Laila Contoh", 210_000),
    Santri("Nabila Contoh", 15_000),
    Santri("Rafi Contoh", 33_000, (20_000, 30_000)),
    Santri("Syifa Contoh", 0),
)
NO_CARD, BLOCKED, WITH_PIN = "Syifa Contoh", "Ghazali Contoh", "Laila Contoh"


def load() -> None:
    """Start pocket money at Al-Hikmah; returns at once where it is started."""
    koppontren = Koppontren.objects.get(slug="al-hikmah")
    with acting_for(koppontren):
        if not WalletRules.objects.of(koppontren).exists():
            _load(koppontren, User.objects.get(email="teller@al-hikmah.example"))


def _load(koppontren: Koppontren, by: User) -> None:
    rules = start_wallets(koppontren, by=by)
    incomes = {row.code: row for row in Account.objects.of(koppontren).filter(kind="income")}
    change_rules(
        koppontren, card_fee=CARD_FEE, fee_account=incomes["4310"], offline_allowance=20_000
    )
    set_limit(koppontren, wallet=None, category=None, period="day", amount=A_DAY, by=by)
    before = detail_account_undetailed(rules.control)
    cash = Account.objects.of(koppontren).select_related("unit").get(code="1111")
    for santri in SANTRI:
        _serve(koppontren, santri, before=before, cash=cash, by=by)
    _open_ways(koppontren, by)
    _order_and_fee(koppontren, incomes["4310"], by)


def _open_ways(koppontren: Koppontren, by: User) -> None:
    """Transfers to the bank of the demonstration, an invented QRIS, and one transfer that waits."""
    bank = BankAccount.objects.of(koppontren).first()
    set_ways(
        koppontren,
        bank=bank,
        number_at_bank="Bank Contoh 0001234567 (simulasi)" if bank else "",
        va_prefix="99888" if bank else "",
        code=STATIC + checksum(STATIC),
        by=by,
    )
    if bank:
        wallet = Wallet.objects.of(koppontren).select_related("koppontren").get(number="D-0001")
        mother = User.objects.get(email="wali@al-hikmah.example")
        ask_transfer(wallet, amount=100_000, request_id=_key("transfer"), by=mother)


def _order_and_fee(koppontren: Koppontren, income: Account, by: User) -> None:
    """A meal that is ordered in advance, and a monthly fee that not everybody can pay."""
    amounts = {f"D-{n:04}": 5_000 for n in (3, 5, 8)}
    record_batch(
        koppontren, kind=BatchKind.CASH_IN, amounts=amounts, request_id=_key("batch"), by=by
    )
    hold_back(
        wallets_of(koppontren).get(number="D-0002"),
        amount=20_000,
        about="Katering Jumat (simulasi)",
        category=None,
        expires_at=timezone.now() + timedelta(days=5),
        request_id=_key("catering"),
        by=by,
    )
    fee = add_fee(koppontren, name="Syahriyah (simulasi)", account=income, by=by)
    set_payers(fee, amounts={f"D-{n:04}": FEE for n in range(1, len(SANTRI) + 1)})
    take_fees(fee, month=timezone.localdate(), by=by)


def _serve(
    koppontren: Koppontren, santri: Santri, *, before: Account, cash: Account, by: User
) -> None:
    wallet = open_wallet(_member(koppontren, santri, by), request_id=_key(f"{santri.name} wallet"))
    if santri.before:
        credit(
            wallet,
            amount=santri.before,
            source=before,
            kind=BROUGHT_IN,
            request_id=_key(f"{santri.name} before"),
            by=by,
        )
    for n, amount in enumerate(santri.cash):
        key = _key(f"{santri.name} cash {n}")
        top_up(wallet, amount=amount, cash=cash, request_id=key, by=by)
    if santri.name != NO_CARD:
        card = issue_card(wallet, request_id=_key(f"{santri.name} card"), by=by)
        if santri.name == BLOCKED:
            block_card(card, why="Hilang di asrama (simulasi)", by=by)
    if santri.name == WITH_PIN:
        set_pin(wallet, pin="2846")
    if santri.name == "Asma Contoh":
        snacks = Category.objects.of(koppontren).get(name="Jajan")
        set_limit(
            koppontren,
            wallet=wallet,
            category=snacks,
            period="week",
            amount=SNACKS_A_WEEK,
            by=User.objects.get(email="wali@al-hikmah.example"),
        )


def _member(koppontren: Koppontren, santri: Santri, by: User) -> Member:
    known = Member.objects.of(koppontren).filter(name=santri.name).first()
    return known or register_member(
        koppontren,
        name=santri.name,
        phone="",
        facts=Facts(category="santri"),
        request_id=_key(santri.name),
        by=by,
    )


def _key(name: str) -> UUID:
    return uuid5(NAMESPACE_DNS, f"{name}.wallets.al-hikmah.example")
