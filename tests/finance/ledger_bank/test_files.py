"""A bank's file on its way in: looked at, saved once, known again, taken back."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from klinik.finance.ledger.bank.commands.booking import book
from klinik.finance.ledger.bank.commands.files import choose_columns, save_file, take_back_file
from klinik.finance.ledger.bank.models import BankAccount, BankFile, BankLayout, BankMutation
from klinik.finance.ledger.bank.refusals import Gone
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import account, make_books
from tests.finance.ledger_bank.bank import OPENED, Told, table
from tests.workbooks import workbook
from tests.world import make_member_of

pytestmark = pytest.mark.django_db
MARCH = [(3, 1_500_000, "TRSF DARI TOKO"), (4, -15_000, "BIAYA ADM"), (4, -15_000, "BIAYA ADM")]


def upload(page: Client, content: str | bytes, *, name: str = "mutasi.csv", **typed: str) -> Any:
    data = content.encode() if isinstance(content, str) else content
    return page.post(
        reverse("bank:send", args=["al-hikmah", "1112"]),
        {"file": SimpleUploadedFile(name, data), "request_id": str(uuid4())} | typed,
    )


def shown(bank: BankAccount) -> list[tuple[str, int, str, int | None]]:
    rows = BankMutation.objects.filter(bank=bank).order_by("on", "id")
    return [(f"{row.on:%d/%m}", row.amount, row.text, row.balance) for row in rows]


def test_a_file_is_looked_at_and_then_saved(page: Client, bank: BankAccount) -> None:
    sent = upload(page, table(MARCH))
    preview = page.get(sent.url)

    assert sent.status_code == 302
    assert "Nothing is saved yet" in preview.text
    assert "New: Rp1.500.000 came in, Rp30.000 went out." in preview.text
    assert shown(bank) == []

    saved = page.post(sent.url + "simpan/", follow=True)

    assert "The mutations are here" in saved.text
    assert shown(bank) == [
        ("03/03", 1_500_000, "TRSF DARI TOKO", OPENED + 1_500_000),
        ("04/03", -15_000, "BIAYA ADM", OPENED + 1_485_000),
        ("04/03", -15_000, "BIAYA ADM", OPENED + 1_470_000),
    ]
    bank.refresh_from_db()
    assert (bank.since, bank.opening) == (date(2026, 3, 3), OPENED)


def test_saving_twice_saves_once(page: Client, bank: BankAccount) -> None:
    sent = upload(page, table(MARCH))
    page.post(sent.url + "simpan/")
    page.post(sent.url + "simpan/")

    assert len(shown(bank)) == 3


def test_two_windows_save_the_same_mutations_once_and_the_second_says_so(
    page: Client, bank: BankAccount
) -> None:
    first, second = (upload(page, table(MARCH)) for _window in range(2))
    page.post(first.url + "simpan/")
    saved = page.post(second.url + "simpan/", follow=True)

    assert "All of this was here already" in saved.text
    assert len(shown(bank)) == 3


def test_what_somebody_took_back_meanwhile_is_gone(
    bank: BankAccount, told: Told, keeper: User
) -> None:
    (mutation,) = told((3, 1_500_000, "TRSF DARI TOKO"))
    file = BankFile.objects.get()
    take_back_file(file)
    file.pk = mutation.file_id
    gift = account(bank.koppontren, "4310")

    for act in (
        lambda: save_file(file),
        lambda: choose_columns(file, mapping={}),
        lambda: book(mutation, category=gift, by=keeper),
    ):
        with pytest.raises(Gone):
            act()


def test_sending_twice_by_a_double_click_is_one_file(page: Client, bank: BankAccount) -> None:
    key = str(uuid4())
    first, second = (upload(page, table(MARCH), request_id=key) for _ in range(2))

    assert first.url == second.url
    assert BankFile.objects.count() == 1


def test_the_same_file_again_brings_nothing(told: Told, bank: BankAccount) -> None:
    told(*MARCH)
    again = told.send(table(MARCH))

    assert (again.saved, again.known) == (0, 3)
    assert len(shown(bank)) == 3


def test_overlapping_files_bring_what_is_new(told: Told, bank: BankAccount) -> None:
    told(*MARCH)
    later = told.send(table([*MARCH[1:], (5, 7_000, "X")], opening=OPENED + 1_500_000))
    earlier = told.send(table([(2, 100_000, "Y"), *MARCH], opening=OPENED - 100_000))

    assert (later.saved, earlier.saved) == (1, 1)
    assert [row[:2] for row in shown(bank)] == [
        ("02/03", 100_000),
        ("03/03", 1_500_000),
        ("04/03", -15_000),
        ("04/03", -15_000),
        ("05/03", 7_000),
    ]
    bank.refresh_from_db()
    assert (bank.since, bank.opening) == (date(2026, 3, 2), OPENED - 100_000)


def test_without_balances_equal_rows_of_a_day_are_counted(told: Told, bank: BankAccount) -> None:
    told(*MARCH, opening=None)
    told(*MARCH[:2], opening=None)
    told(*MARCH, (4, -15_000, "BIAYA ADM"), opening=None)

    assert [row[1] for row in shown(bank)] == [1_500_000, -15_000, -15_000, -15_000]
    assert bank.opening is None


def test_columns_chosen_once_are_known_the_next_time(page: Client, bank: BankAccount) -> None:
    odd = "Kapan;Apa;Berapa\n{};a;-5.000\n{};b;7.000\n"
    sent = upload(page, odd.format("03/03/2026", "04/03/2026"))
    asked = page.get(sent.url)
    assert "Which column is which?" in asked.text
    refused = page.post(sent.url, {"on": "0", "text": "1"})
    assert refused.status_code == 422
    assert "Choose where the amounts stand" in refused.text

    page.post(sent.url, {"on": "0", "text": "1", "amount": "2"})
    page.post(sent.url + "simpan/")
    assert [row[1] for row in shown(bank)] == [-5_000, 7_000]

    again = upload(page, odd.format("05/03/2026", "06/03/2026"))
    assert "What was read" in page.get(again.url).text
    assert BankLayout.objects.get().mapping == {"on": 0, "text": 1, "amount": 2}


def test_excel_is_read_as_well(page: Client, bank: BankAccount) -> None:
    rows: list[list[object]] = [
        ["Mutasi Rekening", "", "", ""],
        ["Tanggal", "Keterangan", "Debit", "Kredit"],
        [date(2026, 3, 3), "SETOR", None, 1_500_000],
        ["04-Mar-26", "ADM", 15000, 0],
    ]
    sent = upload(page, workbook(rows), name="mutasi.xlsx")
    page.post(sent.url + "simpan/")

    assert shown(bank) == [("03/03", 1_500_000, "SETOR", None), ("04/03", -15_000, "ADM", None)]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"%PDF-1.4", "not a spreadsheet"),
        (b"\x89PNG\r\n", "not a spreadsheet"),
        (b"PK\x03\x04rusak", "not a spreadsheet"),
        (b"Tanggal;Keterangan;Jumlah\n", "no row below its heading"),
        (b"a;b\n" + b"1;2\n" * 20_001, "more than 20.000 rows"),
        (b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
    ],
)
def test_what_is_no_table_gets_a_sentence(
    page: Client, bank: BankAccount, content: bytes, sentence: str
) -> None:
    answer = upload(page, content)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert BankFile.objects.count() == 0


def test_wrong_columns_save_nothing(page: Client, bank: BankAccount) -> None:
    sent = upload(page, "Nama;Alamat\nAminah;Lamongan\n")
    page.post(sent.url + "simpan/")
    assert shown(bank) == []
    for mapping in (
        {"on": "1", "text": "0", "amount": "1"},
        {"on": "9"},
        {"on": "x", "amount": ""},
    ):
        page.post(sent.url, mapping)
        page.post(sent.url + "simpan/")
    assert shown(bank) == []


def test_formulas_and_scripts_stay_text(page: Client, bank: BankAccount, told: Told) -> None:
    told((3, 5_000, "<script>alert(1)</script>"), (3, 6_000, "=HYPERLINK(1)"), (3, 7_000, "تحويل"))
    listed = page.get(reverse("bank:mutations", args=["al-hikmah", "1112"]))

    assert "<script>alert(1)" not in listed.text
    assert "تحويل" in listed.text
    taken = page.get(reverse("bank:mutations", args=["al-hikmah", "1112"]), {"format": "csv"})
    assert "'=HYPERLINK(1)" in taken.content.decode()


def test_a_file_is_taken_back_whole(page: Client, told: Told, bank: BankAccount) -> None:
    first = told.send(table(MARCH[:1]))
    second = told.send(table(MARCH[1:], opening=OPENED + 1_500_000))
    address = reverse("bank:file_back", args=["al-hikmah", "1112", first.number])

    page.post(address)

    assert [row[1] for row in shown(bank)] == [-15_000, -15_000]
    bank.refresh_from_db()
    assert (bank.since, bank.opening) == (date(2026, 3, 4), OPENED + 1_500_000)
    page.post(reverse("bank:file_back", args=["al-hikmah", "1112", second.number]))
    bank.refresh_from_db()
    assert (shown(bank), bank.since, bank.opening) == ([], None, None)


def test_a_mutation_stays_as_the_bank_said_it(told: Told) -> None:
    row = told(*MARCH)[0]

    with pytest.raises(IntegrityError, match="stays as the bank said it"), transaction.atomic():
        BankMutation.objects.filter(pk=row.pk).update(amount=1)
    with pytest.raises(IntegrityError, match="bank_mutation_once"), transaction.atomic():
        BankMutation.objects.create(
            koppontren=row.koppontren,
            bank=row.bank,
            file=row.file,
            on=row.on,
            text=row.text,
            amount=row.amount,
            balance=row.balance,
        )


def test_only_a_place_of_money_is_kept_at_a_bank(page: Client, koppontren: Koppontren) -> None:
    make_books_here(koppontren)
    address = reverse("bank:places", args=["al-hikmah"])

    assert page.post(address, {"account": "4110", "bank": "X"}).status_code == 422
    assert page.post(address, {"account": "1112", "bank": ""}).status_code == 422
    marked = page.post(address, {"account": "1112", "bank": "Bank Contoh"})
    assert marked.headers["Location"] == reverse("bank:send", args=["al-hikmah", "1112"])
    assert page.post(address, {"account": "1112", "bank": "Lain"}).status_code == 422
    assert account(koppontren, "1112").bank.bank == "Bank Contoh"


def make_books_here(koppontren: Koppontren) -> None:
    from klinik.finance.ledger.opening.commands import start_book
    from klinik.tenancy.database import enter

    enter(koppontren)
    start_book(koppontren)


def test_a_supervisor_reads_and_a_neighbour_finds_nothing(
    client: Client, told: Told, koppontren: Koppontren
) -> None:
    file = told.send(table(MARCH))
    client.force_login(make_member_of(koppontren, Role.SUPERVISOR))
    assert client.get(reverse("bank:mutations", args=["al-hikmah", "1112"])).status_code == 200
    assert client.get(reverse("bank:send", args=["al-hikmah", "1112"])).status_code == 403
    assert client.post(reverse("bank:places", args=["al-hikmah"]), {}).status_code == 403

    neighbour = make_books("an-nur")
    client.force_login(make_member_of(neighbour, Role.MANAGER))
    for slug in ("al-hikmah", "an-nur"):
        at = reverse("bank:file_back", args=[slug, "1112", file.number])
        assert client.post(at).status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_a_list_costs_the_same_however_long(page: Client, told: Told, many: int) -> None:
    told(*[(day, 1_000 * day, "SETOR") for day in range(1, many + 1)])
    address = reverse("bank:mutations", args=["al-hikmah", "1112"])
    page.get(address)
    with CaptureQueriesContext(connection) as asked:
        page.get(address)
    with CaptureQueriesContext(connection) as places:
        page.get(reverse("bank:places", args=["al-hikmah"]))

    assert (len(asked), len(places)) == QUERIES


QUERIES = (10, 10)
