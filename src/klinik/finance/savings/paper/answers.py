"""A statement and a certificate as page or PDF, for the counter's door and the member's own."""

from io import BytesIO
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from klinik.finance.savings.models import SavingsAccount
from klinik.finance.savings.paper.document import certificate_pdf, certified, statement_pdf
from klinik.finance.savings.paper.forms import DaysForm
from klinik.finance.savings.paper.queries import MOST, statement_of
from klinik.finance.savings.queries import today
from klinik.people.access import SignedIn


def statement_answer(
    request: SignedIn, savings: SavingsAccount, template: str, context: dict[str, Any]
) -> HttpResponse:
    """The account's statement for the days that are asked for; with `format=pdf`, on paper."""
    form = DaysForm(request.GET or None, today=today(savings.koppontren))
    since, until = form.days
    statement = statement_of(savings, since=since, until=until)
    if form.is_bound and not statement.is_whole:
        words = _("More than %(most)s transactions. Choose fewer days.") % {"most": MOST}
        form.add_error(None, words)
    is_refused = form.is_bound and bool(form.errors)
    if request.GET.get("format") == "pdf" and not is_refused:
        file = statement_pdf(statement)
        return _pdf(file, f"rekening-{savings.number}-{since:%Y%m%d}-{until:%Y%m%d}")
    asked = f"?dari={since:%Y-%m-%d}&sampai={until:%Y-%m-%d}"
    shown = {"savings": savings, "form": form, "statement": statement, "asked": asked}
    return render(request, template, context | shown, status=422 if is_refused else 200)


def certificate_answer(
    request: SignedIn, savings: SavingsAccount, template: str, context: dict[str, Any]
) -> HttpResponse:
    """What the cooperative certifies that the account holds now; with `format=pdf`, on paper."""
    balance = savings.account.balance
    if request.GET.get("format") == "pdf":
        return certificate_file(savings)
    shown = {"savings": savings, "balance": balance, "said": certified(savings)}
    return render(request, template, context | shown)


def certificate_file(savings: SavingsAccount) -> HttpResponse:
    """The certificate on paper."""
    file = certificate_pdf(savings, balance=savings.account.balance)
    return _pdf(file, f"sertifikat-{savings.number}")


def _pdf(file: BytesIO, name: str) -> HttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return HttpResponse(file.getvalue(), content_type="application/pdf", headers=disposition)
