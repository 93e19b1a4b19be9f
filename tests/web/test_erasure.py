"""A person is erased: no trace of a name anywhere, and the books as they were."""

from datetime import date, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction
from django.test import Client
from django.utils import timezone

from klinik.core.database import set_local
from klinik.core.imports.models import Import
from klinik.core.models import Job
from klinik.core.templatetags.klinik import tanggal
from klinik.directory.merging.commands import merge_pesantren
from klinik.directory.models import ContactPerson, Partner, Pesantren
from klinik.finance.ledger import chart
from klinik.finance.ledger.checks import verify_books
from klinik.finance.ledger.commands import open_book
from klinik.finance.ledger.models import Account, Entry
from klinik.finance.ledger.posting import cr, dr, post
from klinik.finance.members.commands import register_member
from klinik.finance.members.models import MemberTie
from klinik.finance.members.ties.commands import take_tie
from klinik.people.access import read_as
from klinik.people.commands import notify, rename
from klinik.people.kinds import About
from klinik.people.letters import send_farewell
from klinik.people.models import Attempts, Erasure, Notification, OwnCopy, Session, User
from klinik.people.queries import erasure_of
from klinik.people.rules import ERASED_AFTER
from klinik.tenancy.commands import invite, join, withdraw_invitation
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import ApiToken, Invitation, Koppontren, Membership, Proposal
from klinik.tenancy.roles import Role
from klinik.tenancy.rules import NoSuccessor
from klinik.tenancy.tokens.commands import make_token
from klinik.web.own.commands import _erase, ask_for_erasure, erase_due, take_erasure_back
from tests import world

NAME, EMAIL, PHONE = "Zubaidah Penanda", "zubaidah.penanda@contoh.example", "6281777666555"
MARKERS = ("penanda", PHONE)
PAGE = "/akun-saya/hapus/"

EVERY_TEXT = """
SELECT table_name, column_name FROM information_schema.columns
 JOIN information_schema.tables USING (table_schema, table_name)
WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
  AND data_type IN ('text', 'character varying', 'character', 'json', 'jsonb', 'ARRAY', 'tsvector')
ORDER BY 1, 2
"""


def traces() -> list[str]:
    """Every column of every table that holds a marker, whatever wall stands before it.

    Walls hold the owner too; inside a savepoint that is rolled back they are taken down.
    """
    found = []
    with connections["owner"].cursor() as cursor:
        cursor.execute(EVERY_TEXT)
        for table, column in cursor.fetchall():
            cursor.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
            for marker in MARKERS:
                look = f'SELECT count(*) FROM "{table}" WHERE "{column}"::text ILIKE %s'
                cursor.execute(look, [f"%{marker}%"])
                if cursor.fetchone()[0]:
                    found.append(f"{table}.{column}: {marker}")
    return found


def ripen(person: User) -> None:
    """The two weeks have gone by."""
    with transaction.atomic():
        read_as(person)
        due = timezone.now() - timedelta(hours=1)
        waiting = Erasure.objects.filter(person=person)
        waiting.update(asked_at=due - ERASED_AFTER, due_at=due)


def leave(person: User) -> int:
    ask_for_erasure(person)
    ripen(person)
    return erase_due()


@pytest.fixture
def house(db: None) -> Koppontren:
    house = world.make_koppontren()
    with acting_for(house):
        open_book(house, units=chart.units(), chart=chart.template())
    return house


@pytest.fixture
def board(house: Koppontren) -> User:
    return world.make_member_of(house, Role.BOARD, name="Haji Contoh")


def invited(house: Koppontren, board: User, role: Role) -> Invitation:
    read_as(board)
    return invite(
        house, role=role, name=NAME, email=EMAIL, phone=PHONE, request_id=uuid4(), by=board
    )


def post_once(house: Koppontren, by: User) -> None:
    with acting_for(house):
        cash = Account.objects.of(house).get(code="1111")
        income = Account.objects.of(house).filter(kind="income", unit=cash.unit_id)
        other = income.filter(is_control=False).order_by("code")[0]
        legs = [dr(cash, 50_000), cr(other, 50_000)]
        post(house, request_id=uuid4(), kind="money.in", legs=legs, by=by)


