"""Work of the night: every book is added up again, and what comes again waits on its day."""

import logging

from klinik.core.jobs import app, task
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.patterns.commands import make_due
from klinik.finance.ledger.proof import commands
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren

log = logging.getLogger(__name__)


@app.periodic(cron="0 19 * * *")  # UTC: two at night in Surabaya
@task(queueing_lock="record_heads")
def record_heads(timestamp: int) -> None:
    """Verify every book and write down where its chain ends."""
    commands.record_heads()


@app.periodic(cron="15 17 * * *")  # UTC: a quarter past midnight in Surabaya
@task(queueing_lock="make_patterns_due")
def make_patterns_due(timestamp: int) -> None:
    """In every cooperative, let each pattern wait on its day; one's trouble stops no other."""
    for koppontren in Koppontren.objects.order_by("pk"):
        try:
            with acting_for(koppontren):
                make_due(koppontren, today=today_in(koppontren))
        except Exception:  # whatever it was: tomorrow these days are made due as well
            log.exception("patterns of %s are not due yet", koppontren.slug)
