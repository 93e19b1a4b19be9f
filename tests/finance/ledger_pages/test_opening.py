"""Opening balances over the page: checked as a whole, shown, posted once."""

import csv
import io
import re
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
import xlsxwriter
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from klinik.core.spreadsheets import read_table
from klinik.finance.ledger.commands import close_account
from klinik.finance.ledger.models import Account, Book, Entry, Unit
from klinik.finance.ledger.opening.commands import open_balances, start_book
from klinik.finance.ledger.opening.refusals import AlreadyOpened, OpeningRefused
from klinik.finance.ledger.opening.table import COLUMNS, read_rows
from klinik.finance.ledger.posting import cr, dr, post
from klinik.finance.ledger.refusals import RequestReused
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import EXAMPLE, OPENED_ON, account
from tests.finance.journal import journal
from tests.workbooks import workbook
from tests.world import make_koppontren, make_member_of

pytestmark = pytest.mark.django_db
SMALL = """kode,nama,jenis,sisi_normal,unit,debet,kredit
1111,Kas,asset,debit,USPPS,500000,0
1115,Kas Kecil,aset,debet,USPPS,100.000,
3110,Simpanan Pokok,equity,credit,USPPS,0,600000
"""


def address(name: str = "opening", *kind: str) -> str:
    return reverse(f"ledger:{name}", args=["al-hikmah", *kind])


def upload(page: Client, content: str | bytes, **changed: Any) -> Any:
    raw = content.encode() if isinstance(content, str) else content
    form = {
        "file": SimpleUploadedFile("saldo.csv", raw),
        "on": "2026-01-01",
        "request_id": str(uuid4()),
    }
    return page.post(address(), form | changed)


def confirm(page: Client, shown: Any, **changed: Any) -> Any:
    hidden: dict[str, Any] = dict(
        re.findall(r'name="(checked|request_id)" value="([^"]+)"', shown.text)
    )
    ticked = {
        name: re.findall(rf'name="{name}" value="([^"]+)"[^>]* checked', shown.text)
        for name in ("cash", "details")
    }
    return page.post(address("opening_post"), hidden | ticked | changed)


def small_rows() -> Any:
    return read_rows(read_table(ContentFile(SMALL.encode()), needs=COLUMNS))[0]


def test_a_good_file_is_shown_before_it_is_posted(page: Client, koppontren: Koppontren) -> None:
    shown = upload(page, EXAMPLE.read_bytes())

    assert shown.status_code == 200
    assert [(t.unit, t.debit, t.credit) for t in shown.context["plan"].totals] == [
        ("USPPS", 484_500_000, 484_500_000),
        ("Toko", 616_100_000, 616_100_000),
    ]
    enter(koppontren)
    assert not Book.objects.filter(pk=koppontren.pk).exists()


def test_what_was_shown_is_posted_as_one_entry_of_that_day(
    page: Client, koppontren: Koppontren
) -> None:
    posted = confirm(page, upload(page, EXAMPLE.read_bytes()))

    assert posted.status_code == 302
    enter(koppontren)
    (entry,) = Entry.objects.of(koppontren)
    assert (entry.number, entry.kind, entry.on) == (1, "opening", OPENED_ON)
    assert account(koppontren, "1111").balance == 18_750_000
    assert "The book is open with the balances of 1 January 2026" in page.get(address()).text


def test_sums_of_control_accounts_wait_to_be_detailed(
    koppontren: Koppontren, opened: Entry
) -> None:
    waiting = account(koppontren, "2110.0000")
    assert (waiting.name, waiting.balance) == (
        "Simpanan Sukarela (wadiah) (belum dirinci)",
        96_800_000,
    )
    assert (account(koppontren, "2110").debits, account(koppontren, "2110").credits) == (0, 0)


def test_posting_twice_is_one_entry(page: Client, koppontren: Koppontren) -> None:
    shown = upload(page, SMALL)
    assert [confirm(page, shown).status_code for _ in range(2)] == [302, 302]
    assert len(journal(koppontren)) == 1


def test_accounts_that_are_not_in_the_chart_are_added(page: Client, koppontren: Koppontren) -> None:
    shown = upload(page, SMALL)
    assert [a.code for a in shown.context["plan"].added] == ["1115"]
    confirm(page, shown)

    assert journal(koppontren) == [
        "opening: Dr 1111 Kas 500.000, Dr 1115 Kas Kecil 100.000, "
        "Cr 3110.0000 Simpanan Pokok (belum dirinci) 600.000"
    ]
    added = account(koppontren, "1115")
    assert (added.is_cash, added.may_overdraw, added.unit.code) == (True, False, "USPPS")
    # The template's accounts of this unit are there, those of units it does not have are not.
    assert account(koppontren, "2110").is_control
    assert not Account.objects.of(koppontren).filter(code="1211").exists()


