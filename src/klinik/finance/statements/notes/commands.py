"""Keeping the notes to a year's statements."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from klinik.core.errors import DomainError
from klinik.finance.statements.models import Notes
from klinik.finance.statements.notes.queries import notes_of
from klinik.people.models import User
from klinik.tenancy.models import Koppontren


class KeptMeanwhile(DomainError):
    """Somebody else kept another version since this one was opened."""

    code = "kept_meanwhile"

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else saved these notes in the meantime. Copy your text, reload the page.")
        )


def keep_notes(koppontren: Koppontren, *, year: int, text: str, seen: int, by: User) -> Notes:
    """Keep a new version after the one that was `seen`. Sent twice, it is still one.

    It goes on in the language of the text that it was written from. Raises KeptMeanwhile.
    """
    language = notes_of(koppontren, year).language
    try:
        with transaction.atomic():
            return Notes.objects.create(
                koppontren=koppontren,
                year=year,
                version=seen + 1,
                text=text,
                language=language,
                kept_by=by,
            )
    except IntegrityError:
        known = Notes.objects.of(koppontren).filter(year=year, version=seen + 1).first()
        if known and known.text == text:
            return known
        raise KeptMeanwhile from None
