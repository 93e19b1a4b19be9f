"""What is refused of monthly fees; pure."""

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError


class FeeNameTaken(DomainError):
    """Two fees of one name would be mixed up."""

    code = "fee_name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(_("There is a fee “%(name)s” already.") % {"name": name})


class FeePlaceBad(DomainError):
    """A fee goes to income, or is owed to the pesantren."""

    code = "fee_place_bad"

    def __init__(self) -> None:
        super().__init__(_("Choose an income account, or what is owed to the pesantren."))


class FeeEnded(DomainError):
    """Nothing is taken for it any more."""

    code = "fee_ended"

    def __init__(self) -> None:
        super().__init__(_("This fee was ended. Nothing is taken for it any more."))
