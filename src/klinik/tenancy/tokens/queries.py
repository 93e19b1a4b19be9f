"""Which token a program came with, and whose tokens there are."""

from klinik.core.database import set_local
from klinik.people.models import User
from klinik.tenancy.models import ApiToken, Koppontren, Membership, TenantQuerySet
from klinik.tenancy.roles import KOPPONTREN_RIGHTS, Right
from klinik.tenancy.tokens.rules import digest_of, is_well_formed


def open_token(secret: str) -> ApiToken | None:
    """The token with this secret, if it opens anything today; sets `klinik.token`."""
    if not is_well_formed(secret):
        return None
    digest = digest_of(secret)
    set_local("klinik.token", digest)
    set_local("klinik.koppontren", "0")  # none yet: the policy asks for one or the other
    rows = ApiToken.objects.select_related("user", "koppontren", "membership")
    token = rows.filter(digest=digest).first()
    return token if token and token.is_open and token.user.is_active else None


def tokens_of(koppontren: Koppontren, *, user: User | None = None) -> TenantQuerySet[ApiToken]:
    """The tokens of a koppontren, or of one of its people. Call inside the tenant."""
    rows = ApiToken.objects.of(koppontren)
    if user is not None:
        rows = rows.filter(user=user)
    return rows.select_related("user", "membership", "revoked_by")


def role_for_tokens(user: User, koppontren: Koppontren) -> Membership | None:
    """The person's role here that may have tokens; of several the one that lasts longest."""
    roles = [role for role, rights in KOPPONTREN_RIGHTS.items() if Right.TOKENS in rights]
    rows = Membership.objects.running().filter(user=user, koppontren=koppontren, role__in=roles)
    return max(rows, key=lambda row: (row.ended_on is None, row.ended_on), default=None)
