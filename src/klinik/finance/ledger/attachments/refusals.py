"""What is said no to about attachments."""

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError


class AttachmentStays(DomainError):
    """What was closed was closed with its evidence."""

    code = "attachment_stays"

    def __init__(self) -> None:
        super().__init__(_("The period of this entry is closed, so its papers stay."))


class AttachmentSeen(DomainError):
    """What a second person approved stays as it was seen."""

    code = "attachment_seen"

    def __init__(self) -> None:
        super().__init__(_("A second person approved this entry with its papers, so they stay."))


class TooManyAttachments(DomainError):
    """An entry is not an archive."""

    code = "too_many_attachments"

    def __init__(self, most: int) -> None:
        super().__init__(_("At most %(most)s papers for one entry.") % {"most": most})
