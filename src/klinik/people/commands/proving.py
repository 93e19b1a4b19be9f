"""Somebody shows at another's screen that it is they: password, and the code of their app."""

from klinik.people.commands.attempts import count_attempt, forget_attempts
from klinik.people.commands.second_factor import use_code
from klinik.people.models import User
from klinik.people.queries import factors_of
from klinik.people.rules import OnlyOnOwnDevice, WrongPassword


def prove_presence(user: User, *, password: str, code: str = "") -> None:
    """Go on if this is the person: their password, and where they have one the code of their app.

    Raises WrongPassword, WrongCode, OnlyOnOwnDevice where only a passkey is the second step, and
    TooManyAttempts after five guesses; they are counted, so catch all inside the request's
    transaction.
    """
    count_attempt(f"password {user.pk}")
    if not user.is_active or not user.check_password(password):
        raise WrongPassword
    forget_attempts(f"password {user.pk}")
    factors = factors_of(user)
    if factors.app or (factors.passkeys and factors.codes_left):
        use_code(user, code)
    elif factors.passkeys:
        raise OnlyOnOwnDevice
