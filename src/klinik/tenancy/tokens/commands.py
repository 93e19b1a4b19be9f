"""Making a token, noting that it was used, and revoking it."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from klinik.people.commands import notify
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import ApiToken, Koppontren
from klinik.tenancy.tokens.queries import role_for_tokens
from klinik.tenancy.tokens.rules import NoRoleForTokens, TokenShownOnce, digest_of, new_secret

USED_EVERY = timedelta(minutes=5)  # not a write for each request


@transaction.atomic
def make_token(
    koppontren: Koppontren,
    *,
    name: str,
    scope: ApiToken.Scope,
    days: int,
    request_id: UUID,
    by: User,
) -> tuple[ApiToken, str]:
    """A token of this person for `days`, and its secret, which is kept nowhere.

    Call it inside the tenant. Raises TokenShownOnce for the same form again, NoRoleForTokens.
    """
    if ApiToken.objects.of(koppontren).filter(number=request_id).exists():
        raise TokenShownOnce
    membership = role_for_tokens(by, koppontren)
    if membership is None:
        raise NoRoleForTokens
    secret, now = new_secret(), timezone.now()
    token = ApiToken.objects.create(
        koppontren=koppontren,
        user=by,
        membership=membership,
        number=request_id,
        name=name,
        scope=scope,
        digest=digest_of(secret),
        hint=secret[-4:],
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    _tell(token, "token.made", {"day": timezone.localdate(token.expires_at)})
    return token, secret


@transaction.atomic
def revoke_token(token: ApiToken, *, by: User) -> None:
    """It opens nothing any more; twice is once. Call it inside the tenant."""
    token = ApiToken.objects.select_for_update(of=["self"]).get(pk=token.pk)
    if token.revoked_at is None:
        token.revoked_at, token.revoked_by = timezone.now(), by
        token.save(update_fields=["revoked_at", "revoked_by"])
        _tell(token, "token.revoked", {"by": by.called})


def note_use(token: ApiToken) -> None:
    """It was used just now; written down once in five minutes at most.

    In a transaction of its own, after that of the request, which may be one that only reads.
    """
    now = timezone.now()
    if token.used_at is None or token.used_at < now - USED_EVERY:
        with acting_for(token.koppontren):
            ApiToken.objects.filter(pk=token.pk).update(used_at=now)


def _tell(token: ApiToken, kind: str, about: dict[str, object]) -> None:
    here: dict[str, object] = {"name": token.name, "place": str(token.koppontren)}
    url = reverse("tenancy:tokens", args=[token.koppontren.slug])
    notify(token.user, kind=kind, about=here | about, url=url, key=f"{kind}:{token.number}")  # type: ignore[arg-type]
