"""Pesantren from a table: read, shown beforehand, saved once, bad rows back with their reason."""

import io
import threading
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone, translation
from python_calamine import CalamineWorkbook

from klinik.core.database import set_local
from klinik.core.imports import commands
from klinik.core.imports.commands import choose_columns, keep
from klinik.core.imports.models import Import
from klinik.core.imports.rules import guessed
from klinik.core.imports.sheets import read_sheet
from klinik.core.jobs import work
from klinik.core.models import Job
from klinik.directory.imports.columns import COLUMNS
from klinik.directory.imports.commands import PesantrenWork
from klinik.directory.imports.rules import known_by
from klinik.directory.merging.commands import merge_pesantren
from klinik.directory.models import ContactPerson, Pesantren, Product, SearchEntry
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.roles import Role
from tests import world
from tests.workbooks import workbook

IMPORT = "/pesantren/impor/"
SOURCE, DAY = "Daftar Dinas Koperasi", "2026-11-01"
TABLE = """Nama Ponpes;NSPP;Kab/Kota;Kecamatan;Jumlah Santri;Angkatan;Produk;Bidang usaha
Al-Hikmah;510035240001;Kab. Lamongan;Deket;1.250;2021;Kopi bubuk;minuman
An-Nur;;Kota Malang;;410;;;
"""


@pytest.fixture(autouse=True)
def regions(db: None) -> None:
    world.make_sectors()
    world.make_region()
    world.make_region("3507", "Malang", "kabupaten")
    world.make_region("3573", "Malang", "kota")


@pytest.fixture
def secretariat(regions: None) -> User:
    return world.make_member_of(world.make_office("sekretariat"), Role.SECRETARIAT)


def brought(
    table: str | bytes, by: User, *, regions: list[str] | None = None, **other: Any
) -> tuple[Import, PesantrenWork]:
    raw = table.encode() if isinstance(table, str) else table
    sheet = read_sheet(ContentFile(raw, name="daftar.csv"), COLUMNS)
    about = {"source": SOURCE, "on": DAY, "is_simulated": False, "regions": regions} | other
    row = keep(sheet, kind="pesantren", file_name="daftar.csv", about=about, by=by)
    row.mapping = guessed(COLUMNS, row.headings)
    work = PesantrenWork(row)
    return choose_columns(row, row.mapping, work), work


def merged(kept: Pesantren, gone: Pesantren, *, by: User) -> None:
    """An officer says that they are one."""
    read_as(by)
    versions = (kept.version, gone.version)
    said: dict[str, Any] = {"versions": versions, "taken": [], "office": "Sekretariat"}
    merge_pesantren(kept, gone, request_id=uuid4(), **said)


def saved(table: str | bytes, by: User, **other: Any) -> list[tuple[str, str]]:
    """Save a table; what became of each row."""
    _row, work = brought(table, by, **other)
    outcomes = dict(work.refused) | work.save(work.parts)
    return [(str(outcome.result), outcome.said) for _at, outcome in sorted(outcomes.items())]


def test_rows_become_pesantren_with_their_source_and_products(secretariat: User) -> None:
    assert saved(TABLE, secretariat) == [("new", ""), ("new", "")]

    first = Pesantren.objects.get(nspp="510035240001")
    assert (first.slug, str(first.region), first.district, first.santri, first.cohort_year) == (
        "al-hikmah", "Kabupaten Lamongan", "Deket", 1250, 2021,
    )  # fmt: skip
    assert (first.source, first.santri_on, first.is_simulated) == (SOURCE, date(2026, 11, 1), False)
    assert first.sources["district"] == {"source": SOURCE, "on": DAY}
    assert list(first.products.values_list("name", "sector", "category", "source")) == [
        ("Kopi bubuk", "minuman", "minuman", SOURCE)
    ]
    assert str(Pesantren.objects.get(name="An-Nur").region) == "Kota Malang"
    assert SearchEntry.objects.filter(pesantren=first).exists()


def test_the_same_file_twice_changes_nothing(secretariat: User) -> None:
    saved(TABLE, secretariat)
    before = list(Pesantren.objects.order_by("pk").values())

    assert saved(TABLE, secretariat) == [("unchanged", ""), ("unchanged", "")]
    assert list(Pesantren.objects.order_by("pk").values()) == before
    assert [row["version"] for row in before] == [1, 1]


