"""Work of the night: shared figures whose day has come."""

from django.utils import timezone

from klinik.core.jobs import app, task
from klinik.programme.commands import read_due_figures
from klinik.programme.models import Consent
from klinik.tenancy.access import read_as
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren


@app.periodic(cron="15 18 * * *")  # UTC: a quarter past one at night in Surabaya
@task(queueing_lock="read_figures_due", pass_context=False)
def read_figures_due(timestamp: int) -> None:
    """Read every consented figure whose day has come, one koppontren at a time."""
    today = timezone.localdate()
    for koppontren in Koppontren.objects.select_related("pesantren"):
        with acting_for(koppontren):
            running = Consent.objects.of(koppontren).filter(withdrawn_at=None)
            for consent in running.select_related("indicator", "given_by"):
                read_as(consent.given_by)
                read_due_figures(consent, today=today)
