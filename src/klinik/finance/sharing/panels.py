"""What a member's page shows of profit shares."""

from klinik.finance.members.models import Member
from klinik.finance.members.rooms import Panel
from klinik.finance.sharing.models import RunState, Share
from klinik.tenancy.roles import Right

LATEST = 6


def shares_panel(member: Member, rights: frozenset[Right]) -> Panel:
    """The last shares of a member's accounts, each with its why."""
    shares = Share.objects.of(member.koppontren).filter(
        savings__member=member, run__state__in=[RunState.POSTED, RunState.UNDOING]
    )
    latest = shares.select_related("savings", "run").order_by("-run__month", "place")[:LATEST]
    return Panel("sharing/_of_member.html", {"koppontren": member.koppontren, "shares": latest})
