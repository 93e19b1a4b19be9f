"""Codes of the second step: each opens once, guesses are counted, and a lost phone is no end."""

from collections.abc import Iterator
from time import time
from uuid import uuid4

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from klinik.people.commands.attempts import count_attempt, forget_attempts
from klinik.people.commands.devices import sign_out_others
from klinik.people.commands.notifying import notify
from klinik.people.models import User
from klinik.people.rules import WrongCode

STEP = "step"  # of the last code used: it and all before it open nothing any more


def use_code(user: User, code: str) -> Authenticator:
    """The app or the list of backup codes that this code belongs to, from now on used up.

    Raises WrongCode, and TooManyAttempts after five of them; the count is kept, so catch both
    inside the request's transaction.
    """
    count_attempt(_guesses(user))
    factors = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.WEBAUTHN)
    for factor in factors.select_for_update():
        if _opens(factor, code):
            forget_attempts(_guesses(user))
            return factor
    raise WrongCode


def first_code(user: User, secret: str, code: str) -> int:
    """The time step of the code that shows that the app knows the secret.

    Raises WrongCode and TooManyAttempts, as `use_code`.
    """
    count_attempt(_guesses(user))
    step = _step_of(secret, code)
    if step is None:
        raise WrongCode
    forget_attempts(_guesses(user))
    return step


def note_first_code(user: User, *, step: int) -> None:
    """The code with which the app was set up opens nothing any more."""
    factor = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    factor.data[STEP] = step
    factor.save(update_fields=["data"])


@transaction.atomic
def reset_second_factor(person: User, *, by: User | None = None) -> int:
    """Take every second step away and end all sessions; answers how many steps there were.

    Whoever may do this is asked before. The person is told; `by` is None for the command line.
    """
    taken: int = Authenticator.objects.filter(user=person).delete()[0]
    forget_attempts(_guesses(person))
    sign_out_others(person, but=None)
    about = {"name": by.called if by else _("The operator")}
    notify(person, kind="factor.reset", about=about, url=reverse("mfa_index"), key=uuid4())
    return taken


def _guesses(user: User) -> str:
    return f"code {user.pk}"


def _opens(factor: Authenticator, code: str) -> bool:
    if factor.type == Authenticator.Type.RECOVERY_CODES:
        return bool(factor.wrap().validate_code(code))
    step = _step_of(decrypt(factor.data["secret"]), code)
    if step is None or step <= factor.data.get(STEP, 0):
        return False
    factor.data[STEP] = step
    factor.save(update_fields=["data"])
    return True


def _step_of(secret: str, code: str) -> int | None:
    """The time step that this code belongs to, if it is one around now."""
    steps = (step for step in _steps_now() if _is_code_of(secret, step, code))
    return next(steps, None)


def _steps_now() -> Iterator[int]:
    now = int(time()) // app_settings.TOTP_PERIOD
    around = app_settings.TOTP_TOLERANCE
    yield from range(now - around, now + around + 1)


def _is_code_of(secret: str, step: int, code: str) -> bool:
    return bool(
        compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step)))
    )
