"""A week of a wallet: what it was spent on, what came in, what is left; and that in words."""

from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Sum
from django.utils.translation import gettext as _

from klinik.core.money import rupiah
from klinik.core.templatetags.klinik import tanggal
from klinik.finance.ledger.queries import account_lines
from klinik.finance.wallet.choices import Period
from klinik.finance.wallet.kinds import RELEASED
from klinik.finance.wallet.models import Category, Spent, Wallet
from klinik.finance.wallet.queries.wallets import categories_of

MOST_LINES = 2_000


class Week(NamedTuple):
    """Whole rupiah of the seven days from `monday` on; `parts` are the categories, most first.

    `others` left for fees, debts and as cash; what is set aside counts as spent on its day.
    """

    wallet: Wallet
    monday: date
    spent: int
    parts: list[tuple[Category | None, int]]
    others: int
    came_in: int
    balance: int

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)


def week_of(wallet: Wallet, day: date) -> Week:
    """The week that contains a day."""
    monday = day - timedelta(days=day.weekday())
    rows = Spent.objects.of(wallet.koppontren).filter(wallet=wallet, period=Period.DAY)
    rows = rows.filter(starts_on__gte=monday, starts_on__lt=monday + timedelta(days=7))
    sums = dict(rows.values_list("category").annotate(sum=Sum("spent")).order_by())
    known = {row.pk: row for row in categories_of(wallet.koppontren, used=False)}
    parts: list[tuple[Category | None, int]] = [
        (known[pk], amount) for pk, amount in sums.items() if pk is not None and amount
    ]
    # What is of no category stands in the sum of everything not exempt alone.
    named = sum(amount for category, amount in parts if category and not category.is_exempt)
    if (rest := sums.get(None, 0) - named) > 0:
        parts.append((None, rest))
    parts.sort(key=lambda part: -part[1])
    page = account_lines(
        wallet.account, since=monday, until=monday + timedelta(days=6), limit=MOST_LINES
    )
    spent = sum(amount for _category, amount in parts)
    moved = [move.line for move in page.movements]
    back = sum(line.credit for line in moved if _came_back(line.entry.kind))
    return Week(
        wallet=wallet,
        monday=monday,
        spent=spent,
        parts=parts,
        others=sum(line.debit for line in moved) - back - spent,
        came_in=sum(line.credit for line in moved) - back,
        balance=wallet.account.balance,
    )


def _came_back(kind: str) -> bool:
    """What a shop gave back, or was set aside and is free again, is no money that came in."""
    return kind == RELEASED or kind.startswith("shop.")


def week_in_words(week: Week) -> str:
    """The summary that a guardian gets by WhatsApp; one idea on a line."""
    member = week.wallet.member
    lines = [
        _("Assalamu'alaikum. Wallet of %(name)s, %(first)s to %(last)s.")
        % {"name": member.name, "first": tanggal(week.monday), "last": tanggal(week.sunday)},
        _("Spent: %(amount)s.") % {"amount": rupiah(week.spent)},
    ]
    lines += [
        f"- {category.name if category else _('others')}: {rupiah(amount)}"
        for category, amount in week.parts
    ]
    if week.others:
        lines.append(_("Fees, debts and cash: %(amount)s.") % {"amount": rupiah(week.others)})
    lines += [
        _("Came in: %(amount)s.") % {"amount": rupiah(week.came_in)},
        _("Balance now: %(amount)s.") % {"amount": rupiah(week.balance)},
    ]
    return "\n".join(lines)
