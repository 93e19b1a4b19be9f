"""The facts of a koppontren that everybody may know."""

from django.db.models import OuterRef, Subquery

from klinik.directory.models import Pesantren
from klinik.tenancy.models import Koppontren, Rat


def public_koppontren(pesantren: Pesantren) -> Koppontren | None:
    """The cooperative of a pesantren with the year and day of its latest RAT: one question."""
    latest = Rat.objects.filter(koppontren=OuterRef("pk")).order_by("-year")
    rows = Koppontren.objects.annotate(
        rat_year=Subquery(latest.values("year")[:1]),
        rat_held_on=Subquery(latest.values("held_on")[:1]),
    )
    return rows.filter(pesantren=pesantren).first()
