"""A question becomes a case, an answer becomes knowledge: once each, by the commands of those."""

from datetime import datetime
from uuid import uuid5

from django.db import transaction

from klinik.clinic.cases.commands import open_light_case, take_back_case
from klinik.clinic.cases.models import Audience, Case
from klinik.clinic.discussions.commands import accept_answer, open_topic, reply
from klinik.clinic.discussions.models import Topic
from klinik.clinic.sessions.models import Session
from klinik.clinic.sessions.queries import aspect_for, hold_places
from klinik.clinic.sessions.room.commands.happening import happen
from klinik.clinic.sessions.room.models import RoomEvent
from klinik.clinic.sessions.room.queries import room_of
from klinik.clinic.sessions.room.rules import Kind, Question
from klinik.clinic.sessions.room.rules.admitting import NotInQueue
from klinik.clinic.sessions.words import in_short
from klinik.people.models import User


@transaction.atomic
def turn_question_into_case(
    session: Session,
    number: int,
    *,
    by: User,
    audience: str = Audience.OFFICES,
    at: datetime | None = None,
) -> Case:
    """Follow question `number` up as a case with what is known. Done twice, it is still one.

    Its pesantren is asked for the rest; the aspect is one of the session. Raises NotInQueue.
    """
    asked, question = _asked(session, number)
    if question.case:
        return Case.objects.get(number=question.case)
    assert asked.pesantren is not None
    case = open_light_case(
        pesantren=asked.pesantren,
        title=in_short(question.text),
        description=question.text,
        aspect=aspect_for(session, by),
        audience=audience,
        request_id=uuid5(asked.request_id, f"case {question.taken_back}".removesuffix(" 0")),
        by=by,
        at=at,
    )
    happen(session, Kind.KEPT, by=by, about=number, payload={"case": case.number}, at=at)
    return case


@transaction.atomic
def take_back_case_of_question(session: Session, number: int, *, by: User) -> None:
    """The case of question `number` was opened by mistake: it is closed, and none of the question.

    Raises NotInQueue, and MovedOn where somebody has gone on with it.
    """
    _asked_in, question = _asked(session, number)
    if question.case:
        take_back_case(Case.objects.get(number=question.case), by=by)
        happen(session, Kind.KEPT, by=by, about=number, payload={"case": ""})


@transaction.atomic
def keep_answer(session: Session, number: int, *, by: User) -> Topic | None:
    """Open a topic of question `number` with its answer, accepted. Done twice, it is one topic.

    None where it was kept and is hidden from the reader since. One tap after the other is no flood:
    both texts were said in the room. Raises NotInQueue, and NothingWritten where no answer was
    written down.
    """
    asked, question = _asked(session, number)
    if question.topic:
        return Topic.objects.filter(slug=question.topic).first()
    topic = open_topic(
        title=in_short(question.text),
        body=question.text,
        aspect=session.aspects.all()[0],
        request_id=uuid5(asked.request_id, "topic"),
        by=by,
        is_simulated=session.is_simulated,
        is_kept=True,
    )
    key = uuid5(asked.request_id, "answer")
    answer = reply(topic, body=question.answer, request_id=key, by=by, is_kept=True)
    accept_answer(answer, by=by)
    happen(session, Kind.KEPT, by=by, about=number, payload={"topic": topic.slug})
    return topic


def _asked(session: Session, number: int) -> tuple[RoomEvent, Question]:
    hold_places(session)
    question = room_of(session).questions.get(number)
    if question is None:
        raise NotInQueue
    row = session.room_events.select_related("pesantren").get(number=number)
    return row, question
