"""The live room: one page that works without JavaScript, and what is written in it."""

from collections.abc import Callable, Mapping
from functools import partial, wraps
from typing import Any, NamedTuple

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from klinik.clinic.sessions.models import AgendaItem, Session
from klinik.clinic.sessions.parties import Part, need, session_for
from klinik.clinic.sessions.queries import agenda_of
from klinik.clinic.sessions.room import passes, queries
from klinik.clinic.sessions.room.commands import (
    be_there,
    happen,
    keep_answer,
    start_item,
    take_back_case_of_question,
    turn_question_into_case,
)
from klinik.clinic.sessions.room.forms import (
    OF_MODERATOR,
    OF_PLACES,
    AnswerForm,
    AskForm,
    BackForm,
    PollForm,
    SayForm,
    TapForm,
)
from klinik.clinic.sessions.room.rules import Kind, Room, Step
from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.directory.models import Pesantren
from klinik.people.access import SignedIn
from klinik.people.models import User

ROOM = "sessions/room.html"
Said = dict[str, Any]


class Visit(NamedTuple):
    """Somebody in a room: their part in it, and in whose name they speak."""

    request: SignedIn
    session: Session
    part: Part
    held: list[Pesantren]  # the person's pesantren that come
    speaker: Pesantren | None  # the one of them that was chosen, or the first

    @property
    def address(self) -> str:
        """The room, with whoever they speak for where there are several."""
        here = reverse("sessions:room", args=[self.session.slug])
        if self.speaker is None or len(self.held) == 1:
            return here
        return f"{here}?{urlencode({'untuk': self.speaker.slug})}"

    def happens(self, kind: Kind, **said: Any) -> None:
        """Write down what the person does."""
        happen(self.session, kind, by=self.request.user, **said)


def enter(request: SignedIn, slug: str) -> Visit:
    """Go into the room.

    Raises Http404 where the session is not shown, and to whoever has no role in the network.
    """
    session, part = session_for(request.user, slug)
    if session.announced_at is None or not part.follows:
        raise Http404
    held = queries.places_held(session, part)
    asked = request.POST.get("pesantren") or request.GET.get("untuk")
    chosen = next((row for row in held if row.slug == asked), held[0] if held else None)
    return Visit(request, session, part, held, chosen)


@login_required
@never_cache
@require_safe
def room(request: SignedIn, slug: str) -> HttpResponse:
    """What is on now, the queue with its reasons, and what one may do; being here is presence."""
    visit = enter(request, slug)
    be_there(visit.session, places=visit.held, by=request.user)
    return _page(visit)


@login_required
@never_cache
@require_safe
def events(request: SignedIn, slug: str) -> HttpResponse:
    """What happened after the event `sejak`, for whoever cannot listen; being here is presence."""
    visit = enter(request, slug)
    session = visit.session
    be_there(session, places=visit.held, by=request.user)
    typed = request.GET.get("sejak", "0")
    since = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
    rows = queries.events_after(session, since)
    news = [{"number": row.number, "kind": row.kind, "at": row.at.isoformat()} for row in rows]
    return JsonResponse(
        {"session": session.slug, "until": rows[-1].number if rows else since, "events": news}
    )


def comes(visit: Visit) -> bool:
    """A pesantren of the person has a place."""
    return bool(visit.held)


def talks(visit: Visit) -> bool:
    """That, or they sit on the panel or work in an office of the province."""
    return comes(visit) or writes(visit)


def writes(visit: Visit) -> bool:
    """They sit on the panel, or work in an office of the province."""
    return visit.part.writes


def keeps(visit: Visit) -> bool:
    """That, with a role in the network."""
    return visit.part.writes and visit.part.is_in_network


def turns(visit: Visit) -> bool:
    """They work in an office of the province, so they may open a case for any pesantren."""
    return any(office.region_id is None for office in visit.part.offices)


def runs(visit: Visit) -> bool:
    """They moderate, or work in the secretariat."""
    return visit.part.runs


def act(
    form: Callable[..., forms.Form], *, may: Callable[[Visit], bool], shows: str = ""
) -> Callable[[Callable[..., None]], Callable[..., HttpResponse]]:
    """The frame of everything written here by POST: who may, the form, the room shown again.

    What does not fit is said at the form that the page `shows`, or on top. A GET leads to the room.
    """

    def framed(view: Callable[..., None]) -> Callable[..., HttpResponse]:
        @login_required
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def write_or_lead(request: SignedIn, slug: str, **ids: Any) -> HttpResponse:
            visit = enter(request, slug)
            if request.method == "POST":
                need(may(visit))
                typed = form(request.POST)
                if not typed.is_valid():
                    return _page(visit, "" if shows else _said(typed), {shows: typed})
                try:
                    view(visit, typed.cleaned_data, **ids)
                except DomainError as refusal:
                    return _page(visit, str(refusal.message))
            return redirect(visit.address)

        return write_or_lead

    return framed


@act(AskForm, may=comes, shows="ask")
def ask(visit: Visit, said: Said) -> None:
    """A question for the panel."""
    text, key = said["text"], said["request_id"]
    visit.happens(Kind.ASKED, pesantren=visit.speaker, payload={"text": text}, request_id=key)