def test_what_differs_is_changed_and_said_with_its_source(secretariat: User) -> None:
    saved(TABLE, secretariat)
    changed = TABLE.replace("1.250", "1.300").replace("Deket;", "Babat;")

    with translation.override("en"):
        told = saved(changed, secretariat, source="Kemenag", on="2026-11-20")

    assert told == [
        ("changed", "District: Deket → Babat; Santri: 1.250 → 1.300"),
        ("unchanged", ""),
    ]
    row = Pesantren.objects.get(nspp="510035240001")
    assert (row.version, row.santri, row.santri_on, row.santri_source) == (
        2, 1300, date(2026, 11, 20), "Kemenag",
    )  # fmt: skip
    assert (row.source, row.source_of("district"), row.source_of("name")) == (
        SOURCE, "Kemenag", SOURCE,
    )  # fmt: skip


def test_an_empty_cell_takes_nothing_away(secretariat: User) -> None:
    saved(TABLE, secretariat)

    assert saved("nama;kabupaten\nPP. Al Hikmah;Lamongan\n", secretariat)[0][0] == "changed"
    row = Pesantren.objects.get(nspp="510035240001")
    assert (row.name, row.santri, row.district) == ("PP. Al Hikmah", 1250, "Deket")


def test_the_number_knows_a_pesantren_under_another_name(secretariat: User) -> None:
    saved(TABLE, secretariat)
    again = "nama;nspp;kabupaten\nDarul Hikmah;510.035.240.001;Lamongan\n"

    assert saved(again, secretariat)[0][0] == "changed"
    assert Pesantren.objects.get(nspp="510035240001").name == "Darul Hikmah"
    other = "nama;nspp;kabupaten\nDarul Hikmah;510035240002;Lamongan\n"
    assert saved(other, secretariat) == [("new", "")]
    assert set(Pesantren.objects.filter(name="Darul Hikmah").values_list("slug", flat=True)) == {
        "al-hikmah", "darul-hikmah",
    }  # fmt: skip


def test_two_of_one_name_ask_for_the_number(secretariat: User) -> None:
    both = "nama;nspp;kab\nAl-Hikmah;510035240001;Lamongan\nAl-Hikmah;510035240002;Lamongan\n"
    assert saved(both, secretariat) == [("new", ""), ("new", "")]

    with translation.override("en"):
        [(result, said)] = saved("nama;kab\nAl Hikmah;Lamongan\n", secretariat)
    assert (result, "NSPP" in said) == ("bad", True)


def test_several_products_stand_in_rows_of_one_pesantren(secretariat: User) -> None:
    head = "nama;kab;produk;sektor;harga;satuan harga\n"
    rows = "A;Lamongan;Kopi;minuman;Rp45.000;250 g\nA;Lamongan;Roti;makanan;;\n"

    assert saved(head + rows, secretariat) == [("new", ""), ("new", "")]
    assert list(Product.objects.values_list("name", "price", "price_unit").order_by("name")) == [
        ("Kopi", 45_000, "250 g"),
        ("Roti", None, ""),
    ]
    rows = rows.replace("45.000", "50.000") + "A;Lamongan;Teh;minuman;;\n"
    assert [result for result, _ in saved(head + rows, secretariat)] == [
        "changed", "unchanged", "changed",
    ]  # fmt: skip
    assert Product.objects.get(name="Kopi").price == 50_000


def test_rows_that_repeat_or_contradict_each_other_are_bad(secretariat: User) -> None:
    rows = "A;Lamongan;10\nB;Lamongan;5\nA;Lamongan;10\npp A;Lamongan;11\n"

    with translation.override("en"):
        told = saved("nama;kab;santri\n" + rows, secretariat)

    assert told == [
        ("new", ""),
        ("new", ""),
        ("bad", "The same as row 2. Once is enough."),
        ("bad", "Row 2 says otherwise of the same pesantren: Name of the pesantren."),
    ]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (";;Lamongan;;;;;", "The name is missing."),
        ("12345;;Lamongan;;;;;", "A name has letters."),
        ("A;51003524;Lamongan;;;;;", "NSPP: An NSPP has 12 digits"),
        ("A;5,10035E+11;Lamongan;;;;;", "NSPP: Excel has shortened this number."),
        ("A;;;;;;;", "The kabupaten or kota is missing."),
        ("A;;Malang;;;;;", "Kabupaten or kota?"),
        ("A;;Jember;;;;;", "No region of the province is called “Jember”."),
        ("A;;Lamongan;;banyak;;;", "Santri: Write a whole number in digits"),
        ("A;;Lamongan;;900000;;;", "Santri: The number of santri"),
        ("A;;Lamongan;;;44197;;", "Cohort: The cohort is a year"),
        ("A;;Lamongan;=1+1;;;;", "District: This is a formula"),
        ("A;;Lamongan;#N/A;;;;", "District: Excel shows an error here."),
        ("A;;Lamongan;;;;Kopi;", "A product needs its sector"),
        ("A;;Lamongan;;;;Kopi;sihir", "Sector: There is no such sector. Choose one of these:"),
        ("Contoh (simulasi) A;;Lamongan;;;;;", "This is the example of the table."),
        ("A;;Lamongan;;;;;;sisa", "more cells than the heading"),
        (f"{'x' * 201};;Lamongan;;;;;", "Too long"),
    ],
)
def test_what_is_wrong_is_said_and_the_row_stays_out(
    secretariat: User, row: str, says: str
) -> None:
    table = TABLE.splitlines()[0] + "\n" + row + "\nBaik;;Kota Malang;;;;;\n"

    with translation.override("en"):
        told = saved(table, secretariat)

    assert told[0][0] == "bad"
    assert says in told[0][1]
    assert list(Pesantren.objects.values_list("name", flat=True)) == ["Baik"]


