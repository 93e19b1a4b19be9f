"""Members from a table with what they hold: out of the undetailed accounts, to the rupiah, once."""

import io
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from python_calamine import CalamineWorkbook

from klinik.core.imports import Outcome
from klinik.core.imports.commands import choose_columns, keep
from klinik.core.imports.models import Import
from klinik.core.imports.rules import guessed
from klinik.core.imports.sheets import read_sheet
from klinik.core.jobs import work
from klinik.finance.ledger.checks import verify_books
from klinik.finance.ledger.commands import detail_account_undetailed
from klinik.finance.ledger.models import Account, Entry
from klinik.finance.ledger.posting import cr, dr, post
from klinik.finance.members.commands import give_consent, register_member
from klinik.finance.members.models import Member, MemberConsent
from klinik.finance.members.rules import Purpose, Relation
from klinik.finance.savings.commands import (
    change_product,
    offer_usual_products,
    record_deposit,
)
from klinik.finance.savings.intake.columns import columns_of
from klinik.finance.savings.intake.commands import MemberWork
from klinik.finance.savings.intake.queries import still_undetailed
from klinik.finance.savings.intake.rules import amount_of, day_of
from klinik.finance.savings.models import SavingsAccount, SavingsProduct
from klinik.finance.savings.product_rules import Rules
from klinik.finance.savings.queries import arrears
from klinik.finance.savings.rules import NotThePrincipal
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.database import acting_for, enter
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import journal, open_example, undo
from tests.finance.counter import held
from tests.finance.savings.offers import make_product
from tests.world import make_koppontren, make_member_of

DAY = "2026-01-02"
INTAKE = "/koppontren/al-hikmah/anggota/impor/"
TABLE = """Nama Anggota;No Anggota;Kategori;HP;Simpanan Pokok;Simpanan Wajib;Sukarela
Siti Contoh;117;guru;081234567890;Rp 100.000;25.000;1.250.000
Ahmad Contoh;118;umum;;100000;-;
"""


def make_house() -> Koppontren:
    """Al-Hikmah with the oracle's opening balances, and the usual savings."""
    koppontren = make_koppontren()
    enter(koppontren)
    open_with_savings(koppontren)
    return koppontren


def open_with_savings(koppontren: Koppontren) -> None:
    """The oracle's opening balances, and the usual savings."""
    open_example(koppontren, make_member_of(koppontren, Role.BOOKKEEPER))
    offer_usual_products(koppontren, principal=100_000)


@pytest.fixture
def koppontren(db: None) -> Koppontren:
    return make_house()


@pytest.fixture
def manager(koppontren: Koppontren) -> User:
    return make_member_of(koppontren, Role.MANAGER)


def brought(table: str, koppontren: Koppontren, by: User) -> tuple[Import, MemberWork]:
    columns = columns_of(SavingsProduct.objects.of(koppontren))
    sheet = read_sheet(ContentFile(table.encode(), name="anggota.csv"), columns)
    about: dict[str, Any] = {"place": [koppontren.slug], "on": DAY}
    row = keep(sheet, kind="members", file_name="anggota.csv", about=about, by=by)
    row.mapping = guessed(columns, row.headings)
    found = MemberWork(row)
    return choose_columns(row, row.mapping, found), found


def saved(table: str, koppontren: Koppontren, by: User) -> list[tuple[str, str]]:
    """Save a table; what became of each row."""
    _row, found = brought(table, koppontren, by)
    outcomes: dict[int, Outcome] = dict(found.refused) | found.save(found.parts)
    return [(o.result.value, o.said) for _at, o in sorted(outcomes.items())]


def left(koppontren: Koppontren) -> dict[str, int]:
    return {product.prefix: amount for product, amount in still_undetailed(koppontren)}