def test_new_places_of_money_are_shown_and_chosen(page: Client, koppontren: Koppontren) -> None:
    """A guess by name is a guess: who knows the accounts unticks it, or ticks another."""
    advance = SMALL.replace("Kas Kecil", "Kas Bon Karyawan")
    shown = upload(page, advance)
    offered = re.findall(r'name="cash" value="([^"]+)"[^>]*?( checked)?>', shown.text)
    assert offered == [("1111", " checked"), ("1115", " checked")]
    confirm(page, shown, cash=["1111", "nothing", "\0"])

    enter(koppontren)
    taken = Account.objects.of(koppontren).filter(is_cash=True).order_by("code")
    assert [place.code for place in taken] == ["1111", "1112"]
    assert account(koppontren, "1115").may_overdraw


OWN_CODES = """kode,nama,jenis,sisi_normal,unit,debet,kredit
1-100,Kas,aset,debet,USPPS,900,
3-100,Simpanan Pokok Anggota,ekuitas,kredit,USPPS,,500
3-200,Modal Awal,ekuitas,kredit,USPPS,,300
2-100,Uang Muka Pesanan,kewajiban,kredit,USPPS,,100
"""


def test_savings_under_own_codes_wait_for_members_too(page: Client, koppontren: Koppontren) -> None:
    """By their name as a guess; who knows the accounts unticks it, or ticks another."""
    shown = upload(page, OWN_CODES)
    offered = re.findall(r'name="details" value="([^"]+)"[^>]*?( checked)?>', shown.text)
    assert sorted(offered) == [("2-100", ""), ("3-100", " checked"), ("3-200", "")]

    confirm(page, shown, details=["3-100", "2-100", "nothing"])

    assert journal(koppontren) == [
        "opening: Dr 1-100 Kas 900, Cr 3-100.0000 Simpanan Pokok Anggota (belum dirinci) 500, "
        "Cr 3-200 Modal Awal 300, Cr 2-100.0000 Uang Muka Pesanan (belum dirinci) 100"
    ]


def test_what_is_kept_by_person_cannot_hold_less_than_nothing(page: Client) -> None:
    shown = upload(page, OWN_CODES.replace("USPPS,,500", "USPPS,500,").replace("900,", ",100"))

    assert "3-100 Simpanan Pokok Anggota cannot hold less than nothing" in shown.text


def test_a_ticked_place_of_money_cannot_hold_less_than_nothing(
    page: Client, koppontren: Koppontren
) -> None:
    rows = SMALL.replace(
        "1115,Kas Kecil,aset,debet,USPPS,100.000,", "1115,Celengan,aset,debet,USPPS,,5"
    )
    shown = upload(page, rows.replace("500000,0", "600005,0"))
    response = confirm(page, shown, cash=["1111", "1115"])

    assert response.status_code == 422
    assert "1115 Celengan cannot hold less than nothing" in response.text


def test_more_accounts_than_an_entry_has_lines_are_refused_when_checked(page: Client) -> None:
    many = "".join(f"{5000 + n},Beban {n},expense,debit,USPPS,1,0\n" for n in range(1_000))
    response = upload(
        page, SMALL.split("\n")[0] + "\n" + many + "3130,Hibah,equity,credit,USPPS,0,1000\n"
    )

    assert response.status_code == 422
    assert "1001 accounts would move, and one entry holds at most 1.000." in response.text


def test_the_same_request_is_its_entry_whatever_changed_since(
    koppontren: Koppontren, bookkeeper: User
) -> None:
    enter(koppontren)
    key, rows = uuid4(), small_rows()
    what: dict[str, Any] = {"rows": rows, "on": OPENED_ON, "request_id": key, "by": bookkeeper}
    first = open_balances(koppontren, **what)
    nothing = [replace(row, debit=0, credit=0) for row in rows]
    with pytest.raises(RequestReused):
        open_balances(koppontren, **what | {"rows": nothing})
    with pytest.raises(RequestReused):
        open_balances(koppontren, **what | {"on": date(2026, 1, 2)})
    move = [dr(account(koppontren, "3140"), 100_000), cr(account(koppontren, "1115"), 100_000)]
    post(koppontren, request_id=uuid4(), kind="test", legs=move, by=bookkeeper)
    # A new opening with it would be refused.
    close_account(account(koppontren, "1115"), by=bookkeeper)

    assert open_balances(koppontren, **what).number == first.number == 1


