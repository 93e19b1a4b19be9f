"""Questions to the directory: who is found, how many there are and where."""

from datetime import date

from django.db import connection
from django.db.models import Exists, Max, Min, OuterRef, QuerySet

from klinik.directory.models import Paper, PaperFile, Pesantren, Product, Reading
from klinik.directory.rules import SOON
from klinik.directory.search.queries import found_pesantren as found_pesantren


def sectors() -> list[str]:
    """The sectors in which anything is made, by name: one step in the index for each."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE made AS (SELECT min(sector) AS sector FROM directory_product"
            " WHERE retired_at IS NULL"
            " UNION ALL SELECT (SELECT min(sector) FROM directory_product p"
            " WHERE p.sector > made.sector AND p.retired_at IS NULL)"
            " FROM made WHERE made.sector IS NOT NULL)"
            " SELECT sector FROM made WHERE sector IS NOT NULL"
        )
        return [name for (name,) in cursor.fetchall()]


def cohorts() -> list[int]:
    """The years in which pesantren joined the programme, from the last to the first."""
    ends = Pesantren.objects.aggregate(first=Min("cohort_year"), last=Max("cohort_year"))
    if ends["first"] is None:
        return []
    return list(range(ends["last"], ends["first"] - 1, -1))


def readings_of(pesantren: Pesantren) -> QuerySet[Reading]:
    """The readings that the transaction's reader may see, the latest first."""
    rows = Reading.objects.current().filter(pesantren=pesantren)
    return rows.select_related("indicator", "pesantren", "replaces__indicator").order_by(
        "-on", "-pk"
    )


def papers_of(pesantren: Pesantren) -> QuerySet[Paper]:
    """The papers that count now of all its products; call `read_as` first.

    Each knows by `has_scan` if the reader may open its file.
    """
    return _current().filter(product__pesantren=pesantren).select_related("product")


def papers_of_product(product: Product) -> QuerySet[Paper]:
    """The papers that count now of one product; call `read_as` first."""
    return _current().filter(product=product)


def _current() -> QuerySet[Paper]:
    scan = PaperFile.objects.filter(paper=OuterRef("pk"))
    rows = Paper.objects.filter(replaced_at=None).select_related("check_made")
    return rows.annotate(has_scan=Exists(scan))


def papers_due(pesantren: Pesantren, *, today: date) -> list[Paper]:
    """What has expired or expires in the next 90 days, the most urgent first."""
    return list(papers_expiring(today).filter(product__pesantren=pesantren))


def papers_expiring(on: date) -> QuerySet[Paper]:
    """The papers of all pesantren that have expired on this day or end in the 90 days after it.

    The first to end comes first; each with its product, pesantren and region. Call `read_as` first.
    """
    rows = Paper.objects.filter(
        replaced_at=None, product__retired_at=None, valid_until__lte=on + SOON
    )
    return rows.select_related("product__pesantren__region").order_by("valid_until", "pk")
