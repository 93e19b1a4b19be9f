"""What two records say, side by side."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klinik.directory.facts import LABELS, in_words, known_on
from klinik.directory.merging.rules import FACTS, Told, is_better
from klinik.directory.models import ContactPerson, Cover, Pesantren

NAMES: dict[str, Promise | str] = {
    **{name: LABELS[name] for name in FACTS if name in LABELS},
    "point": _("Place on the map"),
    "cover": _("Photo on top of the page"),
    "contact": _("Contact person"),
}


class Side(NamedTuple):
    """What one record says of a fact: in words, where from, and for the default."""

    words: str
    source: str
    told: Told
    photo: Cover | None = None


class Compared(NamedTuple):
    """One fact of both records."""

    fact: str
    label: Promise | str
    one: Side
    other: Side

    @property
    def is_same(self) -> bool:
        """There is nothing to choose."""
        return bool(self.one.told.value == self.other.told.value)

    @property
    def other_is_better(self) -> bool:
        """What the second record says stays, unless somebody chooses."""
        return is_better(self.other.told, self.one.told)


def compared(one: Pesantren, other: Pesantren) -> list[Compared]:
    """Every fact that at least one of them has; call `read_as` first."""
    covers: Mapping[int, Cover] = Cover.objects.in_bulk([one.pk, other.pk])
    contacts: Mapping[int, ContactPerson] = ContactPerson.objects.in_bulk([one.pk, other.pk])
    left, right = (_sides(row, covers.get(row.pk), contacts.get(row.pk)) for row in (one, other))
    rows = [Compared(fact, NAMES[fact], left[fact], right[fact]) for fact in FACTS]
    return [row for row in rows if row.one.told.value or row.other.told.value]


def _sides(row: Pesantren, cover: Cover | None, contact: ContactPerson | None) -> dict[str, Side]:
    verified = row.verified_on if row.is_verified else None
    sides = {fact: _side(row, fact, verified) for fact in FACTS if fact not in {"cover", "contact"}}
    person = f"{contact.name} {'+' + contact.phone if contact.phone else ''}" if contact else ""
    sides["contact"] = Side(person.strip() or "–", "", Told(person, None, None))
    # Two photos are two, also where both show the same gate.
    shown = str(cover.small.name) if cover else ""
    sides["cover"] = Side(cover.alt if cover else "–", "", Told(shown, None, None), cover)
    return sides


def _side(row: Pesantren, fact: str, verified: date | None) -> Side:
    if fact == "point":
        value = "" if row.latitude is None else f"{row.latitude}, {row.longitude}"
        return Side(value or "–", row.source_of("latitude"), Told(value, verified, None))
    value = getattr(row, fact)
    source = "" if fact == "about" else row.source_of(fact)
    told = Told(value, verified, known_on(row, fact))
    return Side(in_words(fact, value), source if value else "", told)