def test_units_of_ones_own_are_opened(page: Client, koppontren: Koppontren) -> None:
    rows = SMALL.replace("USPPS", "Kantin")
    confirm(page, upload(page, rows))

    assert [unit.code for unit in Unit.objects.of(koppontren)] == ["Kantin"]
    assert account(koppontren, "3110").unit.code == "Kantin"
    assert account(koppontren, "3110").is_control
    assert account(koppontren, "2110").is_control


def test_an_opening_fills_a_book_that_was_started_empty(
    page: Client, koppontren: Koppontren
) -> None:
    usual = {"usaha": ["USPPS", "Toko"]}
    assert page.post(address("opening_start"), usual).status_code == 302
    assert page.post(address("opening_start"), usual).status_code == 302
    confirm(page, upload(page, SMALL))
    assert len(journal(koppontren)) == 1


def test_the_difference_is_named_and_nothing_is_kept(page: Client, koppontren: Koppontren) -> None:
    response = upload(page, SMALL.replace("600000", "650000"))

    assert response.status_code == 422
    assert (
        "USPPS does not tie out: debit Rp600.000, credit Rp650.000, difference Rp50.000."
        in response.text
    )
    enter(koppontren)
    assert not Book.objects.filter(pk=koppontren.pk).exists()


def test_all_problems_of_a_file_are_listed_at_once(page: Client) -> None:
    broken = SMALL.replace("1115,Kas Kecil,aset", "1111,,harta karun").replace("600000", "-1")
    response = upload(page, broken)

    assert response.status_code == 422
    for sentence in (
        "Row 3: nama is empty.",
        "Row 3: jenis “harta karun”",
        "Row 4: kredit is below",
    ):
        assert sentence in response.text


def test_the_command_itself_refuses_a_second_opening(
    koppontren: Koppontren, bookkeeper: User, opened: Entry
) -> None:
    with pytest.raises(AlreadyOpened):
        open_balances(
            koppontren, rows=small_rows(), on=OPENED_ON, request_id=uuid4(), by=bookkeeper
        )
    assert len(journal(koppontren)) == 1
    assert not Account.objects.of(koppontren).filter(code="1115").exists()


def test_known_accounts_must_agree(koppontren: Koppontren, bookkeeper: User) -> None:
    enter(koppontren)
    start_book(koppontren)
    rows = [row for row in small_rows() if row.code != "1115"]
    with pytest.raises(OpeningRefused) as refused:
        open_balances(
            koppontren,
            rows=[rows[0], replace(rows[1], kind="liability")],
            on=OPENED_ON,
            request_id=uuid4(),
            by=bookkeeper,
        )
    assert refused.value.problems[0] == (
        "Row 4: account 3110 has jenis “equity” in the books, the file says “liability”."
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   ",
        b"PK\x03\x04 broken workbook",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 broken",
        b"\x00" * 5000,
        b"kode,nama\n1,2\n",
        b"kode,nama,jenis,sisi_normal,unit,debet,kredit\n",
        ("kode,nama,jenis,sisi_normal,unit,debet,kredit\n" + "x" * 10_000).encode(),
        "kode,nama,jenis,sisi_normal,unit,debet,kredit\nكود,ꦏꦱ꧀,a,b,c,d,e\n".encode(),
        b"%PDF-1.7 not a table",
        b"\x89PNG\r\n\x1a\n" + b"\x01" * 100,
    ],
)
def test_files_that_are_no_table_get_a_sentence(
    page: Client, koppontren: Koppontren, content: bytes
) -> None:
    response = upload(page, content)
    assert response.status_code == 422
    assert "This needs your attention" in response.text


@pytest.mark.parametrize(
    "changed",
    [
        {"on": ""},
        {"on": "2026-02-30"},
        {"on": "0001-01-01"},
        {"on": "9999-12-31"},
        {"on": "\0"},
        {"file": ""},
        {"request_id": "x"},
    ],
)
def test_bad_forms_get_a_sentence(page: Client, changed: dict[str, Any]) -> None:
    response = upload(page, SMALL, **changed)
    assert response.status_code == 422
    assert "This needs your attention" in response.text


@pytest.mark.parametrize("checked", ["", "x", "a:b:c", "\0", "x" * 10_000])
def test_only_what_was_checked_can_be_posted(
    page: Client, koppontren: Koppontren, checked: str
) -> None:
    form = {"checked": checked, "request_id": str(uuid4())}
    response = page.post(address("opening_post"), form)

    assert response.status_code == 422
    enter(koppontren)
    assert not Book.objects.filter(pk=koppontren.pk).exists()


