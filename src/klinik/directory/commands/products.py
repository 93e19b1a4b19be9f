"""Products and their photos: added, changed, taken off the shelf and put back."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from klinik.core.files import Photo
from klinik.core.writing import files_with_rows
from klinik.directory.commands.photos import drop_files, store
from klinik.directory.models import LONGEST_ALT, Pesantren, Product, ProductPhoto, Sector
from klinik.directory.rules import (
    MOST_PHOTOS,
    BadProduct,
    ChangedMeanwhile,
    ProductReused,
    checked_line,
    checked_source,
    checked_text,
    refuse_half_a_capacity,
    refuse_price,
)

LONGEST_DESCRIPTION = 2000
CONTENT = (
    "name",
    "sector",
    "category",
    "price",
    "price_unit",
    "capacity",
    "capacity_unit",
    "capacity_period",
    "description",
)


@transaction.atomic
def add_product(pesantren: Pesantren, *, source: str, request_id: UUID, **content: Any) -> Product:
    """What the pesantren makes, with all of CONTENT; sent twice, it is one product.

    Raises BadProduct, BadFact, ProductReused.
    """
    Pesantren.objects.select_for_update(of=["self"]).get(pk=pesantren.pk)
    said = _tidied(content) | {"source": checked_source(source)}
    if known := Product.objects.filter(request_id=request_id).first():
        if any(getattr(known, name) != value for name, value in said.items()):
            raise ProductReused
        return known
    _refuse_unknown_sector(said["sector"])
    _refuse_second(pesantren, said["name"])
    return Product.objects.create(
        pesantren=pesantren, request_id=request_id, is_simulated=pesantren.is_simulated, **said
    )


@transaction.atomic
def change_product(product: Product, *, version: int, source: str, **content: Any) -> Product:
    """Say anew what a product is, as it was seen in `version`; said as before, nothing happens.

    Raises BadProduct, BadFact, ChangedMeanwhile.
    """
    row = _locked(product)
    said = _tidied(content)
    changed = [name for name, value in said.items() if getattr(row, name) != value]
    if not changed:
        return row
    if row.version != version:
        raise ChangedMeanwhile(_changed_by_others(row))
    if "sector" in changed:
        _refuse_unknown_sector(said["sector"])
    if "name" in changed:
        _refuse_second(row.pesantren, said["name"], but=row)
    for name in changed:
        setattr(row, name, said[name])
    row.source, row.version = checked_source(source), row.version + 1
    row.save(update_fields=[*changed, "source", "version"])
    return row


def _changed_by_others(row: Product) -> str:
    sentence = _(
        "Somebody else changed this product while you were typing; it is now called %(name)s. Look "
        "at its page, then save again what you typed."
    )
    return sentence % {"name": row.name}


def _tidied(content: dict[str, Any]) -> dict[str, Any]:
    said = {name: content[name] for name in CONTENT}
    said["name"] = checked_line(said["name"], field="name", longest=200)
    for name in ("category", "price_unit", "capacity_unit"):
        said[name] = checked_line(said[name], field=name, longest=40)
    said["category"] = said["category"] or said["sector"]
    said["description"] = checked_text(
        said["description"], field="description", longest=LONGEST_DESCRIPTION
    )
    if not said["name"]:
        raise BadProduct("name", _("Write what the product is called."))
    refuse_price(said["price"])
    refuse_half_a_capacity(said["capacity"], said["capacity_unit"], said["capacity_period"])
    return said


def _refuse_unknown_sector(code: str) -> None:
    if not Sector.objects.in_use().filter(code=code).exists():
        raise BadProduct("sector", _("Choose a sector of the list."))


def _refuse_second(pesantren: Pesantren, name: str, *, but: Product | None = None) -> None:
    others = Product.objects.filter(pesantren=pesantren, name=name)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise BadProduct(
            "name", _("This pesantren has a product of this name already. Change that one.")
        )


@transaction.atomic
def retire_product(product: Product) -> None:
    """It is not made any more: it leaves the lists, its page and papers stay. Twice is once."""
    row = _locked(product)
    if row.retired_at is None:
        row.retired_at = timezone.now()
        row.save(update_fields=["retired_at"])


@transaction.atomic
def restore_product(product: Product) -> None:
    """It is made again."""
    row = _locked(product)
    if row.retired_at is not None:
        row.retired_at = None
        row.save(update_fields=["retired_at"])


@files_with_rows()
@transaction.atomic
def add_photo(product: Product, *, photo: Photo, alt: str, request_id: UUID) -> None:
    """One more photo behind the others, at most six; sent twice, it is one.

    Call `read_as` first. Raises BadProduct, BadFact.
    """
    row = _locked(product)
    if ProductPhoto.objects.filter(request_id=request_id, product=row).exists():
        return
    taken = row.photos.count()
    if taken >= MOST_PHOTOS:
        raise BadProduct("file", _("Six photos are enough. Take one away first."))
    shown = ProductPhoto(product=row, order=taken + 1, alt=_words(alt), request_id=request_id)
    store(shown, photo)
    shown.save(force_insert=True)


def _words(alt: str) -> str:
    words = checked_line(alt, field="alt", longest=LONGEST_ALT)
    if not words:
        raise BadProduct("alt", _("Say what is on the photo, for those who do not see it."))
    return words


@transaction.atomic
def move_photo_first(photo: ProductPhoto) -> None:
    """This photo stands for the product from now on. Call `read_as` first."""
    row = _locked(photo.product)
    photo = ProductPhoto.objects.get(pk=photo.pk)
    row.photos.filter(order__lt=photo.order).update(order=F("order") + 1)
    ProductPhoto.objects.filter(pk=photo.pk).update(order=1)


@transaction.atomic
def remove_photo(photo: ProductPhoto) -> None:
    """Take a photo away, and its files off the disk; the others close up. Call `read_as` first."""
    row = _locked(photo.product)
    kept = ProductPhoto.objects.filter(pk=photo.pk).first()
    if kept is None:
        return
    drop_files(kept)
    kept.delete()
    row.photos.filter(order__gt=kept.order).update(order=F("order") - 1)


def _locked(product: Product) -> Product:
    rows = Product.objects.select_for_update(of=["self"]).select_related("pesantren")
    return rows.get(pk=product.pk)
