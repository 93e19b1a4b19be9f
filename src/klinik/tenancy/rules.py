"""Who may give which role, and what an invitation is refused for; pure."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.tenancy.roles import BOARD_APPROVES, GIVES, Role


class NoSuccessor(DomainError):
    """Without this person nobody could give roles in a place any more."""

    code = "no_successor"

    def __init__(self, place: str) -> None:
        super().__init__(
            _(
                "Nobody else gives roles in %(place)s. Invite a successor there first, then ask "
                "again."
            )
            % {"place": place}
        )


class MayNotGive(DomainError):
    """The role is not this person's to give or to take."""

    code = "may_not_give"

    def __init__(self, role: Role) -> None:
        sentence = _("You cannot give or end the role %(role)s. Ask the board or the secretariat.")
        super().__init__(sentence % {"role": role.label})


class NowhereToSend(DomainError):
    """An invitation without an address."""

    code = "nowhere_to_send"

    def __init__(self) -> None:
        super().__init__(_("Write an e-mail or a WhatsApp number, so that the link can be sent."))


class AlreadyHere(DomainError):
    """The person holds the role already, or is invited to it."""

    code = "already_here"

    def __init__(self, name: str, role: Role) -> None:
        sentence = _("%(name)s is %(role)s here already, or has been invited.")
        super().__init__(sentence % {"name": name, "role": role.label})


class InvitationReused(DomainError):
    """The same form again, for somebody else."""

    code = "request_reused"

    def __init__(self) -> None:
        super().__init__(
            _("This form was already sent with other content. Open the form anew and try again.")
        )


class InvitationClosed(DomainError):
    """Taken up, withdrawn, too old, or not yet approved."""

    code = "invitation_closed"

    def __init__(self) -> None:
        super().__init__(
            _("This invitation cannot be used any more. Ask whoever sent it for a new one.")
        )


class LastToInvite(DomainError):
    """Nobody would be left who can invite others."""

    code = "last_to_invite"

    def __init__(self) -> None:
        super().__init__(
            _("Nobody else here can invite people. Invite another manager or board member first.")
        )


class NotADay(DomainError):
    """The last day of a role is no day of the calendar."""

    code = "not_a_day"

    def __init__(self) -> None:
        super().__init__(_("This is not a day. Choose the last day from the calendar."))


class ElsewhereToo(DomainError):
    """A link to a new password would open more than what this person may open."""

    code = "elsewhere_too"

    def __init__(self, name: str) -> None:
        sentence = _(
            "%(name)s also has roles that are not yours to give. "
            "Only a link sent to their own e-mail can renew the password."
        )
        super().__init__(sentence % {"name": name})


class AlreadyKnown(DomainError):
    """The address of the invitation belongs to somebody who can sign in."""

    code = "already_known"

    def __init__(self) -> None:
        super().__init__(
            _("Somebody with this e-mail or number signs in here already. Sign in, then accept.")
        )


def givable(held: Collection[Role]) -> frozenset[Role]:
    """The roles that somebody who holds these may give in the same place."""
    return frozenset().union(*(GIVES.get(role, frozenset()) for role in held))


def needs_approval(role: Role, *, held: Collection[Role], board_is_there: bool) -> bool:
    """The board approves who touches books and money, unless a board member invites."""
    return role in BOARD_APPROVES and board_is_there and Role.BOARD not in held
