"""Questions about savings that more than one place asks."""

from datetime import date
from uuid import UUID

from klinik.finance.ledger import queries as ledger
from klinik.finance.ledger.models import Account, Line, Unit
from klinik.finance.ledger.queries.latest import LatestLine, latest_lines
from klinik.finance.members.models import Member
from klinik.finance.savings.models import SavingsAccount, SavingsKind, SavingsProduct
from klinik.finance.savings.rules import NoCash, NoProduct
from klinik.finance.tills.queries import place_for
from klinik.people.models import User
from klinik.tenancy.models import Koppontren, TenantQuerySet


def principal_product(koppontren: Koppontren) -> SavingsProduct:
    """The savings that everybody pays on joining. Raises NoProduct before they are offered."""
    offered = SavingsProduct.objects.of(koppontren).select_related("control__unit")
    product = offered.filter(kind=SavingsKind.PRINCIPAL).first()
    if product is None:
        raise NoProduct
    return product


def openable_products(koppontren: Koppontren) -> TenantQuerySet[SavingsProduct]:
    """What a member may open an account of; principal savings come with joining."""
    offered = SavingsProduct.objects.of(koppontren)
    return offered.exclude(kind=SavingsKind.PRINCIPAL).select_related("control")


def products_to_open(member: Member) -> TenantQuerySet[SavingsProduct]:
    """What this member has no account of yet."""
    held = member.savings.values("product")
    return openable_products(member.koppontren).exclude(pk__in=held)


def accounts_of(koppontren: Koppontren) -> TenantQuerySet[SavingsAccount]:
    """Savings accounts with all that a page or a command needs of them."""
    accounts = SavingsAccount.objects.of(koppontren)
    return accounts.select_related("koppontren", "member", "product", "account__unit")


def account_of_request(koppontren: Koppontren, request_id: UUID) -> SavingsAccount | None:
    """The account that this request opened, if it did."""
    return SavingsAccount.objects.of(koppontren).filter(request_id=request_id).first()


def line_of_request(savings: SavingsAccount, request_id: UUID) -> Line | None:
    """What this request posted to the account, with its entry, if it did."""
    lines = savings.account.lines.filter(koppontren=savings.koppontren)
    return lines.filter(entry__request_id=request_id).select_related("entry").first()


def default_cash(koppontren: Koppontren, unit: Unit) -> Account:
    """A unit's first place of cash: where money goes before it has drawers. Raises NoCash."""
    cash = ledger.default_cash(koppontren, unit)
    if cash is None:
        raise NoCash(unit.name)
    return cash


def place_of_cash(koppontren: Koppontren, unit: Unit, by: User) -> Account:
    """Where money over the counter goes: the own open drawer, or the unit's first place of cash.

    Raises NoOpenDrawer where the unit has drawers, NoCash where it has no place of cash at all.
    """
    cash = place_for(koppontren, unit, by)
    if cash is None:
        raise NoCash(unit.name)
    return cash


def latest_entries(savings: SavingsAccount, *, limit: int = 5) -> list[LatestLine]:
    """The last lines of an account with the balance after each, newest first."""
    return latest_lines(savings.koppontren, [savings.account], limit=limit)


def entry_of(savings: SavingsAccount, number: int) -> LatestLine | None:
    """What entry `number` did to this account and left on it; None if it did nothing to it."""
    last = latest_lines(savings.koppontren, [savings.account], limit=1, through=number)
    return last[0] if last and last[0].entry.number == number else None


def member_savings_total(koppontren: Koppontren, on: date | None = None) -> int:
    """All members' savings at the end of the day `on` (None: now), in rupiah.

    Principal, mandatory, voluntary and mudharabah together, with what is not yet detailed by
    member. Raises NoProduct where it is not said which accounts these are: nothing is not zero.
    """
    return sum(savings_by_product(koppontren, on).values())


def savings_by_product(koppontren: Koppontren, on: date | None = None) -> dict[SavingsProduct, int]:
    """What each product's control account holds at the end of the day `on`, in rupiah."""
    held = {row.account.pk: row.balance for row in ledger.trial_balance(koppontren, on=on)}
    products = {
        product: held[product.control_id] for product in SavingsProduct.objects.of(koppontren)
    }
    if not products:
        raise NoProduct
    return products
