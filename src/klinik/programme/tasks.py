"""Work of the night: shared figures whose day has come."""

import logging

from django.utils import timezone

from klinik.core.errors import DomainError
from klinik.core.jobs import app, task
from klinik.people.models import User
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
    """Read every consented figure whose day has come; one consent's trouble stops no other."""
    for koppontren in Koppontren.objects.select_related("pesantren"):
        speaker = _speaker_for(koppontren)
        for consent in _consents_of(koppontren) if speaker else []:
            try:
                with acting_for(koppontren):
                    read_as(speaker)
                    read_due_figures(consent, today=timezone.localdate())
            except Exception as error:  # whatever it is, the others are still read
                reason = error.code if isinstance(error, DomainError) else type(error).__name__
                log.error("consent %s was not read: %s", consent.number, reason)


def _speaker_for(koppontren: Koppontren) -> User | None:
    # Who gave the consent may have left since; somebody who speaks for the koppontren today reads.
    speakers = Membership.objects.running().filter(koppontren=koppontren, role__in=CASE_OPENERS)
    speaker = speakers.select_related("user").order_by("id").first()
    return speaker.user if speaker else None


def _consents_of(koppontren: Koppontren) -> list[Consent]:
    with acting_for(koppontren):
        return list(Consent.objects.of(koppontren).filter(withdrawn_at=None))
