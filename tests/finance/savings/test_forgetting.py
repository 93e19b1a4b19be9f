"""A member who left is forgotten: no trace of the person, and the books as they were."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from django.utils import timezone

from klinik.core.imports.models import Import
from klinik.finance.collecting.models import Refused
from klinik.finance.counter.models import Group, Place
from klinik.finance.ledger.checks import verify_books
from klinik.finance.ledger.models import Entry
from klinik.finance.members.commands import change_member, give_consent
from klinik.finance.members.models import Member, MemberTie
from klinik.finance.members.queries import seen_of
from klinik.finance.members.rules import Facts
from klinik.finance.savings.commands import (
    block_savings,
    open_savings,
    record_deposit,
    release_savings,
)
from klinik.finance.savings.forgetting.commands import ask_to_forget, forget_member, keep_member
from klinik.finance.savings.forgetting.models import Forgetting
from klinik.finance.savings.forgetting.rules import (
    AlreadyForgotten,
    BooksNeedIt,
    NobodyAsksToForget,
    NotLeftYet,
    OwnForgetting,
    RetentionUnknown,
    StillOpen,
    kept_until,
)
from klinik.finance.savings.leaving.commands import record_death, settle_leaving
from klinik.finance.savings.leaving.queries import settlement_of
from klinik.finance.savings.models import PlannedDeparture
from klinik.finance.savings.rules import Goal
from klinik.people.access import read_as
from klinik.people.commands import notify
from klinik.people.models import Notification, User
from klinik.tenancy.database import acting_for, enter
from klinik.tenancy.models import Koppontren, LegalTerm
from klinik.tenancy.roles import Role
from tests.finance.counter import make_cooperative, make_saver, make_savings, make_teller
from tests.finance.savings.offers import make_product
from tests.web.test_erasure import EVERY_TEXT
from tests.world import make_koppontren, make_member_of

NAME, PHONE, NIK = "Zubaidah Penanda", "6281777666555", "3524014506120007"
FORMER = "Ning Penanda"
MARKERS = ("penanda", PHONE)
PAGE = "/koppontren/al-hikmah/anggota/A-0001/lupakan/"
TODAY = timezone.localdate


def law(months: int = 120) -> LegalTerm:
    """How long books are kept, where an earlier test emptied the table."""
    told = {"months": months, "source": "UU 8/1997 Pasal 11"}
    kind = LegalTerm.Kind.BOOKS_MONTHS
    return LegalTerm.objects.update_or_create(kind=kind, from_on=date(1997, 3, 24), defaults=told)[
        0
    ]


def traces() -> list[str]:
    """Every column of every table that holds a marker, whatever wall stands before it."""
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


def planted(koppontren: Koppontren, by: User) -> Member:
    """A member who stands wherever one can stand, died, was settled, long ago."""
    member = make_saver(koppontren, by, name=FORMER)
    facts = Facts(
        nik=NIK,
        birth_date=date(1955, 6, 14),
        address=f"Dusun {NAME}",
        guardian_name=f"Ibu {NAME}",
        guardian_relation="guardian",
        guardian_phone=PHONE,
    )
    seen = seen_of(member)
    change_member(member, name=NAME, phone=PHONE, facts=facts, seen=seen, by=by)
    Member.objects.filter(pk=member.pk).update(
        photo=f"anggota/{NAME}.webp", former_number=f"Buku {NAME}"
    )
    give_consent(
        member, purpose="messages", given_on=TODAY(), given_by=NAME, relation="self", by=by
    )
    MemberTie.objects.create(
        koppontren=koppontren,
        member=member,
        number=uuid4(),
        capacity="self",
        called=NAME,
        phone=PHONE,
        made_by=by,
        expires_at=timezone.now() + timedelta(days=1),
        person=make_member_of(koppontren, Role.MEMBER),
        tied_at=timezone.now(),
    )
    savings = make_savings(member, by)
    record_deposit(savings, amount=50_000, request_id=uuid4(), by=by)
    block_savings(savings, reason=f"Kata {NAME}", by=by)
    release_savings(savings, reason=f"Kata {NAME}", by=by)
    product = make_product(koppontren, by, kind="goal", akad="wadiah", prefix="HJ")
    goal = Goal(f"Umrah {NAME}", 1_000_000, TODAY() + timedelta(days=99))
    open_savings(member, product=product, goal=goal, request_id=uuid4(), by=by)
    group = Group.objects.create(koppontren=koppontren, name="Kelas 7")
    Place.objects.create(koppontren=koppontren, group=group, member=member)
    Refused.objects.create(
        koppontren=koppontren,
        request_id=uuid4(),
        collector=by,
        account=savings.number,
        amount=1,
        said_at=timezone.now(),
        why=f"{NAME} tidak ada",
        how=f"Kembali ke {NAME}",
        settled_at=timezone.now(),
        settled_by=make_member_of(koppontren, Role.BOARD),
    )
    read_as(by)
    for finished_at, age in ((timezone.now(), 0), (None, 31)):  # saved; died or never begun
        table = Import.objects.create(
            owner=by,
            kind=f"members {koppontren.pk}",
            file_name="anggota.xlsx",
            headings=[],
            rows=[[2, [NAME]]],
            fingerprint="x",
            outcome={"counts": {}, "bad": [[2, NAME]]},
            finished_at=finished_at,
        )
        Import.objects.filter(pk=table.pk).update(sent_at=timezone.now() - timedelta(days=age))
    for key, said in enumerate((NAME, FORMER, f"+{PHONE}")):
        about = {"by": said, "name": "x", "place": "y"}
        notify(by, kind="token.revoked", about=about, url="/", key=str(key))
    PlannedDeparture.objects.create(
        koppontren=koppontren, request_id=uuid4(), member=member, heir=NAME, heir_document=NAME
    )
    leave(member, by)
    return member


def leave(member: Member, by: User, *, left_on: date = date(2012, 3, 1)) -> None:
    """They died, the heir was paid, and it is long ago."""
    record_death(member, died_on=TODAY(), by=by)
    shown = settlement_of(member).total
    heir = {"heir": f"Anak {NAME}", "heir_document": f"Surat {NAME}"}
    settle_leaving(member, shown=shown, request_id=uuid4(), by=by, **heir)  # type: ignore[arg-type]
    Member.objects.filter(pk=member.pk).update(left_on=left_on)


@pytest.fixture
def manager(koppontren: Koppontren) -> User:
    law()
    return make_member_of(koppontren, Role.MANAGER, name="Manajer Contoh")


@pytest.fixture
def board(koppontren: Koppontren) -> User:
    return make_member_of(koppontren, Role.BOARD, name="Pengurus Contoh")


@pytest.fixture
def gone(koppontren: Koppontren, teller: User) -> Member:
    """Who left fourteen years ago."""
    member = make_saver(koppontren, teller, name=NAME)
    leave(member, teller)
    return member


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_no_trace_is_left_and_the_books_are_as_they_were() -> None:
    koppontren = make_koppontren()
    with acting_for(koppontren):
        make_cooperative(koppontren=koppontren)
        teller = make_teller(koppontren)
        manager, board = (make_member_of(koppontren, r) for r in (Role.MANAGER, Role.BOARD))
        law()
        member = planted(koppontren, teller)
        before = chains(koppontren)
    with transaction.atomic(using="owner"):
        planted_in = traces()
        transaction.set_rollback(True, using="owner")
    assert len(planted_in) > 18, planted_in

    with acting_for(koppontren):
        ask_to_forget(member, by=manager)
        forget_member(member, by=board)
    with transaction.atomic(using="owner"):
        left = traces()
        transaction.set_rollback(True, using="owner")

    assert left == []
    with acting_for(koppontren):
        member = Member.objects.of(koppontren).get(pk=member.pk)
        assert (member.name, member.birth_date, member.nik_hash) == ("Anggota A-0001", None, "")
        assert not member.photo
        assert Place.objects.of(koppontren).count() == 0
        read_as(board)
        assert not MemberTie.objects.of(koppontren).exclude(person=None).exists()
        assert chains(koppontren) == before
        done = Forgetting.objects.of(koppontren).get()
        assert (done.asked_by_id, done.confirmed_by_id) == (manager.pk, board.pk)
        assert done.done_at
    assert verify_books().differences == []


def chains(koppontren: Koppontren) -> list[tuple[int, bytes, int]]:
    rows = Entry.objects.of(koppontren).order_by("number")
    return [(row.number, bytes(row.chain), row.by_id) for row in rows]


@pytest.mark.parametrize(
    ("left_on", "fiscal_month", "until"),
    [
        (date(2016, 3, 1), 1, date(2027, 1, 1)),
        (date(2016, 12, 31), 1, date(2027, 1, 1)),
        (date(2017, 1, 1), 1, date(2028, 1, 1)),
        (date(2016, 6, 30), 7, date(2026, 7, 1)),
        (date(2016, 7, 1), 7, date(2027, 7, 1)),
    ],
)
def test_books_are_kept_from_the_end_of_the_book_year(
    koppontren: Koppontren, left_on: date, fiscal_month: int, until: date
) -> None:
    law()
    assert kept_until(left_on, fiscal_month=fiscal_month, months=120) == until
    if fiscal_month == 1:
        with connection.cursor() as cursor:
            cursor.execute("SELECT members_kept_until(%s, %s)", [koppontren.pk, left_on])
            assert cursor.fetchone() == (until,)


def test_two_people_forget(gone: Member, manager: User, board: User) -> None:
    with pytest.raises(NobodyAsksToForget):
        forget_member(gone, by=board)
    asked = ask_to_forget(gone, by=manager)
    assert ask_to_forget(gone, by=board) == asked
    with pytest.raises(OwnForgetting):
        forget_member(gone, by=manager)
    keep_member(gone, by=board)
    with pytest.raises(NobodyAsksToForget):
        forget_member(gone, by=board)
    ask_to_forget(gone, by=board)
    forget_member(gone, by=manager)

    for act in (ask_to_forget, forget_member, keep_member):
        with pytest.raises(AlreadyForgotten):
            act(gone, by=manager)


def test_who_confirms_and_who_asked_are_told_once_and_of_the_number_alone(
    gone: Member, manager: User, board: User
) -> None:
    for _again in range(2):
        ask_to_forget(gone, by=manager)
    assert told_to(board) == ["forgetting.asked"]
    keep_member(gone, by=board)
    ask_to_forget(gone, by=manager)
    forget_member(gone, by=board)

    assert told_to(board) == ["forgetting.asked", "forgetting.asked"]
    assert told_to(manager) == ["forgetting.kept", "forgetting.done"]


def told_to(person: User) -> list[str]:
    """What somebody was told, in which the member stands as a number."""
    read_as(person)
    rows = Notification.objects.filter(person=person, kind__startswith="forgetting.")
    found = list(rows.order_by("pk"))
    assert all(row.about["number"] == "A-0001" and NAME not in str(row.about) for row in found)
    return [row.kind for row in found]


def test_who_is_here_or_left_lately_is_kept(
    koppontren: Koppontren, teller: User, manager: User
) -> None:
    here, lately = (make_saver(koppontren, teller, name=name) for name in ("Ada", "Baru"))
    leave(lately, teller, left_on=TODAY())
    with pytest.raises(NotLeftYet):
        ask_to_forget(here, by=manager)
    with pytest.raises(BooksNeedIt, match="UU 8/1997"):
        ask_to_forget(lately, by=manager)
    LegalTerm.objects.filter(kind=LegalTerm.Kind.BOOKS_MONTHS).delete()
    with pytest.raises(RetentionUnknown):
        ask_to_forget(lately, by=manager)


def test_an_unsettled_receipt_stands_in_the_way(
    koppontren: Koppontren, teller: User, manager: User, board: User
) -> None:
    member = make_saver(koppontren, teller, name=NAME)
    number = member.savings.get().number
    leave(member, teller)
    Refused.objects.create(
        koppontren=koppontren,
        request_id=uuid4(),
        collector=teller,
        account=number,
        amount=1,
        said_at=timezone.now(),
        why="x",
    )
    ask_to_forget(member, by=manager)
    with pytest.raises(StillOpen):
        forget_member(member, by=board)
    assert Member.objects.get(pk=member.pk).name == NAME


def refused(statement: str, *about: Any) -> str:
    """With which SQLSTATE the database refuses this."""
    with (
        pytest.raises(IntegrityError) as error,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, about)
    return str(getattr(error.value.__cause__, "sqlstate", ""))


def test_the_database_forgets_nobody_too_early_or_by_one(
    koppontren: Koppontren, gone: Member, manager: User, board: User
) -> None:
    forget = "SELECT forget_member(%s, %s)"
    done = "UPDATE savings_forgetting SET done_at = now(), confirmed_by_id = %s"
    never_asked = (
        "INSERT INTO savings_forgetting (koppontren_id, member_id, asked_by_id, asked_at,"
        " confirmed_by_id, done_at) VALUES (%s, %s, %s, now(), %s, now())"
    )
    assert refused(never_asked, koppontren.pk, gone.pk, manager.pk, board.pk) == "23K79"
    assert refused(forget, koppontren.pk, gone.pk) == "23K79"
    ask_to_forget(gone, by=manager)
    assert refused(forget, koppontren.pk, gone.pk) == "23K79"
    confirmed = "UPDATE savings_forgetting SET confirmed_by_id = %s"
    assert refused(confirmed, manager.pk) == "23514"
    assert refused(done, board.pk) == "23K79"
    Forgetting.objects.of(koppontren).update(confirmed_by=board)
    Member.objects.filter(pk=gone.pk).update(left_on=TODAY())
    assert refused(forget, koppontren.pk, gone.pk) == "23K79"
    enter(koppontren)
    assert Member.objects.get(pk=gone.pk).name == NAME


def test_a_manager_asks_and_the_board_confirms_on_the_page(
    gone: Member, manager: User, board: User
) -> None:
    client, other = Client(), Client()
    client.force_login(manager)
    other.force_login(board)
    page = client.get(PAGE).content.decode()
    assert "UU 8/1997" in page
    assert "Anggota A-0001" in page
    assert client.post(PAGE).status_code == 302
    assert client.post(f"{PAGE}setuju/").status_code == 422
    assert other.post(f"{PAGE}setuju/").status_code == 302

    said = other.get(PAGE).content.decode()
    assert NAME not in said
    assert "Manajer Contoh" in said
    for address in ("", "keluar/", "riwayat/"):
        answer = client.get(f"/koppontren/al-hikmah/anggota/A-0001/{address}")
        assert (answer.status_code, NAME in answer.content.decode()) == (200, False)


@pytest.mark.parametrize("role", [Role.TELLER, Role.SUPERVISOR])
def test_others_read_what_would_go_and_ask_nothing(
    koppontren: Koppontren, gone: Member, manager: User, role: Role
) -> None:
    client = Client()
    client.force_login(make_member_of(koppontren, role))
    assert client.get(PAGE).status_code == 200
    for step in ("", "setuju/", "tidak/"):
        assert client.post(f"{PAGE}{step}").status_code == 403


def test_who_is_here_reads_why_not(koppontren: Koppontren, teller: User, manager: User) -> None:
    make_saver(koppontren, teller)
    client = Client()
    client.force_login(manager)
    assert "sudah keluar" in client.get(PAGE).content.decode()
    assert client.post(PAGE).status_code == 422
