"""Questions about savings that more than one place asks."""

from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import (
    BigIntegerField,
    Case,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import ExtractMonth, ExtractYear, Greatest
from django.utils import timezone

from klinik.core.kept import Kept
from klinik.finance.ledger import queries as ledger
from klinik.finance.ledger.models import Account, Line, Unit
from klinik.finance.ledger.queries.latest import LatestLine, credited_by, latest_lines
from klinik.finance.ledger.words import REVERSAL
from klinik.finance.members.models import Member
from klinik.finance.members.rules import HERE
from klinik.finance.savings.kinds import INTAKE
from klinik.finance.savings.models import ProductTerms, SavingsAccount, SavingsKind, SavingsProduct
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


def usual_with_joining(koppontren: Koppontren) -> TenantQuerySet[SavingsProduct]:
    """What every new member has an account of besides principal savings: simpanan wajib."""
    return openable_products(koppontren).filter(is_offered=True, kind=SavingsKind.MANDATORY)


COLLECTED = (SavingsKind.MANDATORY, SavingsKind.VOLUNTARY, SavingsKind.GOAL)


def collected_products(koppontren: Koppontren) -> list[SavingsProduct]:
    """What is collected from many members, again and again: simpanan wajib first."""
    products = openable_products(koppontren).filter(kind__in=COLLECTED)
    rows = products.select_related("control__unit")
    return sorted(rows, key=lambda p: (p.kind != SavingsKind.MANDATORY, p.prefix))


def today(koppontren: Koppontren) -> date:
    """The day it is where the koppontren is."""
    return timezone.localdate(timezone=ZoneInfo(koppontren.time_zone))


def terms_on(product: SavingsProduct, day: date) -> ProductTerms | None:
    """What holds of a product on a day: its nisbah or monthly amount; None before any was set."""
    return product.terms.filter(since__lte=day).order_by("since", "pk").last()


def terms_to_say(product: SavingsProduct, day: date) -> ProductTerms | None:
    """What a change of the product starts from: what holds, or before anything does, what will."""
    return terms_on(product, day) or product.terms.first()


def products_to_open(member: Member) -> TenantQuerySet[SavingsProduct]:
    """What this member has no account of yet."""
    held = member.savings.filter(closed_on=None, due_on=None).values("product")
    return openable_products(member.koppontren).filter(is_offered=True).exclude(pk__in=held)


def accounts_of(koppontren: Koppontren) -> TenantQuerySet[SavingsAccount]:
    """Savings accounts with all that a page or a command needs of them."""
    accounts = SavingsAccount.objects.of(koppontren)
    return accounts.select_related("member", "product", "account__unit")


NAMED: Kept[SavingsAccount] = Kept(
    lambda koppontren, number, member: (
        SavingsAccount.objects.filter(koppontren=koppontren, number=number, member__number=member)
        .select_related("member", "product", "account__unit")
        .order_by()
    )
)


def named_account(koppontren: Koppontren, number: str, *, of: str) -> list[SavingsAccount]:
    """The account `number` of the member with the number `of`, if there is one."""
    accounts = NAMED(koppontren.pk, number, of)
    for savings in accounts:
        savings.koppontren = koppontren
    return accounts


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


RUPIAH = BigIntegerField()


def arrears(koppontren: Koppontren, day: date) -> QuerySet[Any]:
    """Open accounts of simpanan wajib into which less was paid than was due by the month of `day`.

    Only of members who are here: nobody reminds the dead. Each row has `due`, `paid` and `behind`
    in rupiah; `product_rules.duty` says the same of one account. What the opening's tables brought
    in was paid for months before the account was opened.
    """
    accounts = accounts_of(koppontren).filter(
        product__kind=SavingsKind.MANDATORY, closed_on=None, member__standing__in=HERE
    )
    products = SavingsProduct.objects.of(koppontren).filter(kind=SavingsKind.MANDATORY)
    duties = [When(product=product, then=_duty(product, day)) for product in products]
    due = Case(*duties, default=Value(0), output_field=BigIntegerField())
    kinds = [INTAKE, INTAKE + REVERSAL]
    brought = credited_by(koppontren, kinds, account=OuterRef("account"))
    held = F("account__credits") - F("account__debits")
    rows = accounts.annotate(due=due, paid=held - brought)
    return rows.annotate(
        behind=ExpressionWrapper(F("due") - F("paid"), output_field=RUPIAH)
    ).filter(behind__gt=0)


def steps_of(product: SavingsProduct) -> list[tuple[date, int]]:
    """From which months which monthly amount holds, in order."""
    terms = product.terms.exclude(amount=None).order_by("since", "pk")
    return list({row.since: row.amount or 0 for row in terms}.items())


def _duty(product: SavingsProduct, day: date) -> Any:
    opened = ExtractYear("opened_on") * 12 + ExtractMonth("opened_on")
    steps = steps_of(product)
    ends = [_month(since) - 1 for since, _amount in steps[1:]] + [_month(day)]
    due = Value(0) + Value(0)
    for (since, amount), end in zip(steps, ends, strict=False):
        first = Greatest(opened, Value(_month(since)), output_field=IntegerField())
        months = Greatest(Value(min(end, _month(day)) + 1) - first, Value(0))
        due = due + months * Value(amount, output_field=BigIntegerField())
    return ExpressionWrapper(due, output_field=BigIntegerField())


def _month(day: date) -> int:
    return day.year * 12 + day.month
