"""Work for later, kept in PostgreSQL: a task is a function, deferred in the caller's transaction.

@task
def send_reminder(*, member_id: int) -> None: ...

send_reminder.defer(member_id=7)
"""

from procrastinate.contrib.django import app

task = app.task

__all__ = ["app", "task"]
