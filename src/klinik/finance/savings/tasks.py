"""Work of the counter that takes its time."""

from klinik.core.imports.commands import carry_out
from klinik.core.jobs import Ended, Progress, followed
from klinik.finance.savings.intake.commands import MemberWork
from klinik.finance.savings.intake.queries import look_over


@followed
def import_members(progress: Progress, *, number: str) -> Ended:
    """Save the members of a table, with what they hold."""
    ended = carry_out(progress, number, url_name="savings:intake_file", prepare=MemberWork)
    look_over()
    return ended
