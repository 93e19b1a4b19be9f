"""What keeping notes says no to."""

from django.utils.translation import gettext as _

from klinik.core.errors import DomainError


class KeptMeanwhile(DomainError):
    """Somebody else kept another version since this one was opened."""

    code = "kept_meanwhile"

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else saved these notes in the meantime. Copy your text, reload the page.")
        )
