"""The legality papers of a pesantren's products, for those who speak for it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from klinik.core.errors import DomainError
from klinik.directory import commands
from klinik.directory.evidence import clean_evidence
from klinik.directory.forms import NewPaperForm, PaperForm
from klinik.directory.models import Paper, Pesantren
from klinik.directory.queries import papers_due, papers_of
from klinik.people.access import SignedIn, read_as
from klinik.tenancy.access import pesantren_for

FORMS = ["GET", "POST"]


@login_required
@require_safe
def papers(request: SignedIn, slug: str) -> HttpResponse:
    """The legality papers of a pesantren's products, for those who speak for it."""
    pesantren = pesantren_for(request.user, slug)
    read_as(request.user)
    held: dict[int, list[Paper]] = {}
    for paper in papers_of(pesantren):
        held.setdefault(paper.product_id, []).append(paper)
    products = [(product, held.get(product.pk, [])) for product in pesantren.products.on_offer()]
    due = papers_due(pesantren, today=timezone.localdate())
    context = {"pesantren": pesantren, "products": products, "due": due}
    return render(request, "tenancy/papers.html", context)


@login_required
@require_http_methods(FORMS)
def add_paper(request: SignedIn, slug: str, product: int) -> HttpResponse:
    """A paper that a product did not have yet."""
    pesantren = pesantren_for(request.user, slug)
    row = get_object_or_404(pesantren.products, pk=product)
    form = NewPaperForm(request.POST or None, request.FILES or None)
    keep = partial(commands.add_paper, row)
    return _paper(request, pesantren, form, keep, {"product": row, "act": "add"})


@login_required
@require_http_methods(FORMS)
def renew_paper(request: SignedIn, slug: str, paper: int) -> HttpResponse:
    """A newer paper takes the place of one that ends."""
    pesantren = pesantren_for(request.user, slug)
    row = _paper_of(pesantren, paper)
    form = PaperForm(request.POST or None, request.FILES or None, initial={"number": row.number})
    keep = partial(commands.renew_paper, row)
    context = {"product": row.product, "paper": row, "act": "renew"}
    return _paper(request, pesantren, form, keep, context)


@login_required
@require_http_methods(FORMS)
def correct_paper(request: SignedIn, slug: str, paper: int) -> HttpResponse:
    """What was typed wrongly is put right."""
    pesantren = pesantren_for(request.user, slug)
    row = _paper_of(pesantren, paper)
    typed = {"number": row.number, "valid_until": row.valid_until}
    form = PaperForm(request.POST or None, request.FILES or None, initial=typed)
    keep = partial(commands.correct_paper, row)
    context = {"product": row.product, "paper": row, "act": "correct"}
    return _paper(request, pesantren, form, keep, context)


def _paper_of(pesantren: Pesantren, number: int) -> Paper:
    """Also one that was replaced: the form that replaced it may come twice."""
    rows = Paper.objects.filter(product__pesantren=pesantren).select_related("product")
    return get_object_or_404(rows, pk=number)


def _paper(
    request: SignedIn,
    pesantren: Pesantren,
    form: PaperForm,
    keep: Callable[..., Paper],
    context: dict[str, Any],
) -> HttpResponse:
    read_as(request.user)
    if form.is_valid():
        upload = form.cleaned_data.pop("file")
        try:
            file = clean_evidence(upload) if upload else None
            keep(by=request.user, file=file, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect("tenancy:papers", pesantren.slug)
    context |= {"pesantren": pesantren, "form": form}
    return render(request, "tenancy/paper.html", context, status=422 if form.is_bound else 200)
