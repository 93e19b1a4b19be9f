"""What somebody should know before an account is closed."""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from klinik.finance.ledger.queries.details import written_through
from klinik.finance.savings.models import SavingsAccount
from klinik.finance.sharing.models import Pool, RunKind, RunState
from klinik.finance.sharing.queries import month_to_share, run_of
from klinik.finance.sharing.rules import last_of


def lost_shares(accounts: Sequence[SavingsAccount]) -> list[str]:
    """A sentence for each account that would go without its share of the month that is over.

    What is closed before its month is divided is left out (docs/decisions/0050).
    """
    shared = {
        savings.account_id: savings
        for savings in accounts
        if savings.is_open and savings.product.is_shared
    }
    if not shared:
        return []
    koppontren = next(iter(shared.values())).koppontren
    month = month_to_share(koppontren)
    divided = {pool.unit_id: _is_divided(pool, month) for pool in Pool.objects.of(koppontren)}
    saved = written_through(koppontren, list(shared), last_of(month))
    sentence = _(
        "The profit share of %(month)s is not divided yet. If %(number)s is closed now, it gets "
        "none of it: share the month first, then close."
    )
    return [
        sentence % {"month": date_format(month, "F Y"), "number": shared[account].number}
        for account in sorted(saved)
        if divided.get(shared[account].account.unit_id) is False
    ]


def _is_divided(pool: Pool, month: date) -> bool:
    run = run_of(pool.koppontren, pool.pk, month, RunKind.SHARE)
    return run is not None and run.state != RunState.PREPARED
