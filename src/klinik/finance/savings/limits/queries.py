"""Which limits hold at the counter, and what waits because of them."""

from collections.abc import Sequence
from typing import NamedTuple

from klinik.finance.ledger.models import Decision, Draft
from klinik.finance.savings.kinds import ADMISSION, CLOSING, DEPOSIT, LEAVING, TRANSFER, WITHDRAWAL
from klinik.finance.savings.limits.models import TellerLimit
from klinik.finance.savings.models import SavingsAccount
from klinik.finance.savings.queries import accounts_of
from klinik.finance.wallet import kinds as wallets
from klinik.people.models import User
from klinik.tenancy.models import Koppontren, TenantQuerySet
from klinik.tenancy.queries import holders_of
from klinik.tenancy.roles import Right

KINDS = (
    ADMISSION,
    DEPOSIT,
    WITHDRAWAL,
    TRANSFER,
    CLOSING,
    LEAVING,
)


AT_COUNTER = (*KINDS, *wallets.AT_COUNTER)  # of wallets too: what waits stands on one page


class Limits(NamedTuple):
    """Up to how many rupiah one person takes and pays alone; None: whatever it is."""

    deposit: int | None = None
    withdrawal: int | None = None
    is_own: bool = False


def takers(koppontren: Koppontren) -> list[User]:
    """Who takes savings, at the counter or away from it: whom limits hold."""
    at_counter, away = holders_of(koppontren, Right.COUNTER), holders_of(koppontren, Right.COLLECT)
    return sorted({*at_counter, *away}, key=lambda person: (person.name, person.pk))


def default_limits(koppontren: Koppontren) -> Limits:
    """What holds for whoever has no limit of their own."""
    row = TellerLimit.objects.of(koppontren).filter(teller=None).first()
    return Limits(row.deposit, row.withdrawal) if row else Limits()


def limits_of(koppontren: Koppontren, teller: User) -> Limits:
    """What holds for this person at the counter, as PostgreSQL reads it."""
    row = TellerLimit.objects.of(koppontren).filter(teller=teller).first()
    if row and not row.is_default:
        return Limits(row.deposit, row.withdrawal, is_own=True)
    return default_limits(koppontren)


def limits_now(koppontren: Koppontren) -> list[tuple[User, Limits]]:
    """Everybody who takes savings, with what holds for them."""
    default = Limits()
    own: dict[int, Limits] = {}
    for row in TellerLimit.objects.of(koppontren).order_by("pk"):  # the latest is said last
        if row.teller_id is None:
            default = Limits(row.deposit, row.withdrawal)
        elif row.is_default:
            own.pop(row.teller_id, None)
        else:
            own[row.teller_id] = Limits(row.deposit, row.withdrawal, is_own=True)
    return [(teller, own.get(teller.pk, default)) for teller in takers(koppontren)]


def counter_drafts(koppontren: Koppontren, *, by: User | None = None) -> TenantQuerySet[Draft]:
    """What the counter let wait, of everybody or of one; what still waits comes first."""
    rows = Draft.objects.of(koppontren).filter(kind__in=AT_COUNTER)
    rows = rows.select_related("koppontren", "made_by", "decided_by")
    if by is not None:
        rows = rows.filter(made_by=by)
    return rows.order_by("-pk")


def number_waiting(koppontren: Koppontren, by: User) -> int:
    """How many things of this teller wait for a second person."""
    rows = Draft.objects.of(koppontren).filter(kind__in=AT_COUNTER, made_by=by)
    return rows.filter(decision=Decision.WAITING).count()


def savings_in(drafts: Sequence[Draft]) -> dict[int, list[SavingsAccount]]:
    """The savings accounts that each of these drafts of one koppontren would touch, by draft."""
    if not drafts:
        return {}
    ids = {pk for draft in drafts for pk in draft.accounts}
    rows = accounts_of(drafts[0].koppontren).filter(account__in=ids)
    known = {savings.account_id: savings for savings in rows}
    return {draft.pk: [known[pk] for pk in draft.accounts if pk in known] for draft in drafts}
