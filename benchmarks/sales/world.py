"""The shops of the benchmark: made before it, counted after it, in Django's own shell."""

from typing import Any
from uuid import uuid4

from django.db import connections
from django.db.models import Sum

from benchmarks.house import name_house
from klinik.directory.models import Pesantren, Region
from klinik.finance.ledger.models import Account, Unit
from klinik.finance.ledger.opening.commands import start_book
from klinik.finance.members.commands import register_member
from klinik.finance.sales.models import Sale, SaleLine
from klinik.finance.shop.commands.goods import Facts, Prices
from klinik.finance.shop.commands.opening import add_stocked_good, open_shop
from klinik.finance.shop.models import Good
from klinik.finance.tills.commands.drawers import add_drawer
from klinik.finance.tills.commands.holding import open_drawer
from klinik.finance.tills.models import DrawerKind
from klinik.finance.wallet.commands import issue_card, open_wallet, set_limit, start_wallets, top_up
from klinik.finance.wallet.models import Category, Wallet
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import ApiToken, Koppontren, Membership
from klinik.tenancy.roles import Role
from klinik.tenancy.tokens.commands import make_token

PIECE, PRICE, COST = 1000, 4_000, 3_000
STOCK = 1_000_000  # pieces: nothing runs out while it is measured
HOLDS = 100_000_000  # rupiah in each wallet


def begin() -> bool:
    """The house has a name, and the shops a regency to lie in."""
    name_house()
    Region.objects.get_or_create(code="3524", defaults={"name": "Lamongan", "kind": "kabupaten"})
    return True


def make(*, first: int, last: int, goods: int, cards: int) -> list[dict[str, Any]]:
    """Koppontren with a shop each: goods, cards with a limit, a till that is open, and a token."""
    region = Region.objects.get(code="3524")
    return [_make_one(f"toko-{n:04}", region, goods, cards) for n in range(first, last)]


def settle() -> bool:
    """As PostgreSQL does by itself within a minute."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    return True


def _make_one(slug: str, region: Region, goods: int, cards: int) -> dict[str, Any]:
    pesantren = Pesantren.objects.create(slug=slug, name=slug, region=region, is_simulated=True)
    koppontren = Koppontren.objects.create(
        slug=slug, name=slug, pesantren=pesantren, is_simulated=True
    )
    cashier = User.objects.create_user(f"kasir@{slug}.example", name="Kasir Contoh")
    Membership.objects.create(user=cashier, role=Role.CASHIER, koppontren=koppontren)
    with acting_for(koppontren):
        start_book(koppontren)
        unit = Unit.objects.of(koppontren).get(code="Toko")
        shop = open_shop(koppontren, name="Toko", unit=unit, by=cashier)
        start_wallets(koppontren, by=cashier)
        snacks = Category.objects.of(koppontren).order_by("pk")[0]
        sold = [
            add_stocked_good(
                shop,
                Facts(name=f"Barang {n}", category=snacks),
                Prices(price=PRICE),
                there=STOCK * PIECE,
                unit_cost=COST,
                request_id=uuid4(),
                by=cashier,
            ).pk
            for n in range(goods)
        ]
        till = add_drawer(koppontren, name="Kasir 1", kind=DrawerKind.SHOP, unit=unit, by=cashier)
        open_drawer(till, pieces={}, request_id=uuid4(), by=cashier)
        set_limit(
            koppontren,
            wallet=None,
            category=None,
            period="day",
            amount=10**9,
            by=cashier,
        )
        cash = Account.objects.of(koppontren).get(code="1111")
        codes = [_card(koppontren, n, cash, cashier) for n in range(cards)]
        read_as(cashier)
        _token, secret = make_token(
            koppontren,
            name="Kasir",
            scope=ApiToken.Scope.WRITE,
            days=30,
            request_id=uuid4(),
            by=cashier,
        )
    return {
        "slug": slug,
        "token": secret,
        "shop": shop.pk,
        "cashier": cashier.pk,
        "till": till.account.code,
        "goods": sold,
        "cards": codes,
    }


def _card(koppontren: Koppontren, n: int, cash: Account, by: User) -> str:
    member = register_member(koppontren, name=f"Santri {n}", phone="", request_id=uuid4(), by=by)
    wallet = open_wallet(member, request_id=uuid4())
    top_up(wallet, amount=HOLDS, cash=cash, request_id=uuid4(), by=by)
    return str(issue_card(wallet, request_id=uuid4(), by=by).code)


def count(slugs: list[str]) -> dict[str, Any]:
    """Sales, what they are together, and whether goods and wallets say the same."""
    sales = total = pieces = gone = paid = spent = 0
    for koppontren in Koppontren.objects.filter(slug__in=slugs):
        with acting_for(koppontren):
            sums = Sale.objects.of(koppontren).aggregate(total=Sum("total"))
            sales += Sale.objects.of(koppontren).count()
            total += sums["total"] or 0
            lines = SaleLine.objects.of(koppontren)
            pieces += lines.aggregate(sum=Sum("quantity"))["sum"] or 0
            income = Account.objects.of(koppontren).get(code="4110")
            paid += income.balance
            there = Good.objects.of(koppontren).aggregate(sum=Sum("quantity"))["sum"] or 0
            gone += Good.objects.of(koppontren).count() * STOCK * PIECE - there
            for wallet in Wallet.objects.of(koppontren).select_related("account"):
                spent += HOLDS - wallet.account.balance
    return {
        "sales": sales,
        "total": total,
        "pieces": pieces,
        "gone": gone,
        "paid": paid,
        "spent": spent,
    }
