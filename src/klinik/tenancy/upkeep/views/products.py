"""Pages on which a pesantren's people, and the offices, keep its products."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from klinik.core.errors import DomainError
from klinik.core.files import clean_photo
from klinik.directory import commands
from klinik.directory.models import Pesantren, Product, ProductPhoto, Sector
from klinik.directory.rules import OWN_WORD, BadFact, BadProduct
from klinik.directory.upkeep.forms.products import PhotoForm, ProductForm, SectorForm
from klinik.people.access import SignedIn, read_as
from klinik.tenancy.access import coordinator_only, kept_pesantren_for

FORMS = ["GET", "POST"]


@login_required
@require_http_methods(FORMS)
def add(request: SignedIn, slug: str) -> HttpResponse:
    """Something more that a pesantren makes."""
    pesantren, is_office = kept_pesantren_for(request.user, slug)
    form = ProductForm(request.POST or None, is_office=is_office)
    if form.is_valid():
        try:
            product = commands.add_product(pesantren, **_said(form))
        except DomainError as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("The product is there. Now show it: add a photo."))
            return redirect("tenancy:product_change", product.pk)
    context = {"pesantren": pesantren, "form": form}
    return render(request, "tenancy/product.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(FORMS)
def change(request: SignedIn, number: int) -> HttpResponse:
    """A product is said anew; its photos are kept on the same page."""
    product, is_office = _product(request, number)
    form = ProductForm(request.POST or None, is_office=is_office, product=product)
    if form.is_valid():
        try:
            commands.change_product(product, **_said(form))
        except DomainError as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("%(product)s: saved.") % {"product": product})
            return redirect(product)
    return _page(request, product, form, PhotoForm())


def _said(form: ProductForm) -> dict[str, Any]:
    """What was typed; a pesantren's own people are their own source."""
    return {"source": OWN_WORD} | form.cleaned_data


def _refuse(form: Any, refusal: DomainError) -> None:
    named = refusal.field if isinstance(refusal, BadProduct | BadFact) else None
    form.add_error(named if named in form.fields else None, str(refusal.message))


@login_required
@require_POST
def retire(request: SignedIn, number: int) -> HttpResponse:
    """A product is not made any more, or is made again."""
    product, _is_office = _product(request, number)
    if "restore" in request.POST:
        commands.restore_product(product)
        messages.success(request, _("%(product)s is on offer again.") % {"product": product})
    else:
        commands.retire_product(product)
        messages.success(request, _("%(product)s left the lists.") % {"product": product})
    return redirect("tenancy:product_change", product.pk)


@login_required
@require_POST
def add_photo(request: SignedIn, number: int) -> HttpResponse:
    """One more photo of a product."""
    product, is_office = _product(request, number)
    photo_form = PhotoForm(request.POST, request.FILES)
    if photo_form.is_valid():
        try:
            photo = clean_photo(photo_form.cleaned_data.pop("file"))
            commands.add_photo(product, photo=photo, **photo_form.cleaned_data)
        except DomainError as refusal:
            _refuse(photo_form, refusal)
        else:
            return redirect(_photos_of(product))
    form = ProductForm(is_office=is_office, product=product)
    return _page(request, product, form, photo_form)


@login_required
@require_POST
def change_photo(request: SignedIn, number: int, photo: int) -> HttpResponse:
    """A photo becomes the first, or is taken away."""
    product, _is_office = _product(request, number)
    row = get_object_or_404(ProductPhoto.objects.select_related("product"), pk=photo)
    if row.product_id != product.pk:
        raise Http404
    if "remove" in request.POST:
        commands.remove_photo(row)
    else:
        commands.move_photo_first(row)
    return redirect(_photos_of(product))


def _photos_of(product: Product) -> str:
    return f"{reverse('tenancy:product_change', args=[product.pk])}#photos"


def _product(request: SignedIn, number: int) -> tuple[Product, bool]:
    """The product, for those who keep its pesantren's page, and whether as an office."""
    if number >= 2**63:
        raise Http404
    row = get_object_or_404(Product.objects.select_related("pesantren__region"), pk=number)
    _pesantren, is_office = kept_pesantren_for(request.user, row.pesantren.slug)
    read_as(request.user)
    return row, is_office


def _page(
    request: SignedIn, product: Product, form: ProductForm, photo_form: PhotoForm
) -> HttpResponse:
    pesantren: Pesantren = product.pesantren
    context = {
        "pesantren": pesantren,
        "product": product,
        "form": form,
        "photos": list(product.photos.all()),
        "photo_form": photo_form,
    }
    is_refused = form.is_bound or photo_form.is_bound
    return render(request, "tenancy/product.html", context, status=422 if is_refused else 200)


@login_required
@require_http_methods(FORMS)
def sectors(request: SignedIn) -> HttpResponse:
    """The sectors of the programme, kept by its secretariat."""
    coordinator_only(request.user)
    form = SectorForm(request.POST or None)
    if form.is_valid():
        try:
            sector = commands.add_sector(**form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("%(sector)s: saved.") % {"sector": sector})
            return redirect("tenancy:sectors")
    return _sectors(request, form)


@login_required
@require_POST
def change_sector(request: SignedIn, code: str) -> HttpResponse:
    """A sector is called otherwise, is not chosen any more, or is again."""
    coordinator_only(request.user)
    sector = get_object_or_404(Sector, code=code)
    form = SectorForm(request.POST, sector=sector)
    if "retire" in request.POST:
        commands.retire_sector(sector)
    elif "restore" in request.POST:
        commands.restore_sector(sector)
    elif not form.is_valid():
        return _sectors(request, form, wrong=sector)
    else:
        try:
            commands.rename_sector(sector, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
            return _sectors(request, form, wrong=sector)
    messages.success(request, _("%(sector)s: saved.") % {"sector": sector})
    return redirect("tenancy:sectors")


def _sectors(request: SignedIn, form: SectorForm, *, wrong: Sector | None = None) -> HttpResponse:
    rows = [
        (sector, form if sector == wrong else SectorForm(sector=sector))
        for sector in Sector.objects.all()
    ]
    context = {"sectors": rows, "form": form, "new": SectorForm() if wrong else form}
    return render(request, "tenancy/sectors.html", context, status=422 if form.is_bound else 200)