def planted(house: Koppontren, board: User) -> User:
    """A person who stands wherever a person can stand."""
    person = join(invited(house, board, Role.MANAGER), name=NAME, password="tiga-kata-lepas-ini")
    invited(house, board, Role.SUPERVISOR)  # another one, still open
    person.is_email_confirmed = True
    person.save(update_fields=["is_email_confirmed"])
    pesantren = house.pesantren
    Pesantren.objects.filter(pk=pesantren.pk).update(phone=PHONE, email=EMAIL)
    Koppontren.objects.filter(pk=house.pk).update(phone=PHONE)
    read_as(person)
    ContactPerson.objects.create(pesantren=pesantren, name=NAME, phone=PHONE)
    Proposal.objects.create(
        pesantren=pesantren,
        content={"name": "Koperasi", "person": NAME, "phone": PHONE, "email": EMAIL},
        proposed_by=person,
    )
    told: About = {"name": NAME, "role": "x", "place": "y"}
    notify(board, kind="invitation.accepted", about=told, url="/", key="told")
    rename(person, name=f"{NAME} Dulu")
    told = {"by": person.called, "name": "Token", "place": "x"}
    notify(board, kind="token.revoked", about=told, url="/", key="earlier")
    rename(person, name=NAME)
    notify(person, kind="email.changed", about={"what": EMAIL}, url="/", key="own")
    with acting_for(house):
        kept = {"name": f"Token {NAME}", "scope": ApiToken.Scope.READ, "days": 9}
        make_token(house, **kept, request_id=uuid4(), by=person)  # type: ignore[arg-type]
    read_as(person)
    Job.objects.create(owner=person, title=NAME, language="id")
    Import.objects.create(
        owner=person, kind="x", file_name=f"{NAME}.xlsx", headings=[NAME], rows=[], fingerprint="x"
    )
    OwnCopy.objects.create(person=person)
    send_farewell.defer(person=person.pk, email=EMAIL)
    Attempts.objects.create(about=f"code {person.pk}")
    EmailAddress.objects.create(user=person, email=EMAIL)
    Authenticator.objects.create(user=person, type="webauthn", data={"name": f"HP {NAME}"})
    for typed in (EMAIL, PHONE):
        AccessAttempt.objects.create(username=typed, failures_since_start=1, get_data="")
        AccessFailureLog.objects.create(username=typed)
        AccessLog.objects.create(username=typed)
    Session.objects.create(
        session_key="x", user=person, session_data="", expire_date=timezone.now(), browser=NAME
    )
    post_once(house, person)
    tie_to_member(house, person, by=board)
    return person


def tie_to_member(house: Koppontren, person: User, *, by: User) -> None:
    """The person sees a member's savings, by a link that was made in their name."""
    with acting_for(house):
        read_as(by)
        member = register_member(house, name="Anggota", phone="", request_id=uuid4(), by=by)
        tie = MemberTie.objects.create(
            koppontren=house,
            member=member,
            number=uuid4(),
            capacity="self",
            called=NAME,
            phone=PHONE,
            made_by=by,
            expires_at=timezone.now() + timedelta(days=1),
        )
        take_tie(tie, by=person)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_no_trace_is_left_anywhere_and_the_books_are_as_they_were() -> None:
    house = world.make_koppontren()
    with transaction.atomic():
        partner = world.make_partner()
        Partner.objects.filter(pk=partner.pk).update(contact=EMAIL)
    with acting_for(house):
        open_book(house, units=chart.units(), chart=chart.template())
    board = world.make_member_of(house, Role.BOARD, name="Haji Contoh")
    with transaction.atomic():
        person = planted(house, board)
    with transaction.atomic():
        read_as(person)
        Membership.objects.create(user=person, role=Role.PARTNER, partner=partner)
        books = _chains(house)
    with transaction.atomic(using="owner"):
        planted_in = traces()
        transaction.set_rollback(True, using="owner")
    assert len(planted_in) > 25, "else nothing is shown by their absence"

    assert leave(person) == 1
    with transaction.atomic(using="owner"):
        left = traces()
        transaction.set_rollback(True, using="owner")

    assert left == []
    person.refresh_from_db()
    called = f"Orang yang dihapus {person.pk}"
    assert (person.name, person.is_active, person.email, person.phone) == (called, False, "", "")
    assert (_chains(house), verify_books().differences) == (books, [])
    ended = [row.ended_on for row in person.memberships.all()]
    assert ended == [timezone.localdate() - timedelta(days=1)] * 2
    with transaction.atomic():
        read_as(board)
        [told] = Notification.objects.filter(person=board, key="told")
        assert told.text.startswith(called)
        assert Invitation.objects.filter(email="", phone="", name=called).count() == 2
    assert erase_due() == 0


