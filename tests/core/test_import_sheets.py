"""Tables of other people's making: which row is the heading, which heading is which column."""

import io
import json
import zipfile
from collections.abc import Sequence

import pytest
import xlsxwriter
from django.core.files.base import ContentFile
from django.utils import translation

from klinik.core.imports import Column
from klinik.core.imports.forms import letters
from klinik.core.imports.rules import (
    BadCell,
    Row,
    cells_of,
    digits_of,
    fingerprint,
    guessed,
    refuse_unreadable,
    tidy,
    twice,
    whole_number,
)
from klinik.core.imports.sheets import Sheet, read_sheet
from klinik.core.spreadsheets import MAX_ROWS, SENTENCES, UnreadableTable
from tests.workbooks import workbook

COLUMNS = (
    Column("name", "Name", ("nama", "nama ponpes")),
    Column("nspp", "NSPP", ("nomor statistik",)),
    Column("santri", "Santri", ("jumlah santri",)),
)


def read(content: str | bytes) -> Sheet:
    raw = content.encode() if isinstance(content, str) else content
    return read_sheet(ContentFile(raw, name="daftar"), COLUMNS)


def refusal(content: str | bytes) -> str:
    with pytest.raises(UnreadableTable) as refused:
        read(content)
    return str(refused.value.message)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_csv_as_excel_writes_it(separator: str, encoding: str) -> None:
    text = "Daftar ponpes 2026\r\n\r\nNo;Nama Ponpes;NSPP\r\n1;Café – Al Falah;510\r\n"

    assert read(text.replace(";", separator).encode(encoding)) == Sheet(
        ["No", "Nama Ponpes", "NSPP"],
        [Row(4, ["1", "Café – Al Falah", "510"])],
        heading_at=3,
        above=["Daftar ponpes 2026", ""],
    )


def test_commas_in_an_address_do_not_outweigh_the_heading() -> None:
    assert read("nama;alamat\nA;Jl. X, no 1, RT 2, RW 3\n").rows == [
        Row(2, ["A", "Jl. X, no 1, RT 2, RW 3"])
    ]


def test_a_line_of_csv_that_spills_over_is_kept_so_and_refused_alone() -> None:
    sheet = read("nama,nspp\nA,510,sisa\nB,511\n")

    assert sheet.rows == [Row(2, ["A", "510", "sisa"]), Row(3, ["B", "511"])]
    with pytest.raises(BadCell):
        cells_of(sheet.rows[0], {"name": 0}, headings=2)
    assert cells_of(sheet.rows[1], {"name": 0, "santri": 5}, headings=2) == {
        "name": "B",
        "santri": "",
    }


def test_numbers_of_a_workbook_stay_whole_and_notes_beside_the_table_are_left_out() -> None:
    sheet = read(workbook([["Nama", "NSPP"], ["A", 5.10035240001e11, "catatan"], [None], ["B"]]))

    assert sheet.rows == [Row(2, ["A", "510035240001"]), Row(4, ["B"])]


def test_merged_cells_hold_their_text_once() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Nama", "NSPP"])
        sheet.merge_range(1, 1, 2, 1, "510")
        sheet.write(1, 0, "A")
        sheet.write(2, 0, "B")

    assert read(content.getvalue()).rows == [Row(2, ["A", "510"]), Row(3, ["B"])]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "empty"),
        ("nama;nspp\n", "no row"),
        ("nama\n" + "A\n" * (MAX_ROWS + 1), "20.000"),
        (";".join(f"kolom {n}" for n in range(500)) + "\n" + "x;" * 499 + "x\n", "200 columns"),
        (workbook([["nama", "nspp"]]), "no row"),
        (workbook([[f"kolom {n}" for n in range(500)], ["x"] * 500]), "200 columns"),
        (workbook([]), "no row"),
        (b"\x00\x01", "damaged"),
    ],
    ids=["empty", "heading", "rows", "columns", "sheet", "wide", "nothing", "bytes"],
)
def test_what_cannot_be_read_is_said(content: str | bytes, says: str) -> None:
    with translation.override("en"):
        assert says in refusal(content)


@pytest.mark.parametrize("rows", [range(1, MAX_ROWS + 2), [1, 1_000_000]], ids=["many", "far"])
def test_rows_beyond_what_is_read_are_not_left_out_in_silence(rows: Sequence[int]) -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["nama", "nspp"])
        for at in rows:
            sheet.write(at, 0, "A")

    assert refusal(content.getvalue()) == str(SENTENCES["rows"])


def test_an_archive_that_unpacks_to_gigabytes() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in range(8):
            packed.writestr(f"xl/{part}.xml", b" " * 10_000_000)

    assert refusal(content.getvalue()) == str(SENTENCES["large"])


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        (["Nama", "NSPP", "Jumlah Santri"], {"name": 0, "nspp": 1, "santri": 2}),
        (["no", "NAMA  PONPES *", "Nomor-Statistik"], {"name": 1, "nspp": 2}),
        (["Nama lengkap", "santri 2026"], {"name": 0, "santri": 1}),
        (["Nama", "Nama"], {"name": 0}),
        (["x", ""], {}),
    ],
)
def test_headings_are_understood(headings: list[str], found: dict[str, int]) -> None:
    assert guessed(COLUMNS, headings) == found


def test_the_same_headings_are_the_same_kind_of_file() -> None:
    assert fingerprint(["Nama ", "NSPP"]) == fingerprint(["nama", "nspp*"])
    assert fingerprint(["nspp", "nama"]) != fingerprint(["nama", "nspp"])
    assert twice(["a", "b", "a", "", ""]) == ["a"]
    assert [letters(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_cells_are_tidied() -> None:
    assert tidy(" Al\u00a0Hikmah\u200b\n\u202eBaru\x00 ") == "Al Hikmah Baru"
    assert tidy("معهد\u00a0الحكمة") == "معهد الحكمة"
    assert json.dumps(tidy("x\ud800y")) == '"x y"'


@pytest.mark.parametrize(
    ("cell", "number"),
    [("1250", 1250), ("1.250", 1250), ("1,250", 1250), ("1250,00", 1250), ("", None),
     ("٢٠٢١", 2021), ("12.345.678", 12345678)],
)  # fmt: skip
def test_whole_numbers_as_people_write_them(cell: str, number: int | None) -> None:
    assert whole_number(cell) == number


@pytest.mark.parametrize("cell", ["1.5", "x", "-3", "1e5", "12 orang", "9" * 30, "1.25"])
def test_what_is_no_whole_number(cell: str) -> None:
    with pytest.raises(BadCell):
        whole_number(cell)


def test_a_number_that_excel_has_shortened_is_not_guessed() -> None:
    assert digits_of("510035240001.0") == "510035240001"
    for shortened in ("5,10035E+11", "5.1E+11", "5E11"):
        with pytest.raises(BadCell):
            digits_of(shortened)


@pytest.mark.parametrize("cell", ["=HYPERLINK(1)", "#N/A", "#REF!"])
def test_formulas_and_errors_are_refused(cell: str) -> None:
    with pytest.raises(BadCell):
        refuse_unreadable(cell)
