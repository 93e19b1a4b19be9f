"""The API: the same commands as the pages, behind the same walls."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.security import django_auth

from klinik.clinic.cases.api import of_koppontren as own_cases
from klinik.clinic.cases.api import router as cases
from klinik.clinic.sessions.api import router as sessions
from klinik.clinic.stories.api import router as stories
from klinik.core.database import at_one_moment
from klinik.core.errors import DomainError
from klinik.core.problems import PROBLEM, problem
from klinik.directory.opened.api import router as directory
from klinik.finance.collecting.api import router as collecting
from klinik.finance.counter.api import router as counter
from klinik.finance.ledger.api import router as books
from klinik.finance.members.api import router as members
from klinik.finance.members.ties.api import router as ties
from klinik.finance.own.api import get_own_certificate, get_own_statement
from klinik.finance.own.api import router as own
from klinik.finance.own.wallet.api import router as own_wallet
from klinik.finance.sales.api.receipts import router as receipts
from klinik.finance.sales.api.till import router as selling
from klinik.finance.savings.api import router as savings
from klinik.finance.savings.forgetting.api import router as forgetting
from klinik.finance.savings.intake.api import router as intake
from klinik.finance.savings.keeping.api import router as opening
from klinik.finance.savings.leaving.api import router as coming_and_going
from klinik.finance.savings.passbook.api import get_savings_certificate, get_savings_statement
from klinik.finance.savings.passbook.api import router as paper
from klinik.finance.savings.products.api import router as products
from klinik.finance.sharing.api import router as sharing
from klinik.finance.sharing.fees.api import router as fees
from klinik.finance.shop.api.buying import router as buying
from klinik.finance.shop.api.consigning import router as consigning
from klinik.finance.shop.api.counting import router as counting
from klinik.finance.shop.api.goods import router as goods
from klinik.finance.shop.api.shops import router as shops
from klinik.finance.shop.intake.api import router as goods_intake
from klinik.finance.statements.api import get_statement
from klinik.finance.statements.api import router as statements
from klinik.finance.tills.api import router as cash
from klinik.finance.tills.reports.api import router as drawers
from klinik.finance.wallet.api.orders import router as wallet_orders
from klinik.finance.wallet.api.scans import router as wallet_scans
from klinik.finance.wallet.api.setup import router as wallet_rules
from klinik.finance.wallet.api.wallets import router as wallets

AT_ONE_MOMENT = {
    read.__name__
    for read in (
        get_statement,
        get_savings_statement,
        get_savings_certificate,
        get_own_statement,
        get_own_certificate,
    )
}
TENANT = "/koppontren/{slug:koppontren}"

REFUSAL = {
    "title": "Refusal",
    "description": "Why not (RFC 9457): `code` for programs, `detail` for people,"
    " and once more as `message`.",
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "message": {"type": "string"},
    },
    "required": ["type", "title", "status", "detail", "code", "message"],
}
REFUSALS = {
    400: "Not readable: no JSON, or the wrong kind of it",
    401: "Nobody is signed in",
    403: "Known here, but without this right",
    404: "Nothing here, or nothing for this person",
    422: "Understood, and refused",
}
OPEN_TO_ALL = {400, 404, 422}


class DocumentedAPI(NinjaAPI):
    """Every operation says how it refuses, in the one shape that the handlers below give."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The document with the refusals that Ninja does not know of."""
        document = super().get_openapi_schema(**options)
        document["components"]["schemas"]["Refusal"] = REFUSAL
        shape = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Refusal"}}}
        for operations in document["paths"].values():
            for operation in operations.values():
                for status, words in REFUSALS.items():
                    if operation.get("security") or status in OPEN_TO_ALL:
                        refusal = {"description": words, "content": shape}
                        operation["responses"][status] = refusal
        return document


api = DocumentedAPI(
    title="Klinik OPOP",
    version="0.1.0",
    description=(
        "Whole rupiah in integers. Refusals have a stable `code` and a `message`. What is public "
        "needs no sign-in; lists go on with the cursor `next` of the page before. Signed in with a "
        "session and CSRF, or with a token of one person in a koppontren: `Authorization: Bearer`."
    ),
    docs_url=None,
    auth=django_auth,
)
api.add_router("", directory)
api.add_router("", stories)
api.add_router("", sessions)
api.add_router("", cases)
api.add_router("", own)
api.add_router("", own_wallet)
api.add_router(TENANT, own_cases)
api.add_router(TENANT, members)
api.add_router(TENANT, ties)
api.add_router(TENANT, intake)
api.add_router(TENANT, forgetting)
api.add_router(TENANT, savings)
api.add_router(TENANT, products)
api.add_router(TENANT, paper)
api.add_router(TENANT, coming_and_going)
api.add_router(TENANT, cash)
api.add_router(TENANT, drawers)
api.add_router(TENANT, opening)
api.add_router(TENANT, counter)
api.add_router(TENANT, collecting)
api.add_router(TENANT, selling)
api.add_router(TENANT, receipts)
api.add_router(TENANT, sharing)
api.add_router(TENANT, fees)
api.add_router(TENANT, wallets)
api.add_router(TENANT, wallet_rules)
api.add_router(TENANT, wallet_orders)
api.add_router(TENANT, wallet_scans)
api.add_router(TENANT, shops)
api.add_router(TENANT, goods)
api.add_router(TENANT, goods_intake)
api.add_router(TENANT, buying)
api.add_router(TENANT, consigning)
api.add_router(TENANT, counting)
api.add_router(TENANT, books)
api.add_router(TENANT, statements)


def addresses() -> tuple[list[URLPattern | URLResolver], str, str]:
    """Where the operations are; what adds up figures of a book reads them at one moment."""
    patterns, app, namespace = api.urls
    for pattern in patterns:
        if isinstance(pattern, URLPattern) and pattern.name in AT_ONE_MOMENT:
            pattern.callback = at_one_moment(pattern.callback)
    # A till asks all day: what is its own is tried first.
    patterns.sort(key=lambda pattern: "till/" not in str(pattern.pattern))
    return patterns, app, namespace


def _answer(request: HttpRequest, status: int, code: str, message: str) -> HttpResponse:
    return problem(status, code, message)


@api.exception_handler(DomainError)
def refused(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """A rule said no: nothing of this request is kept."""
    transaction.set_rollback(True)
    return _answer(request, 422, refusal.code, str(refusal.message))


@api.exception_handler(ValidationError)
def not_understood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What was sent is not what the operation takes; says where."""
    places = [".".join(map(str, fault["loc"])) for fault in error.errors]
    sentence = _("Not understood: %(places)s. See openapi.json.")
    return _answer(request, 422, "not_understood", sentence % {"places": ", ".join(places)})


@api.exception_handler(PermissionDenied)
def forbidden(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    """Known here, but without this right."""
    return _answer(request, 403, "forbidden", str(error))


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    """Nothing here, or nothing for this person."""
    return _answer(request, 404, "not_found", _("There is nothing at this address."))


@api.exception_handler(AuthenticationError)
def not_signed_in(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """Nobody is signed in."""
    return _answer(request, 401, "not_signed_in", _("Sign in first."))


@api.exception_handler(HttpError)
def other(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the framework itself refuses: a body that is no JSON, a missing CSRF token."""
    return _answer(request, error.status_code, "not_accepted", error.message)
