"""What ends soon is told in time, each step once; and what happens to invitations is told."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from klinik.directory.commands import add_paper
from klinik.directory.models import Paper, Product
from klinik.people.access import read_as
from klinik.people.models import Notification, User
from klinik.tenancy.commands import approve_invitation, invite, join
from klinik.tenancy.founding.commands import decline_proposal, propose_koppontren
from klinik.tenancy.models import Koppontren, Membership
from klinik.tenancy.partners.commands import say_verified
from klinik.tenancy.reminding import remind_of_papers, remind_of_roles
from klinik.tenancy.reminding.rules import step_for
from klinik.tenancy.roles import Role
from klinik.tenancy.tasks import remind_of_ends
from tests import world

TODAY = date(2026, 1, 1)


def told(person: User) -> list[str]:
    """The sentences that this person was told, in order."""
    read_as(person)
    return [row.text for row in Notification.objects.filter(person=person).order_by("pk")]


@pytest.fixture
def house(db: None) -> Koppontren:
    return world.make_koppontren()


@pytest.mark.parametrize(
    ("left", "step"),
    [(91, None), (90, 90), (31, 90), (30, 30), (8, 30), (7, 7), (0, 7), (-1, None)],
)
def test_a_step_comes_on_its_day_and_stays_until_the_next(left: int, step: int | None) -> None:
    assert step_for(TODAY + timedelta(days=left), today=TODAY) == step


def test_a_paper_is_reminded_of_three_times(house: Koppontren) -> None:
    manager = world.make_member_of(house, Role.MANAGER)
    stranger = world.make_member_of(world.make_koppontren("an-nur"), Role.MANAGER)
    world.make_sectors()
    product = Product.objects.create(
        pesantren=house.pesantren, name="Keripik", sector="makanan", category="x", is_simulated=True
    )
    ends = timezone.localdate() + timedelta(days=200)
    read_as(manager)
    paper = {"kind": Paper.Kind.HALAL, "number": "H-1", "valid_until": ends}
    add_paper(product, **paper, request_id=uuid4(), by=manager)  # type: ignore[arg-type]
    for left in (120, 90, 89, 60, 30, 29, 7, 6, 0, -1):
        for _twice in range(2):
            remind_of_papers(today=ends - timedelta(days=left))

    assert len(told(manager)) == 3
    assert told(manager)[0].startswith("Halal H-1 untuk Keripik hanya berlaku sampai")
    assert told(stranger) == []


def test_a_role_that_ends_is_told_once(house: Koppontren) -> None:
    today = timezone.localdate()
    soon = today + timedelta(days=14)
    teller = world.make_member_of(house, Role.TELLER)
    cashier = world.make_member_of(house, Role.CASHIER)
    Membership.objects.filter(user=teller).update(ended_on=soon)
    Membership.objects.filter(user=cashier).update(ended_on=today + timedelta(days=15))
    remind_of_ends(0)
    assert remind_of_roles() == 1

    [text] = told(teller)
    assert text.startswith(f"Peran Anda sebagai teller di {house} berakhir pada")
    assert told(cashier) == []


def test_the_board_is_asked_and_the_inviter_hears_the_end(house: Koppontren) -> None:
    board = world.make_member_of(house, Role.BOARD, name="Haji Contoh")
    manager = world.make_member_of(house, Role.MANAGER, name="Umar Contoh")
    read_as(manager)
    given = {"role": Role.TELLER, "name": "Siti Contoh", "email": "siti@contoh.example"}
    form = uuid4()
    for _twice in range(2):
        invitation = invite(house, **given, request_id=form, by=manager)  # type: ignore[arg-type]
    read_as(board)
    approve_invitation(invitation, by=board)
    approve_invitation(invitation, by=board)
    join(invitation, name="Siti Contoh", password="kata-sandi-yang-panjang")

    assert told(board) == [
        f"Umar Contoh mengundang Siti Contoh sebagai teller di {house}. Undangan ini menunggu "
        "persetujuan pengurus."
    ]
    assert told(manager) == [
        f"Pengurus setuju: tautan untuk Siti Contoh sebagai teller di {house} kini boleh Anda "
        "kirim.",
        f"Siti Contoh menerima undangan Anda dan kini menjadi teller di {house}.",
    ]


def test_a_proposal_and_its_answer_are_told(db: None) -> None:
    pesantren = world.make_pesantren()
    assistant = world.make_member_of(pesantren, Role.ASSISTANT)
    secretary = world.make_member_of(world.make_office("sekretariat"), Role.SECRETARIAT)
    read_as(assistant)
    form = uuid4()
    for _twice in range(2):
        proposal = propose_koppontren(pesantren, content={}, request_id=form, by=assistant)
    read_as(secretary)
    decline_proposal(proposal, reason="Lengkapi badan hukumnya.", by=secretary)

    assert told(secretary) == [f"{pesantren} meminta koperasinya dibuka di sini. Mohon diputuskan."]
    assert told(assistant) == [
        f"Koperasi {pesantren} belum dibuka di sini: Lengkapi badan hukumnya."
    ]


def test_a_partner_hears_that_it_was_verified(db: None) -> None:
    partner = world.make_partner()
    keeper = world.make_member_of(partner, Role.PARTNER)
    officer = world.make_member_of(world.make_office("pemasaran"), Role.OFFICER)
    read_as(officer)
    say_verified(partner, by=officer)

    assert told(keeper) == [
        f"Sebuah bidang sudah memeriksa {partner}: halamannya kini menyebutkannya."
    ]
