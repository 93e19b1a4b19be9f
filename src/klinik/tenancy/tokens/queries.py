"""Which token a program came with, and whose tokens there are."""

from klinik.core.database import set_local
from klinik.core.kept import Kept
from klinik.people.models import User
from klinik.tenancy.models import ApiToken, Koppontren, Membership, TenantQuerySet
from klinik.tenancy.roles import KOPPONTREN_RIGHTS, Right
from klinik.tenancy.tokens.rules import digest_of, is_well_formed

WITH_DIGEST = Kept(
    lambda digest: ApiToken.objects.filter(digest=digest).select_related(
        "user", "koppontren", "membership"
    )
)


def open_token(secret: str) -> ApiToken | None:
    """The token with this secret, if it opens anything today; sets `klinik.token`."""
    if not is_well_formed(secret):
        return None
    digest = digest_of(secret)
    # No koppontren yet: the policy asks for one or the other.
    set_local("klinik.token", digest, "klinik.koppontren", "0")
    token = WITH_DIGEST.first(digest)
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
