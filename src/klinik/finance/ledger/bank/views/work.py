"""The work itself: accept what is sure, book the rest, look at one mutation."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.core.money import grouped
from klinik.finance.ledger.bank.commands.booking import book, book_each
from klinik.finance.ledger.bank.commands.matching import accept_sure, match, take_apart
from klinik.finance.ledger.bank.forms import BookForm, CategoriesForm, MatchForm, PairsForm
from klinik.finance.ledger.bank.models import BankAccount, BankMutation
from klinik.finance.ledger.bank.queries import (
    Proposals,
    look_for,
    mutations_of,
    position,
    proposals,
    proposed_categories,
    reconciled,
    together_with,
)
from klinik.finance.ledger.bank.refusals import AlreadyMatched
from klinik.finance.ledger.bank.views.access import bank_for
from klinik.finance.ledger.cash.queries import postable_accounts
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.models import Draft, Entry
from klinik.finance.ledger.views.recording import recorded_redirect
from klinik.people.access import SignedIn
from klinik.tenancy.access import rights_in
from klinik.tenancy.roles import Right

MOST_PAIRS = 100  # accepted with one tap
PER_PAGE = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: SignedIn, koppontren: str, code: str) -> HttpResponse:
    """Where bank and book stand, the pairs that are sure, and the rest side by side to book."""
    needs = Right.KEEP_BOOKS if request.method == "POST" else Right.READ_BOOKS
    bank = bank_for(request, koppontren, code, needs=needs)
    found = proposals(bank)
    both = [*found.rest, *found.drafted]
    page = Paginator(both, PER_PAGE).get_page(request.GET.get("page"))
    rest = [row for row in page.object_list if not row.is_drafted]
    accounts = postable_accounts(bank.koppontren)
    form = CategoriesForm(
        request.POST if request.method == "POST" else None,
        mutations=_sent(request, bank) or rest,
        accounts=accounts,
        bank=bank,
        proposed=proposed_categories(bank.koppontren, rest),
    )
    if request.method == "POST" and form.is_valid():
        booked, refused = book_each(form.chosen(), by=request.user)
        _say(request, booked, is_all=not refused)
        if not refused:
            return redirect(bank)
        for mutation, refusal in refused.items():
            form.add_error(str(mutation.number), str(refusal.message))
    context = _context(request, bank, found) | {
        "form": form,
        "page": page,
        "rest": rest,
        "drafted": [row for row in page.object_list if row.is_drafted],
    }
    status = 422 if request.method == "POST" else 200
    return render_page(request, "bank/account.html", context, status)


def _context(request: SignedIn, bank: BankAccount, found: Proposals) -> dict[str, Any]:
    return {
        "koppontren": bank.koppontren,
        "bank": bank,
        "pairs": found.pairs[:MOST_PAIRS],
        "more_pairs": max(0, len(found.pairs) - MOST_PAIRS),
        "number_rest": len(found.rest),
        "number_drafted": len(found.drafted),
        "position": position(bank, today_in(bank.koppontren)),
        "done": reconciled(bank),
        "told": found.pairs or found.rest or found.drafted or mutations_of(bank).exists(),
        "may_keep": Right.KEEP_BOOKS in rights_in(request.user, bank.koppontren),
    }


def _sent(request: SignedIn, bank: BankAccount) -> list[BankMutation]:
    """The mutations that a form was sent for, also those that were matched since."""
    if request.method != "POST":
        return []
    named = [name for name in request.POST if len(name) == 36][:PER_PAGE]
    keys = []
    for name in named:
        try:
            keys.append(UUID(name))
        except ValueError:
            continue
    return list(mutations_of(bank).filter(number__in=keys).order_by("on", "id"))


def _say(request: SignedIn, booked: Sequence[Entry | Draft], *, is_all: bool) -> None:
    """How many stand in the book now, and how many wait for a second person."""
    drafted = sum(isinstance(one, Draft) for one in booked)
    if entries := len(booked) - drafted:
        said = ngettext(
            "%(number)s mutation is booked and matched.",
            "%(number)s mutations are booked and matched.",
            entries,
        )
        messages.success(request, said % {"number": grouped(entries)})
    if drafted:
        said = ngettext(
            "%(number)s mutation is above the limit and waits for a second person.",
            "%(number)s mutations are above the limit and wait for a second person.",
            drafted,
        )
        messages.success(request, said % {"number": grouped(drafted)})
    if is_all and not booked:
        messages.success(request, _("Nothing was chosen, nothing is booked."))


@login_required
@require_POST
def accept(request: SignedIn, koppontren: str, code: str) -> HttpResponse:
    """Match the pairs that were shown and stayed ticked."""
    bank = bank_for(request, koppontren, code, needs=Right.KEEP_BOOKS)
    form = PairsForm(request.POST)
    if form.is_valid():
        chosen = form.chosen()
        number = accept_sure(bank, chosen=chosen, by=request.user)
        said = ngettext("%(number)s pair is matched.", "%(number)s pairs are matched.", number)
        if number or not chosen:
            messages.success(request, said % {"number": grouped(number)})
        if number < len(set(chosen)):
            messages.warning(request, str(AlreadyMatched().message))
    return redirect(bank)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mutation(request: SignedIn, koppontren: str, code: str, number: UUID) -> HttpResponse:
    """One mutation: what it is matched with, or what it may be; booked from here as well."""
    needs = Right.KEEP_BOOKS if request.method == "POST" else Right.READ_BOOKS
    bank = bank_for(request, koppontren, code, needs=needs)
    row = _mutation(bank, number)
    proposed = proposed_categories(bank.koppontren, [row]).get(row.pk, "")
    form = BookForm(
        request.POST if request.method == "POST" else None,
        mutation=row,
        accounts=postable_accounts(bank.koppontren),
        proposed=proposed,
    )
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            booked = book(row, category=typed["category"], memo=typed["memo"], by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            if isinstance(booked, Draft):
                return recorded_redirect(request, booked, "")
            said = _("Booked and matched: entry %(number)s.") % {"number": booked.number}
            messages.success(request, said)
            return redirect(bank)
    status = 422 if request.method == "POST" else 200
    return _show(request, bank, row, form, status)


def _show(
    request: SignedIn, bank: BankAccount, row: BankMutation, form: BookForm, status: int
) -> HttpResponse:
    context = {
        "koppontren": bank.koppontren,
        "bank": bank,
        "mutation": row,
        "form": form,
        "may_keep": Right.KEEP_BOOKS in rights_in(request.user, bank.koppontren),
    }
    if not row.is_drafted:
        context |= together_with(row) if row.match_id else look_for(row)
    return render_page(request, "bank/mutation.html", context, status)


@login_required
@require_POST
def match_(request: SignedIn, koppontren: str, code: str, number: UUID) -> HttpResponse:
    """Match a mutation, and others if need be, with the lines that were chosen."""
    bank = bank_for(request, koppontren, code, needs=Right.KEEP_BOOKS)
    row = _mutation(bank, number)
    form = MatchForm(request.POST)
    others, lines = form.chosen() if form.is_valid() else ([], [])
    try:
        match(bank, mutations={row.pk, *others}, lines=lines, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
        return redirect(row)
    messages.success(request, _("Matched."))
    return redirect(bank)


@login_required
@require_POST
def apart(request: SignedIn, koppontren: str, code: str, number: UUID) -> HttpResponse:
    """Take a match apart: its mutations and lines wait again."""
    bank = bank_for(request, koppontren, code, needs=Right.KEEP_BOOKS)
    row = _mutation(bank, number)
    if row.match is not None:
        try:
            take_apart(row.match, by=request.user)
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
            return redirect(row)
        messages.success(request, _("Taken apart. Nothing in the book has changed by it."))
    return redirect(row)


def _mutation(bank: BankAccount, number: UUID) -> BankMutation:
    rows = mutations_of(bank).select_related(
        "koppontren", "bank__account", "match__by", "file", "draft__made_by", "draft__koppontren"
    )
    return get_object_or_404(rows, number=number)
