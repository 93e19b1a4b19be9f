"""The page of the search; for the dialog only what was found."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from klinik.core.http import render_page
from klinik.people.access import read_as
from klinik.web.search.queries import found_for, tidy


@require_safe
@never_cache
def search(request: HttpRequest) -> HttpResponse:
    """Everything this person may see that has the typed words in it."""
    user = request.user if request.user.is_authenticated else None
    read_as(user)
    typed = tidy(request.GET.get("q", ""))
    groups = found_for(user, typed)
    context = {"typed": typed, "groups": groups, "number": sum(len(g.found) for g in groups)}
    return render_page(request, "web/search.html", context)
