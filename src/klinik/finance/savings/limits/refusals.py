"""What setting a limit of the counter says no to."""

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError


class OwnLimit(DomainError):
    """Nobody says how much they may do alone."""

    code = "own_limit"

    def __init__(self) -> None:
        super().__init__(_("Your own limit is set by somebody else."))


class RaisesOwnLimit(DomainError):
    """Whom the default holds does not raise it: that would be their own limit."""

    code = "raises_own_limit"

    def __init__(self) -> None:
        super().__init__(
            _(
                "What holds for everybody holds for you too, so somebody else raises it, for "
                "example the board. Lower it as you like."
            )
        )


class NotATeller(DomainError):
    """Only who works at the counter has a limit there."""

    code = "not_a_teller"

    def __init__(self, name: str) -> None:
        super().__init__(_("%(name)s does not work at the counter here.") % {"name": name})
