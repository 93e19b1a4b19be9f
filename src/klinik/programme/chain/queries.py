"""What the reader may see of one pesantren's way; row-level security leaves out the rest."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.utils import timezone

from klinik.clinic.cases.models import Activity, Case, CaseEvent
from klinik.clinic.cases.queries import shown_cases
from klinik.clinic.sessions.models import AgendaItem, Recommendation
from klinik.clinic.stories.models import Story
from klinik.clinic.stories.queries import published_stories
from klinik.directory.models import Pesantren, Reading
from klinik.programme.chain.rules import Link, goes_on, in_order

MOST = 20  # cases of one pesantren on one page, the latest
Links = dict[int, list[Link]]


class Chain(NamedTuple):
    """One obstacle from where it came up to what became of it."""

    case: Case
    links: list[Link]

    @property
    def goes_on(self) -> bool:
        """Its end was not reached yet."""
        return goes_on(self.links)


class Way(NamedTuple):
    """Everything of one pesantren that the reader may see."""

    chains: list[Chain]
    stories: list[Story]  # told without a case that is shown here
    heard: list[AgendaItem]  # points of sessions without a case that is shown here


def way_of(pesantren: Pesantren) -> Way:
    """The chains of a pesantren, the latest obstacle first. Call `read_as` first."""
    rows = shown_cases().filter(pesantren=pesantren).select_related("indicator")
    cases = list(rows.order_by("-opened_at", "-pk")[:MOST])
    links: Links = defaultdict(list)
    for case in cases:
        links[case.pk].append(
            Link("opened", _day(case.opened_at), case.title, case.number, case.get_absolute_url())
        )
        if case.closed_at:
            links[case.pk].append(Link("closed", _day(case.closed_at), case.title))
    _add_figures(links, cases)
    _add_activities(links, cases)
    heard = _add_sessions(links, cases, pesantren)
    stories = []
    for story in published_stories().filter(pesantren=pesantren):
        if story.case_id in links:
            told = Link("story", _day(story.published_at), story.title, url=_url(story))
            links[story.case_id or 0].append(told)
        else:
            stories.append(story)
    return Way([Chain(case, in_order(links[case.pk])) for case in cases], stories, heard)


def _url(story: Story) -> str:
    return story.get_absolute_url()


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)


def _add_figures(links: Links, cases: Iterable[Case]) -> None:
    wanted = {pk for case in cases for pk in (case.baseline_id, case.result_id) if pk}
    shown = Reading.objects.shown().select_related("indicator").in_bulk(wanted)
    for case in cases:
        for kind, pk in (("baseline", case.baseline_id), ("reading", case.result_id)):
            if figure := shown.get(pk or 0):
                said = f"{figure.indicator}: {figure.in_words}"
                links[case.pk].append(Link(kind, figure.on, said, figure.source))


def _add_activities(links: Links, cases: Iterable[Case]) -> None:
    done = CaseEvent.objects.filter(activity=OuterRef("pk"), kind=CaseEvent.Kind.DONE)
    rows = Activity.objects.filter(case__in=[case.pk for case in cases])
    for row in rows.annotate(is_done=Exists(done)):
        kind = str(row.get_kind_display())
        link = Link("activity", row.on, row.what, f"{kind} · {row.who}", is_done=row.is_done)
        links[row.case_id].append(link)


def _add_sessions(links: Links, cases: Iterable[Case], pesantren: Pesantren) -> list[AgendaItem]:
    """Where each case was heard and what was recommended; answers with what has no case here."""
    alone = []
    items = AgendaItem.objects.filter(pesantren=pesantren, session__announced_at__isnull=False)
    items |= AgendaItem.objects.filter(
        case__in=[case.pk for case in cases], session__announced_at__isnull=False
    )
    for item in items.select_related("session").order_by("session__starts_at", "order", "pk"):
        session = item.session
        if item.case_id in links:
            link = Link(
                "heard", _day(session.starts_at), session.theme, url=session.get_absolute_url()
            )
            links[item.case_id or 0].append(link)
        else:
            alone.append(item)
    rows = Recommendation.objects.filter(pesantren=pesantren, withdrawn_at=None)
    for row in rows.select_related("session", "office"):
        if row.case_id in links:
            links[row.case_id or 0].append(
                Link(
                    "recommended",
                    _day(row.written_at),
                    row.text,
                    str(row.office),
                    row.session.get_absolute_url(),
                )
            )
    return alone
