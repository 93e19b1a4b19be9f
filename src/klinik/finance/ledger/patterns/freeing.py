"""What becomes of a day that waits when the draft that was made of it comes to nothing."""

from uuid import uuid4

from klinik.finance.ledger.models import Draft, Due


def free_due(draft: Draft) -> None:
    """Let the day wait again, under a new key: the old one has its answer for ever."""
    settled = Due.objects.of(draft.koppontren).filter(request_id=draft.request_id)
    settled.update(settled_by=None, settled_at=None, request_id=uuid4())
