"""Work of the night: shared figures whose day has come."""

import logging

from django.utils import timezone

from klinik.core.errors import DomainError
from klinik.core.jobs import app, task
from klinik.programme.commands import read_due_figures
from klinik.programme.models import Consent
from klinik.tenancy.access import read_as
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren, Membership
from klinik.tenancy.roles import CASE_OPENERS

log = logging.getLogger(__name__)


@app.periodic(cron="15 18 * * *")  # UTC: a quarter past one at night in Surabaya
@task(queueing_lock="read_figures_due")
def read_figures_due(timestamp: int) -> None:
    """Read every consented figure whose day has come; one koppontren's trouble stops no other."""
    for koppontren in Koppontren.objects.select_related("pesantren"):
        try:
            _read_figures_of(koppontren)
        except DomainError as refusal:
            log.warning("figures of %s were not read: %s", koppontren.slug, refusal.code)


def _read_figures_of(koppontren: Koppontren) -> None:
    # Who gave the consent may have left since; somebody who speaks for the koppontren today reads.
    speakers = Membership.objects.running().filter(koppontren=koppontren, role__in=CASE_OPENERS)
    speaker = speakers.select_related("user").order_by("id").first()
    if speaker is None:
        return
    with acting_for(koppontren):
        read_as(speaker.user)
        for consent in Consent.objects.of(koppontren).filter(withdrawn_at=None):
            read_due_figures(consent, today=timezone.localdate())
