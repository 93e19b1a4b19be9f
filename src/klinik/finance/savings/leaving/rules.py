"""What leaving says no to, and what settles it; pure."""

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.money import rupiah


class StillBlocked(DomainError):
    """An account is blocked: the reason has to be gone first."""

    code = "still_blocked"

    def __init__(self, number: str, *, reason: str) -> None:
        sentence = _("%(number)s is blocked (%(reason)s). Release it first, then let them leave.")
        super().__init__(sentence % {"number": number, "reason": reason})


class StandsInTheWay(DomainError):
    """Another room still waits for something from this member."""

    code = "stands_in_the_way"


class AlreadySettled(DomainError):
    """Somebody leaves once."""

    code = "already_settled"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s has left already, and everything was paid out.") % {"name": name}
        )


class NeedsHeir(DomainError):
    """Who died is settled with an heir who shows a document."""

    code = "needs_heir"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Write down the heir who receives the savings, and the document that says so, for "
                "example the certificate of heirs (surat keterangan ahli waris) with its number."
            )
        )


class NotYetDead(DomainError):
    """A day of death that is yet to come, or before the member joined."""

    code = "bad_day_of_death"

    def __init__(self) -> None:
        super().__init__(_("The day of death lies in the future, or before the member was born."))


class SettlementChanged(DomainError):
    """What is held is not what was shown."""

    code = "settlement_changed"

    def __init__(self, *, shown: int, holds: int) -> None:
        sentence = _(
            "The savings are %(holds)s by now, no longer %(shown)s. Look again, then confirm."
        )
        super().__init__(sentence % {"holds": rupiah(holds), "shown": rupiah(shown)})


class DepartureRequestReused(DomainError):
    """The same request again, for somebody else or for another heir."""

    code = "request_reused"

    def __init__(self) -> None:
        super().__init__(
            _("This form was already sent with other content. Open the form anew and try again.")
        )
