"""Questions about a month's sharing that more than one place asks."""

from datetime import date
from fractions import Fraction
from typing import NamedTuple

from django.db import connection
from django.db.models import Case, OuterRef, Q, Subquery, When

from klinik.finance.ledger.models import Account, Unit
from klinik.finance.ledger.queries import number_of_last_entry, units_of
from klinik.finance.ledger.queries.earned import earned_in, moves_of
from klinik.finance.ledger.queries.undoing import standing
from klinik.finance.savings.models import SavingsAccount
from klinik.finance.savings.product_rules import months_later
from klinik.finance.savings.queries import today
from klinik.finance.sharing.models import (
    Pool,
    PoolIncome,
    RunKind,
    RunState,
    Share,
    ShareEntry,
    ShareRun,
    TaxRule,
)
from klinik.finance.sharing.rules import (
    MonthTooOld,
    NoPool,
    NoTaxRule,
    Spell,
    exact_share,
    last_of,
    spells,
)
from klinik.tenancy.models import Koppontren, TenantQuerySet

MONTHS = 13  # that can be chosen, the last one first


class Earned(NamedTuple):
    """What an account of the pool earned in a month, in rupiah."""

    account: Account
    amount: int


def pools_of(koppontren: Koppontren) -> TenantQuerySet[Pool]:
    """The pools that were set up, with their accounts."""
    pools = Pool.objects.of(koppontren)
    return pools.select_related("unit", "expense", "tax", "koppontren")


def units_without_pool(koppontren: Koppontren) -> list[Unit]:
    """Units of which it is not said yet what is shared."""
    known = set(Pool.objects.of(koppontren).values_list("unit", flat=True))
    return [unit for unit in units_of(koppontren) if unit.pk not in known]


def shared_accounts(pool: Pool) -> set[int]:
    """The accounts whose income is shared now; of each the last word holds."""
    said = PoolIncome.objects.of(pool.koppontren).filter(pool=pool).order_by("pk")
    last = dict(said.values_list("account", "is_shared"))
    return {account for account, is_shared in last.items() if is_shared}


def shared_incomes(pool: Pool) -> list[Account]:
    """The same accounts themselves."""
    shared = shared_accounts(pool)
    rows = pool.incomes.filter(koppontren=pool.koppontren, account__in=shared)
    return list({row.account_id: row.account for row in rows.select_related("account")}.values())


def pool_income(pool: Pool, month: date) -> list[Earned]:
    """What each shared account earned in the month, without the closing of a year.

    Raises NoPool where none is shared.
    """
    accounts = shared_accounts(pool)
    if not accounts:
        raise NoPool
    earned = earned_in(pool.koppontren, sorted(accounts), first=month, last=last_of(month))
    return [Earned(account, amount) for account, amount in earned]


def months_over(koppontren: Koppontren) -> list[date]:
    """The last months that are over where the koppontren is, newest first."""
    this_month = today(koppontren).replace(day=1)
    return [months_later(this_month, -n) for n in range(1, MONTHS + 1)]


def month_to_share(koppontren: Koppontren) -> date:
    """The month whose turn it is: after the last that was shared, else the last that is over."""
    over = months_over(koppontren)
    shared = ShareRun.objects.of(koppontren).filter(kind=RunKind.SHARE)
    done = shared.exclude(state__in=(RunState.PREPARED, RunState.UNDONE)).order_by("-month").first()
    turn = months_later(done.month, 1) if done else over[0]
    return turn if turn in over else over[0]


def month_of(koppontren: Koppontren, month: str) -> date:
    """A month ("2026-10") by its first day. Raises MonthTooOld before all that can be chosen."""
    day, first = date.fromisoformat(f"{month}-01"), months_over(koppontren)[-1]
    if day < first:
        raise MonthTooOld(day, first=first)
    return day


def tax_rule_on(day: date) -> TaxRule:
    """What the law says on a day. Raises NoTaxRule before the first that is known."""
    rule = TaxRule.objects.filter(from_on__lte=day).first()
    if rule is None:
        raise NoTaxRule(day)
    return rule


def day_sum_of(pool: Pool, month: date, akad: str) -> int:
    """The sum of all day-end balances of the month that have a share, as the books say now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(s.day_sum), 0) FROM sharing_day_sums(%s, %s, %s, %s) s"
            " WHERE %s = 'wadiah' OR EXISTS (SELECT FROM savings_productterms t"
            " WHERE t.koppontren_id = %s AND t.product_id = s.product_id AND t.since <= %s"
            " AND t.nisbah IS NOT NULL)",
            [pool.koppontren_id, pool.unit_id, month, akad, akad, pool.koppontren_id, month],
        )
        return int((cursor.fetchone() or (0,))[0])


def has_moved(run: ShareRun) -> bool:
    """Whether the savings of a divided month are other ones by now; ask while the book is held.

    The books are summed anew only where an entry came since; a nisbah of a month that is over never
    changes.
    """
    shares = Share.objects.of(run.koppontren).filter(run=run)
    if shares.filter(savings__closed_on__isnull=False).exists():
        return True
    if number_of_last_entry(run.koppontren) == run.book_number:
        return False
    return day_sum_of(run.pool, run.month, akad_of(run.kind)) != run.day_sum


def runs_of(koppontren: Koppontren) -> TenantQuerySet[ShareRun]:
    """All runs, newest month first."""
    runs = ShareRun.objects.of(koppontren).select_related("pool__unit", "koppontren", "tax_rule")
    return runs.select_related("prepared_by", "confirmed_by", "undo_asked_by", "undo_confirmed_by")


def run_of(koppontren: Koppontren, pool: int, month: date, kind: str) -> ShareRun | None:
    """The run of a pool's month that counts, if there is one."""
    runs = runs_of(koppontren).filter(pool=pool, month=month, kind=kind)
    return runs.exclude(state=RunState.UNDONE).first()


