"""The list of partners: what may be shown, sorted and taken away."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klinik.core.tables import Column, order_by
from klinik.directory.partners.models import Offer, Partner


def kind_of(partner: Partner) -> str:
    """Its kind; a lender says so."""
    kind = partner.get_kind_display()
    return f"{kind}, {_('financial institution')}" if partner.is_lender else kind


def offered_by(partner: Partner) -> str:
    """The kinds of its open offers, each once, in the order of the choices."""
    open_offers: list[Offer] = partner.open_offers  # type: ignore[attr-defined]  # prefetched
    kinds = {offer.kind for offer in open_offers}
    return ", ".join(str(label) for kind, label in Offer.Kind.choices if kind in kinds)


COLUMNS: list[Column[Partner]] = [
    Column(
        "mitra",
        gettext_lazy("Partner"),
        lambda row: row.name,
        template="directory/_partner_name.html",
    ),
    Column("jenis", gettext_lazy("Kind"), kind_of),
    Column(
        "wilayah",
        gettext_lazy("Region"),
        lambda row: str(row.region) if row.region else _("The whole province"),
    ),
    Column(
        "tawaran",
        gettext_lazy("Offers"),
        lambda row: offered_by(row) or _("No open offer at the moment"),
        may_sort=False,
    ),
    Column("diperiksa", gettext_lazy("Verified on"), lambda row: row.verified_at, is_usual=False),
    Column("situs", gettext_lazy("Website"), lambda row: row.website, is_usual=False),
    Column("kontak", gettext_lazy("Public contact"), lambda row: row.contact, is_usual=False),
    Column("sumber", gettext_lazy("Source"), lambda row: row.source, is_usual=False),
]
ORDER = order_by(
    {
        "mitra": ["name", "pk"],
        "jenis": ["kind", "name", "pk"],
        "wilayah": ["region__name", "name", "pk"],
        "diperiksa": ["verified_at", "name", "pk"],
        "situs": ["website", "name", "pk"],
        "kontak": ["contact", "name", "pk"],
        "sumber": ["source", "name", "pk"],
    }
)
