"""Work of the morning: roles and legality papers that end soon."""

from klinik.core.jobs import app, task
from klinik.tenancy.reminding import remind_of_papers, remind_of_roles


@app.periodic(cron="0 23 * * *")  # UTC: six in the morning in Surabaya
@task(queueing_lock="remind_of_ends")
def remind_of_ends(timestamp: int) -> None:
    """Remind of what ends soon, each once."""
    remind_of_roles()
    remind_of_papers()
