"""A collector on the road: Aminah and Hasan of class 7A, a bag, and receipts as a phone sends."""

from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

from django.utils import timezone

from klinik.core.errors import DomainError
from klinik.finance.collecting.commands import Answer, Slip, give_round, take_in
from klinik.finance.collecting.models import Receipt, Round
from klinik.finance.counter.commands import add_group, put_into
from klinik.finance.counter.models import Group
from klinik.finance.members.models import Member
from klinik.finance.tills.commands.drawers import add_drawer
from klinik.finance.tills.models import Drawer, DrawerKind
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.counter import kas, make_cooperative, make_saver, make_savings
from tests.finance.tills.drawers import opened
from tests.world import make_member_of


class Road:
    """Everybody and everything that a receipt needs; three entries stand in the book before."""

    koppontren: Koppontren
    manager: User
    collector: User
    group: Group
    aminah: Member
    hasan: Member
    given: Round
    bag: Drawer

    def __init__(self, slug: str = "al-hikmah") -> None:
        self.koppontren = make_cooperative(slug)
        self.manager = make_member_of(self.koppontren, Role.MANAGER, name="Manajer Contoh")
        self.collector = make_member_of(self.koppontren, Role.COLLECTOR, name="Penagih Contoh")
        self.group = add_group(self.koppontren, name="Kelas 7A", request_id=uuid4())
        self.aminah, self.hasan = (self.saver(name) for name in ("Aminah", "Hasan"))
        a_week_ago = timezone.now() - timedelta(days=7)
        with patch("django.utils.timezone.now", return_value=a_week_ago):
            self.bag = add_drawer(
                self.koppontren,
                name="Tas Kolektor 1",
                kind=DrawerKind.BAG,
                unit=kas(self.koppontren).unit,
                by=self.manager,
                owner=self.collector,
            )
        self.given = give_round(self.group, collector=self.collector, by=self.manager)
        opened(self.bag, self.collector)

    def saver(self, name: str) -> Member:
        """One more member of the class, with simpanan wajib."""
        member = make_saver(self.koppontren, self.manager, name=name)
        make_savings(member, self.manager, prefix="W")
        put_into(self.group, member)
        return member

    def take(self, *slips: Slip, by: User | None = None, sent: datetime | None = None) -> list[str]:
        """What came of receipts: "recorded", or the code of what is refused."""
        sent = sent or timezone.now()
        answers = take_in(self.koppontren, slips, sent_at=sent, by=by or self.collector)
        return [word_of(answer) for answer in answers]


def word_of(answer: Answer) -> str:
    if isinstance(answer, DomainError):
        return answer.code
    return "recorded" if isinstance(answer, Receipt) else "settled"


def slip(
    account: str = "W-0001",
    amount: int = 25_000,
    *,
    key: UUID | None = None,
    ago: timedelta = timedelta(0),
) -> Slip:
    """A receipt of a moment ago, or of longer."""
    return Slip(key or uuid4(), account, amount, timezone.now() - ago)


def sent_by(person: User, *slips: Slip, **more: Any) -> dict[str, Any]:
    """What a phone sends."""
    rows = [
        {
            "request_id": str(one.request_id),
            "account": one.account,
            "amount": one.amount,
            "taken_at": int(one.taken_at.timestamp() * 1000),
        }
        for one in slips
    ]
    now = int(timezone.now().timestamp() * 1000)
    return {"person": person.pk, "sent_at": now, "receipts": rows} | more
