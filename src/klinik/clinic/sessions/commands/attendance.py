"""Who was there: the roll is called, a code is typed, what is wrong is corrected with a reason."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from klinik.clinic.sessions.models import AttendanceMark, Room, Session
from klinik.clinic.sessions.queries import hold_places, is_marked, says_last
from klinik.clinic.sessions.rules import (
    CODE_LASTS,
    NotBegun,
    NothingNew,
    SessionOver,
    WrongCode,
    code_of,
    refuse_silence,
    same_code,
)
from klinik.directory.models import Pesantren
from klinik.people.models import User

Source = AttendanceMark.Source


@transaction.atomic
def call_roll(
    session: Session, *, present: Iterable[Pesantren], by: User, at: datetime | None = None
) -> int:
    """Write down that these pesantren are there; answers how many of them were new.

    Who was called before is left as it is. Raises NotBegun.
    """
    moment = _begun(session, at)
    hold_places(session)
    new = [
        pesantren for pesantren in present if not is_marked(session, pesantren, Source.ROLL_CALL)
    ]
    for pesantren in new:
        AttendanceMark.objects.create(
            session=session, pesantren=pesantren, source=Source.ROLL_CALL, by=by, at=moment
        )
    return len(new)


@transaction.atomic
def give_code(session: Session, *, by: User, after: int | None = None) -> str:
    """A new code to show in the session, for a quarter of an hour; the one before counts no more.

    `after` is the round of codes that was shown when it was asked for: asked for twice, it is one
    code. Raises NotBegun, SessionOver.
    """
    _begun(session, None)
    room = Room.objects.select_for_update(of=["self"]).get(session=session)
    if session.cancelled_at or session.ends_at + CODE_LASTS <= timezone.now():
        raise SessionOver
    if after in (None, room.code_round):
        room.code_round += 1
        room.code_until = timezone.now() + CODE_LASTS
        room.save(update_fields=["code_round", "code_until"])
    return code_of(settings.SECRET_KEY, session.pk, room.code_round)


@transaction.atomic
def type_code(session: Session, *, pesantren: Pesantren, code: str, by: User) -> bool:
    """Somebody of a pesantren types the code that is shown; False where it was there already.

    Raises WrongCode, also where the pesantren holds no place: then the code is not theirs.
    """
    room = Room.objects.filter(session=session, code_until__gt=timezone.now()).first()
    comes = session.registrations.filter(pesantren=pesantren, cancelled_at=None).exists()
    if not (room and comes) or not same_code(
        code, code_of(settings.SECRET_KEY, session.pk, room.code_round)
    ):
        raise WrongCode
    hold_places(session)
    if is_marked(session, pesantren, Source.CODE):
        return False
    AttendanceMark.objects.create(session=session, pesantren=pesantren, source=Source.CODE, by=by)
    return True


@transaction.atomic
def correct_attendance(
    session: Session,
    *,
    pesantren: Pesantren,
    is_present: bool,
    reason: str,
    by: User,
    at: datetime | None = None,
) -> AttendanceMark:
    """Say what is true of a pesantren, whatever the signs say; the signs stay beside it.

    Raises NotBegun, NoReason, NothingNew.
    """
    moment = _begun(session, at)
    refuse_silence(reason)
    hold_places(session)
    if says_last(session, pesantren) == is_present:
        raise NothingNew
    return AttendanceMark.objects.create(
        session=session,
        pesantren=pesantren,
        source=Source.CORRECTION,
        is_present=is_present,
        reason=reason.strip(),
        by=by,
        at=moment,
    )


def _begun(session: Session, at: datetime | None) -> datetime:
    moment = at or timezone.now()
    if session.announced_at is None or session.cancelled_at or moment < session.starts_at:
        raise NotBegun
    return moment
