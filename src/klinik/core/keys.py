"""Keys of actions that come from outside, apart from those that we derive ourselves."""

from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator

from klinik.core.errors import DomainError

DERIVED = 5  # the version of what is made of a name, and so known before


class DerivedKey(DomainError):
    """Whoever sends a key that we will derive later answers for an action that is not theirs."""

    code = "key_derived"

    def __init__(self) -> None:
        super().__init__(
            _("Keys of version 5 belong to what the books record themselves. Make a random one.")
        )


def from_outside(key: UUID) -> UUID:
    """The key as it was sent. Raises DerivedKey."""
    if key.version == DERIVED:
        raise DerivedKey
    return key


KeyFromOutside = Annotated[UUID, AfterValidator(from_outside)]