def test_each_members_balance_leaves_the_undetailed_account(
    koppontren: Koppontren, manager: User
) -> None:
    before = left(koppontren)
    assert saved(TABLE, koppontren, manager) == [("new", ""), ("new", "")]
    after = left(koppontren)

    assert journal(koppontren)[1:] == [
        "savings.intake: Dr Simpanan Sukarela (wadiah) (belum dirinci) 1.250.000, "
        "Cr S-0001 1.250.000, Dr Simpanan Pokok (belum dirinci) 100.000, Cr P-0001 100.000, "
        "Dr Simpanan Wajib (belum dirinci) 25.000, Cr W-0001 25.000",
        "savings.intake: Dr Simpanan Pokok (belum dirinci) 100.000, Cr P-0002 100.000",
    ]
    assert {p: before[p] - after[p] for p in "PWS"} == {"P": 200_000, "W": 25_000, "S": 1_250_000}
    siti, ahmad = Member.objects.of(koppontren).order_by("number")
    assert (siti.former_number, siti.category, siti.phone) == ("117", "teacher", "6281234567890")
    assert (siti.standing, ahmad.standing, str(siti.joined_on)) == ("full", "full", DAY)
    assert verify_books().differences == []


def test_the_same_file_twice_changes_nothing(koppontren: Koppontren, manager: User) -> None:
    saved(TABLE, koppontren, manager)
    entries = Entry.objects.of(koppontren).count()

    assert saved(TABLE, koppontren, manager) == [("unchanged", ""), ("unchanged", "")]
    assert Entry.objects.of(koppontren).count() == entries
    assert Member.objects.of(koppontren).count() == 2


def test_what_is_new_in_a_second_file_comes_in(koppontren: Koppontren, manager: User) -> None:
    saved(TABLE, koppontren, manager)
    second = "Nama;No Anggota;Alamat;Wajib\nAhmad Contoh;118;Jl. Baru 2;10.000\n"

    assert saved(second, koppontren, manager) == [
        ("changed", "Alamat: – → Jl. Baru 2; Simpanan Wajib: Rp10.000")
    ]
    assert saved(second, koppontren, manager) == [("unchanged", "")]


def test_another_sum_than_before_is_refused_until_it_was_undone(
    koppontren: Koppontren, manager: User
) -> None:
    saved(TABLE, koppontren, manager)
    other = "Nama;No Anggota;Wajib\nSiti Contoh;117;30.000\n"
    [(result, why)] = saved(other, koppontren, manager)
    assert (result, "Rp25.000" in why) == ("bad", True)
    undo(Entry.objects.of(koppontren).get(number=2), by=manager)

    assert saved(other, koppontren, manager) == [("changed", "Simpanan Wajib: Rp30.000")]


def test_more_than_the_opening_left_does_not_come_in(koppontren: Koppontren, manager: User) -> None:
    before = left(koppontren)["P"]
    table = f"Nama;No Anggota;Pokok\nSiti;1;100.000\nAhmad;2;{before}\nHasan;3;100.000\n"
    outcomes = saved(table, koppontren, manager)

    assert [result for result, _why in outcomes] == ["new", "bad", "new"]
    assert "menyisakan" in outcomes[1][1]
    assert left(koppontren)["P"] == before - 200_000
    assert Member.objects.of(koppontren).count() == 2


def test_without_an_opening_there_is_nothing_to_divide(db: None) -> None:
    from tests.finance.counter import make_cooperative

    koppontren = make_cooperative("an-nur")
    manager = make_member_of(koppontren, Role.MANAGER)
    outcomes = saved(TABLE, koppontren, manager)

    assert [result for result, _why in outcomes] == ["bad", "bad"]
    assert not Member.objects.of(koppontren).exists()


def test_a_child_comes_with_a_guardian_who_agreed(koppontren: Koppontren, manager: User) -> None:
    table = (
        "Nama;NIS;Kategori;Tanggal Lahir;Wali;Hubungan;Persetujuan;Pokok\n"
        "Anak Satu;1;santri;17-05-2014;Ibu Contoh;ibu;05/01/2026;100.000\n"
        "Anak Dua;2;santri;17-05-2014;;;;100.000\n"
    )
    outcomes = saved(table, koppontren, manager)

    assert [result for result, _why in outcomes] == ["new", "bad"]
    [consent] = MemberConsent.objects.of(koppontren)
    assert (consent.given_by, consent.relation, str(consent.given_on)) == (
        "Ibu Contoh",
        "mother",
        "2026-01-05",
    )
    assert consent.member.standing == "full"


