"""What a post said before it was edited."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from klinik.clinic.discussions.parties import need, post_for
from klinik.clinic.discussions.queries import names_in, versions_of
from klinik.clinic.discussions.text import posted
from klinik.people.access import SignedIn


@require_safe
@login_required
@never_cache
def versions(request: SignedIn, slug: str, number: int) -> HttpResponse:
    """Every text of a post, for whoever wrote it and the secretariat."""
    post, part = post_for(request.user, slug, number)
    need(part.wrote(post) or part.keeps_order)
    names = names_in([post])
    shown = [(posted(row.body, names), row.at) for row in reversed(versions_of(post))]
    context = {"post": post, "topic": post.topic, "versions": shown}
    return render(request, "discussions/versions.html", context)
