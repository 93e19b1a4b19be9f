"""What is said no to about patterns."""

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError


class NameTaken(DomainError):
    """Two patterns of one name would be chosen by mistake."""

    code = "pattern_name_taken"

    def __init__(self) -> None:
        super().__init__(_("There is a pattern of this name already. Choose another name."))


class AlreadySettled(DomainError):
    """Each day is confirmed or left out once."""

    code = "due_settled"

    def __init__(self) -> None:
        super().__init__(_("This was recorded or left out meanwhile."))
