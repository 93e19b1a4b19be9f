"""What is said of a pesantren: its facts, whom an office calls, the photo on top of its page."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from klinik.core.files import Photo
from klinik.core.writing import files_with_rows
from klinik.directory.commands.photos import drop_files, store
from klinik.directory.facts import LABELS, in_words
from klinik.directory.models import LONGEST_ALT, ContactPerson, Cover, Pesantren
from klinik.directory.rules import (
    BadFact,
    ChangedMeanwhile,
    NoSource,
    checked_cohort,
    checked_email,
    checked_instagram,
    checked_line,
    checked_marketplaces,
    checked_nspp,
    checked_phone,
    checked_pillars,
    checked_point,
    checked_postcode,
    checked_santri,
    checked_santri_day,
    checked_source,
    checked_text,
    checked_website,
    now_says,
    seen_as,
)
from klinik.directory.upkeep.queries import contact_of

LONGEST_ABOUT = 1500
CHECKS: dict[str, Callable[[Any], Any]] = {
    "name": partial(checked_line, field="name", longest=200),
    "nspp": checked_nspp,
    "district": partial(checked_line, field="district", longest=100),
    "village": partial(checked_line, field="village", longest=100),
    "address": partial(checked_line, field="address", longest=200),
    "postcode": checked_postcode,
    "santri": checked_santri,
    "pillars": checked_pillars,
    "phone": checked_phone,
    "email": checked_email,
    "website": checked_website,
    "instagram": checked_instagram,
    "marketplaces": checked_marketplaces,
    "about": partial(checked_text, field="about", longest=LONGEST_ABOUT),
}
UNSOURCED = frozenset({"about"})  # words about itself are no fact


@transaction.atomic
def describe_pesantren(
    pesantren: Pesantren, *, version: int, source: str, **facts: Any
) -> Pesantren:
    """Change these facts, which were seen in `version`; `source` stands behind what changes.

    Typed as they stand already, nothing happens. Raises BadFact, NoSource, ChangedMeanwhile.
    """
    row = Pesantren.objects.select_for_update(of=["self"]).get(pk=pesantren.pk)
    facts = _tidied(facts)
    changed = [name for name, value in facts.items() if getattr(row, name) != value]
    if not changed:
        return row
    if row.version != version:
        raise ChangedMeanwhile(_said_by_others(row, changed))
    if not source.strip():
        raise NoSource
    for name in changed:
        setattr(row, name, facts[name])
    touched = _sourced(row, changed, source=checked_source(source))
    _refuse_known_nspp(row)
    try:
        with transaction.atomic():
            row.save(update_fields=[*changed, *touched])
    except IntegrityError as taken:  # two who type the same NSPP at once
        if "pesantren_nspp_once" not in str(taken):
            raise
        _refuse_known_nspp(row)
    return Pesantren.objects.get(pk=row.pk)


def _tidied(facts: dict[str, Any]) -> dict[str, Any]:
    today = timezone.localdate()
    tidy = {name: CHECKS[name](value) if name in CHECKS else value for name, value in facts.items()}
    if "name" in tidy and not tidy["name"]:
        raise BadFact("name", _("A pesantren has a name."))
    if "santri" in tidy:
        tidy["santri_on"] = checked_santri_day(tidy["santri"], facts.get("santri_on"), today=today)
    if "cohort_year" in tidy:
        tidy["cohort_year"] = checked_cohort(tidy["cohort_year"], today=today)
    if "latitude" in tidy:
        point = checked_point(tidy["latitude"], tidy["longitude"])
        tidy["latitude"], tidy["longitude"] = point
    return tidy


def _said_by_others(row: Pesantren, changed: list[str]) -> str:
    return now_says({str(LABELS[n]): in_words(n, getattr(row, n)) for n in changed})


def _sourced(row: Pesantren, changed: list[str], *, source: str) -> list[str]:
    """Put the source behind what changed; answers the other fields that this touched."""
    told = {"source": source, "on": timezone.localdate().isoformat()}
    known = {name: said for name, said in row.sources.items() if name not in changed}
    kept = [name for name in changed if name not in UNSOURCED and getattr(row, name)]
    row.sources = known | dict.fromkeys(kept, told)
    if {"santri", "santri_on"} & set(changed):
        row.santri_source = source if row.santri is not None else ""
    if "cohort_year" in changed:
        row.cohort_source = source if row.cohort_year is not None else ""
    return ["sources", "santri_source", "cohort_source"]


def _refuse_known_nspp(row: Pesantren) -> None:
    other = Pesantren.objects.filter(nspp=row.nspp).exclude(pk=row.pk).first()
    if row.nspp and other:
        sentence = _(
            "This NSPP stands at %(name)s already. Look at the number again; if both are the same "
            "pesantren, tell the secretariat."
        )
        raise BadFact("nspp", sentence % {"name": other})


@transaction.atomic
def name_contact(pesantren: Pesantren, *, version: str, name: str, phone: str) -> None:
    """Whom an office calls, as it was seen in `version`; without a name, nobody.

    Call `read_as` first. Raises BadFact, ChangedMeanwhile.
    """
    Pesantren.objects.select_for_update(of=["self"]).get(pk=pesantren.pk)
    tidy_name, tidy_phone = checked_line(name, field="name", longest=200), checked_phone(phone)
    if tidy_phone and not tidy_name:
        raise BadFact("name", _("Whose number is it? Write the name."))
    said = {"name": tidy_name, "phone": tidy_phone}
    before = contact_of(pesantren)
    if said == before:
        return
    if version != seen_as(*before.values()):
        shown = f"{before['name']} {before['phone']}".strip() or "–"
        raise ChangedMeanwhile(now_says({_("Contact person"): shown}))
    if not tidy_name:
        ContactPerson.objects.filter(pesantren=pesantren).delete()
        return
    ContactPerson.objects.update_or_create(pesantren=pesantren, defaults=said)


@files_with_rows()
@transaction.atomic
def choose_cover(pesantren: Pesantren, *, photo: Photo | None, alt: str) -> None:
    """Put a photo on top of the page, or tell anew what is on the one that is there.

    Call `read_as` first. Raises BadFact without a photo or without words for it.
    """
    Pesantren.objects.select_for_update(of=["self"]).get(pk=pesantren.pk)
    words = checked_line(alt, field="alt", longest=LONGEST_ALT)
    if not words:
        raise BadFact("alt", _("Say what is on the photo, for those who do not see it."))
    before = Cover.objects.filter(pesantren=pesantren).first()
    if before is None and photo is None:
        raise BadFact("file", _("Choose a photo."))
    cover = before or Cover(pesantren=pesantren)
    cover.alt = words
    if photo:
        if before:
            drop_files(before)
        store(cover, photo)
    cover.save(force_insert=before is None)


@transaction.atomic
def remove_cover(pesantren: Pesantren) -> None:
    """Take the photo off the page, and its files off the disk. Call `read_as` first."""
    for cover in Cover.objects.filter(pesantren=pesantren):
        drop_files(cover)
        cover.delete()