@act(partial(TapForm, OF_PLACES), may=comes)
def tap(visit: Visit, said: Said) -> None:
    """A vote, a hand, a choice, or a question taken back: in the name of a pesantren."""
    kind, about = Kind(said["kind"]), said["about"]
    visit.happens(kind, pesantren=visit.speaker, about=about, payload=said["payload"])


@act(SayForm, may=talks, shows="say")
def say(visit: Visit, said: Said) -> None:
    """A line of the chat, by whoever comes or sits on the panel."""
    text, key = said["text"], said["request_id"]
    visit.happens(Kind.SAID, pesantren=visit.speaker, payload={"text": text}, request_id=key)


@act(AnswerForm, may=writes)
def answer(visit: Visit, said: Said) -> None:
    """A question was answered; what was said may be written down by the panel."""
    visit.happens(Kind.ANSWERED, about=said["about"], payload={"answer": said["answer"].strip()})


@act(partial(TapForm, OF_MODERATOR), may=runs)
def lead(visit: Visit, said: Said) -> None:
    """What the moderator does with one tap."""
    kind = Kind(said["kind"])
    if kind == Kind.ITEM_STARTED:
        item = get_object_or_404(AgendaItem, session=visit.session, pk=said["item"])
        start_item(visit.session, item=item, by=visit.request.user)
    else:
        about, key = said["about"], said["request_id"]
        visit.happens(kind, about=about, payload=said["payload"], request_id=key)


@act(PollForm, may=runs, shows="poll")
def poll(visit: Visit, said: Said) -> None:
    """The moderator asks everybody."""
    key = said.pop("request_id")
    visit.happens(Kind.POLL_OPENED, payload=said, request_id=key)


@act(forms.Form, may=keeps)
def keep(visit: Visit, _said: Said, question: int) -> None:
    """An answer becomes a topic in which it is accepted: one tap, by the panel or an office."""
    keep_answer(visit.session, question, by=visit.request.user)


@act(BackForm, may=turns)
def case(visit: Visit, said: Said, question: int) -> None:
    """A question becomes a case: one tap, by an officer of the province; another takes it back."""
    turn = take_back_case_of_question if said["batal"] else turn_question_into_case
    turn(visit.session, question, by=visit.request.user)


def _said(form: forms.Form) -> str:
    return " ".join(str(text) for errors in form.errors.values() for text in errors)


def _page(
    visit: Visit, refusal: str = "", typed: Mapping[str, forms.Form] | None = None
) -> HttpResponse:
    session = visit.session
    now, is_open = queries.room_of(session), session.room_is_open()
    context = {
        "session": session,
        "part": visit.part,
        "held": visit.held,
        "speaker": visit.speaker,
        "here": visit.address,
        "room": now,
        "stream": _stream(session, visit.request.user),
        "is_open": is_open,
        "refusal": refusal,
        "forms": {"ask": AskForm(), "say": SayForm(), "poll": PollForm()} | dict(typed or {}),
        **_shown(visit, now, is_open=is_open),
    }
    return render_page(visit.request, ROOM, context, 422 if refusal or typed else 200)


def _stream(session: Session, user: User) -> str:
    """Where this person listens, with their pass; empty where nothing streams."""
    if not settings.LIVE_ORIGIN:
        return ""
    here = reverse("sessions:room", args=[session.slug])
    given = passes.issue(settings.SECRET_KEY, slug=session.slug, reader=user.pk)
    return f"{settings.LIVE_ORIGIN}{here}aliran/?{urlencode({'pas': given})}"


def _shown(visit: Visit, now: Room, *, is_open: bool) -> Said:
    session, part = visit.session, visit.part
    agenda = agenda_of(session)
    mine, names = {row.pk for row in visit.held}, queries.named_in(now)
    voice = visit.speaker.pk if visit.speaker else 0
    return {
        "queue": queries.queue_of(now, names, mine, voice),
        "hands": queries.hands_of(now, names, mine),
        "heard": queries.heard_of(now, names, room_is_open=is_open),
        "hidden": queries.hidden_of(now, mine, all_of_them=part.runs),
        "taken": now.taken and (now.taken, names[now.taken.pesantren], queries.case_of(now.taken)),
        "left": queries.agenda_left(agenda, now),
        "others": queries.agenda_others(agenda, now) if part.runs else [],
        "story": queries.story_on(agenda, now),
        "steps": list(Step),
        "may_turn": turns(visit),
        "has_raised": voice in now.hands,
        "has_chosen": bool(now.poll and voice in now.poll.choices),
        **_polls(now, is_open=is_open),
        "said": queries.chat_of(now, names, visit.request.user, all_of_them=part.runs),
    }


def _polls(now: Room, *, is_open: bool) -> Said:
    """The last poll, and the results of those before it."""
    told = queries.results_of(now, room_is_open=is_open)
    return {
        "poll": queries.counted(now.poll) if now.poll else None,
        "tells": any(row.poll is now.poll for row in told),
        "earlier": [row for row in told if row.poll is not now.poll],
    }
