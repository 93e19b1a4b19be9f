"""Jobs whose worker died are taken up again."""

from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status

from klinik.core.jobs.worker import SILENT_SECONDS, app


@app.periodic(cron="* * * * * */20")
@app.task(queueing_lock="take_up_stalled")
async def take_up_stalled(timestamp: int) -> None:
    """Let jobs of workers that fell silent begin anew; three times, then they have failed."""
    manager = app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        try:
            await manager.retry_job(job)
        except ConnectorException:  # its successor waits already
            await manager.finish_job(job, status=Status.FAILED, delete_job=False)