def test_a_check_for_one_cooperative_is_none_for_another(
    client: Client, page: Client, koppontren: Koppontren, bookkeeper: User
) -> None:
    neighbour = make_koppontren("an-nur")
    shown = upload(page, SMALL)
    hidden = dict(re.findall(r'name="(checked|request_id)" value="([^"]+)"', shown.text))
    client.force_login(make_member_of(neighbour, Role.MANAGER))
    response = client.post(reverse("ledger:opening_post", args=["an-nur"]), hidden)

    assert response.status_code == 422
    enter(neighbour)
    assert not Book.objects.filter(pk=neighbour.pk).exists()


def test_excel_is_read_too_numbers_as_numbers(page: Client, koppontren: Koppontren) -> None:
    rows: list[list[str | int | float]] = [
        list(COLUMNS),
        [1111, "Kas", "asset", "debit", "USPPS", 500_000.0, 0],
        ["3130", "Hibah", "equity", "credit", "USPPS", "", 500_000],
    ]
    confirm(page, upload(page, workbook(rows)))
    assert journal(koppontren) == ["opening: Dr 1111 Kas 500.000, Cr 3130 Hibah 500.000"]


def test_parts_of_a_rupiah_in_excel_are_refused_with_their_row(page: Client) -> None:
    rows: list[list[str | int | float]] = [
        list(COLUMNS),
        [1111, "Kas", "asset", "debit", "USPPS", 500_000.5, 0],
    ]
    assert "Row 2: debet “500000.5” is not whole rupiah." in upload(page, workbook(rows)).text


HEADINGS = ["Kode Akun", "Nama Akun", "Kelompok", "Saldo Normal", "Unit Usaha", "Debit", "Kredit"]


def test_a_trial_balance_as_people_keep_it_is_read(page: Client, koppontren: Koppontren) -> None:
    """Its own codes, names and headings, titles above and between, and a sum below."""
    rows: list[list[str | int | float]] = [
        ["Koppontren Contoh"],
        ["Neraca Saldo per 1 Januari 2026"],
        [],
        list(HEADINGS),
        ["1", "ASET"],
        ["1-100", "Kas Umum", "Aktiva", "D", "USPPS", 5_250_000, ""],
        ["1-500", "صندوق الزكاة", "Aktiva", "Debet", "USPPS", 250_000, ""],
        ["3", "MODAL"],
        ["3-100", "Simpanan Pokok Anggota", "Modal", "Kredit", "USPPS", "", 5_500_000],
        ["", "JUMLAH", "", "", "", 5_500_000, 5_500_000],
    ]
    confirm(page, upload(page, workbook(rows)))

    assert journal(koppontren) == [
        "opening: Dr 1-100 Kas Umum 5.250.000, Dr 1-500 صندوق الزكاة 250.000, "
        "Cr 3-100.0000 Simpanan Pokok Anggota (belum dirinci) 5.500.000"
    ]
    assert not Account.objects.of(koppontren).filter(code__in=["3210", "3211"]).exists()


def test_a_heading_in_two_rows_is_read_as_one(page: Client, koppontren: Koppontren) -> None:
    rows: list[list[str | int | float]] = [
        ["Kode", "Nama", "Jenis", "Sisi_normal", "Unit", "Saldo", ""],
        ["", "", "", "", "", "Debet", "Kredit"],
        ["1111", "Kas", "asset", "debit", "USPPS", 7, ""],
        ["3130", "Hibah", "equity", "credit", "USPPS", "", 7],
    ]
    confirm(page, upload(page, workbook(rows)))
    assert journal(koppontren) == ["opening: Dr 1111 Kas 7, Cr 3130 Hibah 7"]


def row_of(code: str, side: str, debit: object, credit: object) -> list[Any]:
    kind = "asset" if side == "debit" else "equity"
    return [code, f"Akun {code}", kind, side, "USPPS", debit, credit]


def sent(page: Client, *rows: list[Any]) -> Any:
    return upload(page, workbook([list(COLUMNS), *rows]))


def test_one_rupiah_too_much_is_named(page: Client, koppontren: Koppontren) -> None:
    given = sent(page, row_of("1", "debit", 5_000_001, ""), row_of("3", "credit", "", 5_000_000))

    assert given.status_code == 422
    assert (
        "USPPS does not tie out: debit Rp5.000.001, credit Rp5.000.000, difference Rp1."
        in given.text
    )


