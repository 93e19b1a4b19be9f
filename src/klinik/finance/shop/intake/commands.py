"""Saving a table of goods: all rows that can be read, in one go."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from klinik.core.imports import Outcome, Result
from klinik.core.imports.models import Import
from klinik.core.money import rupiah
from klinik.finance.ledger.commands import hold_book
from klinik.finance.shop.commands.goods import (
    Code,
    Facts,
    Prices,
    add_barcode,
    add_good,
    set_price,
)
from klinik.finance.shop.commands.opening import put_on_shelf
from klinik.finance.shop.intake.queries import Known
from klinik.finance.shop.intake.rules import Said, read_row
from klinik.finance.shop.models import Good, Shop
from klinik.finance.shop.queries import categories_of, shops_of
from klinik.finance.shop.refusals import BadPrices
from klinik.finance.shop.rules import Change, amount_for, measured
from klinik.finance.wallet.models import Category
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren

TITLE = gettext_noop("Bringing in goods")


@dataclass
class Plan:
    """What a row would make of a good."""

    said: Said
    good: Good | None
    category: Category | None
    is_stocked: bool = False
    is_coded: bool = False
    told: list[str] = field(default_factory=list)
    refusal: str = ""

    @property
    def outcome(self) -> Outcome:
        """What becomes of the row."""
        if self.refusal:
            return Outcome(Result.BAD, self.refusal)
        if self.good is None:
            return Outcome(Result.NEW)
        return Outcome(Result.CHANGED if self.told else Result.UNCHANGED, "; ".join(self.told))

    @property
    def prices(self) -> Prices:
        """What it costs from now on; an empty cell says nothing of what is known."""
        names = ("member_price", "wholesale_price", "wholesale_from")
        said = {name: getattr(self.said, name) for name in names}
        if self.good:
            known = {name: getattr(self.good, name) for name in names}
            said = {name: known[name] if said[name] is None else said[name] for name in names}
        return Prices(price=self.said.price, **said)


Rows = tuple[Said, ...]


class GoodsWork:
    """The rows of one table of goods, on their way in: one part, so all of them or none."""

    def __init__(self, row: Import) -> None:
        self.koppontren = Koppontren.objects.get(slug=row.about["place"][0])
        enter(self.koppontren)
        self.shop: Shop = shops_of(self.koppontren).get(pk=row.about["shop"])
        self.by = User.objects.get(pk=row.owner_id)
        self.number: UUID = row.number
        self.parts, self.refused = _read(row)

    def rows_of(self, part: Rows) -> Sequence[int]:
        """The rows of the file."""
        return [said.row for said in part]

    def plan(self, parts: Sequence[Rows]) -> dict[int, Outcome]:
        """What would become of each row."""
        enter(self.koppontren)
        return {plan.said.row: plan.outcome for part in parts for plan in self._plans(part)}

    def save(self, parts: Sequence[Rows]) -> dict[int, Outcome]:
        """Save these goods with what is there of them, in one entry."""
        enter(self.koppontren)
        hold_book(self.koppontren)
        outcomes: dict[int, Outcome] = {}
        for part in parts:
            plans = self._plans(part)
            with transaction.atomic():
                self._write([plan for plan in plans if not plan.refusal])
            outcomes |= {plan.said.row: plan.outcome for plan in plans}
        return outcomes

    def _plans(self, part: Rows) -> list[Plan]:
        known = Known(self.shop)
        categories = {row.name.casefold(): row for row in categories_of(self.koppontren)}
        usual = next(iter(categories_of(self.koppontren).order_by("is_exempt", "name")), None)
        return [self._plan(said, known, categories, usual) for said in part]

    def _plan(
        self,
        said: Said,
        known: Known,
        categories: dict[str, Category],
        usual: Category | None,
    ) -> Plan:
        good = known.meant(said)
        category = categories.get(said.category.casefold()) if said.category else usual
        plan = Plan(said, good, category)
        if category is None:
            names = ", ".join(row.name for row in categories.values())
            plan.refusal = _("There is no such category. Write one of these: %(names)s.") % {
                "names": names
            }
        elif good and good.consignor_id:
            plan.refusal = _("This belongs to a consignor: receive it on their page.")
        elif good and not good.is_sold:
            plan.refusal = _("This is not sold any more. Bring it back first.")
        else:
            plan.is_coded = bool(good and said.barcode and said.barcode not in known.by_code)
            plan.is_stocked = bool(said.there) and (good is None or known.is_untouched(good))
            if good:
                plan.told = _differences(good, plan)
            try:
                plan.prices.refuse_dearer()
            except BadPrices as refusal:
                plan.refusal = str(refusal.message)
        return plan

    def _write(self, plans: Sequence[Plan]) -> None:
        changes = []
        for plan in plans:
            good = plan.good or self._add(plan)
            if plan.good and _is_priced_anew(plan.good, plan.prices):
                set_price(plan.good, plan.prices, by=self.by)
            if plan.is_coded:
                add_barcode(good, Code(code=plan.said.barcode), by=self.by)
            if plan.is_stocked:
                said = plan.said
                cost = amount_for(said.there, said.unit_cost)
                changes.append(Change(good.pk, said.there, cost))
        if changes:
            put_on_shelf(self.shop, changes, request_id=uuid5(self.number, "stok"), by=self.by)

    def _add(self, plan: Plan) -> Good:
        said, category = plan.said, plan.category
        assert category  # a row without one is refused
        facts = Facts(
            name=said.name,
            category=category,
            unit_name=said.unit_name,
            low_at=said.low_at,
            codes=[Code(code=said.barcode)] if said.barcode else [],
        )
        key = uuid5(self.number, str(said.row))
        return add_good(self.shop, facts, plan.prices, request_id=key, by=self.by)


def _is_priced_anew(good: Good, prices: Prices) -> bool:
    names = ("price", "member_price", "wholesale_price", "wholesale_from")
    return any(getattr(good, name) != getattr(prices, name) for name in names)


def _differences(good: Good, plan: Plan) -> list[str]:
    told = []
    if good.price != plan.said.price:
        told.append(f"{rupiah(good.price)} → {rupiah(plan.said.price)}")
    elif _is_priced_anew(good, plan.prices):
        told.append(_("prices for members or for many"))
    if plan.is_coded:
        told.append(plan.said.barcode)
    if plan.is_stocked:
        told.append(f"+{measured(plan.said.there)} {good.unit_name}")
    return told


def _read(row: Import) -> tuple[list[Rows], dict[int, Outcome]]:
    good: list[Said] = []
    refused: dict[int, Outcome] = {}
    seen: dict[str, int] = {}
    for at, line in enumerate(row.table):
        said = read_row(at, line, row.mapping or {}, headings=len(row.headings))
        if isinstance(said, Outcome):
            refused[at] = said
            continue
        keys = [f"name {said.name.casefold()}"]
        keys += [f"code {said.barcode}"] if said.barcode else []
        before = next((seen[key] for key in keys if key in seen), None)
        if before is not None:
            sentence = _("The same good stands in row %(row)s already.")
            refused[at] = Outcome(Result.BAD, sentence % {"row": before})
            continue
        seen |= dict.fromkeys(keys, line.number)
        good.append(said)
    return ([tuple(good)] if good else []), refused
