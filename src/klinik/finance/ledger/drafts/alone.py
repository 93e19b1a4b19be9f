"""What one person does not do alone at the counter waits as a draft; rooms above say which."""

from collections.abc import Sequence
from uuid import UUID

from klinik.core.errors import DomainError
from klinik.finance.ledger.drafts.commands import keep_draft
from klinik.finance.ledger.drafts.refusals import reused
from klinik.finance.ledger.intents import Intent
from klinik.finance.ledger.models import Draft
from klinik.finance.ledger.posting import Leg
from klinik.finance.ledger.refusals import AboveTellerLimit
from klinik.people.models import User
from klinik.tenancy.models import Koppontren


def kept(
    koppontren: Koppontren, kind: str, legs: Sequence[Leg], *, request_id: UUID
) -> Draft | None:
    """What this request let wait, whatever stands in its way by now, and in whichever drawer.

    `legs` are those that are not cash. Asked only where the command refused, so that what is below
    the limit does not pay for it. Raises RequestReused where it said something else.
    """
    drafts = Draft.objects.of(koppontren).select_related("koppontren")
    known = drafts.filter(request_id=request_id).first()
    if known is None:
        return None
    waits = set(zip(known.accounts, known.debits, known.credits, strict=True))
    if known.kind != kind or not waits.issuperset((a.pk, d, c) for a, d, c in legs):
        raise reused(known) from None
    return known


def refuse_unless_above(refusal: DomainError) -> None:
    """Go on where the limit of the counter is all that stands in the way."""
    if not isinstance(refusal, AboveTellerLimit):
        raise refusal


def wait(
    koppontren: Koppontren, kind: str, legs: Sequence[Leg], *, request_id: UUID, by: User
) -> Draft:
    """Keep what was meant outside the ledger until a second person has looked."""
    return keep_draft(koppontren, Intent(kind, legs), request_id=request_id, by=by)
