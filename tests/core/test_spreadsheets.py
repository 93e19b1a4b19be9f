"""Tables as people send them, and files that mean harm."""

import io
import zipfile
from collections.abc import Sequence

import pytest
import xlsxwriter
from django.core.files.base import ContentFile

from klinik.core.spreadsheets import MAX_BYTES, MAX_ROWS, SENTENCES, UnreadableTable, read_table

NEEDS = ["kode", "nama", "debit"]


def table(text: str | bytes, name: str = "saldo.csv") -> "ContentFile[bytes]":
    return ContentFile(text.encode() if isinstance(text, str) else text, name=name)


def workbook(rows: Sequence[Sequence[object]], *, hidden_first: bool = False) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        if hidden_first:
            book.add_worksheet("lain").write(0, 0, "rahasia")
        sheet = book.add_worksheet("saldo")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
        if hidden_first:
            sheet.set_first_sheet()
            sheet.activate()
            book.get_worksheet_by_name("lain").hide()
    return content.getvalue()


def sentence(content: str | bytes, needs: list[str] = NEEDS) -> str:
    with pytest.raises(UnreadableTable) as refusal:
        read_table(table(content), needs=needs)
    return str(refusal.value.message)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_as_programs_write_it(separator: str, encoding: str) -> None:
    lines = ["Kode,NAMA,debit", "1110,Kas – Toko,50000", ",,", "1120,Bank,7"]
    content = "\r\n".join(lines).replace(",", separator).encode(encoding)

    assert read_table(table(content), needs=NEEDS) == [
        {"kode": "1110", "nama": "Kas – Toko", "debit": "50000", "#": "2"},
        {"kode": "1120", "nama": "Bank", "debit": "7", "#": "4"},
    ]


def test_titles_above_the_heading_and_columns_beside_it() -> None:
    content = 'Neraca saldo\n\nNama;Kode;Debit;Catatan;\n"Kas; besar";1110;1.250.000;x;\n'

    assert read_table(table(content), needs=NEEDS) == [
        {"nama": "Kas; besar", "kode": "1110", "debit": "1.250.000", "catatan": "x", "#": "4"}
    ]


def test_short_lines_are_filled_up() -> None:
    assert read_table(table("kode,nama,debit\n1110\n"), needs=NEEDS) == [
        {"kode": "1110", "nama": "", "debit": "", "#": "2"}
    ]


def test_a_line_that_spills_over_is_refused_and_not_guessed() -> None:
    assert "2" in sentence("kode,nama,debit\n1110,Kas,1,250,000\n")


def test_a_workbook() -> None:
    rows: list[list[object]] = [
        ["Neraca"],
        ["Kode", "Nama", "Debit"],
        [1110, "Kas", 12500000.0],
        [],
        ["x", None, 1.5],
    ]

    assert read_table(table(workbook(rows)), needs=NEEDS) == [
        {"kode": "1110", "nama": "Kas", "debit": "12500000", "#": "3"},
        {"kode": "x", "nama": "", "debit": "1.5", "#": "5"},
    ]


def test_hidden_sheets_are_passed_over() -> None:
    content = workbook([["kode", "nama", "debit"], ["1", "a", "2"]], hidden_first=True)

    assert [row["kode"] for row in read_table(table(content), needs=NEEDS)] == ["1"]


def test_the_missing_columns_are_named() -> None:
    assert sentence("kode,nama,saldo\n1,a,2\n").count("debit") == 2


def test_a_column_twice() -> None:
    assert "debit" in sentence("kode,nama,debit,Debit\n1,a,2,3\n")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"  \n ",
        b"\x00\x01\x02",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        b"PK\x03\x04 and no more",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "ꦏꦺꦴꦥꦶ\nقهوة".encode(),
        b'kode,nama,debit\n"' + b"x" * 200_000,
        b"<table><tr><td>kode</td></tr></table>",
    ],
)
def test_what_is_no_table_gets_a_sentence(content: bytes) -> None:
    assert sentence(content)


def test_half_a_workbook() -> None:
    whole = workbook([["kode", "nama", "debit"], *[[n, "a", n] for n in range(400)]])

    assert sentence(whole[: len(whole) // 2])


def test_too_many_bytes_and_too_many_rows() -> None:
    assert "5 MB" in sentence(b"a" * (MAX_BYTES + 1))
    assert "20.000" in sentence("kode,nama,debit\n" + "1,a,2\n" * (MAX_ROWS + 1))
    assert len(read_table(table("kode,nama,debit\n" + "1,a,2\n" * MAX_ROWS), needs=NEEDS)) == (
        MAX_ROWS
    )


def test_an_archive_that_unpacks_to_gigabytes() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in range(8):
            packed.writestr(f"xl/{part}.xml", b" " * 10_000_000)

    assert len(content.getvalue()) < 100_000
    assert sentence(content.getvalue()) == str(SENTENCES["large"])


def test_two_cells_that_span_seventeen_billion() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "kode")
        sheet.write(1_048_575, 16_383, "far away")

    assert sentence(content.getvalue()) == str(SENTENCES["large"])


def test_a_formula_that_failed_is_no_empty_cell() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        book.add_worksheet("kosong").hide()
        sheet = book.add_worksheet("Saldo & awal")
        sheet.activate()
        sheet.write_row(0, 0, ["kode", "nama", "debit"])
        sheet.write_formula(1, 0, "=1/0", None, "#DIV/0!")
        sheet.write(1, 1, "Kas")
        sheet.write_formula(1, 2, "=1+1", None, 2)
        sheet.write_formula(2, 2, "=A99999", None, "#N/A")

    assert read_table(table(content.getvalue()), needs=NEEDS) == [
        {"kode": "#DIV/0!", "nama": "Kas", "debit": "2", "#": "2"},
        {"kode": "", "nama": "", "debit": "#N/A", "#": "3"},
    ]


def test_a_heading_in_two_rows_and_by_other_words() -> None:
    content = "Kode Akun,Nama,Saldo,\n,,Debet (Rp),Kredit\n1110,Kas,7,\n"
    also = {"kode": ["kode akun"], "debit": ["debet rp"]}

    assert read_table(table(content), needs=NEEDS, also=also) == [
        {"kode": "1110", "nama": "Kas", "debit": "7", "kredit": "", "#": "3"}
    ]
