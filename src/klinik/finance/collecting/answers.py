"""What became of a receipt, as phones and programs are told."""

from klinik.core.errors import DomainError
from klinik.finance.collecting.commands import Answer
from klinik.finance.collecting.models import Refused


def answer_of(said: str, answer: Answer) -> dict[str, object]:
    """The fate of the receipt that was sent as `said`."""
    if isinstance(answer, DomainError):
        return {
            "request_id": said,
            "state": "refused",
            "code": answer.code,
            "message": str(answer.message),
        }
    if isinstance(answer, Refused):
        return {"request_id": said, "state": "settled", "message": answer.how}
    return {"request_id": said, "state": "recorded", "entry": answer.entry_number}
