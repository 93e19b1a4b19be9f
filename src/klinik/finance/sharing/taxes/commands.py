"""What the law says of tax on savings from a day on. Rows are only added."""

from datetime import date

from django.db import IntegrityError, transaction

from klinik.finance.sharing.models import TaxedMonth, TaxRule
from klinik.finance.sharing.taxes.rules import refuse_changed_month
from klinik.people.models import User


def add_tax_rule(
    *,
    from_on: date,
    free_through: int,
    points: int,
    source: str,
    article: str,
    is_verified: bool,
    by: User,
) -> TaxRule:
    """Say what holds from a day on; of one day the last word holds. Raises MonthWasTaxed."""
    rule = TaxRule(
        from_on=from_on,
        free_through=free_through,
        points=points,
        source=source,
        article=article,
        is_verified=is_verified,
        set_by=by,
    )
    _refuse(rule)
    try:
        with transaction.atomic():
            rule.save(force_insert=True)
    except IntegrityError:
        _refuse(rule)  # a month was divided between that look and this
        raise
    return rule


def _refuse(rule: TaxRule) -> None:
    months = list(TaxedMonth.objects.values_list("month", flat=True))
    refuse_changed_month(rule, rules=list(TaxRule.objects.all()), months=months)
