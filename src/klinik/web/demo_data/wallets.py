"""Wallets of the demonstration: invented santri with cards, limits and pocket money."""

from typing import NamedTuple
from uuid import NAMESPACE_DNS, UUID, uuid5

from klinik.finance.ledger.commands import detail_account_undetailed
from klinik.finance.ledger.models import Account
from klinik.finance.members.commands import register_member
from klinik.finance.members.models import Member
from klinik.finance.members.rules import Facts
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
from klinik.finance.wallet.kinds import BROUGHT_IN
from klinik.finance.wallet.models import Category, WalletRules
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren

CARD_FEE, A_DAY, SNACKS_A_WEEK = 10_000, 25_000, 60_000  # rupiah


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
