"""Which of two values stays, and the word that they are one."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import RequestIdField
from klinik.directory.merging.comparing import Compared, Side
from klinik.directory.merging.rules import ChangedUnderneath
from klinik.directory.models import Pesantren, Product

ONE, OTHER, BOTH = "satu", "dua", "keduanya"
MOST = 2**31 - 1


class Option(NamedTuple):
    """One of the two answers to a question, with the record that gives it."""

    radio: Any
    number: int
    side: Side


class Question(NamedTuple):
    """A fact in which the two differ, as the page asks it."""

    field: BoundField
    options: list[Option]


class Choice(forms.ChoiceField):
    """Radio buttons: the first record, the second and, where that can be, both."""

    def __init__(self, label: Any, initial: str, *, may_be_both: bool = False) -> None:
        choices = [(ONE, _("the first")), (OTHER, _("the second"))]
        if may_be_both:
            choices.append((BOTH, _("both, they are two products")))
        super().__init__(label=label, choices=choices, initial=initial, widget=forms.RadioSelect)


class MergeForm(forms.Form):
    """What stays of two records of one pesantren."""

    one_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST)
    other_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST)
    request_id = RequestIdField()
    same = forms.BooleanField(
        label=_("I have looked: this is one pesantren. I know that merging cannot be undone."),
        error_messages={
            "required": _("Tick this once you are sure: merging cannot be undone."),
        },
    )

    def __init__(
        self,
        one: Pesantren,
        other: Pesantren,
        rows: Sequence[Compared],
        products: Sequence[tuple[Product, Product]],
        data: Any = None,
        *,
        keeps_other: bool = False,
    ) -> None:
        self.versions = {"one_version": one.version, "other_version": other.version}
        super().__init__(data, initial=self.versions)
        self.differing = [row for row in rows if not row.is_same]
        self.products = list(products)
        stays = OTHER if keeps_other else ONE
        self.fields["stays"] = Choice(_("Which page stays?"), stays)
        for row in self.differing:
            initial = OTHER if row.other_is_better else ONE
            if not row.other_is_better and not _is_better(row):
                initial = stays
            self.fields[f"fact-{row.fact}"] = Choice(row.label, initial)
        for ours, _theirs in self.products:
            label = _("%(product)s stands in both. Which one is still offered?")
            field = Choice(label % {"product": ours.name}, stays, may_be_both=True)
            self.fields[f"product-{ours.pk}"] = field
        self.order_fields(["one_version", "other_version", "request_id", "stays"])

    def clean(self) -> None:
        """Whoever compared other versions looks once more: what they chose stands, nothing is wrong
        but that."""
        seen = [self.cleaned_data.get(name) for name in self.versions]
        if None not in seen and seen != list(self.versions.values()):
            self.errors.clear()
            self.add_error(None, str(ChangedUnderneath.says))
            usual = {name: field.initial for name, field in self.fields.items() if field.initial}
            self.data = {**usual, **dict(self.data.items()), **self.versions}

    def questions(self) -> list[Question]:
        """Each fact in which they differ, with both answers."""
        return [
            Question(field, [Option(radio, n, side) for n, (radio, side) in enumerate(pairs, 1)])
            for row in self.differing
            for field in [self[f"fact-{row.fact}"]]
            for pairs in [list(zip(field.subwidgets, (row.one, row.other), strict=True))]
        ]

    def product_fields(self) -> list[BoundField]:
        """The products that both have."""
        return [self[f"product-{ours.pk}"] for ours, _theirs in self.products]

    @property
    def keeps_other(self) -> bool:
        """The second record's page is the one that stays."""
        return bool(self.cleaned_data["stays"] == OTHER)

    def taken(self) -> list[str]:
        """The facts that come from the record that goes."""
        stays = self.cleaned_data["stays"]
        chosen = {row.fact: self.cleaned_data[f"fact-{row.fact}"] for row in self.differing}
        return [fact for fact, side in chosen.items() if side != stays]

    def put_away(self) -> list[int]:
        """The products that are not offered any more."""
        gone = []
        for ours, theirs in self.products:
            chosen = self.cleaned_data[f"product-{ours.pk}"]
            gone += {ONE: [theirs.pk], OTHER: [ours.pk], BOTH: []}[chosen]
        return gone


def _is_better(row: Compared) -> bool:
    """The first one's value is the better of the two by itself."""
    return Compared(row.fact, row.label, row.other, row.one).other_is_better
