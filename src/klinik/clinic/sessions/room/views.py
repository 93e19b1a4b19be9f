"""The live room: one page that works without JavaScript, and what is written in it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from klinik.clinic.sessions.forms import TurnForm
from klinik.clinic.sessions.models import AgendaItem, Session
from klinik.clinic.sessions.parties import Part, need, session_for
from klinik.clinic.sessions.room import passes, queries
from klinik.clinic.sessions.room.commands import (
    be_there,
    happen,
    keep_answer,
    start_item,
    turn_question_into_case,
)
from klinik.clinic.sessions.room.forms import (
    OF_MODERATOR,
    OF_PLACES,
    AnswerForm,
    AskForm,
    PollForm,
    SayForm,
    TapForm,
)
from klinik.clinic.sessions.room.rules import Kind, Question, Room, Step
from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.directory.models import Pesantren
from klinik.people.access import SignedIn
from klinik.people.models import User

ROOM = "sessions/room.html"
Where = tuple[Session, Part, list[Pesantren]]


def enter(request: SignedIn, slug: str) -> Where:
    """The session, the person's part in it, and their pesantren that come.

    Raises Http404 where it is not shown, and to whoever has no role in the network.
    """
    session, part = session_for(request.user, slug)
    if session.announced_at is None or not part.follows:
        raise Http404
    return session, part, queries.places_held(session, part)


@login_required
@never_cache
@require_safe
def room(request: SignedIn, slug: str) -> HttpResponse:
    """What is on now, the queue with its reasons, and what one may do; being here is presence."""
    session, part, held = enter(request, slug)
    be_there(session, places=held, by=request.user)
    return _page(request, session, part, held)


@login_required
@never_cache
@require_safe
def events(request: SignedIn, slug: str) -> HttpResponse:
    """What happened after the event `sejak`, for whoever cannot listen; being here is presence."""
    session, _part, held = enter(request, slug)
    be_there(session, places=held, by=request.user)
    typed = request.GET.get("sejak", "0")
    since = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
    rows = queries.events_after(session, since)
    news = [{"number": row.number, "kind": row.kind, "at": row.at.isoformat()} for row in rows]
    return JsonResponse(
        {"session": session.slug, "until": rows[-1].number if rows else since, "events": news}
    )


def act(view: Callable[..., HttpResponse | None]) -> Callable[..., HttpResponse]:
    """Something is written by POST, and the room is shown again; a GET leads to the room."""

    @login_required
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def write_or_lead(request: SignedIn, slug: str, **ids: Any) -> HttpResponse:
        where = enter(request, slug)
        if request.method == "POST":
            try:
                answer = view(request, *where, **ids)
            except DomainError as refusal:
                return _page(request, *where, refusal=str(refusal.message))
            if answer:
                return answer
        return redirect("sessions:room", slug)

    return write_or_lead


def _speaker(request: HttpRequest, held: list[Pesantren]) -> Pesantren:
    """In whose name: the pesantren that was chosen, or the only one."""
    need(bool(held))
    asked = request.POST.get("pesantren", "")
    return next((row for row in held if row.slug == asked), held[0])


@act
def ask(
    request: SignedIn, session: Session, part: Part, held: list[Pesantren]
) -> HttpResponse | None:
    """A question for the panel."""
    place = _speaker(request, held)
    form = AskForm(request.POST)
    if not form.is_valid():
        return _page(request, session, part, held, ask=form)
    said = {"text": form.cleaned_data["text"]}
    key = form.cleaned_data["request_id"]
    happen(session, Kind.ASKED, by=request.user, pesantren=place, payload=said, request_id=key)
    return None


@act
def tap(
    request: SignedIn, session: Session, part: Part, held: list[Pesantren]
) -> HttpResponse | None:
    """A vote, a hand, a choice, or a question taken back: in the name of a pesantren."""
    place = _speaker(request, held)
    form = TapForm(OF_PLACES, request.POST)
    if not form.is_valid():
        return _page(request, session, part, held, refusal=_said_of(form))
    said = form.cleaned_data
    kind = Kind(said["kind"])
    happen(
        session,
        kind,
        by=request.user,
        pesantren=place,
        about=said["about"],
        payload=said["payload"],
    )
    return None


@act
def say(
    request: SignedIn, session: Session, part: Part, held: list[Pesantren]
) -> HttpResponse | None:
    """A line of the chat, by whoever comes or sits on the panel."""
    need(bool(held) or part.writes)
    form = SayForm(request.POST)
    if not form.is_valid():
        return _page(request, session, part, held, say=form)
    place = _speaker(request, held) if held else None
    said = {"text": form.cleaned_data["text"]}
    key = form.cleaned_data["request_id"]
    happen(session, Kind.SAID, by=request.user, pesantren=place, payload=said, request_id=key)
    return None


@act
def answer(
    request: SignedIn, session: Session, part: Part, held: list[Pesantren]
) -> HttpResponse | None:
    """A question was answered; what was said may be written down by the panel."""
    need(part.writes)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, session, part, held, refusal=_said_of(form))
    about, said = form.cleaned_data["about"], {"answer": form.cleaned_data["answer"].strip()}
    happen(session, Kind.ANSWERED, by=request.user, about=about, payload=said)
    return None


@act
def lead(
    request: SignedIn, session: Session, part: Part, held: list[Pesantren]
) -> HttpResponse | None:
    """What the moderator does with one tap."""
    need(part.runs)
    form = TapForm(OF_MODERATOR, request.POST)
    if not form.is_valid():
        return _page(request, session, part, held, refusal=_said_of(form))
    said = form.cleaned_data
    kind = Kind(said["kind"])
    if kind == Kind.ITEM_STARTED:
        item = get_object_or_404(AgendaItem, session=session, pk=said["item"])
        start_item(session, item=item, by=request.user)
    else:
        happen(
            session,
            kind,
            by=request.user,
            about=said["about"],
            payload=said["payload"],
            request_id=said["request_id"],
        )
    return None


@act
def poll(
    request: SignedIn, session: Session, part: Part, held: list[Pesantren]
) -> HttpResponse | None:
    """The moderator asks everybody."""
    need(part.runs)
    form = PollForm(request.POST)
    if not form.is_valid():
        return _page(request, session, part, held, poll=form)
    said = dict(form.cleaned_data)
    key = said.pop("request_id")
    happen(session, Kind.POLL_OPENED, by=request.user, payload=said, request_id=key)
    return None


@act
def keep(
    request: SignedIn, session: Session, part: Part, held: list[Pesantren], question: int
) -> HttpResponse | None:
    """An answer becomes a topic in which it is accepted: one tap, by the panel or an office."""
    need(part.writes and part.is_in_network)
    keep_answer(session, question, by=request.user)
    return None


@login_required
@require_http_methods(["GET", "POST"])
def case(request: SignedIn, slug: str, question: int) -> HttpResponse:
    """An officer of the province opens the case that a question tells of."""
    session, part, _held = enter(request, slug)
    need(any(office.region_id is None for office in part.offices))
    asked = queries.room_of(session).questions.get(question)
    if asked is None:
        raise Http404
    form = TurnForm(request.POST or None, initial=_known(session, asked))
    if form.is_valid():
        said = form.cleaned_data
        try:
            opened = turn_question_into_case(session, question, by=request.user, **said)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect(opened)
    place = get_object_or_404(Pesantren, pk=asked.pesantren)
    context = {"session": session, "question": asked, "place": place, "form": form}
    return render_page(request, "sessions/room_case.html", context, 422 if form.is_bound else 200)


def _known(session: Session, question: Question) -> dict[str, Any]:
    aspects = session.aspects.all()
    return {
        "title": question.text[:150],
        "description": question.text,
        "since": timezone.localtime(question.at).date(),
        "aspect": aspects[0].code if len(aspects) == 1 else None,
    }


def _said_of(form: TapForm | AnswerForm) -> str:
    return " ".join(str(text) for errors in form.errors.values() for text in errors)


def _page(
    request: SignedIn,
    session: Session,
    part: Part,
    held: list[Pesantren],
    *,
    refusal: str = "",
    **forms: AskForm | SayForm | PollForm,
) -> HttpResponse:
    now = queries.room_of(session)
    context = {
        "session": session,
        "part": part,
        "held": held,
        "room": now,
        "stream": _stream(session, request.user),
        "is_open": session.room_is_open(),
        "refusal": refusal,
        "forms": {"ask": AskForm(), "say": SayForm(), "poll": PollForm()} | forms,
        **_shown(session, part, held, now),
    }
    return render_page(request, ROOM, context, 422 if refusal or forms else 200)


def _stream(session: Session, user: User) -> str:
    """Where this person listens, with their pass; empty where nothing streams."""
    if not settings.LIVE_ORIGIN:
        return ""
    here = reverse("sessions:room", args=[session.slug])
    given = passes.issue(settings.SECRET_KEY, slug=session.slug, reader=user.pk)
    return f"{settings.LIVE_ORIGIN}{here}aliran/?{urlencode({'pas': given})}"


def _shown(session: Session, part: Part, held: list[Pesantren], now: Room) -> dict[str, Any]:
    mine, names = {row.pk for row in held}, queries.named_in(now)
    return {
        "queue": queries.queue_of(now, names, mine),
        "hands": queries.hands_of(now, names, mine),
        "heard": queries.heard_of(now, names),
        "hidden": queries.hidden_of(now, mine, all_of_them=part.runs),
        "taken": now.taken and (now.taken, names[now.taken.pesantren]),
        "left": queries.agenda_left(session, now),
        "steps": list(Step),
        "may_turn": any(office.region_id is None for office in part.offices),
        "has_raised": bool(mine & set(now.hands)),
        "has_chosen": bool(now.poll and mine & set(now.poll.choices)),
        "results": _results(now),
        "said": queries.chat_of(now, names),
    }


def _results(now: Room) -> list[dict[str, Any]]:
    """Each choice of the poll, and how many chose it."""
    if now.poll is None:
        return []
    rows = zip(now.poll.options, now.poll.counts, strict=True)
    return [
        {"number": number, "label": words, "value": count}
        for number, (words, count) in enumerate(rows)
    ]
