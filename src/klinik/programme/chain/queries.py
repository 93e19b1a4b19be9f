"""What the reader may see of one pesantren's way; row-level security leaves out the rest."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from klinik.clinic.cases.models import Activity, Case, CaseEvent
from klinik.clinic.cases.queries import shown_cases
from klinik.clinic.sessions.models import AgendaItem, Recommendation
from klinik.clinic.sessions.room.models import RoomEvent
from klinik.clinic.sessions.room.rules import Kind
from klinik.clinic.stories.models import Story
from klinik.clinic.stories.queries import published_stories
from klinik.directory.models import Pesantren, Reading
from klinik.programme.chain.rules import Link, goes_on, in_order

PER_PAGE = 20  # cases of one pesantren on one page, the latest first
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
    page: Page[Case] | None = None

    @property
    def open(self) -> list[Link]:
        """What is shown without its case, as one road: where it was heard, figures, the story."""
        return in_order(
            [_heard_at(row) for row in self.heard]
            + [link for story in self.stories for link in _told(story)]
        )


def way_of(pesantren: Pesantren, number: str | int | None = 1) -> Way:
    """One page of the chains of a pesantren, the latest obstacle first. Call `read_as` first.

    What is open without its case stands on the first page.
    """
    rows = shown_cases().filter(pesantren=pesantren).select_related("indicator")
    page = Paginator(rows.order_by("-opened_at", "-pk"), PER_PAGE).get_page(number)
    cases = list(page.object_list)
    elsewhere: set[int | None] = set()  # cases on the other pages: nothing of theirs stands alone
    if page.has_other_pages():
        elsewhere = set(
            rows.exclude(pk__in=[case.pk for case in cases]).values_list("pk", flat=True)
        )
    links: Links = defaultdict(list)
    for case in cases:
        links[case.pk].append(
            Link("opened", _day(case.opened_at), case.title, case.number, case.get_absolute_url())
        )
        if case.closed_at:
            links[case.pk].append(Link("closed", _day(case.closed_at), case.title))
    _add_figures(links, cases)
    _add_activities(links, cases)
    alone = _add_sessions(links, cases, pesantren)
    heard = [item for item in alone if item.case_id not in elsewhere]
    stories = []
    for story in published_stories().filter(pesantren=pesantren):
        if story.case_id in links:
            links[story.case_id or 0].append(_told(story)[-1])
        elif story.case_id not in elsewhere:
            stories.append(story)
    if page.number > 1:
        stories, heard = [], []
    chains = [Chain(case, in_order(links[case.pk])) for case in cases]
    return Way(chains, stories, heard, page)


def _told(story: Story) -> list[Link]:
    """The two figures of a story, unless one was withdrawn, and the story."""
    kinds = zip(("baseline", "reading"), story.figures or (), strict=False)
    figures = [_figure(kind, reading) for kind, reading in kinds]
    url = story.get_absolute_url()
    return [
        *figures,
        Link("story", _day(story.published_at or timezone.now()), story.title, url=url),
    ]


def _figure(kind: str, reading: Reading) -> Link:
    return Link(kind, reading.on, f"{reading.indicator}: {reading.in_words}", reading.source)


def _heard_at(item: AgendaItem) -> Link:
    session = item.session
    url = session.get_absolute_url()
    return Link("heard", _day(session.starts_at), item.title, session.theme, url)


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)


def _add_figures(links: Links, cases: Iterable[Case]) -> None:
    wanted = {pk for case in cases for pk in (case.baseline_id, case.result_id) if pk}
    shown = Reading.objects.shown().select_related("indicator").in_bulk(wanted)
    for case in cases:
        for kind, pk in (("baseline", case.baseline_id), ("reading", case.result_id)):
            if figure := shown.get(pk or 0):
                links[case.pk].append(_figure(kind, figure))


def _add_activities(links: Links, cases: Iterable[Case]) -> None:
    done = CaseEvent.objects.filter(activity=OuterRef("pk"), kind=CaseEvent.Kind.DONE)
    rows = Activity.objects.filter(case__in=[case.pk for case in cases])
    rows = rows.exclude(events__kind=CaseEvent.Kind.DROPPED)
    for row in rows.annotate(is_done=Exists(done)):
        kind = str(row.get_kind_display())
        link = Link("activity", row.on, row.what, f"{kind} · {row.who}", is_done=row.is_done)
        links[row.case_id].append(link)


def _add_sessions(links: Links, cases: Iterable[Case], pesantren: Pesantren) -> list[AgendaItem]:
    """Where each case was heard and what was recommended; answers with what has no case here."""
    asked_in = _add_questions(links, cases, pesantren)
    alone = []
    items = AgendaItem.objects.filter(
        Q(pesantren=pesantren) | Q(case__in=[case.pk for case in cases]),
        session__announced_at__isnull=False,
    )
    if not pesantren.is_simulated:  # nothing invented hangs on a real one
        items = items.exclude(session__is_simulated=True)
    for item in items.select_related("session").order_by("session__starts_at", "order", "pk"):
        session = item.session
        if item.case_id in links:
            link = Link(
                "heard", _day(session.starts_at), session.theme, url=session.get_absolute_url()
            )
            links[item.case_id or 0].append(link)
        elif item.session_id not in asked_in or item.kind != AgendaItem.Kind.HEARING:
            alone.append(item)
    _add_recommendations(links, pesantren)
    return alone


def _add_questions(links: Links, cases: Iterable[Case], pesantren: Pesantren) -> set[int]:
    """The questions of live rooms that became a case; answers with the sessions they came from."""
    numbers = {case.number: case.pk for case in cases}
    if not numbers:
        return set()
    asked = RoomEvent.objects.filter(kind=Kind.ASKED, pesantren=pesantren)
    kept = RoomEvent.objects.filter(
        kind=Kind.KEPT,
        session=OuterRef("session"),
        about=OuterRef("number"),
        payload__has_key="case",
    )
    last = kept.order_by("-number").values("payload__case")[:1]  # one taken back leaves none
    rows = asked.annotate(became=Subquery(last))
    found = set()
    for row in rows.exclude(became=None).select_related("session"):
        if case := numbers.get(row.became):
            session = row.session
            url = session.get_absolute_url()
            links[case].append(Link("asked", _day(row.at), row.text, session.theme, url))
            found.add(session.pk)
    return found


def _add_recommendations(links: Links, pesantren: Pesantren) -> None:
    rows = Recommendation.objects.filter(pesantren=pesantren, withdrawn_at=None)
    for row in rows.select_related("session", "office"):
        if row.case_id in links:
            day, url = _day(row.written_at), row.session.get_absolute_url()
            links[row.case_id or 0].append(Link("recommended", day, row.text, str(row.office), url))
