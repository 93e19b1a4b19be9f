"""What lies on a desk, as a table."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from klinik.core.tables import Column
from klinik.programme.desk.rules import Heap, Task

HEAPS: dict[Heap, str | Promise] = {
    Heap.LATE: pgettext_lazy("desk", "Late"),
    Heap.MINE: _("Waits for me"),
    Heap.TO_TAKE: _("Not taken yet"),
    Heap.PROMISED: _("Recommendations"),
    Heap.TO_READ: _("Stories to read"),
    Heap.PLANNED: _("Within two weeks"),
}
KINDS: dict[str, str | Promise] = {
    "case": _("Your next step on your case"),
    "take": _("Nobody has taken it"),
    "left": _("Whoever took it cannot go on"),
    "referral": _("Your office is asked"),
    "help": _("Your office said yes"),
    "asked": _("Referred to this partner"),
    "story": _("A story to read before it is public"),
    "activity": _("Activity"),
    "look": _("Look at what was granted"),
    "review": _("Look at the goals again"),
    "recommendation": _("Recommended by the panel"),
    "owed": _("To be written by the panel"),
    "escalated": _("Late twice over"),
}


def _left(task: Task) -> int | None:
    """Working days; the page says it in words."""
    return task.left


TASK_COLUMNS: list[Column[Task]] = [
    Column("tugas", _("Task"), lambda task: task.title, link=lambda task: task.url),
    Column("apa", _("What it is"), lambda task: str(KINDS[task.kind])),
    Column("tempat", _("Where"), lambda task: task.place),
    Column("tenggat", _("Due"), lambda task: task.due_on),
    Column("sisa", _("Working days left"), _left, template="desk/_left_cell.html"),
]