def test_what_excel_makes_of_cells(secretariat: User) -> None:
    rows: list[list[object]] = [
        ["Nama", "NSPP", "Kab", "Angkatan", "No HP", "Narahubung"],
        ["Al\u00a0Hikmah", 5.10035240001e11, "LAMONGAN", 2021.0, 81234567890, "Ibu Contoh"],
        ["معهد الحكمة", "", "3573", "2021-01-01", "", ""],
    ]

    assert saved(workbook(rows), secretariat) == [("new", ""), ("new", "")]
    first, second = Pesantren.objects.order_by("pk")
    assert (first.name, first.nspp, first.cohort_year) == ("Al Hikmah", "510035240001", 2021)
    assert (second.name, second.cohort_year) == ("معهد الحكمة", 2021)
    assert second.slug == "pesantren-malang"  # "pesantren" is a word of addresses
    read_as(secretariat)
    contact = ContactPerson.objects.get()
    assert (contact.name, contact.phone) == ("Ibu Contoh", "6281234567890")


def test_invented_and_real_do_not_mix(secretariat: User) -> None:
    assert saved(TABLE, secretariat, is_simulated=True) == [("new", ""), ("new", "")]
    assert set(Pesantren.objects.values_list("is_simulated", flat=True)) == {True}

    assert [result for result, _ in saved(TABLE, secretariat)] == ["bad", "bad"]


def test_an_officer_of_a_regency_brings_in_their_own(secretariat: User) -> None:
    assert [result for result, _ in saved(TABLE, secretariat, regions=["3524"])] == ["new", "bad"]
    saved(TABLE, secretariat)
    moved = TABLE.replace("Kab. Lamongan", "Kota Malang")
    assert [result for result, _ in saved(moved, secretariat, regions=["3573"])] == [
        "bad", "unchanged",
    ]  # fmt: skip


