"""Figures over time: what pesantren of the demonstration measured, published or not."""

from calendar import monthrange
from datetime import date
from decimal import Decimal
from uuid import NAMESPACE_DNS, UUID, uuid5

from django.db import transaction
from django.utils import timezone

from klinik.core.templatetags.klinik import tanggal
from klinik.directory.commands import check_reading, record_reading, report_reading
from klinik.directory.models import Indicator, Pesantren, Reading
from klinik.people.models import User
from klinik.tenancy.access import read_as

# Sales of the last months in millions of rupiah, the oldest first.
SALES = (18, 21, 19, 24, 27, 26, 31, 34)
OTHERS = (9, 12, 15, 22, 38, 41, 55)  # the sales of a month in other pesantren
SALES_BOOK = "Buku penjualan (rekaan)"


@transaction.atomic
def load() -> None:
    """Write down figures of Al-Hikmah and a few others; done twice, they are there once."""
    secretariat = User.objects.get(email="sekretariat@opop.example")
    manager = User.objects.get(email="manajer@al-hikmah.example")
    read_as(secretariat)
    sales = Indicator.objects.get(code="turnover-month")
    ours = Pesantren.objects.get(slug="al-hikmah")
    if Reading.objects.filter(pesantren=ours, indicator=sales).exists():
        return
    months = _month_ends(len(SALES))
    others = Pesantren.objects.filter(is_simulated=True).exclude(slug__in=["al-hikmah", "an-nur"])
    for place, millions in zip(others.order_by("pk")[: len(OTHERS)], OTHERS, strict=True):
        _keep(place, sales, millions * 1_000_000, months[-1], by=secretariat)
    read_as(manager)
    for day, millions in zip(months, SALES, strict=True):
        _keep(ours, sales, millions * 1_000_000, day, by=manager)
    year = timezone.localdate().year
    result = Indicator.objects.get(code="shu-year")
    for before, value in ((2, -4_500_000), (1, 12_750_000)):
        day = date(year - before, 12, 31)
        _keep(ours, result, value, day, by=manager, source="Laporan RAT (rekaan)", period="setahun")
    _put_right(ours, manager)
    read_as(secretariat)
    latest = Reading.objects.current().filter(pesantren=ours, indicator=sales).latest("on")
    check_reading(latest, office="Sekretariat OPOP", by=secretariat)


def _put_right(place: Pesantren, by: User) -> None:
    """People at work, kept between the pesantren and the offices, and put right once."""
    workers = Indicator.objects.get(code="workers")
    for words, number, replaces in (("first", 21, None), ("right", 12, "first")):
        report_reading(
            place,
            indicator=workers,
            value=Decimal(number),
            on=timezone.localdate(),
            request_id=_key(words),
            by=by,
            is_sure=True,
            replaces=Reading.objects.get(request_id=_key(replaces)) if replaces else None,
            source="Daftar upah (rekaan)",
        )


def _keep(
    place: Pesantren,
    indicator: Indicator,
    value: int,
    on: date,
    *,
    by: User,
    source: str = SALES_BOOK,
    period: str = "",
) -> None:
    record_reading(
        place,
        indicator=indicator,
        value=value,
        period=period or tanggal(on).partition(" ")[2],
        on=on,
        origin=Reading.Origin.SELF_REPORTED,
        source=source,
        by=by,
        is_public=True,
        is_simulated=True,
    )


def _month_ends(number: int) -> list[date]:
    """The last days of the months before this one, the oldest first."""
    today = timezone.localdate()
    months = [today.year * 12 + today.month - 1 - back for back in range(number, 0, -1)]
    return [
        date(month // 12, month % 12 + 1, monthrange(month // 12, month % 12 + 1)[1])
        for month in months
    ]


def _key(words: str) -> UUID:
    return uuid5(NAMESPACE_DNS, f"workers.{words}.klinik.example")
