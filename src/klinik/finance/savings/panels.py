"""What the counter shows on a member's page."""

from klinik.finance.ledger.queries.latest import latest_lines
from klinik.finance.members.models import Member
from klinik.finance.members.rooms import Panel
from klinik.finance.savings.queries import accounts_of
from klinik.tenancy.roles import Right

LATEST = 5


def savings_panel(member: Member, rights: frozenset[Right]) -> Panel:
    """A member's savings accounts with what they hold, and the latest entries of all of them."""
    accounts = list(accounts_of(member.koppontren).filter(member=member))
    numbers = {savings.account_id: savings.number for savings in accounts}
    ledger = [savings.account for savings in accounts]
    latest = latest_lines(member.koppontren, ledger, limit=LATEST)
    context = {
        "koppontren": member.koppontren,
        "member": member,
        "accounts": accounts,
        "total": sum(account.balance for account in ledger),
        "latest": [(numbers[line.account.pk], line) for line in latest],
        "may_open": Right.MANAGE_MEMBERS in rights and member.is_here,
        "may_read_books": Right.READ_BOOKS in rights,
    }
    return Panel("savings/_of_member.html", context)
