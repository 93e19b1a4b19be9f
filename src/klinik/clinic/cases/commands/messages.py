"""What is said on a case."""

from datetime import datetime
from uuid import UUID

from django.core.files.base import File
from django.db import transaction

from klinik.clinic.cases.commands.recording import (
    fresh,
    kept,
    locked,
    record,
    refuse_closed,
    was_done,
)
from klinik.clinic.cases.models import Case, CaseEvent
from klinik.clinic.cases.rules import fingerprint, refuse_nothing_said
from klinik.directory.evidence import clean_evidence, hash_of
from klinik.people.models import User

Kind = CaseEvent.Kind


@transaction.atomic
def answer_case(
    case: Case,
    *,
    text: str,
    request_id: UUID,
    by: User,
    file: "File[bytes] | None" = None,
    awaits_answer: bool = False,
    at: datetime | None = None,
) -> Case:
    """Write a message on the case; where an office awaits an answer, it is the pesantren's move."""
    shown = clean_evidence(file) if file else None
    asks = {"awaits": "answer"} if awaits_answer else {}
    said = fingerprint({"text": text, "file": hash_of(shown)} | asks)
    case = locked(case)
    if not was_done(case, request_id, kind=Kind.ANSWERED, said=said):
        refuse_closed(case)
        refuse_nothing_said(text)
        record(
            case,
            Kind.ANSWERED,
            by=by,
            at=at,
            text=text,
            awaits_answer=awaits_answer,
            request_id=request_id,
            fingerprint=said,
            **kept(shown),
        )
    return fresh(case)
