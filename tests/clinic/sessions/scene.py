"""The people around a panel session, and its road step by step."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from klinik.clinic.sessions.commands import (
    announce,
    plan_session,
    recommend,
    register,
    seat_panelist,
)
from klinik.clinic.sessions.models import Panelist, Recommendation, Registration, Session
from klinik.directory.models import Pesantren
from klinik.people.models import Notification, User
from klinik.tenancy.access import read_as
from klinik.tenancy.models import Koppontren, Office
from klinik.tenancy.queries import speakers_of
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.scene import Scene


@dataclass(frozen=True)
class PanelScene:
    """The secretariat, an office on the panel, and a pesantren of Lamongan with its manager."""

    secretary: User
    office: Office
    officer: User
    koppontren: Koppontren
    manager: User

    @classmethod
    def set(cls) -> "PanelScene":
        """Set the scene."""
        office, koppontren = world.make_office("pembiayaan"), world.make_koppontren("al-hikmah")
        return cls(
            secretary=a_secretary(),
            office=office,
            officer=world.make_member_of(office, Role.OFFICER, name="Petugas"),
            koppontren=koppontren,
            manager=world.make_member_of(koppontren, Role.MANAGER, name="Manajer"),
        )

    @classmethod
    def around(cls, scene: Scene) -> "PanelScene":
        """The same with the people of a case."""
        return cls(a_secretary(), scene.office, scene.officer, scene.koppontren, scene.manager)

    @property
    def pesantren(self) -> Pesantren:
        """The one whose manager looks."""
        return self.koppontren.pesantren

    def draft(self, **other: Any) -> Session:
        """A session in a week, at nine in the morning, for two hours."""
        read_as(self.secretary)
        content: dict[str, Any] = {
            "theme": "Keuangan digital",
            "about": "Dari buku tulis ke buku besar.",
            "aspects": [self.office.aspect],
            "starts_at": in_days(7),
            "minutes": 120,
            "capacity": None,
            "video_url": "https://meet.jit.si/klinik-opop",
            "times": 1,
            "request_id": uuid4(),
            "by": self.secretary,
        }
        return plan_session(**content | other)

    def announced(self, **other: Any) -> Session:
        """Everybody sees it."""
        return announce(self.draft(**other), by=self.secretary)

    def running(self, **other: Any) -> Session:
        """It began an hour ago."""
        return self.moved(self.announced(**other), timedelta(hours=-1))

    def over(self, **other: Any) -> Session:
        """It was held the day before yesterday."""
        return self.moved(self.announced(**other), timedelta(days=-2))

    def moved(self, session: Session, by: timedelta) -> Session:
        """The session begins so long from now; time goes by in no other way here."""
        read_as(self.secretary)
        starts_at = timezone.now() + by
        ends_at = starts_at + timedelta(minutes=session.minutes)
        Session.objects.filter(pk=session.pk).update(starts_at=starts_at, ends_at=ends_at)
        session.refresh_from_db()
        return session

    def moderated(self, session: Session) -> Panelist:
        """The officer moderates it."""
        read_as(self.secretary)
        return seat_panelist(
            session, part=Panelist.Part.MODERATOR, user=self.officer, office=self.office
        )

    def registered(self, session: Session, slug: str = "") -> Registration:
        """Ours takes a place, or another pesantren that is made for it."""
        place = world.make_pesantren(slug) if slug else self.pesantren
        by = world.make_member_of(place, Role.ASSISTANT) if slug else self.manager
        read_as(by)
        return register(session, pesantren=place, by=by)

    def recommended(self, session: Session, **other: Any) -> Recommendation:
        """The officer wrote down what ours should do."""
        read_as(self.officer)
        today = timezone.localdate()
        content: dict[str, Any] = {
            "pesantren": self.pesantren,
            "office": self.office,
            "text": "Pindahkan simpanan ke pembukuan digital.",
            "due_on": today + timedelta(days=30),
            "review_on": today + timedelta(days=60),
            "request_id": uuid4(),
            "by": self.officer,
        }
        return recommend(session, **content | other)


def a_secretary() -> User:
    """In the secretariat of the province."""
    there = Office.objects.filter(code="sekretariat").first()
    office = there or world.make_office("sekretariat")
    return world.make_member_of(office, Role.SECRETARIAT, name="Sekretaris")


def in_days(days: int) -> datetime:
    """Nine in the morning, so many days from today."""
    moment = timezone.localtime() + timedelta(days=days)
    return moment.replace(hour=9, minute=0, second=0, microsecond=0)


def told(user: User) -> list[str]:
    """What this person was told, the first first."""
    read_as(user)
    return [row.kind for row in Notification.objects.filter(person=user).order_by("pk")]


def speaker_of(registration: Registration) -> User:
    """Who speaks for a pesantren that registered."""
    return speakers_of(registration.pesantren)[0]
