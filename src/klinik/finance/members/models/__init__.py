"""The members of a cooperative. Names stand here and nowhere in the ledger."""

from klinik.finance.members.models.consent import MemberConsent
from klinik.finance.members.models.member import Member, Register
from klinik.finance.members.models.tie import MemberTie

__all__ = ["Member", "MemberConsent", "MemberTie", "Register"]