def _chains(house: Koppontren) -> list[tuple[int, bytes, int]]:
    with acting_for(house):
        rows = Entry.objects.of(house).order_by("number")
        return [(row.number, bytes(row.chain), row.by_id) for row in rows]


def test_a_record_that_was_merged_keeps_no_address_of_theirs(house: Koppontren) -> None:
    person = world.make_user(NAME, email=EMAIL)
    Membership.objects.create(user=person, role=Role.SUPERVISOR, koppontren=house)
    read_as(world.make_member_of(world.make_office("sekretariat"), Role.SECRETARIAT))
    kept, gone = house.pesantren, world.make_pesantren("kembar")
    Pesantren.objects.filter(pk=gone.pk).update(email=EMAIL, about="Kata mereka")
    kept.refresh_from_db()
    gone.refresh_from_db()
    merger = merge_pesantren(
        kept,
        gone,
        versions=(kept.version, gone.version),
        taken=[],
        office="Sekretariat",
        request_id=uuid4(),
    )
    assert merger.facts["email"] == EMAIL

    assert leave(person) == 1
    merger.refresh_from_db()
    assert (merger.facts["email"], merger.facts["about"]) == ("", "Kata mereka")


def test_it_waits_two_weeks_and_can_be_taken_back(client: Client, house: Koppontren) -> None:
    person = world.make_user(NAME)
    client.force_login(person)
    assert client.post(PAGE, {}).status_code == 422
    assert client.post(PAGE, {"is_meant": "on"}).status_code == 302
    assert client.post(PAGE, {"is_meant": "on"}).status_code == 302, "twice is once"
    read_as(person)
    erasure = erasure_of(person)
    assert erasure is not None
    due = timezone.localtime(erasure.due_at)
    asked_on = timezone.localdate(erasure.asked_at)
    assert (due.date(), due.time()) == (asked_on + timedelta(days=14), time.max)
    assert erase_due() == 0
    said = f"Anda akan dihapus pada malam sesudah {tanggal(due.date())}"
    assert f"{said}." in client.get("/akun-saya/").content.decode()
    assert f"{said}</h2>" in client.get(PAGE).content.decode()
    assert client.post(PAGE + "batal/").status_code == 302
    read_as(person)
    assert (erasure_of(person), take_erasure_back(person)) == (None, False)
    ripen(person)
    assert erase_due() == 0
    person.refresh_from_db()
    assert person.name == NAME


def test_the_last_who_gives_roles_finds_a_successor_first(
    house: Koppontren, board: User, client: Client
) -> None:
    client.force_login(board)
    refused = client.post(PAGE, {"is_meant": "on"})
    assert (refused.status_code, str(house) in refused.content.decode()) == (422, True)
    manager = world.make_member_of(house, Role.MANAGER)
    last = timezone.localdate() + timedelta(days=1)
    Membership.objects.filter(user=manager).update(ended_on=last)
    with pytest.raises(NoSuccessor):  # after tomorrow nobody would be there
        ask_for_erasure(board)
    Membership.objects.filter(user=manager).update(ended_on=None)
    ask_for_erasure(board)
    ripen(board)
    Membership.objects.filter(user=manager).update(ended_on=last)
    with pytest.raises(IntegrityError, match="the last"):
        erase_by_hand(board)


