"""Tables to take away: no text of a person becomes a formula in somebody's spreadsheet."""

import io
from collections.abc import Sequence

import pytest
from django.core.files.base import ContentFile

from klinik.core.exports import Cell, as_csv, as_workbook, download
from klinik.core.spreadsheets import read_table

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1", "\n=1"]


def table(*rows: Sequence[Cell]) -> list[Sequence[Cell]]:
    return [("kode", "nilai"), *rows]


@pytest.mark.parametrize("text", FORMULAS)
def test_csv_keeps_formulas_as_text(text: str) -> None:
    content = as_csv(table((text, 5))).decode("utf-8-sig")
    assert content.splitlines()[1].lstrip('"').startswith("'")


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://x")', "http://contoh.example", "Kas"])
def test_workbooks_hold_text_as_text(text: str) -> None:
    content = as_workbook(table((text, 5)), sheet="saldo")
    rows = read_table(ContentFile(content), needs=["kode", "nilai"])

    assert [(row["kode"], row["nilai"]) for row in rows] == [(text, "5")]


def test_csv_opens_in_excel_with_every_script() -> None:
    content = as_csv(table(("ꦏꦱ꧀ نقد é", -5)))
    assert content.startswith(b"\xef\xbb\xbf")
    assert "ꦏꦱ꧀ نقد é;-5" in content.decode("utf-8-sig")


@pytest.mark.parametrize(
    ("kind", "begins"), [("csv", b"\xef\xbb\xbfkode;nilai"), ("xlsx", b"PK\x03\x04")]
)
def test_the_file_is_called_what_it_is(kind: str, begins: bytes) -> None:
    response = download(table(("1", 2)), name="neraca", kind=kind)

    assert response["Content-Disposition"] == f'attachment; filename="neraca.{kind}"'
    assert io.BytesIO(response.content).read().startswith(begins)
