"""What the law says of tax, where an earlier test emptied the table."""

from datetime import date

from klinik.finance.sharing.models import TaxRule


def make_tax_rule() -> TaxRule:
    """Through Rp240.000 nothing, above it 10 percent of the whole."""
    numbers = {"free_through": 240_000, "points": 1_000, "source": "PP 15/2009"}
    return TaxRule.objects.get_or_create(from_on=date(2009, 1, 1), defaults=numbers)[0]