def test_the_last_of_the_secretariat_too(db: None) -> None:
    office = world.make_office("sekretariat")
    first = world.make_member_of(office, Role.SECRETARIAT)
    with pytest.raises(NoSuccessor):
        ask_for_erasure(first)
    world.make_member_of(office, Role.ADMINISTRATOR)
    ask_for_erasure(first)


def test_whoever_became_the_last_meanwhile_is_told_once_and_stays(
    house: Koppontren, board: User
) -> None:
    manager = world.make_member_of(house, Role.MANAGER)
    ask_for_erasure(board)
    ripen(board)
    Membership.objects.filter(user=manager).update(ended_on=date(2020, 1, 1))
    assert (erase_due(), erase_due()) == (0, 0)
    read_as(board)
    kinds = Notification.objects.filter(person=board).values_list("kind", flat=True)

    assert sorted(kinds) == ["erasure.asked", "erasure.waits"]
    world.make_member_of(house, Role.MANAGER)
    assert erase_due() == 1


def erase_by_hand(person: User) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT erase_person(%s)", [person.pk])


def test_the_database_erases_nobody_who_did_not_ask_or_is_the_last(
    house: Koppontren, board: User
) -> None:
    with pytest.raises(IntegrityError, match="did not ask"):
        erase_by_hand(world.make_user())
    manager = world.make_member_of(house, Role.MANAGER)
    ask_for_erasure(board)
    with pytest.raises(IntegrityError, match="did not ask"):
        erase_by_hand(board)  # not yet
    ripen(board)
    Membership.objects.filter(user=manager).update(ended_on=date(2020, 1, 1))
    with pytest.raises(IntegrityError, match="the last"):
        erase_by_hand(board)
    read_as(manager)
    now = timezone.now()
    with pytest.raises(IntegrityError, match="two_weeks"), transaction.atomic():
        Erasure.objects.create(person=manager, asked_at=now, due_at=now)


def test_the_way_in_for_the_function_is_open_to_nobody_else(house: Koppontren, board: User) -> None:
    notify(board, kind="email.changed", about={"what": "x"}, url="/", key="k")
    invited(house, board, Role.MANAGER)
    read_as(None)
    set_local("klinik.erasing", "on")

    assert not Notification.objects.exists()
    assert not Invitation.objects.exists()
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE tenancy_invitationevent SET name = 'x'")


def test_who_shares_the_name_alone_keeps_theirs(house: Koppontren, board: User) -> None:
    namesake = world.make_user(NAME)
    other = world.make_koppontren("an-nur")
    read_as(world.make_member_of(other, Role.BOARD))
    ContactPerson.objects.create(pesantren=other.pesantren, name=NAME, phone="6281200000001")
    person = world.make_member_of(house, Role.MANAGER, name=NAME)
    assert leave(person) == 1
    namesake.refresh_from_db()
    read_as(Membership.objects.get(koppontren=other).user)

    assert namesake.name == NAME
    assert ContactPerson.objects.get(pesantren=other.pesantren).name == NAME


def test_who_shares_the_name_is_told_of_as_before(house: Koppontren, board: User) -> None:
    elsewhere = world.make_member_of(world.make_koppontren("an-nur"), Role.BOARD)
    person = world.make_member_of(house, Role.MANAGER, name=NAME)
    namesake = world.make_user(NAME)
    for reader in (board, elsewhere):
        told: About = {"name": NAME, "role": "x", "place": "y"}
        notify(reader, kind="invitation.accepted", about=told, url="/", key="typed")
        told = {"name": person.called, "number": 1, "title": "z"}
        notify(reader, kind="case.answered", about=told, url="/", key="marked")
        told = {"name": namesake.called, "number": 2, "title": "z"}
        notify(reader, kind="case.answered", about=told, url="/", key="namesake")
    assert leave(person) == 1
    called = f"Orang yang dihapus {person.pk}"

    assert _names_told(elsewhere) == {"typed": NAME, "marked": called, "namesake": NAME}
    assert _names_told(board) == {"typed": called, "marked": called, "namesake": NAME}


