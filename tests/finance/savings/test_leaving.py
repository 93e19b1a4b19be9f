"""Leaving: all is paid out in one entry, to the member or to the heir, and that is the end."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from klinik.finance.ledger.commands import open_detail_account
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.posting import cr, dr, post
from klinik.finance.ledger.refusals import AccountClosed
from klinik.finance.members.models import Member
from klinik.finance.members.rules import NotHereAnyMore
from klinik.finance.savings.commands import open_savings, record_deposit
from klinik.finance.savings.leaving import queries
from klinik.finance.savings.leaving.commands import record_death, settle_leaving
from klinik.finance.savings.leaving.models import Departure
from klinik.finance.savings.leaving.rules import (
    AlreadySettled,
    DepartureRequestReused,
    NeedsHeir,
    NotYetDead,
    SettlementChanged,
    StandsInTheWay,
)
from klinik.finance.savings.models import (
    SavingsAccount,
    SavingsEvent,
    SavingsProduct,
    SavingsStep,
)
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import journal
from tests.finance.counter import kas, make_savings
from tests.world import make_member_of

LEAVE = "/koppontren/al-hikmah/anggota/A-0001/keluar/"


@pytest.fixture
def member(savings: SavingsAccount, teller: User) -> Member:
    """Somebody with Rp100.000 principal, Rp50.000 voluntary and no mandatory savings."""
    record_deposit(savings, amount=50_000, request_id=uuid4(), by=teller)
    make_savings(savings.member, teller, prefix="W")
    return Member.objects.select_related("koppontren").get(pk=savings.member_id)


def test_everything_is_paid_out_in_one_entry(
    koppontren: Koppontren, member: Member, teller: User
) -> None:
    departure = settle_leaving(member, shown=150_000, request_id=uuid4(), by=teller)
    member.refresh_from_db()

    assert journal(koppontren)[2:] == [
        "savings.leaving: Dr S-0001 50.000, Dr P-0001 100.000, Cr Kas 150.000"
    ]
    assert (member.standing, member.left_on) == ("left", today_in(koppontren))
    assert (departure.paid, departure.entry_number, kas(koppontren).balance) == (150_000, 3, 0)
    assert [(row.savings.number, row.amount) for row in queries.paid_out(departure)] == [
        ("S-0001", 50_000),
        ("P-0001", 100_000),
        ("W-0001", 0),
    ]


def test_each_account_says_that_it_was_closed_and_what_it_held(
    member: Member, savings: SavingsAccount, teller: User
) -> None:
    departure = settle_leaving(member, shown=150_000, request_id=uuid4(), by=teller)

    assert {row.closed_on for row in member.savings.all()} == {departure.left_on}
    told = SavingsEvent.objects.of(member.koppontren).get(savings=savings, what=SavingsStep.CLOSED)
    assert (told.reason, told.by) == ("Rp50.000", teller)


def test_the_same_request_is_one_departure(member: Member, teller: User) -> None:
    key = uuid4()
    first = settle_leaving(member, shown=150_000, request_id=key, by=teller)

    assert settle_leaving(member, shown=150_000, request_id=key, by=teller) == first
    with pytest.raises(AlreadySettled):
        settle_leaving(member, shown=0, request_id=uuid4(), by=teller)
    with pytest.raises(AlreadySettled):
        record_death(member, died_on=first.left_on, by=teller)


def test_the_same_request_for_another_heir_paper_or_sum_is_refused(
    member: Member, teller: User
) -> None:
    record_death(member, died_on=today_in(member.koppontren), by=teller)
    key = uuid4()

    def settle(heir: str = "Putri", paper: str = "SKAW 7", shown: int = 150_000) -> Departure:
        return settle_leaving(
            member, shown=shown, heir=heir, heir_document=paper, request_id=key, by=teller
        )

    assert settle() == settle(heir=" Putri ")
    for other in ({"heir": "Umar"}, {"paper": "SKAW 8"}, {"shown": 140_000}):
        with pytest.raises(DepartureRequestReused):
            settle(**other)


def test_what_was_shown_is_what_is_paid(
    member: Member, savings: SavingsAccount, teller: User
) -> None:
    record_deposit(savings, amount=1_000, request_id=uuid4(), by=teller)
    with pytest.raises(SettlementChanged, match=r"Rp151\.000"):
        settle_leaving(member, shown=150_000, request_id=uuid4(), by=teller)


def test_what_another_room_waits_for_stands_in_the_way(
    member: Member, teller: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    overdue = StandsInTheWay("Lunasi dulu pembiayaan B-0001.")
    monkeypatch.setattr(queries, "_obstacles", [lambda member: [overdue]])
    with pytest.raises(StandsInTheWay, match="B-0001"):
        settle_leaving(member, shown=150_000, request_id=uuid4(), by=teller)

    assert member.is_here


def test_who_has_left_pays_nothing_in(
    member: Member, savings: SavingsAccount, teller: User
) -> None:
    settle_leaving(member, shown=150_000, request_id=uuid4(), by=teller)
    gone = SavingsAccount.objects.select_related("member", "product", "account").get(pk=savings.pk)
    with pytest.raises(NotHereAnyMore):
        record_deposit(gone, amount=1_000, request_id=uuid4(), by=teller)
    product = SavingsProduct.objects.get(prefix="M")
    with pytest.raises(NotHereAnyMore):
        open_savings(gone.member, product=product, request_id=uuid4(), by=teller)


def test_the_database_pays_nothing_in_either(
    member: Member, savings: SavingsAccount, teller: User
) -> None:
    settle_leaving(member, shown=150_000, request_id=uuid4(), by=teller)
    Member.objects.filter(pk=member.pk).update(standing="full", left_on=None)  # round the commands
    koppontren = member.koppontren
    legs = [dr(kas(koppontren), 1_000), cr(savings.account, 1_000)]
    with pytest.raises(AccountClosed):
        post(koppontren, request_id=uuid4(), kind="savings.deposit", legs=legs, by=teller)


def test_the_database_lets_nobody_leave_with_money_behind(member: Member, teller: User) -> None:
    day = today_in(member.koppontren)
    with pytest.raises(IntegrityError, match="open account"), transaction.atomic():
        Member.objects.filter(pk=member.pk).update(standing="left", left_on=day)
    settle_leaving(member, shown=150_000, request_id=uuid4(), by=teller)
    savings = SavingsAccount.objects.get(number="S-0001")
    savings.pk, savings.number, savings.request_id = None, "S-9999", uuid4()
    savings.closed_on = None
    savings.product = SavingsProduct.objects.get(prefix="M")
    savings.account = open_detail_account(Account.objects.get(code="2510"), name="S-9999")
    with pytest.raises(IntegrityError, match="no member"), transaction.atomic():
        savings.save(force_insert=True)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Departure.objects.update(paid=0)


def test_the_dead_are_settled_with_their_heir(
    koppontren: Koppontren, member: Member, savings: SavingsAccount, teller: User
) -> None:
    today = today_in(koppontren)
    with pytest.raises(NotYetDead):
        record_death(member, died_on=today + timedelta(days=1), by=teller)
    record_death(member, died_on=today, by=teller)
    gone = SavingsAccount.objects.select_related("member", "product", "account").get(pk=savings.pk)
    with pytest.raises(NotHereAnyMore):
        record_deposit(gone, amount=1_000, request_id=uuid4(), by=teller)
    with pytest.raises(NeedsHeir):
        settle_leaving(member, shown=150_000, request_id=uuid4(), by=teller)
    departure = settle_leaving(
        member,
        shown=150_000,
        heir="Putri Contoh",
        heir_document="Surat ahli waris 470/12",
        request_id=uuid4(),
        by=teller,
    )
    member.refresh_from_db()

    assert (departure.is_death, departure.heir, departure.paid) == (True, "Putri Contoh", 150_000)
    assert (member.standing, member.died_on, member.left_on) == ("deceased", today, today)


def test_a_candidate_who_paid_nothing_leaves_without_an_entry(
    koppontren: Koppontren, client: Client, teller: User
) -> None:
    client.force_login(teller)
    form = {"name": "Siti", "pays_later": "on", "request_id": str(uuid4())}
    client.post("/koppontren/al-hikmah/anggota/baru/", form)
    page = client.get(LEAVE)
    assert "Rp0" in page.text
    client.post(LEAVE, {"shown": "0", "is_meant": "on", "request_id": str(uuid4())})

    assert journal(koppontren) == []
    assert Member.objects.of(koppontren).get().standing == "left"


def test_the_pages_show_what_is_paid_and_then_what_was(
    client: Client, member: Member, teller: User
) -> None:
    client.force_login(teller)
    page = client.get(LEAVE)
    assert "Rp150.000" in page.text
    form = {"shown": "150000", "request_id": str(uuid4())}
    assert client.post(LEAVE, form).status_code == 422
    assert client.post(LEAVE, form | {"is_meant": "on", "shown": "1"}).status_code == 422
    assert client.post(LEAVE, form | {"is_meant": "on"}).status_code == 302
    left = client.get(LEAVE).text
    assert "Rp150.000" in left
    assert "seratus lima puluh ribu" in left.lower()
    counter = client.get("/koppontren/al-hikmah/simpanan/S-0001/").text
    assert 'value="deposit"' not in counter
    assert f"{LEAVE}" in client.get(LEAVE.removesuffix("keluar/")).text


def test_the_heirs_paper_is_for_the_cooperative_alone(
    client: Client, koppontren: Koppontren, member: Member, teller: User
) -> None:
    client.force_login(teller)
    day = {"died_on": today_in(koppontren).isoformat()}
    assert client.post(LEAVE + "meninggal/", {}).status_code == 422
    assert client.post(LEAVE + "meninggal/", day).status_code == 302
    paper = SimpleUploadedFile("waris.pdf", b"%PDF-1.4 x %%EOF", "application/pdf")
    form = {"shown": "150000", "is_meant": "on", "request_id": str(uuid4())}
    assert client.post(LEAVE, form).status_code == 422
    heir = {"heir": "Putri Contoh", "heir_document": "470/12", "heir_paper": paper}
    assert client.post(LEAVE, form | heir).status_code == 302
    assert "Putri Contoh" in client.get(LEAVE).text
    assert client.get(LEAVE + "surat/").getvalue().startswith(b"%PDF")
    client.force_login(make_member_of(koppontren, Role.CASHIER))
    assert client.get(LEAVE + "surat/").status_code == 403