def undone_of(koppontren: Koppontren, pool: int, month: date, kind: str) -> ShareRun | None:
    """The last run of a pool's month that was undone, if there is one."""
    runs = runs_of(koppontren).filter(pool=pool, month=month, kind=kind, state=RunState.UNDONE)
    return runs.order_by("-pk").first()


def entries_left(run: ShareRun) -> list[int]:
    """The numbers of the entries of a run that nothing undoes yet."""
    entries = ShareEntry.objects.of(run.koppontren).filter(run=run)
    return standing(run.koppontren, list(entries.values_list("entry_number", flat=True)))


def shares_of(run: ShareRun) -> TenantQuerySet[Share]:
    """The shares of a run with whose they are."""
    shares = with_entries(Share.objects.of(run.koppontren).filter(run=run))
    return shares.select_related("savings__member", "savings__product")


def with_entries(shares: TenantQuerySet[Share]) -> TenantQuerySet[Share]:
    """Shares, each with `entry_number`: the entry that brought it, None while nothing did."""
    its_own = ShareEntry.objects.filter(
        koppontren=OuterRef("koppontren"),
        run=OuterRef("run"),
        first_place__lte=OuterRef("place"),
        last_place__gte=OuterRef("place"),
    )
    number = Subquery(its_own.values("entry_number")[:1])
    told = {"entry_number": Case(When(gross__gt=0, then=number))}  # the model names its type
    return shares.annotate(**told)


def shares_of_account(savings: SavingsAccount) -> TenantQuerySet[Share]:
    """What an account got, newest month first."""
    shares = with_entries(Share.objects.of(savings.koppontren).filter(savings=savings))
    return shares.select_related("run__pool__unit").order_by("-run__month", "run__kind", "-run_id")


def shares_of_person(share: Share) -> list[Share]:
    """All that the same person got in the same month, which tax looks at together.

    What was undone counts for itself alone, and without what came in its place.
    """
    run = share.run
    others = ~Q(run__state=RunState.UNDONE) & ~Q(run__pool=run.pool_id, run__kind=run.kind)
    shares = Share.objects.of(share.koppontren).filter(
        Q(run=run) | others, run__month=run.month, savings__member=share.savings.member_id
    )
    return list(shares.select_related("savings", "run").order_by("run__kind", "savings__number"))


def spells_of(savings: SavingsAccount, month: date) -> list[Spell]:
    """The account's month in spells of one day-end balance, as the books say now.

    Entries that brought a share of it, booked on the month's last day, are left out.
    """
    last = last_of(month)
    shares = shares_of_account(savings).filter(run__month=month)
    without = [share.entry_number for share in shares if share.entry_number]
    opening, moves = moves_of(savings.account, first=month, last=last, without=without)
    return spells(opening, moves, month=month)


def akad_of(kind: str) -> str:
    """Whose savings a run is for: a share for mudharabah, a bonus for wadiah."""
    return "mudharabah" if kind == RunKind.SHARE else "wadiah"


class Reason(NamedTuple):
    """Why one account got one share: the steps from its days to what came to it."""

    share: Share
    run: ShareRun
    spells: list[Spell]
    is_as_then: bool
    exact: Fraction
    of_person: list[Share]
    person_total: int

    @property
    def part(self) -> Fraction:
        """Which percentage of all sums are this account's."""
        return Fraction(int(self.share.day_sum), int(self.run.day_sum)) * 100


def explained(savings: SavingsAccount, month: date) -> list[Reason]:
    """Why the account got what it got for a month; a share and a bonus are explained apart."""
    shares = (
        shares_of_account(savings)
        .filter(run__month=month)
        .select_related("run__pool__unit", "run__koppontren", "run__tax_rule", "savings__member")
    )
    found = []
    for share in shares:
        run = share.run
        days = spells_of(savings, month)
        of_person = shares_of_person(share)
        exact = exact_share(
            int(share.day_sum), of=int(run.day_sum), income=run.income, nisbah=share.nisbah
        )
        is_as_then = sum(spell.sum for spell in days) == share.day_sum
        total = sum(one.gross for one in of_person)
        found.append(Reason(share, run, days, is_as_then, exact, of_person, total))
    return found
