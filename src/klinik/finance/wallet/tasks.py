"""Work of every hour: what nobody fetched goes back to its wallet."""

from klinik.core.jobs import app, task
from klinik.finance.wallet.holding.commands import expire_everywhere


@app.periodic(cron="10 * * * *")
@task(queueing_lock="expire_holds")
def expire_holds(timestamp: int) -> None:
    """Give back what was held back too long, in every cooperative."""
    expire_everywhere()
