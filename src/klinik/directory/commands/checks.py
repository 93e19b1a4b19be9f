"""Officers look at facts and papers: found right, or something is asked."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from klinik.directory.facts import snapshot
from klinik.directory.models import LONGEST_NOTE, FactCheck, Paper, PaperCheck, Pesantren
from klinik.directory.rules import (
    BadPaper,
    ChangedMeanwhile,
    NothingAsked,
    checked_source,
    checked_text,
)
from klinik.people.models import User


@transaction.atomic
def verify_pesantren(
    pesantren: Pesantren, *, version: int, office: str, request_id: UUID, by: User
) -> bool:
    """The facts seen in `version` are right, says `office`; True the first time.

    Call `read_as(by)` first. Raises ChangedMeanwhile where they changed under the officer's eyes.
    """
    row = _locked(pesantren)
    if FactCheck.objects.filter(request_id=request_id, pesantren=row).exists():
        return False
    if row.version != version:
        raise ChangedMeanwhile(
            _("Something changed while you were looking. Look at it once more, then decide.")
        )
    _kept(row, FactCheck.Kind.FOUND_RIGHT, "", office, request_id, by)
    row.verified_on, row.verified_by, row.verified_as = timezone.localdate(), by, office
    row.is_changed_since = False
    row.save(update_fields=["verified_on", "verified_by", "verified_as", "is_changed_since"])
    return True


@transaction.atomic
def ask_pesantren(
    pesantren: Pesantren, *, note: str, office: str, request_id: UUID, by: User
) -> bool:
    """Something is unclear: `office` asks the pesantren to look at it; True the first time.

    Call `read_as(by)` first. Raises NothingAsked, BadFact for a note that is too long.
    """
    row = _locked(pesantren)
    if FactCheck.objects.filter(request_id=request_id, pesantren=row).exists():
        return False
    words = checked_text(note, field="note", longest=LONGEST_NOTE)
    if not words:
        raise NothingAsked
    _kept(row, FactCheck.Kind.ASKED, words, office, request_id, by)
    return True


@transaction.atomic
def check_paper(paper: Paper, *, seen_at: str, office: str, by: User) -> None:
    """An officer saw this number where its issuer shows it; twice is once.

    Call `read_as(by)` first. Raises BadPaper for a paper that was replaced, BadReading without
    the place.
    """
    row = Paper.objects.filter(pk=paper.pk, replaced_at=None).first()
    if row is None:
        raise BadPaper(_("Somebody has replaced this paper meanwhile. Look at the list again."))
    said = {"seen_at": checked_source(seen_at), "on": timezone.localdate()}
    PaperCheck.objects.get_or_create(paper=row, defaults=said | {"by": by, "by_office": office})


def _locked(pesantren: Pesantren) -> Pesantren:
    rows = Pesantren.objects.select_for_update(of=["self"]).select_related("region")
    return rows.get(pk=pesantren.pk)


def _kept(
    row: Pesantren, kind: FactCheck.Kind, note: str, office: str, request_id: UUID, by: User
) -> None:
    FactCheck.objects.create(
        pesantren=row,
        kind=kind,
        note=note,
        facts=snapshot(row),
        by=by,
        by_office=office,
        request_id=request_id,
    )
