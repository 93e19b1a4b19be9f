"""Work of the night: every book is added up again."""

from klinik.core.jobs import app, task
from klinik.finance.ledger.proof import commands


@app.periodic(cron="0 19 * * *")  # UTC: two at night in Surabaya
@task(queueing_lock="record_heads")
def record_heads(timestamp: int) -> None:
    """Verify every book and write down where its chain ends."""
    commands.record_heads()
