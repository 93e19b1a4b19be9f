"""The page of one pesantren's way."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from klinik.directory.models import Pesantren
from klinik.people.access import read_as
from klinik.programme.chain.queries import way_of


@require_safe
def chain(request: HttpRequest, slug: str) -> HttpResponse:
    """From each obstacle to its story, as far as the reader may see it."""
    read_as(request.user if request.user.is_authenticated else None)
    pesantren = get_object_or_404(Pesantren.objects.select_related("region"), slug=slug)
    context = {"pesantren": pesantren, "way": way_of(pesantren, request.GET.get("page"))}
    return render(request, "chain/chain.html", context)
