"""Starting pocket money in a koppontren: its accounts, its rules, what goods are for."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import count

from django.db import transaction

from klinik.core.lines import one_line
from klinik.finance.ledger.chart import AccountRow
from klinik.finance.ledger.commands import add_account, hold_book
from klinik.finance.ledger.models import Account, AccountKind, Side
from klinik.finance.ledger.queries import accounts_by_code
from klinik.finance.ledger.queries.chart import units_with_savings_first
from klinik.finance.wallet.choices import Icon
from klinik.finance.wallet.models import Category, WalletRules
from klinik.finance.wallet.queries.wallets import rules_of
from klinik.finance.wallet.rooms import taken_accounts
from klinik.finance.wallet.rules import BadFee, CategoryTaken
from klinik.people.models import User
from klinik.tenancy.models import Koppontren


def _control(code: str, name: str, kind: str, side: str) -> AccountRow:
    return AccountRow(
        code=code,
        name=name,
        kind=kind,
        normal_side=side,
        unit="",
        cash_flow="operating",
        is_control=True,
    )


POCKET_MONEY = _control("2120", "Uang Saku Santri", AccountKind.LIABILITY, Side.CREDIT)
HELD = _control("2121", "Uang Saku Ditahan", AccountKind.LIABILITY, Side.CREDIT)
OWED = _control("1134", "Piutang Santri", AccountKind.ASSET, Side.DEBIT)
# What goods are for, until a koppontren says it otherwise: name, picture, exempt.
USUAL = (
    ("Jajan", Icon.COOKIE, False),
    ("Makan dan minum", Icon.SOUP, False),
    ("Mandi dan cuci", Icon.BATH, False),
    ("Pakaian", Icon.SHIRT, False),
    ("Kitab dan buku", Icon.BOOK, True),
    ("Obat", Icon.PILL, True),
)


@transaction.atomic
def start_wallets(koppontren: Koppontren, *, by: User) -> WalletRules:
    """Say where pocket money is kept; accounts which the chart lacks are opened. Twice is once."""
    hold_book(koppontren)
    known = WalletRules.objects.of(koppontren).first()
    if known:
        return known
    codes, apart = accounts_by_code(koppontren), taken_accounts(koppontren)
    chart = {code: row for code, row in codes.items() if row.pk not in apart}
    control = chart.get(POCKET_MONEY.code)
    is_ready = control is not None and _fits(control, POCKET_MONEY)
    unit = control.unit if control and is_ready else units_with_savings_first(koppontren)[0]
    places = [
        _place(koppontren, replace(row, unit=unit.code), chart=chart, taken=codes, by=by)
        for row in (POCKET_MONEY, HELD, OWED)
    ]
    offer_usual_categories(koppontren)
    return WalletRules.objects.create(
        koppontren=koppontren, control=places[0], held=places[1], owed=places[2]
    )


def offer_usual_categories(koppontren: Koppontren) -> None:
    """What goods are usually for, where that is not said already; a shop needs it as well."""
    for name, icon, is_exempt in USUAL:
        Category.objects.get_or_create(
            koppontren=koppontren, name=name, defaults={"icon": icon, "is_exempt": is_exempt}
        )


def _place(
    koppontren: Koppontren,
    row: AccountRow,
    *,
    chart: Mapping[str, Account],
    taken: Mapping[str, Account],
    by: User,
) -> Account:
    """The account of the chart that is meant, or a new one under the next free code."""
    known = chart.get(row.code)
    if known and known.unit.code == row.unit and _fits(known, row):
        return known
    codes = (row.code if n == 1 else f"{row.code}-{n}" for n in count(1))
    free = next(code for code in codes if code not in taken)
    return add_account(koppontren, account=replace(row, code=free), by=by)


def _fits(account: Account, row: AccountRow) -> bool:
    """It is of this kind, open, kept person by person, and nobody's yet."""
    return (
        (account.kind, account.normal_side) == (row.kind, row.normal_side)
        and account.is_control
        and not account.closed
        and not account.last_detail
    )


@transaction.atomic
def change_rules(
    koppontren: Koppontren,
    *,
    card_fee: int,
    fee_account: Account | None,
    offline_allowance: int,
) -> WalletRules:
    """Say what a new card costs, and what a card pays a day where nobody can be asked, in rupiah.

    Raises NotStarted, BadFee.
    """
    rules = rules_of(koppontren)
    if card_fee and (fee_account is None or fee_account.kind != AccountKind.INCOME):
        raise BadFee
    rules.card_fee, rules.fee_account = card_fee, fee_account
    rules.offline_allowance = offline_allowance
    rules.save(update_fields=["card_fee", "fee_account", "offline_allowance"])
    return rules


@transaction.atomic
def add_category(koppontren: Koppontren, *, name: str, icon: str, is_exempt: bool) -> Category:
    """Add something that goods are for. The same twice is one. Raises CategoryTaken."""
    name = one_line(name)
    made, is_new = Category.objects.get_or_create(
        koppontren=koppontren, name=name, defaults={"icon": icon, "is_exempt": is_exempt}
    )
    if not is_new and (made.icon, made.is_exempt) != (icon, is_exempt):
        raise CategoryTaken(name)
    return made


@transaction.atomic
def change_category(
    category: Category, *, name: str, icon: str, is_exempt: bool, is_used: bool
) -> Category:
    """Call it otherwise, exempt it or not, or use it no more. Raises CategoryTaken."""
    rows = Category.objects.of(category.koppontren)
    category = rows.select_for_update(of=["self"], no_key=True).get(pk=category.pk)
    if rows.filter(name=one_line(name)).exclude(pk=category.pk).exists():
        raise CategoryTaken(one_line(name))
    category.name, category.icon = one_line(name), icon
    category.is_exempt, category.is_used = is_exempt, is_used
    category.save(update_fields=["name", "icon", "is_exempt", "is_used"])
    return category
