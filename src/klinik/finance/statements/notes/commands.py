"""Keeping the notes to a year's statements."""

from django.db import IntegrityError, transaction

from klinik.finance.statements.models import Notes
from klinik.finance.statements.notes.queries import notes_of
from klinik.finance.statements.notes.refusals import KeptMeanwhile
from klinik.people.models import User
from klinik.tenancy.models import Koppontren


def keep_notes(koppontren: Koppontren, *, year: int, text: str, seen: int, by: User) -> Notes:
    """Keep a new version after the one that was `seen`. Sent twice, it is still one.

    It goes on in the language of the text that it was written from. Raises KeptMeanwhile.
    """
    standing = notes_of(koppontren, year)
    if seen > standing.version:  # nobody has seen what is not there
        raise KeptMeanwhile
    try:
        with transaction.atomic():
            return Notes.objects.create(
                koppontren=koppontren,
                year=year,
                version=seen + 1,
                text=text,
                language=standing.language,
                kept_by=by,
            )
    except IntegrityError:
        known = Notes.objects.of(koppontren).filter(year=year, version=seen + 1).first()
        if known and known.text == text:
            return known
        raise KeptMeanwhile from None
