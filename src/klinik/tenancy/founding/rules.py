"""What founding a koppontren is refused for, and the address that its name gives; pure."""

from collections.abc import Container
from itertools import count

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.slugs import FIXED_WORDS

LONGEST_SLUG = 60
NOT_IN_SLUG = ("koppontren", "koperasi-pondok-pesantren", "koperasi")


class AlreadyFounded(DomainError):
    """The pesantren has its koppontren."""

    code = "already_founded"

    def __init__(self, name: str) -> None:
        sentence = _("This pesantren has a cooperative already: %(name)s. Open that one instead.")
        super().__init__(sentence % {"name": name})


class AlreadyProposed(DomainError):
    """A proposal of this pesantren waits for the secretariat."""

    code = "already_proposed"

    def __init__(self) -> None:
        super().__init__(
            _("A proposal of this pesantren waits for the secretariat already. Nothing to do now.")
        )


class AlreadyDecided(DomainError):
    """The secretariat has answered this proposal."""

    code = "already_decided"

    def __init__(self) -> None:
        super().__init__(_("This proposal has been decided already. Reload the page."))


class MayNotFound(DomainError):
    """Only the secretariat makes a koppontren."""

    code = "may_not_found"

    def __init__(self) -> None:
        super().__init__(_("Only the secretariat of the programme can make a cooperative here."))


def slug_of(name: str, *, fallback: str, taken: Container[str]) -> str:
    """The address of a koppontren from its name, without the word itself, unlike those `taken`."""
    slug = slugify(name)
    for word in NOT_IN_SLUG:
        slug = slug.removeprefix(f"{word}-")
    slug = slug[:LONGEST_SLUG].strip("-") or fallback[:LONGEST_SLUG]
    if slug not in taken and slug not in FIXED_WORDS:
        return slug
    several = (f"{slug[: LONGEST_SLUG - 4]}-{number}" for number in count(2))
    return next(other for other in several if other not in taken)