def test_a_birthday_comes_later_with_the_guardian(koppontren: Koppontren, manager: User) -> None:
    saved("Nama;NIS;Pokok\nAnak Satu;1;100.000\n", koppontren, manager)
    member = Member.objects.of(koppontren).get()
    give_consent(
        member,
        purpose=Purpose.DATA,
        given_on=date(2026, 1, 3),
        given_by="Anak Satu",
        relation=Relation.SELF,
        by=manager,
    )
    later = (
        "Nama;NIS;Tanggal Lahir;Wali;Hubungan;Persetujuan\n"
        "Anak Satu;1;17-05-2014;Ibu Contoh;ibu;05/01/2026\n"
    )

    assert [result for result, _why in saved(later, koppontren, manager)] == ["changed"]
    standing = MemberConsent.objects.of(koppontren).get(withdrawn_on=None)
    assert (standing.given_by, standing.member.standing) == ("Ibu Contoh", "full")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Siti;x;1;lima", "angka"),
        ("Siti;x;1;#REF!", "Excel"),
        (";x;1;1000", "nama"),
        ("Siti;tamu;1;1000", "santri"),
        ("Contoh (simulasi) Siti;umum;1;1000", "contoh"),
    ],
)
def test_what_is_wrong_keeps_its_row_out_with_the_reason(
    koppontren: Koppontren, manager: User, row: str, why: str
) -> None:
    table = f"Nama;Kategori;No Anggota;Pokok\n{row}\nHasan;umum;9;100.000\n"
    outcomes = saved(table, koppontren, manager)

    assert [result for result, _why in outcomes] == ["bad", "new"]
    assert why in outcomes[0][1]


def test_two_of_one_name_are_told_apart_or_refused(koppontren: Koppontren, manager: User) -> None:
    table = "Nama;No Anggota;Pokok\nAhmad;1;100000\nAhmad;2;100000\n"
    assert [result for result, _why in saved(table, koppontren, manager)] == ["new", "new"]
    nameless = "Nama;Pokok\nAhmad;100.000\nHasan;100.000\nHasan;100.000\n"
    outcomes = saved(nameless, koppontren, manager)

    assert [result for result, _why in outcomes] == ["bad", "new", "bad"]
    assert "Baris 3" in outcomes[2][1]


def test_who_was_admitted_at_the_counter_is_known_again(
    koppontren: Koppontren, manager: User
) -> None:
    register_member(koppontren, name="Siti Contoh", phone="081234567890", request_id=uuid4())
    outcomes = saved(TABLE, koppontren, manager)

    assert [result for result, _why in outcomes] == ["changed", "new"]
    assert Member.objects.of(koppontren).count() == 2


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("Rp 1.250.000", 1_250_000), ("100000.0", 100_000), ("-", 0), ("", 0), ("rp1.000", 1_000)],
)
def test_sums_are_read_as_people_write_them(typed: str, amount: int) -> None:
    assert amount_of(typed) == amount


@pytest.mark.parametrize(
    "typed", ["17-05-2012", "17/05/2012", "2012-05-17", "2012-05-17 00:00:00", "17.05.2012"]
)
def test_days_are_read_as_people_write_them(typed: str) -> None:
    assert str(day_of(typed)) == "2012-05-17"


