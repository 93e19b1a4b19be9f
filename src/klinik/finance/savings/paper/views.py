"""Paper of an account at the counter's door."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from klinik.core.database import at_one_moment
from klinik.finance.savings.models import SavingsAccount
from klinik.finance.savings.paper.answers import certificate_answer, statement_answer
from klinik.finance.savings.queries import accounts_of
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right


@at_one_moment
@login_required
@require_safe
@never_cache
def statement(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """The statement of an account for any days."""
    tenant, savings = _account(request, koppontren, number)
    context = {"koppontren": tenant}
    return statement_answer(request, savings, "savings/paper/statement.html", context)


@at_one_moment
@login_required
@require_safe
@never_cache
def certificate(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """The certificate of an account."""
    tenant, savings = _account(request, koppontren, number)
    context = {"koppontren": tenant}
    return certificate_answer(request, savings, "savings/paper/certificate.html", context)


def _account(request: SignedIn, koppontren: str, number: str) -> tuple[Koppontren, SavingsAccount]:
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_MEMBERS)
    return tenant, get_object_or_404(accounts_of(tenant), number=number)
