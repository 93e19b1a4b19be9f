"""What tying says no to; pure."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError

LASTS = timedelta(days=7)


class NoGuardian(DomainError):
    """A guardian's link is for a child whose guardian agreed."""

    code = "no_guardian"

    def __init__(self) -> None:
        super().__init__(
            _(
                "A guardian gets a link for a child under 18 for whom a guardian is written down "
                "and has agreed. Put the data right first."
            )
        )


class TiedAlready(DomainError):
    """Somebody sees the member in this way already."""

    code = "tied_already"

    def __init__(self) -> None:
        super().__init__(_("Somebody uses this page already. End that first, then make a link."))


class LinkClosed(DomainError):
    """The link was used, has expired, or was ended."""

    code = "link_closed"

    def __init__(self) -> None:
        super().__init__(_("This link opens nothing any more. Ask the cooperative for a new one."))


class KnownAlready(DomainError):
    """Whoever has this number signs in with it."""

    code = "already_known"

    def __init__(self) -> None:
        super().__init__(_("There is an account with this number already. Sign in with it."))


class NoNumber(DomainError):
    """An account is made with the number that the cooperative knows."""

    code = "no_number"

    def __init__(self) -> None:
        super().__init__(
            _(
                "The cooperative knows no telephone number of yours. Ask the counter to write it "
                "down and to give you a new link."
            )
        )
