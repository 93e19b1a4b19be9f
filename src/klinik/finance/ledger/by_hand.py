"""Which accounts people write on themselves; what PostgreSQL holds of it is in `sql/drafts.sql`."""

from collections.abc import Sequence

from klinik.finance.ledger.posting import Leg
from klinik.finance.ledger.refusals import BetweenUnits, HasItsOwnPage


def refuse_kept_accounts(legs: Sequence[Leg]) -> None:
    """Say which of the accounts nobody writes on by hand: HasItsOwnPage, BetweenUnits."""
    for account in (leg.account for leg in legs):
        if account.parent_id is not None:
            raise HasItsOwnPage(str(account))
        if account.other_unit_id is not None:
            raise BetweenUnits(str(account))
