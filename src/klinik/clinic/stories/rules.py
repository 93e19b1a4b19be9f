"""What a story refuses, each with the sentence a person reads."""

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError


class NotAgreed(DomainError):
    """The pesantren has not agreed that its story is told."""

    code = "not_agreed"

    def __init__(self) -> None:
        super().__init__(_("The pesantren has not agreed yet that its story is told."))


class NothingMeasured(DomainError):
    """There is no closed case with a figure before and after that are in force."""

    code = "nothing_measured"

    def __init__(self) -> None:
        super().__init__(
            _("A story needs a closed case with a figure before and after that still hold.")
        )


class ToldAlready(DomainError):
    """The case has another story."""

    code = "told_already"

    def __init__(self) -> None:
        super().__init__(_("The story of this case has been told already, in other words."))
