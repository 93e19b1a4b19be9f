"""Cards shown for a meal or to be counted, for programs: no money in it."""

from datetime import date, datetime
from typing import Annotated

from django.core.paginator import Paginator
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from klinik.core.lines import PLAIN
from klinik.finance.wallet.api.wallets import KEEPERS, PAGE_SIZE, READERS, PageNumber
from klinik.finance.wallet.queries import today
from klinik.finance.wallet.scans.commands import note_scan
from klinik.finance.wallet.scans.models import Scan, ScanKind
from klinik.finance.wallet.scans.queries import scans_of
from klinik.finance.wallet.topups.queries import ways_of
from klinik.finance.wallet.topups.rules import LEAST, VALID
from klinik.tenancy.api import ApiRequest, Key

router = Router(tags=["wallets"], auth=KEEPERS)


class ScanIn(Schema):
    """The code of the card that was read, and for what it was shown."""

    code: Annotated[str, Field(min_length=1, max_length=60, pattern=PLAIN)]
    kind: ScanKind


class ScanOut(Schema):
    """A card that was shown, whose it is, on which day and when."""

    wallet: str
    name: str
    kind: str
    on: date
    at: datetime


class ScanNoted(ScanOut):
    """And whether it was the first time of this day."""

    is_first: bool


class ScanPage(Schema):
    """One page of cards that were shown on a day."""

    count: int
    page: int
    pages: int
    results: list[ScanOut]


class WaysOut(Schema):
    """By which ways wallets are topped up: a bank account, virtual accounts, QRIS.

    Empty where there is none. `least` in rupiah; a top-up waits `days` days for its money.
    """

    bank: str
    number_at_bank: str
    va_prefix: str
    takes_qris: bool
    least: int
    days: int


@router.get("/wallet-scans", response=ScanPage, auth=READERS)
def list_wallet_scans(
    request: ApiRequest,
    koppontren: Path[str],
    on: Annotated[date | None, Query(description="Without it: today.")] = None,
    kind: ScanKind | None = None,
    page: PageNumber = 1,
) -> dict[str, object]:
    """The cards that were shown on a day, newest first."""
    tenant = request.auth.koppontren
    rows = scans_of(tenant).filter(on=on or today(tenant))
    pages = Paginator(rows.filter(kind=kind) if kind else rows, PAGE_SIZE)
    found = list(pages.page(page)) if page <= pages.num_pages else []
    results = [_scan(row) for row in found]
    return {"count": pages.count, "page": page, "pages": pages.num_pages, "results": results}


@router.post("/wallet-scans", response={201: ScanNoted})
def create_wallet_scan(
    request: ApiRequest, koppontren: Path[str], body: ScanIn, request_id: Key
) -> Status[dict[str, object]]:
    """Note that a card was shown today, once for each kind; it moves no money."""
    user, tenant = request.auth
    scan, is_first = note_scan(
        tenant, code=body.code, kind=body.kind, request_id=request_id, by=user
    )
    return Status(201, _scan(scan) | {"is_first": is_first})


@router.get("/wallet-top-up-ways", response=WaysOut, auth=READERS)
def get_top_up_ways(request: ApiRequest, koppontren: Path[str]) -> dict[str, object]:
    """By which ways guardians top wallets up besides cash at the counter."""
    ways = ways_of(request.auth.koppontren)
    return {
        "bank": str(ways.bank) if ways.bank else "",
        "number_at_bank": ways.number_at_bank,
        "va_prefix": ways.va_prefix,
        "takes_qris": bool(ways.qris),
        "least": LEAST,
        "days": VALID.days,
    }


def _scan(scan: Scan) -> dict[str, object]:
    wallet = scan.card.wallet
    said = {"kind": scan.kind, "on": scan.on, "at": scan.at}
    return {"wallet": wallet.number, "name": wallet.member.name, **said}
