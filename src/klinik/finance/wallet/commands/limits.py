"""What a wallet may spend: set by its keepers or its guardian, within the pesantren's ceiling."""

from django.db import transaction
from django.utils import timezone

from klinik.finance.wallet.models import Category, Limit, Wallet
from klinik.finance.wallet.rules import AboveCeiling
from klinik.people.models import User
from klinik.tenancy.models import Koppontren


@transaction.atomic
def set_limit(
    koppontren: Koppontren,
    *,
    wallet: Wallet | None,
    category: Category | None,
    period: str,
    amount: int,
    by: User,
) -> Limit:
    """From now on up to `amount` rupiah in a period: for one wallet, or (None) for every one.

    Without a category it is for everything that is not exempt. What holds is the least of both;
    more than the pesantren's ceiling is refused, as it would promise what does not hold.
    Raises AboveCeiling.
    """
    if wallet is not None:
        rows = Limit.objects.of(koppontren).filter(wallet=None, category=category, period=period)
        ceiling = rows.first()
        if ceiling and amount > ceiling.amount:
            raise AboveCeiling(ceiling.amount)
    limit, is_new = Limit.objects.of(koppontren).get_or_create(
        koppontren=koppontren,
        wallet=wallet,
        category=category,
        period=period,
        defaults={"amount": amount, "set_by": by},
    )
    if not is_new and limit.amount != amount:
        limit.amount, limit.set_by, limit.set_at = amount, by, timezone.now()
        limit.save(update_fields=["amount", "set_by", "set_at"])
    return limit


@transaction.atomic
def remove_limit(limit: Limit) -> None:
    """Nothing is said for this period any more; the history keeps what was. Twice is once."""
    Limit.objects.of(limit.koppontren).filter(pk=limit.pk).delete()
