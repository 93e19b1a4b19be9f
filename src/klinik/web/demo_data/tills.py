"""Drawers of the demonstration: one a teller works on, one free, cash on its way, what waits."""

from uuid import NAMESPACE_DNS, UUID, uuid5

from klinik.finance.counter.commands import add_group, collect, put_into
from klinik.finance.ledger.models import Account
from klinik.finance.savings.limits.commands import set_default_limits, submit_deposit
from klinik.finance.savings.models import SavingsAccount, SavingsProduct
from klinik.finance.savings.queries import accounts_of
from klinik.finance.tills.commands.delivering import receive_cash, send_cash
from klinik.finance.tills.commands.drawers import add_drawer
from klinik.finance.tills.commands.holding import open_drawer
from klinik.finance.tills.models import Drawer, DrawerKind
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren

MONTHLY = 25_000  # rupiah of simpanan wajib
MOST_IN, MOST_OUT = 5_000_000, 2_000_000  # rupiah that one person takes and pays alone
CHANGE, MORE = 500_000, 250_000  # rupiah: what the teller has, and what is on its way


def load() -> None:
    """Give Al-Hikmah drawers; returns at once where there are some."""
    koppontren = Koppontren.objects.get(slug="al-hikmah")
    with acting_for(koppontren):
        if not Drawer.objects.of(koppontren).exists():
            _load(koppontren)


def _load(koppontren: Koppontren) -> None:
    manager = User.objects.get(email="manajer@al-hikmah.example")
    teller = User.objects.get(email="teller@al-hikmah.example")
    cash = Account.objects.of(koppontren).select_related("unit").get(code="1111")
    first, _second = (
        add_drawer(koppontren, name=name, kind=DrawerKind.TILL, unit=cash.unit, by=manager)
        for name in ("Laci 1", "Laci 2")
    )
    open_drawer(first, pieces={}, request_id=_key("opened"), by=teller)
    for name, amount in (("change", CHANGE), ("more", MORE)):
        sent = send_cash(
            cash, target=first.account, amount=amount, request_id=_key(name), by=manager
        )
        if name == "change":
            receive_cash(sent, by=teller)
    _collect(koppontren, teller)
    _hold_back(koppontren, manager, teller)


def _collect(koppontren: Koppontren, teller: User) -> None:
    """The teachers pay simpanan wajib together."""
    group = add_group(koppontren, name="Guru", request_id=_key("group"))
    wajib = SavingsProduct.objects.of(koppontren).select_related("control__unit").get(prefix="W")
    accounts = list(SavingsAccount.objects.of(koppontren).filter(product=wajib)[:4])
    for savings in accounts:
        put_into(group, savings.member)
    amounts = {savings.number: MONTHLY for savings in accounts}
    collect(group, product=wajib, amounts=amounts, request_id=_key("collected"), by=teller)


def _hold_back(koppontren: Koppontren, manager: User, teller: User) -> None:
    """What one person does alone, and a deposit that waits because it is more."""
    set_default_limits(koppontren, deposit=MOST_IN, withdrawal=MOST_OUT, by=manager)
    savings = accounts_of(koppontren).filter(product__prefix="S").order_by("number")[0]
    submit_deposit(savings, amount=MOST_IN + 2_500_000, request_id=_key("large"), by=teller)


def _key(name: str) -> UUID:
    return uuid5(NAMESPACE_DNS, f"{name}.tills.al-hikmah.example")
