"""Legality papers of the demonstration: one runs out soon, one has run out; all invented."""

from datetime import timedelta
from uuid import NAMESPACE_DNS, uuid5

from django.db import transaction
from django.utils import timezone

from klinik.directory.commands import add_paper
from klinik.directory.models import Paper, Product
from klinik.people.access import read_as
from klinik.people.models import User

Kind = Paper.Kind
# pesantren, who speaks for it, and each paper's kind, number and days from today to its last day
PAPERS = (
    (
        "al-hikmah",
        "manajer@al-hikmah.example",
        (
            (Kind.NIB, "SIMULASI-NIB-01", None),
            (Kind.PIRT, "SIMULASI-PIRT-01", 45),
            (Kind.HALAL, "SIMULASI-HALAL-01", -20),
        ),
    ),
    (
        "darul-falah",
        "pendamping@darul-falah.example",
        ((Kind.NIB, "SIMULASI-NIB-02", None), (Kind.TRADE_MARK, "SIMULASI-MEREK-02", 2000)),
    ),
)


@transaction.atomic
def load() -> None:
    """Give each example pesantren one product with papers, price and capacity."""
    if Paper.objects.exists():
        return
    today = timezone.localdate()
    for slug, email, papers in PAPERS:
        by = User.objects.get(email=email)
        read_as(by)
        product = Product.objects.filter(pesantren__slug=slug, is_simulated=True)[0]
        Product.objects.filter(pk=product.pk).update(
            price=15_000,
            price_unit="kemasan",
            capacity=600,
            capacity_unit="kemasan",
            capacity_period=Product.Period.MONTH,
        )
        for kind, number, days in papers:
            add_paper(
                product,
                kind=kind,
                number=number,
                valid_until=None if days is None else today + timedelta(days=days),
                request_id=uuid5(NAMESPACE_DNS, number),
                by=by,
            )
