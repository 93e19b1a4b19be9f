"""The file itself: tables, sheets, the page that hands it out and the command that writes it."""

import io
from pathlib import Path
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation
from python_calamine import CalamineWorkbook

from klinik.core.exports import workbook
from klinik.finance.ledger.drafts.commands import submit
from klinik.finance.ledger.intents import Intent
from klinik.finance.ledger.models import Account, Entry
from klinik.finance.ledger.posting import cr, dr
from klinik.finance.ledger.queries import end_of_chain
from klinik.finance.ledger.words import JOURNAL
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.ledger.takeaway.test_programs import ours, taken
from tests.finance.ledger_pages.conftest import in_english  # noqa: F401
from tests.world import make_koppontren, make_member_of


def rows(text: str) -> list[list[str]]:
    return [line.split(";") for line in text.removeprefix("\ufeff").splitlines()]


def whole(cell: object) -> int:
    """A cell of a sheet as rupiah; an empty one is none."""
    return int(float(str(cell or 0)))


def test_the_tables_hold_everything(full: Koppontren) -> None:
    with ZipFile(io.BytesIO(taken(full, "zip"))) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    entries = Entry.objects.of(full)
    sums: dict[str, int] = {}
    for _entry, _n, code, debit, credit in rows(files["lines.csv"])[1:]:
        sums[code] = sums.get(code, 0) + int(debit) - int(credit)

    assert list(files) == ["entries.csv", "lines.csv", "memos.csv", "accounts.csv", "head.txt"]
    assert {code: amount for code, amount in sums.items() if amount} == ours(full)
    assert [row[0] for row in rows(files["entries.csv"])[1:]] == [str(e.number) for e in entries]
    number, link = end_of_chain(full) or (0, "")
    assert files["head.txt"] == f"al-hikmah:{number}:{link}\n"


def test_what_puts_another_right_is_in_every_file(
    full: Koppontren, accounts: dict[str, Account], teller: User
) -> None:
    legs = [dr(accounts["1111"], 1_000), cr(accounts["4310"], 1_000)]
    intent = Intent(JOURNAL, legs, corrects=1)
    right = submit(full, intent=intent, request_id=uuid4(), by=teller)
    with ZipFile(io.BytesIO(taken(full, "zip"))) as archive:
        head, *entries = rows(archive.read("entries.csv").decode())
    book = CalamineWorkbook.from_filelike(io.BytesIO(taken(full, "xlsx")))
    journal = book.get_sheet_by_index(0).to_python()

    assert isinstance(right, Entry)
    column = head.index("corrects")
    assert {row[0]: row[column] for row in entries if row[column]} == {str(right.number): "1"}
    assert [row[12] for row in journal[1:] if row[12]] == [1, 1]
    assert "\n  corrects: 1\n" in taken(full, "beancount").decode()
    assert "\n    ; corrects:1\n" in taken(full, "journal").decode()


def test_without_notes_there_is_no_table_of_them(full: Koppontren) -> None:
    with ZipFile(io.BytesIO(taken(full, "zip", with_memos=False))) as archive:
        assert "memos.csv" not in archive.namelist()


def test_the_workbook_adds_up(full: Koppontren) -> None:
    with translation.override("en"):
        book = CalamineWorkbook.from_filelike(io.BytesIO(taken(full, "xlsx")))
    journal, accounts = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
    net = {str(row[0]): whole(row[3]) - whole(row[4]) for row in accounts[1:]}

    assert book.sheet_names == ["Journal", "Accounts"]
    assert {code: amount for code, amount in net.items() if amount} == ours(full)
    debits, credits_ = (sum(whole(row[column]) for row in journal[1:]) for column in (7, 8))
    assert debits == credits_ == sum(whole(row[3]) for row in accounts[1:])


def test_a_sheet_that_is_full_goes_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    file = io.BytesIO()
    workbook.write_sheets([("Jurnal", [["n"], *([n] for n in range(5))]), ("Akun", [["n"]])], file)
    file.seek(0)
    book = CalamineWorkbook.from_filelike(file)

    assert {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names} == {
        "Jurnal": [["n"], [0], [1], [2]],
        "Jurnal 2": [["n"], [3], [4]],
        "Akun": [["n"]],
    }


@pytest.fixture
def supervisor(client: Client, full: Koppontren) -> Client:
    client.force_login(make_member_of(full, Role.SUPERVISOR))
    client.cookies["django_language"] = "en"
    return client


@pytest.mark.parametrize("kind", ["xlsx", "zip", "beancount", "journal"])
def test_whoever_reads_the_books_takes_them_home(supervisor: Client, kind: str) -> None:
    answer = supervisor.get(address(), {"kind": kind, "memos": "on"})

    assert answer.status_code == 200
    assert answer["Content-Disposition"].endswith(f'.{kind}"')


def test_another_kind_is_a_sentence(supervisor: Client) -> None:
    answer = supervisor.get(address(), {"kind": "exe"})

    assert (answer.status_code, "Choose one of the files shown." in answer.text) == (422, True)


def test_before_there_is_a_book_the_page_says_how_to_begin(client: Client, db: None) -> None:
    client.force_login(make_member_of(make_koppontren(), Role.BOOKKEEPER))
    client.cookies["django_language"] = "en"

    assert "The book is not open yet" in client.get(address()).text
    assert client.get(address(), {"kind": "zip"}).status_code == 422


def address() -> str:
    return reverse("ledger:take_home", args=["al-hikmah"])


def test_the_command_writes_a_file_once(
    full: Koppontren, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "buku.beancount"
    call_command("export_book", "al-hikmah", str(file))

    assert file.read_bytes() == taken(full, "beancount")
    for book, name, why in (
        ("al-hikmah", "buku.beancount", "is there already"),
        ("al-hikmah", "buku.docx", "has to end in one of"),
        ("lain", "lain.zip", "no koppontren lain"),
        ("al-hikmah", "tidak/ada.zip", "cannot be written"),
    ):
        with pytest.raises(CommandError, match=why):
            call_command("export_book", book, str(tmp_path / name))
    assert [path.name for path in tmp_path.iterdir()] == ["buku.beancount"]


def test_people_are_named_as_they_are_called_here(full: Koppontren, teller: User) -> None:
    assert f'by: "{teller.name}"' in taken(full, "beancount").decode()
