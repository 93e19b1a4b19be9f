"""What a cooperative offers: the usual savings at once, and each product by itself."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from klinik.core.money import MAX_AMOUNT, rupiah
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.queries import control_accounts
from klinik.finance.savings.models import (
    Akad,
    ProductTerms,
    SavingsEvent,
    SavingsKind,
    SavingsProduct,
    SavingsStep,
    Withdrawal,
)
from klinik.finance.savings.product_rules import (
    ControlTaken,
    NotItsAccount,
    PrefixTaken,
    Rules,
    account_kind,
    check_rules,
    check_since,
    check_sort,
)
from klinik.finance.savings.queries import terms_on, today
from klinik.finance.savings.rules import BadPrincipal, NoPrincipalAccount, PrincipalIsSet
from klinik.finance.wallet.queries.wallets import wallet_controls
from klinik.people.models import User
from klinik.tenancy.models import Koppontren


class UsualProduct(NamedTuple):
    """Savings that nearly every koppontren offers, by the code of its control account."""

    code: str
    kind: SavingsKind
    prefix: str
    withdrawal: Withdrawal
    akad: str = ""


PRINCIPAL = UsualProduct("3110", SavingsKind.PRINCIPAL, "P", Withdrawal.LEAVING)
USUAL = (
    PRINCIPAL,
    UsualProduct("3120", SavingsKind.MANDATORY, "W", Withdrawal.LEAVING),
    UsualProduct("2110", SavingsKind.VOLUNTARY, "S", Withdrawal.ANY_TIME, Akad.WADIAH),
    UsualProduct("2510", SavingsKind.VOLUNTARY, "M", Withdrawal.ANY_TIME, Akad.MUDHARABAH),
)


@transaction.atomic
def offer_usual_products(koppontren: Koppontren, *, principal: int) -> list[SavingsProduct]:
    """Offer the usual savings for which the chart has accounts; joining costs `principal` rupiah.

    The same twice changes nothing. Raises PrincipalIsSet for another amount, BadPrincipal, and
    NoPrincipalAccount where the chart has none.
    """
    Koppontren.objects.select_for_update(of=["self"], no_key=True).get(pk=koppontren.pk)
    if not 0 < principal <= MAX_AMOUNT:
        raise BadPrincipal
    offered = {product.prefix: product for product in SavingsProduct.objects.of(koppontren)}
    known = next((p for p in offered.values() if p.kind == SavingsKind.PRINCIPAL), None)
    if known and known.amount != principal:
        raise PrincipalIsSet(known.name, amount=known.amount or 0)
    controls = control_accounts(koppontren, [usual.code for usual in USUAL])
    if not known and PRINCIPAL.code not in controls:
        raise NoPrincipalAccount(f"{PRINCIPAL.code} Simpanan Pokok")
    used = {product.control_id for product in offered.values()}
    for usual in USUAL:
        control = controls.get(usual.code)
        if control and control.pk not in used and usual.prefix not in offered:
            amount = principal if usual.kind == SavingsKind.PRINCIPAL else None
            _offer(control, usual=usual, amount=amount)
    return list(SavingsProduct.objects.of(koppontren))


def _offer(control: Account, *, usual: UsualProduct, amount: int | None) -> SavingsProduct:
    return SavingsProduct.objects.create(
        koppontren_id=control.koppontren_id,
        control=control,
        kind=usual.kind,
        prefix=usual.prefix,
        name=control.name,
        akad=usual.akad,
        amount=amount,
        withdrawal=usual.withdrawal,
    )


@transaction.atomic
def offer_product(
    koppontren: Koppontren,
    *,
    control: Account,
    kind: str,
    akad: str,
    prefix: str,
    months: int | None = None,
    rules: Rules,
    by: User,
) -> SavingsProduct:
    """Offer another kind of savings, held under `control`. The same twice is one product.

    Raises BadRule, NotItsAccount, PrefixTaken, ControlTaken.
    """
    check_sort(kind)
    check_rules(kind, akad=akad, months=months, rules=rules)
    _refuse_control(control, kind=account_kind(kind, akad))
    made = {
        "control": control,
        "kind": kind,
        "akad": akad,
        "prefix": prefix,
        "months": months,
        "name": rules.name,
        "withdrawal": rules.withdrawal,
        "minimum": rules.minimum,
        "closing_fee": rules.closing_fee,
        "monthly_fee": rules.monthly_fee,
        "fee_account": rules.fee_account,
        "is_offered": rules.is_offered,
    }
    for known in SavingsProduct.objects.of(koppontren).select_related("control"):
        if all(getattr(known, field) == value for field, value in made.items()):
            return known
        if known.prefix == prefix:
            raise PrefixTaken(prefix, product=known.name)
        if known.control_id == control.pk:
            raise ControlTaken(str(control), product=known.name)
    try:
        with transaction.atomic():
            since = _this_month(koppontren) if rules.monthly_fee else None
            product = SavingsProduct.objects.create(
                koppontren=koppontren, monthly_fee_since=since, **made
            )
    except IntegrityError as error:  # somebody else offered it at this very moment
        raise PrefixTaken(prefix, product=rules.name) from error
    _set_terms(product, rules=rules, by=by)
    return product


def _refuse_control(control: Account, *, kind: str) -> None:
    if not control.is_control or control.closed or control.kind != kind:
        raise NotItsAccount(str(control), kind=kind)
    if control.pk in wallet_controls(control.koppontren):
        raise ControlTaken(str(control), product=_("pocket money"))


@transaction.atomic
def change_product(product: SavingsProduct, *, rules: Rules, by: User) -> SavingsProduct:
    """Change what may change of a product, and keep what it was; what it is stays.

    Raises BadRule.
    """
    product = SavingsProduct.objects.select_for_update(of=["self"], no_key=True).get(pk=product.pk)
    check_rules(product.kind, akad=product.akad, months=product.months, rules=rules)
    changes = [
        _("%(what)s: %(before)s becomes %(after)s")
        % {"what": what, "before": said(getattr(product, field)), "after": said(after)}
        for field, what, said, after in _fields(rules)
        if getattr(product, field) != after
    ]
    if changes:
        if product.monthly_fee != rules.monthly_fee:
            product.monthly_fee_since = _this_month(product.koppontren)
        for field, _what, _said, after in _fields(rules):
            setattr(product, field, after)
        changed = [field for field, *_rest in _fields(rules)]
        product.save(update_fields=[*changed, "monthly_fee_since"])
        SavingsEvent.objects.create(
            koppontren=product.koppontren,
            product=product,
            what=SavingsStep.CHANGED,
            reason="; ".join(changes)[:500],
            by=by,
        )
    _set_terms(product, rules=rules, by=by)
    return product


def _fields(rules: Rules) -> list[tuple[str, str, Callable[[object], str], object]]:
    """What of a product may change: its field, its name, how it is said, what it becomes."""
    return [
        ("name", _("Name"), str, rules.name),
        ("minimum", _("Minimum balance"), _amount, rules.minimum),
        ("closing_fee", _("Fee for closing"), _amount, rules.closing_fee),
        ("monthly_fee", _("Monthly fee"), _amount, rules.monthly_fee),
        ("fee_account", _("Fees go to"), _or_nothing, rules.fee_account),
        ("withdrawal", _("Paid out"), _when, rules.withdrawal),
        ("is_offered", _("New accounts"), _yes_or_no, rules.is_offered),
    ]


def _this_month(koppontren: Koppontren) -> date:
    return today(koppontren).replace(day=1)


def _amount(amount: object) -> str:
    return rupiah(int(str(amount)))


def _when(key: object) -> str:
    return str(Withdrawal(str(key)).label)


def _or_nothing(account: object) -> str:
    return str(account) if account else "–"


def _yes_or_no(is_so: object) -> str:
    return _("yes") if is_so else _("no")


def _set_terms(product: SavingsProduct, *, rules: Rules, by: User) -> None:
    """Write down a nisbah or a monthly amount that is another than the one in force."""
    if rules.nisbah is None and rules.amount is None:
        return
    this_month = _this_month(product.koppontren)
    since = (rules.since or this_month).replace(day=1)
    latest = terms_on(product, since)
    if latest and (latest.nisbah, latest.amount) == (rules.nisbah, rules.amount):
        return
    if product.terms.exists():
        check_since(since, this_month=this_month)
    ProductTerms.objects.create(
        koppontren=product.koppontren,
        product=product,
        since=since,
        nisbah=rules.nisbah,
        amount=rules.amount,
        set_by=by,
    )
