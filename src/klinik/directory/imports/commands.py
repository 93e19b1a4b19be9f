"""Saving a table of pesantren: many rows at once, what is the same left alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from klinik.core.errors import DomainError
from klinik.core.imports import Outcome, Result
from klinik.core.imports.models import Import
from klinik.directory.facts import in_words
from klinik.directory.imports.columns import BY_NAME
from klinik.directory.imports.queries import Known, tables_for
from klinik.directory.imports.rules import Group, Said, Tables, grouped, read_row
from klinik.directory.models import ContactPerson, Pesantren, Product, Region

ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('directory.imports'))"
OWN_SOURCE = {"santri": "santri_source", "cohort_year": "cohort_source"}
MADE = ("sector", "category", "price", "price_unit")


@dataclass
class Change:
    """What a group would make of a pesantren: the rows to write, and what is said of each row."""

    group: Group
    pesantren: Pesantren | None = None
    is_new: bool = False
    changed: set[str] = field(default_factory=set)
    contact: ContactPerson | None = None
    products: list[Product] = field(default_factory=list)
    outcomes: dict[int, Outcome] = field(default_factory=dict)


class PesantrenWork:
    """The rows of one table of pesantren, on their way in."""

    def __init__(self, row: Import) -> None:
        about = row.about
        self.source: str = about["source"]
        self.on = date.fromisoformat(about["on"])
        self.is_simulated: bool = about["is_simulated"]
        self.tables = tables_for(about["regions"])
        said, self.refused = _read(row, self.tables)
        self.parts, repeated = grouped(said, number_of=[number for number, _cells in row.rows])
        self.refused |= repeated
        self.named = {region.pk: region for region in Region.objects.all()}
        self.known = Known()

    def rows_of(self, part: Group) -> Sequence[int]:
        """The rows of one pesantren."""
        return [said.row for said in part.rows]

    def plan(self, parts: Sequence[Group]) -> dict[int, Outcome]:
        """What would become of each row."""
        return _told(self._changes(parts))

    def save(self, parts: Sequence[Group]) -> dict[int, Outcome]:
        """Save these pesantren; one that the database refuses is bad, the others are saved."""
        with connection.cursor() as cursor:
            cursor.execute(ONE_AT_A_TIME)
        self.known.catch_up()
        changes = self._changes(parts, is_saving=True)
        try:
            with transaction.atomic():
                self._write(changes)
        except IntegrityError:
            self.known.slugs -= {change.pesantren.slug for change in changes if change.pesantren}
            if len(parts) == 1:
                return dict.fromkeys(self.rows_of(parts[0]), Outcome(Result.BAD, _meanwhile()))
            return {at: said for part in parts for at, said in self.save([part]).items()}
        return _told(changes)

    def _changes(self, parts: Sequence[Group], *, is_saving: bool = False) -> list[Change]:
        changes = [self._found(group) for group in parts]
        ids = [change.pesantren.pk for change in changes if change.pesantren]
        rows = Pesantren.objects.select_for_update() if is_saving else Pesantren.objects.all()
        there = rows.in_bulk(ids)
        contacts = ContactPerson.objects.in_bulk(
            [change.pesantren.pk for change in changes if change.pesantren and change.group.contact]
        )
        made: dict[int, dict[str, Product]] = {}
        for product in Product.objects.filter(pesantren__in=ids):
            made.setdefault(product.pesantren_id, {})[product.name.casefold()] = product
        for change in changes:
            if change.outcomes:
                continue
            if change.pesantren:
                change.pesantren = there.get(change.pesantren.pk)
                if change.pesantren is None:  # merged just now
                    _refuse(change, _meanwhile())
                    continue
                self._compare(change)
            else:
                self._make(change)
            if not change.outcomes and change.pesantren:
                self._contact(change, contacts.get(change.pesantren.pk or 0))
                self._products(change, made.get(change.pesantren.pk or 0, {}))
        return changes

    def _found(self, group: Group) -> Change:
        change = Change(group)
        try:
            if (pk := self.known.found(group)) is not None:
                change.pesantren = Pesantren(pk=pk)
        except DomainError as refusal:
            _refuse(change, str(refusal.message))
        return change

    def _make(self, change: Change) -> None:
        facts, said = change.group.facts, change.group.source or self.source
        change.is_new = True
        change.pesantren = Pesantren(
            **facts,
            source=said,
            sources={name: self._stated(said) for name in facts if name != "region_id"},
            is_simulated=self.is_simulated,
        )
        if facts.get("santri") is not None:
            change.pesantren.santri_on = self.on

    def _compare(self, change: Change) -> None:
        pesantren, facts = change.pesantren, change.group.facts
        assert pesantren
        if pesantren.is_simulated != self.is_simulated:
            sentence = (
                _("Here this pesantren is an invented one; real facts do not go onto it.")
                if pesantren.is_simulated
                else _("Here this pesantren is a real one; invented facts do not go onto it.")
            )
            return _refuse(change, sentence)
        allowed = self.tables.allowed
        if allowed is not None and pesantren.region_id not in allowed:
            return _refuse(change, _("This NSPP belongs to a pesantren of another regency."))
        told = []
        said = change.group.source or self.source
        for name, value in facts.items():
            before = getattr(pesantren, name)
            if before == value:
                continue
            told.append(self._difference(name, before, value))
            setattr(pesantren, name, value)
            change.changed.add(name)
            if name in OWN_SOURCE:
                setattr(pesantren, OWN_SOURCE[name], said)
                change.changed.add(OWN_SOURCE[name])
            if name == "santri":
                pesantren.santri_on = self.on
                change.changed.add("santri_on")
            pesantren.sources = pesantren.sources | {name: self._stated(said)}
            change.changed.add("sources")
        if told:
            first = change.group.rows[0].row
            change.outcomes[first] = Outcome(Result.CHANGED, "; ".join(told))
        return None

    def _stated(self, source: str) -> dict[str, str]:
        return {"source": source, "on": self.on.isoformat()}

    def _difference(self, name: str, before: Any, after: Any) -> str:
        label = BY_NAME["region" if name == "region_id" else name].label
        return f"{label}: {self._shown(name, before)} → {self._shown(name, after)}"

    def _shown(self, name: str, value: Any) -> str:
        if name == "region_id":
            return str(self.named[value])
        return in_words(name, value)

    def _contact(self, change: Change, there: ContactPerson | None) -> None:
        said = change.group.contact
        if not said:
            return
        name, phone = said["contact_name"], said.get("contact_phone", "")
        if there and (there.name, there.phone) == (name, phone or there.phone):
            return
        phone = phone or (there.phone if there and there.name == name else "")
        change.contact = ContactPerson(name=name, phone=phone)
        if not change.is_new:
            _add_change(
                change, change.group.rows[0].row, f"{BY_NAME['contact_name'].label}: {name}"
            )

    def _products(self, change: Change, there: dict[str, Product]) -> None:
        for said in change.group.rows:
            fallback = Outcome(Result.NEW if change.is_new else Result.UNCHANGED)
            if not said.product:
                change.outcomes.setdefault(said.row, fallback)
                continue
            product = there.get(said.product["product"].casefold())
            if product is None:
                product = Product(name=said.product["product"], source=said.source or self.source)
                product.is_simulated = self.is_simulated
                is_changed, label = True, str(_("new product"))
            else:
                label = str(BY_NAME["product"].label)
                is_changed = any(
                    getattr(product, name) != said.product[name]
                    for name in MADE
                    if name in said.product
                )
            if is_changed:
                for name in MADE:
                    if name in said.product:
                        setattr(product, name, said.product[name])
                change.products.append(product)
                if not change.is_new:
                    _add_change(change, said.row, f"{label}: {product.name}")
            change.outcomes.setdefault(said.row, fallback)

    def _write(self, changes: Iterable[Change]) -> None:
        good = [c for c in changes if c.pesantren and not _is_bad(c)]
        new = [c.pesantren for c in good if c.is_new and c.pesantren]
        for row in new:
            row.slug = self.known.free_slug(row.name, self.named[row.region_id].name)
        Pesantren.objects.bulk_create(new)
        # Two groups may mean one pesantren, where two records were merged; it is written once.
        old = list(
            {c.pesantren.pk: c.pesantren for c in good if c.changed and c.pesantren}.values()
        )
        if old:
            fields = sorted(set().union(*(c.changed for c in good)))
            Pesantren.objects.bulk_create(
                old, update_conflicts=True, unique_fields=["id"], update_fields=fields
            )
            for row in old:
                self.known.note(row.pk, name=row.name, nspp=row.nspp, region_id=row.region_id)
        _write_contacts(good)
        _write_products(good)


def _read(row: Import, tables: Tables) -> tuple[list[Said], dict[int, Outcome]]:
    today = timezone.localdate()
    good: list[Said] = []
    refused: dict[int, Outcome] = {}
    for at, line in enumerate(row.table):
        read = read_row(
            at, line, row.mapping or {}, tables, headings=len(row.headings), today=today
        )
        if isinstance(read, Said):
            good.append(read)
        else:
            refused[at] = read
    return good, refused


def _meanwhile() -> str:
    return _("Somebody saved something else in the meantime. Send this row again.")


def _refuse(change: Change, sentence: str) -> None:
    for said in change.group.rows:
        change.outcomes[said.row] = Outcome(Result.BAD, sentence)


def _is_bad(change: Change) -> bool:
    return any(outcome.result == Result.BAD for outcome in change.outcomes.values())


def _add_change(change: Change, row: int, told: str) -> None:
    before = change.outcomes.get(row)
    said = f"{before.said}; {told}" if before and before.said else told
    change.outcomes[row] = Outcome(Result.CHANGED, said)


def _told(changes: Iterable[Change]) -> dict[int, Outcome]:
    return {at: outcome for change in changes for at, outcome in change.outcomes.items()}


def _write_contacts(changes: Iterable[Change]) -> None:
    contacts = {}
    for change in changes:
        if change.contact and change.pesantren:
            change.contact.pesantren_id = change.pesantren.pk
            contacts[change.pesantren.pk] = change.contact
    ContactPerson.objects.bulk_create(
        contacts.values(),
        update_conflicts=True,
        unique_fields=["pesantren"],
        update_fields=["name", "phone"],
    )


def _write_products(changes: Iterable[Change]) -> None:
    new, old = [], {}
    for change in changes:
        for product in change.products:
            if product.pk:
                old[product.pk] = product
            else:
                product.pesantren_id = change.pesantren.pk if change.pesantren else 0
                new.append(product)
    Product.objects.bulk_create(new)
    Product.objects.bulk_create(
        old.values(), update_conflicts=True, unique_fields=["id"], update_fields=list(MADE)
    )
