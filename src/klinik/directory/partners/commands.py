"""Writing down a partner, what it says of itself and what it offers."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from klinik.core.slugs import FIXED_WORDS
from klinik.directory.models import Aspect, Region
from klinik.directory.partners.models import Offer, Partner
from klinik.directory.partners.queries import version_of
from klinik.directory.partners.rules import (
    PartnerReused,
    refuse_ended,
    refuse_lending,
    refuse_unsourced,
)
from klinik.directory.rules import ChangedMeanwhile, now_says
from klinik.people.models import User

WHO_IT_IS = ("name", "kind", "is_lender")


@transaction.atomic
def add_partner(
    *,
    name: str,
    kind: str,
    is_lender: bool,
    about: str,
    region: Region | None,
    website: str,
    contact: str,
    source: str,
    request_id: UUID,
    is_simulated: bool = False,
) -> Partner:
    """Write a partner into the directory, not verified yet; sent twice, it is one.

    Call `read_as` first. Raises BadPartner, PartnerReused.
    """
    content: dict[str, Any] = {"name": name, "kind": kind, "is_lender": is_lender, "about": about}
    content |= {"region": region, "website": website, "contact": contact, "source": source}
    if known := Partner.objects.filter(request_id=request_id).first():
        if any(getattr(known, field) != value for field, value in content.items()):
            raise PartnerReused
        return known
    refuse_lending(kind, is_lender=is_lender)
    refuse_unsourced(source, is_simulated=is_simulated)
    return Partner.objects.create(
        **content, slug=_free_slug(name), request_id=request_id, is_simulated=is_simulated
    )


def _free_slug(name: str) -> str:
    wanted = slugify(name)[:100].strip("-") or "mitra"
    slugs = Partner.objects.filter(slug__startswith=wanted).values_list("slug", flat=True)
    taken = set(slugs) | FIXED_WORDS
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(slug for slug in numbered if slug not in taken)


@transaction.atomic
def describe_partner(partner: Partner, *, version: str, **content: Any) -> Partner:
    """Change what is said of a partner, as it was seen in `version`; said as before, nothing.

    Under another name or kind it has to be verified anew. Call `read_as` first. Raises BadPartner,
    ChangedMeanwhile.
    """
    partner = Partner.objects.select_for_update(of=["self"]).get(pk=partner.pk)
    became = {name: getattr(partner, name) for name in WHO_IT_IS} | content
    refuse_lending(became["kind"], is_lender=became["is_lender"])
    refuse_unsourced(content.get("source", partner.source), is_simulated=partner.is_simulated)
    changed = [name for name, value in content.items() if getattr(partner, name) != value]
    if changed and version != version_of(partner):
        raise ChangedMeanwhile(now_says(_in_words(partner, changed)))
    if any(name in changed for name in WHO_IT_IS) and partner.verified_at:
        content |= {"verified_at": None, "verified_by": None}
        changed += ["verified_at", "verified_by"]
    for name in changed:
        setattr(partner, name, content[name])
    if changed:
        partner.save(update_fields=changed)
    return partner


def _in_words(partner: Partner, names: Iterable[str]) -> dict[str, str]:
    said = {}
    for name in names:
        label = str(Partner._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        value = getattr(partner, f"get_{name}_display", lambda name=name: getattr(partner, name))()
        said[label[:1].upper() + label[1:]] = str(_("yes") if value is True else value or "–")
    return said


@transaction.atomic
def verify_partner(partner: Partner, *, by: User) -> Partner:
    """An officer has looked at who this is; twice is once. Call `read_as` first."""
    partner = Partner.objects.select_for_update(of=["self"]).get(pk=partner.pk)
    if partner.verified_at is None:
        partner.verified_at, partner.verified_by = timezone.now(), by
        partner.save(update_fields=["verified_at", "verified_by"])
    return partner


@transaction.atomic
def make_offer(
    partner: Partner,
    *,
    kind: str,
    title: str,
    text: str,
    aspects: Iterable[Aspect],
    regions: Iterable[Region],
    until: date | None,
    request_id: UUID,
) -> Offer:
    """Publish what a partner offers; sent twice, it is one offer.

    Call `read_as` first. Raises BadOffer, PartnerReused.
    """
    content: dict[str, Any] = {"kind": kind, "title": title, "text": text, "until": until}
    if known := Offer.objects.filter(request_id=request_id).first():
        _refuse_other(known, partner, content, aspects, regions)
        return known
    refuse_ended(until, today=timezone.localdate())
    offer = Offer.objects.create(partner=partner, request_id=request_id, **content)
    offer.aspects.set(aspects)
    offer.regions.set(regions)
    return offer


def _refuse_other(
    known: Offer,
    partner: Partner,
    content: dict[str, Any],
    aspects: Iterable[Aspect],
    regions: Iterable[Region],
) -> None:
    said = (known.partner, set(known.aspects.all()), set(known.regions.all()))
    is_same = said == (partner, set(aspects), set(regions))
    if not is_same or any(getattr(known, name) != value for name, value in content.items()):
        raise PartnerReused


@transaction.atomic
def change_offer(
    offer: Offer,
    *,
    kind: str,
    title: str,
    text: str,
    aspects: Iterable[Aspect],
    regions: Iterable[Region],
    until: date | None,
) -> Offer:
    """Say anew what is offered, for whom and until when. Call `read_as` first. Raises BadOffer."""
    offer = Offer.objects.select_for_update(of=["self"]).get(pk=offer.pk)
    if until != offer.until:
        refuse_ended(until, today=timezone.localdate())
    offer.kind, offer.title, offer.text, offer.until = kind, title, text, until
    offer.save(update_fields=["kind", "title", "text", "until"])
    offer.aspects.set(aspects)
    offer.regions.set(regions)
    return offer


@transaction.atomic
def close_offer(offer: Offer) -> Offer:
    """The offer is no longer there; twice is once. Call `read_as` first."""
    offer = Offer.objects.select_for_update(of=["self"]).get(pk=offer.pk)
    if offer.closed_at is None:
        offer.closed_at = timezone.now()
        offer.save(update_fields=["closed_at"])
    return offer


@transaction.atomic
def reopen_offer(offer: Offer) -> Offer:
    """The offer is there again. Call `read_as` first. Raises BadOffer where its day has passed."""
    offer = Offer.objects.select_for_update(of=["self"]).get(pk=offer.pk)
    refuse_ended(offer.until, today=timezone.localdate())
    if offer.closed_at is not None:
        offer.closed_at = None
        offer.save(update_fields=["closed_at"])
    return offer
