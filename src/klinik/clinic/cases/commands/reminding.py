"""What the morning reminds of: cases past their target, each wait once."""

from datetime import date

from django.utils import timezone

from klinik.clinic.cases.commands.telling import answering, of_case, who_read
from klinik.clinic.cases.models import Audience, Case, ServiceTarget
from klinik.clinic.cases.timing import late
from klinik.people.commands import notify
from klinik.people.models import User
from klinik.tenancy.queries import secretariat, speakers_of

Step = ServiceTarget.Step
OFFICES = [Step.TAKE, Step.ACT]
ASKED_AFTER = range(1, 5)  # weeks
TWICE = 2  # from so many times the target on, the secretariat hears of it


def tell_of_late(*, today: date, hidden: bool = False) -> int:
    """Remind whose move it is of every case past its target, and the secretariat of the worst.

    `hidden` are the cases for named people, of whom the reader is one. Call `read_as` first.
    Answers how many are late.
    """
    cases = Case.objects.filter(closed_at=None).select_related("pesantren", "aspect")
    named = {"audience": Audience.NAMED}
    cases = cases.filter(**named) if hidden else cases.exclude(**named)
    offices = list(cases.filter(late(today=today, steps=OFFICES)))
    for case in offices:
        _tell(case, "case.late", answering(case))
    for case in cases.filter(late(today=today, steps=OFFICES, times=TWICE)):
        _tell(case, "case.escalated", secretariat())
    waiting = list(cases.filter(late(today=today, steps=[Step.ANSWER])))
    for case in waiting:
        _tell(case, "case.waits_for_you", speakers_of(case.pesantren))
    return len(offices) + len(waiting)


def tell_of_missing(*, today: date) -> int:
    """Ask each week, four times, for what a case lacks that was opened with one tap.

    Call `read_as` first. Answers how many cases lack their figure.
    """
    rows = Case.objects.filter(closed_at=None, baseline=None).select_related("pesantren")
    for case in rows:
        weeks = (today - timezone.localdate(case.opened_at)).days // 7
        if weeks in ASKED_AFTER:
            people, url = speakers_of(case.pesantren), case.get_absolute_url()
            key = f"case.asks {case.pk} {weeks}"
            notify(*people, kind="case.asks", about=of_case(case), url=url, key=key)
    return len(rows)


def _tell(case: Case, kind: str, people: list[User]) -> None:
    key = f"{kind} {case.pk} {case.waits_since.isoformat()}"
    reached = who_read(case, people)
    notify(*reached, kind=kind, about=of_case(case), url=case.get_absolute_url(), key=key)
