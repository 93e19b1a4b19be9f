"""Reminders of ends; done twice, each is told once."""

from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from klinik.directory.queries import papers_expiring
from klinik.people.access import read_as
from klinik.people.commands import notify
from klinik.people.kinds import About
from klinik.tenancy.models import PLACES, Membership
from klinik.tenancy.queries import speakers_of
from klinik.tenancy.reminding.rules import ROLE_STEP, step_for
from klinik.tenancy.roles import Role


@transaction.atomic
def remind_of_roles(*, today: date | None = None) -> int:
    """Tell everybody whose role ends within two weeks; answers how many roles these are."""
    today = today or timezone.localdate()
    soon = (today, today + timedelta(days=ROLE_STEP))
    rows = Membership.objects.running().filter(ended_on__range=soon, user__is_active=True)
    ending = list(rows.select_related("user", *PLACES))
    for row in ending:
        day = row.ended_on or today  # they all have one
        about: About = {"role": Role(row.role).label, "place": str(row.place), "day": day}
        url, key = row.place.get_absolute_url(), f"role.ends {row.pk} {row.ended_on}"
        notify(row.user, kind="role.ends", about=about, url=url, key=key)
    return len(ending)


@transaction.atomic
def remind_of_papers(*, today: date | None = None) -> int:
    """Tell those who speak for a pesantren of papers that end in 90, in 30 and in 7 days.

    Answers how many papers these are.
    """
    today = today or timezone.localdate()
    read_as(None)
    due = [
        (paper, day, step)
        for paper in papers_expiring(today)
        if (day := paper.valid_until)
        if (step := step_for(day, today=today))
    ]
    for paper, day, step in due:
        pesantren = paper.product.pesantren
        about: About = {"paper": str(paper), "product": paper.product.name, "day": day}
        url, key = reverse("tenancy:papers", args=[pesantren.slug]), f"paper {paper.pk} {step}"
        notify(*speakers_of(pesantren), kind="paper.expires", about=about, url=url, key=key)
    return len(due)
