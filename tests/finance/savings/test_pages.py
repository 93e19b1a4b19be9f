"""Pages of products and of what is done with one account."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from klinik.finance.members.commands import give_consent, withdraw_consent
from klinik.finance.members.models import Member
from klinik.finance.members.rules import Purpose
from klinik.finance.savings.commands import change_product, record_deposit
from klinik.finance.savings.leaving.commands import record_death
from klinik.finance.savings.models import SavingsAccount, SavingsProduct
from klinik.finance.savings.product_rules import Rules, months_later
from klinik.finance.savings.queries import today
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import journal
from tests.finance.counter import held, make_saver, make_savings, questions
from tests.finance.savings.offers import make_control, make_product
from tests.world import make_member_of

HERE = "/koppontren/al-hikmah/"
KINDS = f"{HERE}simpanan/jenis/"
ACCOUNT = f"{HERE}simpanan/S-0001/"


@pytest.fixture
def manager(client: Client, koppontren: Koppontren) -> Client:
    client.force_login(make_member_of(koppontren, Role.MANAGER))
    return client


@pytest.fixture
def filled(savings: SavingsAccount, teller: User) -> SavingsAccount:
    record_deposit(savings, amount=50_000, request_id=uuid4(), by=teller)
    return savings


def test_a_manager_offers_term_savings(
    manager: Client, koppontren: Koppontren, teller: User
) -> None:
    address = f"{KINDS}baru/berjangka/"
    assert "Tambah akun" in manager.get(address).text  # the chart has no account for it yet
    enter(koppontren)
    control = make_control(koppontren, "2520", kind="syirkah", by=teller)
    form = {"name": "Berjangka", "letters": "b", "control": control.pk, "months": "6"}
    form |= {"nisbah": "45,5", "is_offered": "on"}
    assert manager.post(address, form | {"nisbah": "101"}).status_code == 422
    assert manager.post(address, form).headers["Location"] == KINDS

    enter(koppontren)
    product = SavingsProduct.objects.of(koppontren).get(prefix="B")
    terms = product.terms.get()
    assert (product.months, product.withdrawal, terms.nisbah) == (6, "due", 4_550)
    assert "nisbah 45,5%" in manager.get(KINDS).text


def test_a_product_is_changed_by_those_who_keep_the_books(
    client: Client, koppontren: Koppontren, teller: User
) -> None:
    form = {"name": "Sukarela", "minimum": "10.000", "is_offered": "on"}
    client.force_login(teller)
    assert client.get(f"{KINDS}S/").status_code == 200
    assert client.post(f"{KINDS}S/", form).status_code == 403
    client.force_login(make_member_of(koppontren, Role.BOOKKEEPER))
    fees = {**form, "closing_fee": "5.000"}
    assert "Pilih akun pendapatan" in client.post(f"{KINDS}S/", fees).text
    assert client.post(f"{KINDS}S/", form).headers["Location"] == f"{KINDS}S/"

    enter(koppontren)
    product = SavingsProduct.objects.of(koppontren).get(prefix="S")
    assert (product.name, product.minimum) == ("Sukarela", 10_000)
    assert "Saldo minimum: Rp0 menjadi Rp10.000" in client.get(f"{KINDS}S/").text


def test_what_is_planned_is_not_pulled_into_this_month(
    manager: Client, koppontren: Koppontren, teller: User
) -> None:
    page = f"{KINDS}M/"
    product = SavingsProduct.objects.of(koppontren).get(prefix="M")
    later = months_later(today(koppontren).replace(day=1), 3)
    for nisbah, since in ((4_000, None), (5_000, later)):
        rules = Rules(name="Mudharabah", withdrawal="any_time", nisbah=nisbah, since=since)
        change_product(product, rules=rules, by=teller)
    shown = manager.get(page)
    form = shown.context["form"]
    assert (form["nisbah"].value(), form["since"].value()) == ("40", None)
    assert "Direncanakan mulai" in shown.text
    manager.post(page, {"name": "Lain", "is_offered": "on", "nisbah": "40", "since": ""})

    enter(koppontren)
    assert list(product.terms.values_list("nisbah", "since")) == [
        (4_000, today(koppontren).replace(day=1)),
        (5_000, later),
    ]


def test_what_holds_only_later_keeps_its_month(
    manager: Client, koppontren: Koppontren, teller: User
) -> None:
    product = SavingsProduct.objects.of(koppontren).get(prefix="W")
    later = months_later(today(koppontren).replace(day=1), 3)
    rules = Rules(name="Wajib", withdrawal="leaving", amount=25_000, since=later)
    change_product(product, rules=rules, by=teller)

    form = manager.get(f"{KINDS}W/").context["form"]
    assert (form["amount"].value(), form["since"].value()) == ("25.000", later)


def test_who_is_behind_is_reminded_by_whatsapp(
    manager: Client, koppontren: Koppontren, teller: User
) -> None:
    savings = make_savings(make_saver(koppontren, teller), teller, prefix="W")
    rules = Rules(name="Simpanan Wajib", withdrawal="leaving", amount=25_000)
    change_product(savings.product, rules=rules, by=teller)
    address = f"{HERE}simpanan/wajib/tunggakan/"

    page = manager.get(address).text
    assert "https://wa.me/?text=Assalamu%27alaikum%20Aminah%20Contoh." in page
    assert "Rp25.000" in page
    rows = manager.get(f"{address}?format=csv")
    assert "W-0001" in rows.getvalue().decode()
    enter(koppontren)
    make_savings(make_saver(koppontren, teller, name="Siti"), teller, prefix="W")
    with_two = questions(manager, address)
    enter(koppontren)
    for name in ("Umar", "Ali"):
        make_savings(make_saver(koppontren, teller, name=name), teller, prefix="W")
    assert questions(manager, address) == with_two


def test_the_guardian_is_written_to_and_nobody_who_took_it_back(
    manager: Client, koppontren: Koppontren, teller: User
) -> None:
    savings = make_savings(make_saver(koppontren, teller), teller, prefix="W")
    rules = Rules(name="Simpanan Wajib", withdrawal="leaving", amount=25_000)
    change_product(savings.product, rules=rules, by=teller)
    entry = record_deposit(savings, amount=5_000, request_id=uuid4(), by=teller)
    guardian = {"guardian_name": "Ibu", "guardian_relation": "mother", "guardian_phone": "62811"}
    Member.objects.filter(pk=savings.member_id).update(**guardian)
    addresses = (
        f"{HERE}simpanan/wajib/tunggakan/",
        f"{HERE}simpanan/W-0001/bukti/{entry.number}/",
    )
    for address in addresses:
        assert "https://wa.me/62811?text=" in manager.get(address).text
    enter(koppontren)
    day = today(koppontren)
    consent = give_consent(
        savings.member,
        purpose=Purpose.MESSAGES,
        given_on=day,
        given_by="Ibu",
        relation="mother",
        by=teller,
    )
    withdraw_consent(consent, by=teller)
    for address in addresses:
        assert "https://wa.me/" not in manager.get(address).text


def test_an_account_is_blocked_by_a_teller_and_released_by_the_manager(
    client: Client, filled: SavingsAccount, teller: User
) -> None:
    client.force_login(teller)
    assert client.post(f"{ACCOUNT}tahan/", {"reason": ""}).status_code == 422
    assert client.post(f"{ACCOUNT}tahan/", {"reason": "Buku hilang"}).headers["Location"] == ACCOUNT
    assert "Buku hilang" in client.get(ACCOUNT).text
    assert client.post(f"{ACCOUNT}lepas/", {"reason": "Ketemu"}).status_code == 403
    client.force_login(make_member_of(filled.koppontren, Role.MANAGER))
    assert client.post(f"{ACCOUNT}lepas/", {"reason": "Ketemu"}).headers["Location"] == ACCOUNT

    enter(filled.koppontren)
    filled.refresh_from_db()
    assert filled.blocked == ""


def test_savings_are_moved_and_an_account_is_closed(
    client: Client, filled: SavingsAccount, teller: User
) -> None:
    make_savings(filled.member, teller, prefix="W")
    client.force_login(teller)
    form = {"to": "w-0001", "amount": "20.000", "request_id": str(uuid4())}
    unknown = client.post(f"{ACCOUNT}pindah/", {**form, "to": "X-1"})
    assert "Tidak ada rekening" in unknown.text
    assert client.post(f"{ACCOUNT}pindah/", form).headers["Location"] == f"{ACCOUNT}?entry=3"
    key = {"request_id": str(uuid4())}
    assert "Rp30.000" in client.get(f"{ACCOUNT}tutup/").text
    for _click in range(2):
        assert client.post(f"{ACCOUNT}tutup/", key).headers["Location"] == ACCOUNT

    assert "ditutup" in client.get(ACCOUNT).text
    enter(filled.koppontren)
    assert journal(filled.koppontren)[2:] == [
        "savings.transfer: Dr S-0001 20.000, Cr W-0001 20.000",
        "savings.closing: Dr S-0001 30.000, Cr Kas 30.000",
    ]


def test_of_the_dead_nothing_is_moved_or_closed(
    client: Client, filled: SavingsAccount, teller: User
) -> None:
    to = make_savings(filled.member, teller, prefix="W")
    record_death(filled.member, died_on=today(filled.koppontren), by=teller)
    client.force_login(teller)
    page = client.get(ACCOUNT).text
    assert f"{ACCOUNT}pindah/" not in page
    assert f"{ACCOUNT}tutup/" not in page

    form = {"to": to.number, "amount": "20.000", "request_id": str(uuid4())}
    assert "sudah bukan anggota" in client.post(f"{ACCOUNT}pindah/", form).text
    key = {"request_id": str(uuid4())}
    assert client.post(f"{ACCOUNT}tutup/", key).status_code == 422
    assert held(filled) == 50_000


def test_term_and_goal_savings_are_opened_from_the_member(
    client: Client, koppontren: Koppontren, teller: User
) -> None:
    make_saver(koppontren, teller)
    make_product(koppontren, teller)
    make_product(koppontren, teller, kind="goal", akad="wadiah", prefix="HJ")
    client.force_login(teller)
    address = f"{HERE}anggota/A-0001/simpanan/baru/"
    assert f'href="{address}B/"' in client.get(address).text
    term = {"amount": "1.000.000", "request_id": str(uuid4())}
    assert client.post(f"{address}B/", term).headers["Location"] == f"{HERE}simpanan/B-0001/"
    goal = {"purpose": "Umrah", "target": "30.000.000", "request_id": str(uuid4())}
    past = client.post(f"{address}HJ/", goal | {"by_day": "2020-01-01"})
    assert past.status_code == 422
    day = (timezone.localdate() + timedelta(days=500)).isoformat()
    assert client.post(f"{address}HJ/", goal | {"by_day": day}).status_code == 302

    page = client.get(f"{HERE}simpanan/HJ-0001/").text
    assert "Umrah" in page
    assert "<progress" in page
    enter(koppontren)
    assert held(SavingsAccount.objects.of(koppontren).get(number="B-0001")) == 1_000_000