@pytest.mark.django_db(transaction=True)
def test_the_pages_lead_from_the_file_to_the_members(client: Client) -> None:
    with transaction.atomic():
        koppontren = make_house()
        manager = make_member_of(koppontren, Role.MANAGER)
    client.force_login(manager)
    assert "belum dirinci" in client.get(INTAKE).text
    bad = TABLE + "Rusak;119;umum;;seribu;;\n"
    upload = SimpleUploadedFile("anggota.csv", bad.encode(), "text/csv")
    columns = client.post(INTAKE, {"file": upload, "on": DAY, "request_id": uuid4()})
    assert columns.status_code == 302
    page = columns.headers["Location"]
    form = client.get(page).text
    mapping = {
        name: str(at)
        for at, name in enumerate(
            ["name", "former_number", "category", "phone", "balance_P", "balance_W", "balance_S"]
        )
    }
    assert 'name="balance_P"' in form
    assert client.post(page, mapping).status_code == 302
    assert "Rusak" in client.get(page).text
    assert client.post(f"{page}simpan/").status_code == 302
    work(is_patient=False)
    done = client.get(page).text
    assert "belum-tersimpan" in done
    file = client.get(f"{page}belum-tersimpan/")
    book = CalamineWorkbook.from_filelike(io.BytesIO(file.getvalue()))
    assert book.get_sheet_by_index(0).to_python()[1][0] == "Rusak"
    with acting_for(koppontren):
        assert Member.objects.of(koppontren).count() == 2
        assert Account.objects.of(koppontren).get(name="S-0001").balance == 1_250_000
    again = SimpleUploadedFile("anggota.csv", TABLE.encode(), "text/csv")
    typed = {"file": again, "on": DAY, "request_id": uuid4()}
    second = client.post(INTAKE, typed).headers["Location"]
    assert "simpan/" not in client.get(second).text, "its columns are known, nothing is new"
    with transaction.atomic():
        neighbour = make_member_of(make_koppontren("an-nur"), Role.MANAGER)
    client.force_login(neighbour)
    assert client.get(page).status_code == 404


def test_two_clicks_send_a_table_once(client: Client, koppontren: Koppontren) -> None:
    client.force_login(bookkeeper := make_member_of(koppontren, Role.BOOKKEEPER))
    key = uuid4()

    def sent(table: str) -> Any:
        upload = SimpleUploadedFile("anggota.csv", table.encode(), "text/csv")
        return client.post(INTAKE, {"file": upload, "on": DAY, "request_id": key})

    assert {sent(TABLE)["Location"] for _click in range(2)} == {f"{INTAKE}{key}/"}
    other = sent(TABLE + "Rusak;119;umum;;seribu;;\n")
    assert other.status_code == 422
    read_as(bookkeeper)
    assert Import.objects.filter(owner_id=bookkeeper.pk).count() == 1


def test_only_who_keeps_the_books_brings_balances_in(
    client: Client, koppontren: Koppontren
) -> None:
    client.force_login(make_member_of(koppontren, Role.TELLER))
    assert client.get(INTAKE).status_code == 403
    bookkeeper = make_member_of(koppontren, Role.BOOKKEEPER)
    client.force_login(bookkeeper)
    read_as(bookkeeper)
    assert client.get(INTAKE).status_code == 200
    assert client.get(f"{INTAKE}tabel/csv/").status_code == 200
    assert client.get(f"{INTAKE}tabel/xlsx/").status_code == 200


@pytest.fixture
def on_terms(koppontren: Koppontren, manager: User) -> dict[str, str]:
    """Term savings and a goal, each with a million that is not divided yet; their names."""
    products = [
        make_product(koppontren, manager, kind="term", prefix="B", months=12),
        make_product(koppontren, manager, kind="goal", akad="wadiah", prefix="HJ"),
    ]
    voluntary = SavingsProduct.objects.of(koppontren).get(prefix="S")
    for product in products:
        here, there = (detail_account_undetailed(p.control) for p in (product, voluntary))
        legs = [dr(there, 1_000_000), cr(here, 1_000_000)]
        post(koppontren, request_id=uuid4(), kind="test", legs=legs, by=manager)
    return {product.prefix: product.name for product in products}


