"""A shop with two goods, a santri with a card, and a till that is open."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from klinik.core.errors import DomainError
from klinik.finance.ledger.models import Account, Unit
from klinik.finance.members.models import Member
from klinik.finance.sales.commands import Recorded, record_sales
from klinik.finance.sales.models import Sale
from klinik.finance.sales.rules import Line, Paid, Slip
from klinik.finance.shop.commands.goods import Facts, Prices
from klinik.finance.shop.commands.opening import add_stocked_good, open_shop
from klinik.finance.shop.models import Good, Shop
from klinik.finance.tills.commands.drawers import add_drawer
from klinik.finance.tills.models import Drawer, DrawerKind
from klinik.finance.wallet.commands import issue_card, open_wallet, start_wallets, top_up
from klinik.finance.wallet.models import Card, Category, Wallet, WalletRules
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.counter import kas, make_cooperative, make_saver
from tests.finance.tills.drawers import opened
from tests.world import make_member_of

PIECE = 1000
DEVICE = "6f1f0c53-95a4-4b0a-a7f6-3d1bb8f1a001"


class Market:
    """Everybody and everything that a sale needs: bread at Rp4.000, a book at Rp15.000."""

    koppontren: Koppontren
    manager: User
    cashier: User
    shop: Shop
    till: Drawer
    bread: Good
    book: Good
    santri: Member
    wallet: Wallet
    card: Card

    def __init__(
        self,
        slug: str = "al-hikmah",
        *,
        koppontren: Koppontren | None = None,
        holds: int = 50_000,
    ) -> None:
        self.koppontren = make_cooperative(slug, koppontren=koppontren)
        self.manager = make_member_of(self.koppontren, Role.MANAGER, name="Manajer Contoh")
        self.cashier = make_member_of(self.koppontren, Role.CASHIER, name="Kasir Contoh")
        unit = Unit.objects.of(self.koppontren).get(code="Toko")
        self.shop = open_shop(self.koppontren, name="Toko Contoh", unit=unit, by=self.manager)
        self.rules: WalletRules = start_wallets(self.koppontren, by=self.manager)
        self.bread = self.good("Roti abon", "Jajan", price=4_000, cost=3_000, there=20)
        self.book = self.good("Buku tulis", "Kitab dan buku", price=15_000, cost=10_000, there=10)
        self.till = add_drawer(
            self.koppontren, name="Kasir 1", kind=DrawerKind.SHOP, unit=unit, by=self.manager
        )
        opened(self.till, self.cashier)
        self.santri = make_saver(self.koppontren, self.manager, name="Ahmad Contoh")
        self.wallet = self.wallet_of(self.santri, holds=holds)
        self.card = issue_card(self.wallet, request_id=uuid4(), by=self.manager)

    def good(self, name: str, category: str, *, price: int, cost: int, there: int) -> Good:
        """One more good, of which there are so many pieces."""
        kind = Category.objects.of(self.koppontren).get(name=category)
        return add_stocked_good(
            self.shop,
            Facts(name=name, category=kind),
            Prices(price=price),
            there=there * PIECE,
            unit_cost=cost,
            request_id=uuid4(),
            by=self.manager,
        )

    def wallet_of(self, member: Member, *, holds: int) -> Wallet:
        """A wallet with so much in it."""
        wallet = open_wallet(member, request_id=uuid4())
        if holds:
            top_up(
                wallet,
                amount=holds,
                cash=kas(self.koppontren),
                request_id=uuid4(),
                by=self.manager,
            )
        return wallet

    def slip(self, *lines: Line, **more: Any) -> Slip:
        """A sale as the till sends it: two breads for cash, unless said otherwise."""
        sold = lines or (Line(self.bread.pk, 2 * PIECE, 4_000),)
        asked: dict[str, Any] = {
            "request_id": uuid4(),
            "shop": self.shop.pk,
            "device": DEVICE,
            "cashier": self.cashier.pk,
            "said_at": timezone.now(),
            "is_offline": False,
            "lines": sold,
            "drawer": self.till.account.code,
        } | more
        total = sum(line.amount for line in sold) - asked.get("discount", 0)
        return Slip(**{"payments": [Paid("cash", total)]} | asked)

    def by_card(self, *lines: Line, **more: Any) -> Slip:
        """A sale that the santri's card pays."""
        sold = lines or (Line(self.bread.pk, 2 * PIECE, 4_000),)
        total = sum(line.amount for line in sold)
        paid = [Paid("wallet", total)]
        return self.slip(*sold, **{"card": self.card.code, "payments": paid} | more)

    def sell(
        self, *slips: Slip, by: User | None = None, sent: datetime | None = None
    ) -> list[Recorded | DomainError]:
        """What came of each."""
        return record_sales(
            self.koppontren, slips, sent_at=sent or timezone.now(), by=by or self.cashier
        )

    def sold(self, slip: Slip) -> Sale:
        """The sale of a slip that was written."""
        return Sale.objects.of(self.koppontren).get(request_id=slip.request_id)

    def sold_as(self, request_id: UUID) -> Sale:
        """The sale that was sent under this number."""
        rows = Sale.objects.of(self.koppontren).select_related("koppontren")
        return rows.get(request_id=request_id)

    def stock(self, good: Good) -> tuple[int, int]:
        """Pieces there, and what they are worth."""
        good.refresh_from_db()
        return good.quantity // PIECE, good.value

    def held(self, code: str) -> int:
        """What an account holds by the ledger."""
        return Account.objects.of(self.koppontren).get(code=code).balance

    def wallet_now(self) -> Wallet:
        """The santri's wallet as it stands."""
        return Wallet.objects.select_related("owed_account").get(pk=self.wallet.pk)

    @property
    def balance(self) -> int:
        """What the santri's wallet holds."""
        return Account.objects.get(pk=self.wallet.account_id).balance


def word_of(answer: Recorded | DomainError) -> str:
    """recorded, already, or the code of what was refused."""
    if isinstance(answer, DomainError):
        return answer.code
    return "recorded" if answer.is_new else "already"


def key(n: int) -> UUID:
    """The same key whenever it is asked for."""
    return UUID(int=n)
