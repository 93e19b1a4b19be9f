"""What is said on a case."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from klinik.clinic.cases.commands.recording import (
    enclose,
    fresh,
    locked,
    record,
    refuse_closed,
    was_done,
)
from klinik.clinic.cases.models import Case, CaseEvent
from klinik.clinic.cases.rules import MOST_FILES, fingerprint, refuse_nothing_said
from klinik.core.writing import files_with_rows
from klinik.directory.evidence import Evidence, hashes_of, refuse_too_many
from klinik.people.models import User

Kind = CaseEvent.Kind


@files_with_rows()
@transaction.atomic
def answer_case(
    case: Case,
    *,
    text: str,
    request_id: UUID,
    by: User,
    enclosures: Sequence[Evidence] = (),
    awaits_answer: bool = False,
    at: datetime | None = None,
) -> Case:
    """Write a message on the case; where an office awaits an answer, it is the pesantren's move."""
    refuse_too_many(enclosures, most=MOST_FILES)
    asks = {"awaits": "answer"} if awaits_answer else {}
    said = fingerprint({"text": text, "file": hashes_of(enclosures)} | asks)
    case = locked(case)
    if not was_done(case, request_id, kind=Kind.ANSWERED, said=said):
        refuse_closed(case)
        refuse_nothing_said(text)
        event = record(
            case,
            Kind.ANSWERED,
            by=by,
            at=at,
            text=text,
            awaits_answer=awaits_answer,
            request_id=request_id,
            fingerprint=said,
        )
        enclose(event, enclosures)
    return fresh(case)