def _names_told(reader: User) -> dict[str, str]:
    read_as(reader)
    rows = Notification.objects.filter(
        person=reader, kind__in=["invitation.accepted", "case.answered"]
    )
    return {row.key: _name_in(row.about) for row in rows}


def _name_in(about: dict[str, Any]) -> str:
    name = about["name"]
    return str(name["called"] if isinstance(name, dict) else name)


def test_what_others_can_be_reached_by_stays(house: Koppontren, board: User) -> None:
    """Anybody can say that a number or a mailbox is theirs: that takes it from nobody."""
    other = world.make_koppontren("an-nur")
    Pesantren.objects.filter(pk=other.pesantren_id).update(phone=PHONE, email=EMAIL)
    Koppontren.objects.filter(pk=other.pk).update(phone=PHONE)
    partner = world.make_partner()
    Partner.objects.filter(pk=partner.pk).update(contact=EMAIL)
    read_as(world.make_member_of(other, Role.BOARD))
    ContactPerson.objects.create(pesantren=other.pesantren, name="Narahubung", phone=PHONE)
    open_one = invited(house, board, Role.SUPERVISOR)
    withdrawn = invited(house, board, Role.TELLER)
    read_as(board)
    withdraw_invitation(withdrawn, by=board)
    person = world.make_member_of(house, Role.MANAGER, name=NAME)
    User.objects.filter(pk=person.pk).update(phone=PHONE, email=EMAIL, is_email_confirmed=False)
    assert leave(person) == 1

    for row in (other.pesantren, other, partner, open_one, withdrawn):
        read_as(board)
        row.refresh_from_db()
    assert (other.pesantren.phone, other.pesantren.email) == (PHONE, EMAIL)
    assert (other.phone, partner.contact) == (PHONE, EMAIL)
    assert (open_one.phone, open_one.email, open_one.withdrawn_at) == (PHONE, EMAIL, None)
    assert (withdrawn.name, withdrawn.phone) == (f"Orang yang dihapus {person.pk}", "")
    read_as(Membership.objects.get(koppontren=other).user)
    assert ContactPerson.objects.get(pesantren=other.pesantren).phone == PHONE


def test_a_proposal_stays_whole(house: Koppontren, board: User) -> None:
    an_nur = world.make_koppontren("an-nur")
    person = world.make_member_of(house, Role.MANAGER, name=NAME)
    other = world.make_member_of(an_nur, Role.MANAGER)
    typed = {"name": "Koperasi", "person": str(person.pk), "chair": NAME}
    rows = {}
    for by, where in ((person, house.pesantren), (other, an_nur.pesantren)):
        read_as(by)
        rows[by] = Proposal.objects.create(pesantren=where, content=typed, proposed_by=by)
    assert leave(person) == 1
    office = world.make_office("sekretariat")
    read_as(world.make_member_of(office, Role.SECRETARIAT))
    for row in rows.values():
        row.refresh_from_db()

    assert rows[person].content == typed | {"chair": f"Orang yang dihapus {person.pk}"}
    assert rows[other].content == typed


def test_who_took_it_back_meanwhile_stays(house: Koppontren) -> None:
    person = world.make_user(NAME)
    ask_for_erasure(person)
    ripen(person)
    read_as(person)
    erasure = erasure_of(person)
    assert erasure is not None
    assert take_erasure_back(person)

    assert not _erase(erasure)
    with pytest.raises(IntegrityError, match="did not ask"):
        erase_by_hand(person)


def test_a_temporary_table_never_stands_before_ours(db: None) -> None:
    """Nor in what a function that runs as the owner calls."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND NOT"
            " coalesce(array_to_string(proconfig, ';'), '') ~ 'search_path=[^;]*, pg_temp(;|$)'"
            " AND (prosecdef OR proname IN ('erased_from', 'is_last_to_invite', 'reader_merges',"
            " 'reader_coordinates', 'directory_points_at_pesantren'))"
        )
        assert cursor.fetchall() == []
