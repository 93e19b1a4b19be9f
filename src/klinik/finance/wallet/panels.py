"""What a member's page shows of the wallet."""

from klinik.finance.members.models import Member
from klinik.finance.members.rooms import Panel
from klinik.finance.wallet.forms import OnceForm
from klinik.finance.wallet.queries import current_card, has_started, wallet_of
from klinik.tenancy.roles import Right


def wallet_panel(member: Member, rights: frozenset[Right]) -> Panel:
    """A member's wallet with what it holds, or how to open one."""
    wallet = wallet_of(member)
    may_open = Right.KEEP_WALLETS in rights and member.is_here and wallet is None
    context = {
        "koppontren": member.koppontren,
        "member": member,
        "wallet": wallet,
        "card": current_card(wallet) if wallet else None,
        "form": OnceForm() if may_open and has_started(member.koppontren) else None,
    }
    return Panel("wallet/_of_member.html", context)
