"""What an acquirer tells us: one address for each, and nothing believed that is not signed.

POST /kabar-qris/<number>/ with the headers X-Klinik-Timestamp (seconds since 1970) and
X-Klinik-Signature (HMAC-SHA256 in hexadecimal of `<timestamp>.<body>` under the secret), and as
body {"id": "their own number", "bill": "T0123456789", "amount": 50000,
"paid_at": "2026-11-30T10:00:00+07:00"}.
"""

import time
from typing import Annotated
from uuid import UUID

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from pydantic import AwareDatetime, BaseModel, Field, ValidationError

from klinik.core.lines import SAID
from klinik.finance.wallet.topups.commands import receive_notice, secret_of
from klinik.finance.wallet.topups.queries import acquirer_by_number
from klinik.finance.wallet.topups.rules import NotificationReused, NotSigned, check_signature
from klinik.tenancy.database import enter

LONGEST = 10_000  # bytes


class Told(BaseModel):
    """One payment, as the acquirer says it."""

    id: Annotated[str, Field(max_length=100, pattern=SAID)]
    bill: Annotated[str, Field(max_length=50, pattern=SAID)]
    amount: Annotated[int, Field(strict=True, gt=0, le=10**12)]
    paid_at: AwareDatetime


@csrf_exempt
@require_POST
@never_cache
def told(request: HttpRequest, number: UUID) -> JsonResponse:
    """A payment by QRIS. Sent again after a lost answer it is credited once."""
    acquirer = acquirer_by_number(number)
    if acquirer is None:
        raise Http404
    body = request.read(LONGEST + 1)
    if len(body) > LONGEST:
        return JsonResponse({"code": "too_long"}, status=413)
    try:
        check_signature(
            secret_of(acquirer),
            timestamp=request.headers.get("X-Klinik-Timestamp", ""),
            signed=request.headers.get("X-Klinik-Signature", ""),
            body=body,
            now=int(time.time()),
        )
    except NotSigned as refusal:
        return JsonResponse({"code": refusal.code, "detail": str(refusal.message)}, status=401)
    try:
        said = Told.model_validate_json(body)
    except ValidationError:
        return JsonResponse({"code": "unreadable"}, status=422)
    enter(acquirer.koppontren)
    try:
        notice = receive_notice(
            acquirer, theirs=said.id, bill=said.bill, amount=said.amount, paid_at=said.paid_at
        )
    except NotificationReused as refusal:
        return JsonResponse({"code": refusal.code, "detail": str(refusal.message)}, status=409)
    return JsonResponse({"id": notice.theirs, "state": notice.state, "doubt": notice.doubt})