def test_columns_that_were_exchanged_are_recognised(page: Client, koppontren: Koppontren) -> None:
    assets = [row_of(f"1-{n}", "debit", "", 100) for n in range(1, 4)]
    given = sent(page, *assets, row_of("3-1", "credit", 300, ""))

    assert given.status_code == 422
    assert "4 of 4 amounts stand on the side opposite to sisi_normal." in given.text
    assert "Are the columns debet and kredit exchanged?" in given.text


def test_what_stands_on_the_other_side_than_usual_is_shown_first(page: Client) -> None:
    given = sent(
        page,
        row_of("1-1", "debit", 300, ""),
        row_of("1-2", "debit", "", 100),
        row_of("3-1", "credit", "", 200),
    )

    assert given.status_code == 200
    assert [row.code for row in given.context["plan"].unusual] == ["1-2"]
    assert "On the other side than usual" in given.text


def test_a_formula_that_failed_is_named_with_its_row(page: Client) -> None:
    """Excel keeps such a cell as an error, which must not be read as an empty one."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet("Saldo & awal")
        book.add_worksheet()
        sheet.write_row(0, 0, COLUMNS)
        sheet.write_row(1, 0, row_of("1", "debit", "", ""))
        sheet.write_row(2, 0, row_of("3", "credit", "", ""))
        sheet.write_formula(1, 5, "=Lain!A1", None, "#REF!")
        sheet.write_formula(2, 6, "=1/0", None, "#DIV/0!")
    given = upload(page, content.getvalue())

    assert (
        "Row 2: debet holds a formula that failed (#REF!). Write the amount itself." in given.text
    )
    assert "Row 3: kredit holds a formula that failed (#DIV/0!)." in given.text


def test_three_thousand_rows_get_one_sentence_with_a_way_out(page: Client) -> None:
    given = sent(page, *(row_of(f"2-{n}", "credit", "", 5) for n in range(3_000)))

    assert given.status_code == 422
    assert len(given.context["form"].non_field_errors()) == 1
    assert "This file has 3000 accounts, and at most 2000 fit in one." in given.text
    assert "Put accounts of the same kind" in given.text


def test_the_day_stays_where_another_file_is_sent(page: Client, koppontren: Koppontren) -> None:
    shown = upload(page, SMALL, on="2026-02-01")
    hidden = dict(re.findall(r'name="(checked|request_id)" value="([^"]+)"', shown.text))
    back = page.post(address(), hidden | {"again": "1"})

    assert back.status_code == 200
    assert 'value="2026-02-01"' in back.text


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_table_to_fill_in_can_be_sent_back(page: Client, kind: str) -> None:
    response = page.get(address("opening_template", kind))
    table = read_table(ContentFile(response.content), needs=COLUMNS)
    rows, problems = read_rows(table)

    assert problems == []
    assert len(rows) == 33
    assert "Every amount in this file is zero" in upload(page, response.content).text


def test_the_table_of_an_open_book_holds_its_own_accounts(
    page: Client, koppontren: Koppontren, opened: Entry
) -> None:
    lines = csv.DictReader(
        io.StringIO(page.get(address("opening_template", "csv")).content.decode("utf-8-sig")),
        delimiter=";",
    )
    codes = [line["kode"] for line in lines]
    assert "1111" in codes
    assert not [code for code in codes if "." in code]


def test_the_table_of_an_opened_book_holds_what_stands_and_changes_nothing(
    page: Client, opened: Entry
) -> None:
    table = page.get(address("opening_template", "xlsx")).content

    assert "there is nothing to correct" in upload(page, table).text


def test_an_empty_book_is_opened_for_what_the_cooperative_does(
    page: Client, koppontren: Koppontren
) -> None:
    refused = page.post(address("opening_start"))

    assert refused.status_code == 422
    assert "Choose at least one." in refused.text
    assert Unit.objects.of(koppontren).count() == 0


def test_only_who_keeps_the_books_may(client: Client, koppontren: Koppontren) -> None:
    client.force_login(make_member_of(koppontren, Role.BOARD))
    assert client.get(address()).status_code == 403
    assert client.get(address("opening_template", "csv")).status_code == 403
    for name in ("opening", "opening_post", "opening_start"):
        assert client.post(address(name)).status_code == 403


def test_the_day_is_by_default_the_first_of_the_year(page: Client) -> None:
    assert page.get(address()).context["form"].initial == {}
    day = page.get(address()).context["form"]["on"].initial
    assert (day.month, day.day) == (1, 1)
    assert isinstance(day, date)
