"""Which partners there are, and what they offer."""

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from klinik.directory.partners.models import Offer, Partner
from klinik.directory.rules import seen_as

SAID = ("name", "kind", "is_lender", "about", "region_id", "website", "contact", "source")


def found_partners(
    *, text: str = "", kind: str = "", offers: str = "", aspect: str = "", region: str = ""
) -> QuerySet[Partner]:
    """Partners that fit all that was asked, those with an open offer for it where one is asked.

    An offer without aspects or regions is for all of them.
    """
    rows = Partner.objects.select_related("region")
    if text:
        rows = rows.filter(
            Q(name__icontains=text) | Q(about__icontains=text) | Q(offers__title__icontains=text)
        ).distinct()
    if kind:
        rows = rows.filter(kind=kind)
    if offers or aspect or region:
        wanted = _for(Offer.objects.open(), kind=offers, aspect=aspect, region=region)
        rows = rows.filter(Exists(wanted.filter(partner=OuterRef("pk"))))
    open_offers = Prefetch("offers", queryset=Offer.objects.open(), to_attr="open_offers")
    return rows.prefetch_related(open_offers).order_by("is_simulated", "name", "pk")


def _for(offers: QuerySet[Offer], *, kind: str, aspect: str, region: str) -> QuerySet[Offer]:
    if kind:
        offers = offers.filter(kind=kind)
    if aspect:
        offers = offers.filter(Q(aspects__code=aspect) | Q(aspects=None))
    if region:
        offers = offers.filter(Q(regions__code=region) | Q(regions=None))
    return offers


def offers_of(partner: Partner, *, also_closed: bool = False) -> QuerySet[Offer]:
    """What a partner offers, the newest first; its own people also see what is closed."""
    rows = Offer.objects.filter(partner=partner)
    if not also_closed:
        rows = rows.open()
    return rows.select_related("partner").prefetch_related("aspects", "regions")


def version_of(partner: Partner) -> str:
    """A mark of all that is said of it: another one as soon as anything is changed."""
    return seen_as(*(getattr(partner, name) for name in SAID))
