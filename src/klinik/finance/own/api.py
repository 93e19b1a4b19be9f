"""What somebody sees as their own, for programs of whoever is signed in."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Path, Router, Schema

from klinik.finance.own.found import own_account_for, own_for
from klinik.finance.own.queries import all_own, whole_copy
from klinik.finance.savings.paper.answers import certificate_file
from klinik.finance.savings.paper.api import PDF, Day, SavingsStatement, statement_told
from klinik.finance.sharing.api.shapes import Month, ReasonOut, reason_told
from klinik.finance.sharing.queries import explained
from klinik.people.access import SignedIn

Number = Annotated[str, Path(pattern="^A-[0-9]{4,12}$")]
Account = Annotated[str, Path(pattern="^[A-Z]{1,4}-[0-9]{4,12}$")]

router = Router(tags=["own"])


class OwnOut(Schema):
    """A member whom the person sees as their own, and what they hold, in whole rupiah."""

    koppontren: str
    number: str
    name: str
    capacity: str
    total: int


class OwnPurchases(Schema):
    """What the member bought this year so far: how often, and rupiah less what came back."""

    year: int
    many: int
    sum: int


class OwnCopy(Schema):
    """What is kept about the member, the photo as a `data:` address; of the NIK a guardian sees
    the last digits.

    `left_out` says what this does not hold.
    """

    koppontren: str
    member: dict[str, Any]
    consents: list[dict[str, Any]]
    groups: list[str]
    left_out: list[str]
    accounts: list[dict[str, Any]]
    transactions: list[dict[str, Any]]
    wallet: dict[str, Any] | None
    purchases: OwnPurchases | None


@router.get("/own", response=list[OwnOut])
def list_own(request: SignedIn) -> list[dict[str, Any]]:
    """Everybody whom the person sees: themselves, and children whose guardian they are."""
    return [
        {
            "koppontren": own.koppontren.slug,
            "number": own.member.number,
            "name": own.member.name,
            "capacity": own.capacity,
            "total": own.total,
        }
        for own in all_own(request.user)
    ]


@router.get("/own/{slug:place}/{number}", response=OwnCopy)
def get_own(request: SignedIn, place: Path[str], number: Number) -> dict[str, Any]:
    """All of one of them: data, consents, accounts, every transaction."""
    return whole_copy(own_for(request.user, place, number))


@router.get("/own/{slug:place}/{number}/savings/{account}/statement", response=SavingsStatement)
def get_own_statement(
    request: SignedIn,
    place: Path[str],
    number: Number,
    account: Account,
    since: Day = None,
    until: Day = None,
) -> dict[str, object]:
    """One account from one day through another."""
    _own, savings = own_account_for(request.user, place, number, account)
    return statement_told(savings, since, until)


@router.get("/own/{slug:place}/{number}/savings/{account}/certificate", openapi_extra=PDF)
def get_own_certificate(
    request: SignedIn, place: Path[str], number: Number, account: Account
) -> HttpResponse:
    """What the cooperative certifies that the account holds now, as PDF."""
    _own, savings = own_account_for(request.user, place, number, account)
    return certificate_file(savings)


@router.get(
    "/own/{slug:place}/{number}/savings/{account}/profit-shares/{month}", response=list[ReasonOut]
)
def get_own_reasons(
    request: SignedIn, place: Path[str], number: Number, account: Account, month: Month
) -> list[dict[str, object]]:
    """Why the account got what it got for a month; nothing where nothing was recorded."""
    _own, savings = own_account_for(request.user, place, number, account)
    reasons = explained(savings, date.fromisoformat(f"{month}-01"))
    return [reason_told(one) for one in reasons if one.share.entry_number]
