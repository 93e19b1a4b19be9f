"""The people of a discussion, and what they say."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from klinik.clinic.discussions.commands import accept_answer, open_topic, reply
from klinik.clinic.discussions.models import Post, Topic
from klinik.directory.models import Aspect
from klinik.people.models import User
from klinik.tenancy.access import read_as
from klinik.tenancy.models import Office
from klinik.tenancy.roles import Role
from tests import world


@dataclass(frozen=True)
class Talk:
    """Two pesantren, the office of their aspect, the secretariat, and somebody without a role."""

    office: Office
    asker: User
    other: User
    officer: User
    secretary: User
    stranger: User

    @property
    def aspect(self) -> Aspect:
        """What the office answers for."""
        assert self.office.aspect
        return self.office.aspect

    @classmethod
    def set(cls) -> "Talk":
        """Set the scene."""
        office = world.make_office("pembiayaan")
        secretariat = world.make_office("sekretariat")
        one, two = world.make_koppontren("al-hikmah"), world.make_koppontren("an-nur")
        return cls(
            office=office,
            asker=world.make_member_of(one, Role.TELLER, name="Penanya"),
            other=world.make_member_of(two, Role.MANAGER, name="Penjawab Setia"),
            officer=world.make_member_of(office, Role.OFFICER, name="Petugas"),
            secretary=world.make_member_of(secretariat, Role.SECRETARIAT, name="Sekretaris"),
            stranger=world.make_user(),
        )

    def asked(self, title: str = "Berapa lama sertifikat halal?", **other: Any) -> Topic:
        """The asker asks."""
        content: dict[str, Any] = {
            "title": title,
            "body": "Kami mengurus untuk keripik.",
            "aspect": self.aspect,
            "request_id": uuid4(),
            "by": self.asker,
        }
        content |= other
        read_as(content["by"])
        return open_topic(**content)

    def said(self, topic: Topic, body: str = "Sebulan.", *, by: User | None = None) -> Post:
        """Somebody answers."""
        person = by or self.other
        read_as(person)
        return reply(topic, body=body, request_id=uuid4(), by=person)

    def accepted(self, topic: Topic, body: str = "Dua bulan.") -> Post:
        """An answer that the asker accepted."""
        post = self.said(topic, body)
        read_as(self.asker)
        return accept_answer(post, by=self.asker)