def test_term_savings_and_goals_come_in_on_their_terms(
    koppontren: Koppontren, manager: User, on_terms: dict[str, str]
) -> None:
    before = left(koppontren)
    head = f"Nama;No Anggota;{on_terms['B']};Jatuh Tempo B;{on_terms['HJ']};Target HJ"
    table = f"""{head};Jatuh Tempo HJ;Untuk HJ
Siti Contoh;117;600.000;;;;;
Ahmad Contoh;118;300.000;31-12-2027;200.000;5.000.000;01-06-2028;Umrah
"""
    assert saved(table, koppontren, manager) == [("new", ""), ("new", "")]
    after = left(koppontren)

    rows = SavingsAccount.objects.of(koppontren).filter(product__prefix__in=["B", "HJ"])
    held = {
        (row.number, str(row.due_on), row.target, row.purpose, row.account.balance)
        for row in rows.select_related("account")
    }
    assert held == {
        ("B-0001", "2027-01-02", None, "", 600_000),
        ("B-0002", "2027-12-31", None, "", 300_000),
        ("HJ-0001", "2028-06-01", 5_000_000, "Umrah", 200_000),
    }
    assert {p: before[p] - after.get(p, 0) for p in ("B", "HJ")} == {"B": 900_000, "HJ": 200_000}
    assert saved(table, koppontren, manager) == [("unchanged", ""), ("unchanged", "")]
    assert verify_books().differences == []


def test_terms_that_are_missing_are_asked_for(
    koppontren: Koppontren, manager: User, on_terms: dict[str, str]
) -> None:
    head = f"Nama;No Anggota;{on_terms['B']};Jatuh Tempo B;{on_terms['HJ']};Target HJ"
    table = f"""{head};Jatuh Tempo HJ
Tanpa Hari;1;;;200.000;5.000.000;
Tanpa Target;2;;;200.000;;01-06-2028
Sudah Lewat;3;300.000;02-01-2026;;;
Bukan Hari;4;300.000;besok;;;
Terlalu Banyak;5;1.000.001;;;;
"""
    given = saved(table, koppontren, manager)

    assert [result for result, _why in given] == ["bad"] * 5
    said = {why for _result, why in given if "jatuh tempo" in why}
    assert len(said) == 2
    assert Member.objects.of(koppontren).count() == 0


def test_what_was_brought_in_pays_no_month_after_it(koppontren: Koppontren, manager: User) -> None:
    saved(TABLE.replace("25.000", "250.000"), koppontren, manager)
    wajib = SavingsAccount.objects.of(koppontren).get(
        member__former_number="117", product__prefix="W"
    )
    rules = Rules(name="Wajib", withdrawal="leaving", amount=25_000, since=date(2026, 1, 1))
    change_product(wajib.product, rules=rules, by=manager)

    row = arrears(koppontren, date(2026, 12, 15)).get(pk=wajib.pk)
    assert (row.due, row.paid, row.behind) == (300_000, 0, 300_000)


def test_who_brought_less_than_joining_costs_pays_the_rest_and_is_full(
    koppontren: Koppontren, manager: User
) -> None:
    saved(TABLE.replace("Rp 100.000", "Rp 60.000"), koppontren, manager)
    pokok = SavingsAccount.objects.of(koppontren).get(
        member__former_number="117", product__prefix="P"
    )
    assert (pokok.member.standing, pokok.missing, pokok.may_deposit) == ("candidate", 40_000, True)
    with pytest.raises(NotThePrincipal, match=r"40\.000"):
        record_deposit(pokok, amount=100_000, request_id=uuid4(), by=manager)
    record_deposit(pokok, amount=40_000, request_id=uuid4(), by=manager)

    pokok.account.refresh_from_db()
    assert (pokok.member.standing, pokok.may_deposit, held(pokok)) == ("full", False, 100_000)


def test_who_is_new_has_an_account_of_simpanan_wajib(koppontren: Koppontren, manager: User) -> None:
    saved(TABLE, koppontren, manager)
    accounts = SavingsAccount.objects.of(koppontren).filter(member__former_number="118")

    assert [(row.number, held(row)) for row in accounts.order_by("number")] == [
        ("P-0002", 100_000),
        ("W-0002", 0),
    ]
