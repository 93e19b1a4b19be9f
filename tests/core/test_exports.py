"""Tables to take away: no text of a person becomes a formula in somebody's spreadsheet."""

import io
import tracemalloc
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.base import ContentFile

from klinik.core.exports import Cell, Paper, Strong, TooLongToPrint, download, files
from klinik.core.exports.files import MOST_ON_PAPER
from klinik.core.spreadsheets import read_table

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1", "\n=1"]
ODD = [
    "#set page(width: 1pt)",
    '"; panic()',
    "$x^2$",
    "<script>",
    "\\",
    "*_`",
    "محمد",
    "\0",
    "x" * 900,
]


def table(*rows: Sequence[Cell]) -> list[Sequence[Cell]]:
    return [("kode", "nilai"), *rows]


def file_of(*rows: Sequence[Cell], kind: str) -> bytes:
    content: bytes = download(table(*rows), name="neraca", kind=kind).content
    return content


@pytest.mark.parametrize("text", FORMULAS)
def test_csv_keeps_formulas_as_text(text: str) -> None:
    content = file_of((text, 5), kind="csv").decode("utf-8-sig")
    assert content.splitlines()[1].lstrip('"').startswith("'")


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://x")', "http://contoh.example", "Kas"])
def test_workbooks_hold_text_as_text(text: str) -> None:
    content = file_of((text, 5), kind="xlsx")
    rows = read_table(ContentFile(content), needs=["kode", "nilai"])

    assert [(row["kode"], row["nilai"]) for row in rows] == [(text, "5")]


def test_csv_opens_in_excel_with_every_script() -> None:
    content = file_of(("ꦏꦱ꧀ نقد é", -5), kind="csv")
    assert content.startswith(b"\xef\xbb\xbf")
    assert "ꦏꦱ꧀ نقد é;-5" in content.decode("utf-8-sig")


def test_days_and_empty_cells_are_what_they_are() -> None:
    rows = [(date(2026, 11, 23), None), Strong(["Jumlah", 7])]

    assert file_of(*rows, kind="csv").decode("utf-8-sig").split() == [
        "kode;nilai",
        "2026-11-23;",
        "Jumlah;7",
    ]
    workbook = read_table(ContentFile(file_of(*rows, kind="xlsx")), needs=["kode", "nilai"])
    assert [row["nilai"] for row in workbook] == ["", "7"]


@pytest.mark.parametrize(
    ("kind", "begins"),
    [("csv", b"\xef\xbb\xbfkode;nilai"), ("xlsx", b"PK\x03\x04"), ("pdf", b"%PDF-")],
)
def test_the_file_is_called_what_it_is(kind: str, begins: bytes) -> None:
    response = download(table(("1", 2)), name="neraca", kind=kind)

    assert response["Content-Disposition"] == f'attachment; filename="neraca.{kind}"'
    assert io.BytesIO(response.content).read().startswith(begins)


@pytest.mark.parametrize("text", ODD)
def test_paper_sets_every_text_and_runs_none(text: str) -> None:
    paper = Paper(text, place=text, said=[text])

    made = download(table((text, 5)), name="neraca", kind="pdf", paper=paper)

    assert made.content.startswith(b"%PDF-")


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_long_table_leaves_in_chunks_and_takes_no_more_memory(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "IN_MEMORY", 100_000)
    rows = ((sha256(str(n).encode()).hexdigest(), n) for n in range(20_000))

    tracemalloc.start()
    response: Any = download(rows, name="neraca", kind=kind)
    length, longest = 0, 0
    for chunk in response:
        length, longest = length + len(chunk), max(longest, len(chunk))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    response.close()

    assert response.streaming
    assert int(response["Content-Length"]) == length > 5 * files.IN_MEMORY
    assert longest < files.IN_MEMORY
    assert peak < length / 2, f"{peak:,} of {length:,} bytes"


def test_what_nobody_prints_is_refused() -> None:
    rows = [("1", number) for number in range(MOST_ON_PAPER + 2)]

    with pytest.raises(TooLongToPrint):
        download(table(*rows), name="neraca", kind="pdf")
