"""Inviting people: who may give what, links that work once, roles that end."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from klinik.core.database import set_local
from klinik.core.undoing import UNDO_WITHIN
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.commands import (
    accept_invitation,
    approve_invitation,
    end_role,
    invite,
    join,
    set_last_day,
    withdraw_invitation,
)
from klinik.tenancy.models import Invitation, Koppontren, Membership
from klinik.tenancy.offices.rules import DayHasPassed
from klinik.tenancy.queries import ended_in, gives_in, pending_in
from klinik.tenancy.roles import HELPERS, OFFICE_ROLES, PESANTREN_ROLES, Role
from klinik.tenancy.rules import (
    AlreadyHere,
    AlreadyKnown,
    ElsewhereToo,
    InvitationClosed,
    InvitationReused,
    LastToInvite,
    MayNotGive,
    NowhereToSend,
)
from tests import world

pytestmark = pytest.mark.django_db
PASSWORD = "tiga kata lepas"


@pytest.fixture
def koppontren() -> Koppontren:
    return world.make_koppontren()


@pytest.fixture
def board(koppontren: Koppontren) -> User:
    return world.make_member_of(koppontren, Role.BOARD)


@pytest.fixture
def manager(koppontren: Koppontren) -> User:
    return world.make_member_of(koppontren, Role.MANAGER)


def invited(
    koppontren: Koppontren, by: User, role: Role = Role.CASHIER, phone: str = "6281200000001"
) -> Invitation:
    read_as(by)
    return invite(koppontren, role=role, name="Umar Contoh", phone=phone, request_id=uuid4(), by=by)


def test_who_gives_what(koppontren: Koppontren, board: User, manager: User) -> None:
    staff = {Role.BOOKKEEPER, Role.TELLER, Role.CASHIER, Role.COLLECTOR}
    teller = world.make_member_of(koppontren, Role.TELLER)
    office = world.make_office()
    officer = world.make_member_of(office, Role.OFFICER)
    secretariat = world.make_member_of(office, Role.SECRETARIAT)
    in_region = world.make_office("lamongan", region=koppontren.pesantren.region)
    regional = world.make_member_of(in_region, Role.SECRETARIAT)

    assert gives_in(board, koppontren) == staff | {
        Role.BOARD,
        Role.MANAGER,
        Role.SUPERVISOR,
        Role.SHARIA_BOARD,
    }
    assert gives_in(manager, koppontren) == staff
    assert gives_in(manager, koppontren.pesantren) == PESANTREN_ROLES
    assert gives_in(teller, koppontren) == frozenset()
    assert gives_in(officer, office) == gives_in(regional, in_region) & set() == frozenset()
    assert gives_in(secretariat, koppontren) == {Role.BOARD, Role.MANAGER}
    assert gives_in(secretariat, in_region) == HELPERS | OFFICE_ROLES - {Role.ADMINISTRATOR}
    assert gives_in(board, office) == frozenset()


def test_nobody_gives_what_is_above_them(koppontren: Koppontren, manager: User) -> None:
    with pytest.raises(MayNotGive):
        invited(koppontren, manager, Role.BOARD)
    with pytest.raises(MayNotGive):
        invited(world.make_koppontren("an-nur"), manager)


def test_an_invitation_needs_an_address(koppontren: Koppontren, board: User) -> None:
    with pytest.raises(NowhereToSend):
        invited(koppontren, board, phone="")


def test_the_same_form_twice_is_one_invitation(koppontren: Koppontren, board: User) -> None:
    request = uuid4()
    read_as(board)

    def send(name: str, request_id: UUID) -> Invitation:
        return invite(
            koppontren,
            role=Role.TELLER,
            name=name,
            phone="6281200000001",
            request_id=request_id,
            by=board,
        )

    first = send("Umar", request)
    assert send("Umar", request) == first
    with pytest.raises(InvitationReused):
        send("Usman", request)
    with pytest.raises(AlreadyHere):
        send("Umar", uuid4())


def test_a_newcomer_takes_the_role_up_and_signs_in_by_number(
    client: Client, koppontren: Koppontren, board: User
) -> None:
    link = invited(koppontren, board).get_absolute_url()

    answer = client.post(link, {"name": "Umar Contoh", "password": PASSWORD})

    newcomer = User.objects.get(phone="6281200000001")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(newcomer.pk)
    assert list(newcomer.memberships.values_list("role", "koppontren")) == [
        ("cashier", koppontren.pk)
    ]
    sent = {"login": "0812-0000-0001", "password": PASSWORD}
    assert Client().post("/masuk/", sent).status_code == 302
    assert Client().get(link).status_code == 410


def test_a_weak_password_is_refused_with_a_sentence(
    client: Client, koppontren: Koppontren, board: User
) -> None:
    link = invited(koppontren, board).get_absolute_url()

    answer = client.post(link, {"name": "Umar Contoh", "password": "1234"})

    assert answer.status_code == 422
    assert User.objects.filter(phone="6281200000001").count() == 0


def test_somebody_with_an_account_accepts_and_is_not_doubled(
    client: Client, koppontren: Koppontren, board: User
) -> None:
    umar = User.objects.create_user(phone="6281200000001", name="Umar Contoh")
    invitation = invited(koppontren, board)
    link = invitation.get_absolute_url()

    assert "Masuk" in client.get(link).content.decode()
    assert client.post(link, {"name": "Umar", "password": PASSWORD}).status_code == 422
    client.force_login(umar)
    assert [client.post(link).status_code for _ in range(2)] == [302, 410]
    assert umar.memberships.count() == 1
    with pytest.raises(AlreadyKnown):
        join(invited(koppontren, board, Role.TELLER), name="Umar", password=PASSWORD)


def test_the_board_approves_whom_a_manager_invites_to_the_money(
    client: Client, koppontren: Koppontren, board: User, manager: User
) -> None:
    invitation = invited(koppontren, manager, Role.TELLER)
    link = invitation.get_absolute_url()

    assert client.get(link).status_code == 410
    with pytest.raises(MayNotGive):
        approve_invitation(invitation, by=manager)
    approve_invitation(invitation, by=board)
    assert client.get(link).status_code == 200


def test_without_a_board_the_manager_s_word_is_enough(
    koppontren: Koppontren, manager: User
) -> None:
    assert invited(koppontren, manager, Role.TELLER).is_open


def test_a_withdrawal_can_be_taken_back_for_a_minute(
    client: Client, koppontren: Koppontren, board: User
) -> None:
    invitation = invited(koppontren, board)
    client.force_login(board)
    steps = f"/orang/undangan/{invitation.number}/"

    page = client.post(f"{steps}tarik/", follow=True).text
    assert f'action="{steps}pulihkan/"' in page
    client.post(f"{steps}pulihkan/")
    assert list(pending_in(koppontren)) == [invitation]

    withdraw_invitation(invitation, by=board)
    Invitation.objects.update(withdrawn_at=timezone.now() - 2 * UNDO_WITHIN)
    assert client.post(f"{steps}pulihkan/").status_code == 422
    assert list(pending_in(koppontren)) == []


def test_a_withdrawn_or_old_invitation_opens_nothing(
    client: Client, koppontren: Koppontren, board: User
) -> None:
    withdrawn = invited(koppontren, board)
    withdraw_invitation(withdrawn, by=board)
    withdraw_invitation(withdrawn, by=board)
    old = invited(koppontren, board, Role.TELLER)
    Invitation.objects.filter(pk=old.pk).update(expires_at=timezone.now() - timedelta(seconds=1))

    for invitation in (withdrawn, old):
        assert client.get(invitation.get_absolute_url()).status_code == 410
        with pytest.raises(InvitationClosed):
            accept_invitation(invitation, by=world.make_user())
    assert list(pending_in(koppontren)) == []


@pytest.mark.parametrize("sealed", ["1", "1:", "1:abc", "x:y", "99999999999999999999:" + "a" * 43])
def test_a_forged_link_is_nothing(client: Client, sealed: str) -> None:
    assert client.get(f"/undangan/{sealed}/").status_code == 404


def test_invitations_are_walled(koppontren: Koppontren, board: User) -> None:
    invitation = invited(koppontren, board, Role.TELLER)
    neighbour = world.make_member_of(world.make_koppontren("an-nur"), Role.BOARD)
    secretariat = world.make_member_of(world.make_office(), Role.SECRETARIAT)

    for stranger in (neighbour, secretariat, world.make_user(), None):
        read_as(stranger)
        assert Invitation.objects.count() == 0
    set_local("klinik.invitation", str(invitation.pk))
    assert Invitation.objects.get() == invitation


def test_a_role_ends_at_once(koppontren: Koppontren, board: User) -> None:
    cashier = world.make_member_of(koppontren, Role.CASHIER)
    role = Membership.objects.get(user=cashier)

    end_role(role, by=board)
    end_role(role, by=board)

    assert not Membership.objects.running().filter(user=cashier).exists()


def test_somebody_is_always_left_who_can_invite(koppontren: Koppontren, board: User) -> None:
    own = Membership.objects.get(user=board)
    with pytest.raises(LastToInvite):
        end_role(own, by=board)
    world.make_member_of(koppontren, Role.MANAGER)

    end_role(own, by=board)

    assert not Membership.objects.running().filter(user=board).exists()


def test_a_new_password_is_for_those_whose_every_role_is_ours_to_give(
    client: Client, koppontren: Koppontren, manager: User
) -> None:
    cashier = world.make_member_of(koppontren, Role.CASHIER)
    role = Membership.objects.get(user=cashier)
    client.force_login(manager)
    page = client.post(f"/orang/peran/{role.pk}/sandi/").content.decode()
    (link,) = re.findall(r"http://localhost:8000(/sandi/baru/[^<&\"]+/)", page)[:1]

    form = Client()
    there = form.get(link, follow=True).request["PATH_INFO"]
    form.post(there, {"password1": PASSWORD, "password2": PASSWORD})
    cashier.refresh_from_db()
    assert cashier.check_password(PASSWORD)

    Membership.objects.create(user=cashier, role=Role.OFFICER, office=world.make_office())
    answer = client.post(f"/orang/peran/{role.pk}/sandi/")
    assert answer.status_code == 422
    assert str(ElsewhereToo(cashier.name).message) in answer.content.decode().replace("&#x27;", "'")


@pytest.mark.parametrize("step", ["akhiri", "sandi"])
def test_the_neighbour_ends_and_renews_nothing(
    client: Client, koppontren: Koppontren, manager: User, step: str
) -> None:
    role = Membership.objects.get(user=world.make_member_of(koppontren, Role.CASHIER))
    client.force_login(world.make_member_of(world.make_koppontren("an-nur"), Role.BOARD))

    assert client.post(f"/orang/peran/{role.pk}/{step}/").status_code == 404


@pytest.mark.parametrize("step", ["setujui", "tarik", "pulihkan"])
def test_the_neighbour_approves_and_withdraws_nothing(
    client: Client, koppontren: Koppontren, board: User, step: str
) -> None:
    invitation = invited(koppontren, board)
    client.force_login(world.make_member_of(world.make_koppontren("an-nur"), Role.BOARD))

    assert client.post(f"/orang/undangan/{invitation.number}/{step}/").status_code == 404


def test_the_page_invites_and_shows_the_link(
    client: Client, koppontren: Koppontren, board: User
) -> None:
    client.force_login(board)
    address = f"/koppontren/{koppontren.slug}/orang/"
    sent = {
        "name": "Aminah Contoh",
        "role": "teller",
        "phone": "0812 0000 0002",
        "request_id": str(uuid4()),
    }

    assert client.post(address, {**sent, "phone": "nol"}).status_code == 422
    assert client.post(address, {**sent, "role": "administrator"}).status_code == 422
    assert client.post(address, sent).status_code == 302

    read_as(board)
    link = Invitation.objects.get().get_absolute_url()
    page = client.get(address).content.decode()
    assert "https://wa.me/6281200000002?text=" in page
    assert f"http://localhost:8000{link}" in page


def test_the_secretariat_brings_in_the_first_people(client: Client, koppontren: Koppontren) -> None:
    office = world.make_office()
    client.force_login(world.make_member_of(office, Role.SECRETARIAT))
    teller = world.make_member_of(koppontren, Role.TELLER, name="Teller Rahasia")

    page = client.get(f"/pesantren/{koppontren.pesantren.slug}/orang/").content.decode()

    assert 'value="board"' in page
    assert 'value="teller"' not in page
    assert teller.name not in page
    assert client.get(f"/bidang/{office.code}/orang/").status_code == 200


@pytest.mark.parametrize("address", ["/pesantren/al-hikmah/orang/", "/bidang/pembiayaan/orang/"])
def test_pages_of_the_secretariat_are_nobody_elses(
    client: Client, board: User, address: str
) -> None:
    world.make_office()
    client.force_login(board)

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("people", [1, 3])
def test_the_number_of_queries_does_not_grow(
    client: Client,
    koppontren: Koppontren,
    board: User,
    people: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(people):
        world.make_member_of(koppontren, Role.CASHIER)
    manager = world.make_member_of(koppontren, Role.MANAGER)
    for number in range(people):
        invited(koppontren, manager, Role.TELLER, phone=f"628120000000{number}")
    client.force_login(board)

    with django_assert_num_queries(13):
        client.get(f"/koppontren/{koppontren.slug}/orang/")


def test_a_role_has_a_last_day_and_is_renewed(koppontren: Koppontren, manager: User) -> None:
    today = timezone.localdate()
    teller = world.make_member_of(koppontren, Role.TELLER)
    role = Membership.objects.get(user=teller)
    read_as(manager)

    set_last_day(role, last_on=today, by=manager)
    assert list(Membership.objects.running().filter(user=teller)) == [role]
    set_last_day(role, last_on=today + timedelta(days=365), by=manager)
    role.refresh_from_db()
    assert role.ended_on == today + timedelta(days=365)
    set_last_day(role, last_on=None, by=manager)
    role.refresh_from_db()
    assert role.ended_on is None


def test_what_a_last_day_is_refused_for(koppontren: Koppontren, manager: User) -> None:
    today = timezone.localdate()
    role = Membership.objects.get(user=world.make_member_of(koppontren, Role.TELLER))
    board = world.make_member_of(koppontren, Role.BOARD)
    read_as(board)

    with pytest.raises(DayHasPassed):
        set_last_day(role, last_on=today - timedelta(days=1), by=board)
    with pytest.raises(MayNotGive):
        set_last_day(role, last_on=today, by=role.user)
    before = today - timedelta(days=1)
    Membership.objects.filter(user=manager).update(started_on=before, ended_on=before)
    with pytest.raises(LastToInvite):
        set_last_day(Membership.objects.get(user=board), last_on=today, by=board)
    assert Membership.objects.filter(ended_on=None).count() == 2


def test_somebody_who_can_invite_is_left_after_the_last_day(
    koppontren: Koppontren, manager: User, board: User
) -> None:
    today = timezone.localdate()
    Membership.objects.filter(user=manager).update(ended_on=today + timedelta(days=1))
    own = Membership.objects.get(user=board)
    read_as(board)

    with pytest.raises(LastToInvite):  # both would end on one day
        set_last_day(own, last_on=today + timedelta(days=1), by=board)
    set_last_day(own, last_on=today, by=board)
    own.refresh_from_db()
    assert own.ended_on == today


def test_the_page_says_until_when_and_who_was_here(
    client: Client, koppontren: Koppontren, manager: User
) -> None:
    today = timezone.localdate()
    teller = Membership.objects.get(user=world.make_member_of(koppontren, Role.TELLER))
    former = world.make_member_of(koppontren, Role.CASHIER, name="Umar Dulu")
    Membership.objects.filter(user=former).update(
        started_on=today - timedelta(days=9), ended_on=today - timedelta(days=1)
    )
    client.force_login(manager)
    url = f"/orang/peran/{teller.pk}/akhiri/"

    assert client.post(url, {"last_on": "2031-02-31"}).status_code == 422
    assert client.post(url, {"last_on": "2001-01-01"}).status_code == 422
    assert client.post(url, {"last_on": "2031-02-28"}).status_code == 302
    page = client.get("/koppontren/al-hikmah/orang/").content.decode()
    assert "sampai 28 Februari 2031" in page
    assert "Umar Dulu" in page.partition("Peran yang sudah berakhir")[2]
    assert [row.user for row in ended_in(koppontren)] == [former]
    client.post(url, {"is_lasting": "1"})
    teller.refresh_from_db()
    assert teller.ended_on is None