def test_what_the_database_refuses_keeps_only_its_own_row_out(
    secretariat: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    _row, work = brought("nama;kab;nspp\nA;Lamongan;510035240001\nB;Lamongan;\n", secretariat)
    monkeypatch.setattr(work.known, "catch_up", lambda: None)  # somebody was quicker
    Pesantren.objects.create(
        slug="lain", name="Lain", nspp="510035240001", region=world.make_region(), source="x"
    )

    outcomes = work.save(work.parts)

    assert [str(outcomes[at].result) for at in (0, 1)] == ["bad", "new"]


def test_who_was_merged_while_a_table_came_in_is_the_one_that_stays(secretariat: User) -> None:
    saved(TABLE, secretariat)
    kept, gone = Pesantren.objects.order_by("-pk")
    _row, work = brought(TABLE.replace("1.250", "1.300"), secretariat)
    merged(kept, gone, by=secretariat)
    outcomes = work.save(work.parts)

    assert {outcome.result for outcome in outcomes.values()} <= {"changed", "unchanged"}
    assert Pesantren.objects.get() == kept
    assert work.known.nspp.keys() == {kept.pk}


def test_who_is_merged_in_the_same_moment_keeps_only_its_own_row_out(
    secretariat: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved(TABLE, secretariat)
    kept, gone = Pesantren.objects.order_by("-pk")
    _row, work = brought(TABLE, secretariat)
    merged(kept, gone, by=secretariat)
    monkeypatch.setattr(work.known, "catch_up", lambda: None)
    outcomes = work.save(work.parts)

    said = "Sementara itu orang lain menyimpan hal lain. Kirim lagi baris ini."
    assert [(str(one.result), one.said) for _at, one in sorted(outcomes.items())] == [
        ("bad", said),
        ("unchanged", ""),
    ]


def test_names_are_known_however_they_are_spelled() -> None:
    assert {known_by(n) for n in ("PP. Al-Hikmah", "Pondok Pesantren Al Hikmah", "hikmah")} == {
        "hikmah"
    }
    assert known_by("Nurul Qur'an") == known_by("nurul quran") != known_by("Nurul Iman")
    assert known_by("Pondok Pesantren") == "pondokpesantren"


# The pages, from the file to what came of it.


def sent(client: Client, table: str | bytes, name: str = "daftar.csv") -> Any:
    raw = table.encode() if isinstance(table, str) else table
    data = {"file": SimpleUploadedFile(name, raw), "source": SOURCE, "on": DAY}
    return client.post(IMPORT, data)


def chosen(page: Any) -> dict[str, Any]:
    """What the form of the columns begins with."""
    form = page.context["form"]
    return {field.name: v for field in form if (v := field.value()) is not None}


@pytest.mark.django_db(transaction=True)
def test_the_whole_way(client: Client, secretariat: User) -> None:
    client.force_login(secretariat)
    assert client.get(IMPORT).status_code == 200
    at = sent(client, TABLE + ";;Lamongan;;;;=1+1;\n").headers["Location"]
    page = client.get(at)
    assert chosen(page)["name"] == 0
    assert client.post(at, {"name": "0"}).status_code == 422
    assert client.post(at, {"name": "0", "region": "0"}).status_code == 422

    assert client.post(at, chosen(page)).headers["Location"] == at
    preview = client.get(at)
    assert preview.context["counts"] == {"new": 2, "changed": 0, "unchanged": 0, "bad": 1}
    assert Pesantren.objects.count() == 0

    assert client.post(f"{at}simpan/").headers["Location"] == at
    assert "hx-get" in client.get(at).text
    assert client.post(f"{at}simpan/").status_code == 422
    assert client.post(f"{at}kolom/").status_code == 422
    work(is_patient=False)

    page = client.get(at)
    assert page.context["counts"] == {"new": 2, "changed": 0, "unchanged": 0, "bad": 1}
    assert Pesantren.objects.count() == 2
    bad = client.get(f"{at}belum-tersimpan/").content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(bad)).get_sheet_by_index(0).to_python()
    assert rows[0] == [*TABLE.splitlines()[0].split(";"), "Alasan"]
    assert (rows[1][2], rows[1][6]) == ("Lamongan", "=1+1")
    assert "Nama" in str(rows[1][8])

    # The same headings again: the columns are known, and nothing would change.
    again = sent(client, TABLE).headers["Location"]
    preview = client.get(again)
    assert preview.context["counts"] == {"new": 0, "changed": 0, "unchanged": 2, "bad": 0}
    assert "import_save" not in preview.text
    client.post(f"{again}kolom/")
    assert client.get(again).context["form"]["name"].value() == 0
    assert client.get(IMPORT).text.count(at) == 1


@pytest.mark.django_db(transaction=True)
def test_stopped_on_the_way_whole_rows_stay_and_the_same_file_goes_on(
    client: Client, secretariat: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "AT_ONCE", 2)
    rows = "".join(f"Pesantren {n};Lamongan\n" for n in range(7))
    client.force_login(secretariat)
    at = sent(client, "nama;kab\n" + rows).headers["Location"]
    client.post(at, chosen(client.get(at)))
    client.post(f"{at}simpan/")
    save = PesantrenWork.save

    def stopped(self: PesantrenWork, parts: Any) -> Any:
        outcomes = save(self, parts)
        if Pesantren.objects.count() >= 4:
            asker = threading.Thread(target=ask_to_stop, args=[secretariat.pk])
            asker.start()
            asker.join()
        return outcomes

    monkeypatch.setattr(PesantrenWork, "save", stopped)
    monkeypatch.setattr("klinik.core.jobs.progress.PAUSE_SECONDS", 0)
    work(is_patient=False)

    assert Pesantren.objects.count() == 4
    page = client.get(at)
    assert (page.context["job"].state, page.context["counts"]["new"]) == ("cancelled", 4)
    assert page.context["job"].said_with["left"] == 3
    again = sent(client, "nama;kab\n" + rows).headers["Location"]
    assert client.get(again).context["counts"] == {
        "new": 3, "changed": 0, "unchanged": 4, "bad": 0,
    }  # fmt: skip


def ask_to_stop(owner: int) -> None:
    try:
        with transaction.atomic():
            set_local("klinik.reader", str(owner))
            Job.objects.filter(state="running").update(cancel_requested_at=timezone.now())
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_broken_on_the_way_it_says_so_and_goes_on_where_it_was(
    client: Client, secretariat: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "AT_ONCE", 2)
    client.force_login(secretariat)
    rows = "".join(f"Pesantren {n};Lamongan\n" for n in range(5))
    at = sent(client, "nama;kab\n" + rows).headers["Location"]
    client.post(at, chosen(client.get(at)))
    client.post(f"{at}simpan/")
    save = PesantrenWork.save

    def broken(self: PesantrenWork, parts: Any) -> Any:
        if Pesantren.objects.count() >= 2:
            raise ZeroDivisionError
        return save(self, parts)

    monkeypatch.setattr(PesantrenWork, "save", broken)
    work(is_patient=False)

    page = client.get(at)
    assert (page.context["job"].state, Pesantren.objects.count()) == ("failed", 2)
    assert page.context["counts"]["new"] == 2


def test_strangers_and_other_offices_do_not_find_it(client: Client, secretariat: User) -> None:
    client.force_login(secretariat)
    at = sent(client, TABLE).headers["Location"]
    officer = world.make_member_of(world.make_office("pembiayaan"), Role.OFFICER)
    manager = world.make_member_of(world.make_koppontren("al-amin"), Role.MANAGER)
    for person in (officer, manager, world.make_user()):
        client.force_login(person)
        for path in (IMPORT, f"{IMPORT}tabel/csv/", at, f"{at}belum-tersimpan/"):
            assert client.get(path).status_code == 404
    colleague = world.make_member_of(world.make_office("lain"), Role.SECRETARIAT)
    client.force_login(colleague)
    assert client.get(IMPORT).status_code == 200
    assert client.get(at).status_code == 404
    read_as(colleague)
    assert Import.objects.count() == 0
    client.logout()
    assert client.get(IMPORT).status_code == 302


def test_an_officer_of_a_regency_is_held_to_it(client: Client, regions: None) -> None:
    office = world.make_office("lamongan", region=world.make_region())
    client.force_login(world.make_member_of(office, Role.OFFICER))

    at = sent(client, TABLE).headers["Location"]
    client.post(at, chosen(client.get(at)))

    assert client.get(at).context["counts"] == {"new": 1, "changed": 0, "unchanged": 0, "bad": 1}


@pytest.mark.parametrize(
    "wrong",
    [
        {"source": " "},
        {"on": ""},
        {"on": "2099-01-01"},
        {"file": ""},
        {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.4")},
        {"file": SimpleUploadedFile("a.csv", b"")},
        {"file": SimpleUploadedFile("a.csv", b"nama;kab\n")},
    ],
)
def test_a_file_that_cannot_be_taken(
    client: Client, secretariat: User, wrong: dict[str, Any]
) -> None:
    client.force_login(secretariat)
    data = {"file": SimpleUploadedFile("a.csv", TABLE.encode()), "source": SOURCE, "on": DAY}

    assert client.post(IMPORT, data | wrong).status_code == 422


def test_the_table_to_fill_in_is_understood_and_its_examples_stay_out(
    client: Client, secretariat: User
) -> None:
    client.force_login(secretariat)
    book = client.get(f"{IMPORT}tabel/xlsx/").content
    names = CalamineWorkbook.from_filelike(io.BytesIO(book)).sheet_names
    assert names == ["Data", "Penjelasan", "Contoh (simulasi)"]
    csv = client.get(f"{IMPORT}tabel/csv/").content

    told = saved(csv, secretariat)

    assert [result for result, _ in told] == ["bad", "bad"]
    sheet = read_sheet(ContentFile(csv, name="a.csv"), COLUMNS)
    assert guessed(COLUMNS, sheet.headings) == {c.name: at for at, c in enumerate(COLUMNS)}
    assert client.get(f"{IMPORT}tabel/pdf/").status_code == 404


def test_rows_of_last_month_are_forgotten_and_their_columns_remembered(
    client: Client, secretariat: User
) -> None:
    row, _work = brought(TABLE, secretariat)
    outcome = {"counts": {"bad": 1}, "bad": [[0, "Al Hikmah?"]], "changes": []}
    Import.objects.update(sent_at=timezone.now() - commands.KEPT * 2, outcome=outcome)
    client.force_login(secretariat)

    at = sent(client, TABLE).headers["Location"]

    assert client.get(at).context["counts"]["new"] == 2
    read_as(secretariat)
    old = Import.objects.get(pk=row.pk)
    assert (old.rows, old.outcome) == ([], {"counts": {"bad": 1}})
    assert client.get(f"{IMPORT}{row.number}/").status_code == 404
