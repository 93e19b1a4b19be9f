"""A list as a table: what its address says is what is shown, printed and saved."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import RequestFactory

from klinik.core.exports import Cell, Paper
from klinik.core.tables import Column, Table


@dataclass(frozen=True)
class Stall:
    """A stall of the market."""

    name: str
    debt: int | None
    since: date


STALLS = [
    Stall("Warung", 2_000, date(2026, 2, 1)),
    Stall("apotek", None, date(2026, 1, 1)),
    Stall("Bengkel", 500, date(2026, 3, 1)),
]
COLUMNS: list[Column[Stall]] = [
    Column("nama", "Nama", lambda stall: stall.name, link=lambda stall: f"/{stall.name}/"),
    Column("utang", "Utang", lambda stall: stall.debt, is_money=True, total=True),
    Column("sejak", "Sejak", lambda stall: stall.since, is_usual=False),
]


def table(address: str = "", rows: list[Stall] = STALLS, **options: Any) -> Table[Stall]:
    paper = Paper("Warung")
    asked = QueryDict(address)
    return Table(COLUMNS, rows, asked=asked, name="warung", paper=paper, **options)


def names(shown: Table[Stall]) -> list[str]:
    return [row.name for row, _cells in shown.lines]


@pytest.mark.parametrize(
    ("address", "first", "order"),
    [
        ("", "", ["Warung", "apotek", "Bengkel"]),
        ("", "nama", ["apotek", "Bengkel", "Warung"]),
        ("urut=-nama", "", ["Warung", "Bengkel", "apotek"]),
        ("urut=utang", "", ["Bengkel", "Warung", "apotek"]),
        ("urut=-utang", "", ["Warung", "Bengkel", "apotek"]),
        ("urut=sejak", "nama", ["apotek", "Warung", "Bengkel"]),
        ("urut=password", "nama", ["apotek", "Bengkel", "Warung"]),
        ("urut=--nama", "nama", ["apotek", "Bengkel", "Warung"]),
    ],
)
def test_rows_stand_in_the_order_of_the_address(address: str, first: str, order: list[str]) -> None:
    assert names(table(address, first=first)) == order


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("", ["nama", "utang"]),
        ("kolom=sejak", ["nama", "sejak"]),
        ("kolom=sejak&kolom=utang", ["nama", "utang", "sejak"]),
        ("kolom=gaji", ["nama", "utang"]),
        ("kolom=nama", ["nama", "utang"]),
    ],
)
def test_the_first_column_stays_and_the_others_are_chosen(address: str, shown: list[str]) -> None:
    assert [column.key for column in table(address).columns] == shown


def test_the_file_holds_the_same_rows_columns_and_order() -> None:
    found: list[list[Cell]] = [list(row) for row in table("urut=utang&kolom=utang").content()]

    assert found == [
        ["Nama", "Utang"],
        ["Bengkel", 500],
        ["Warung", 2_000],
        ["apotek", None],
        ["Jumlah", 2_500],
    ]


def test_addresses_keep_the_filter_and_leave_the_page_behind() -> None:
    shown = table("q=war&page=2&urut=nama&kolom=utang")

    assert [head.url for head in shown.heads] == [
        "?q=war&kolom=utang&urut=-nama",
        "?q=war&kolom=utang&urut=utang",
    ]
    assert [head.aria_sort for head in shown.heads] == ["ascending", "none"]
    assert shown.kept == [("q", "war")]


@pytest.mark.parametrize("page", ["0", "-1", "9" * 3000, "x\0", ""])
def test_an_odd_page_is_the_nearest_one(page: str) -> None:
    assert names(table(f"page={page}", per_page=2)) in (["Warung", "apotek"], ["Bengkel"])


def test_the_page_says_it_with_labels_for_a_phone(rf: RequestFactory) -> None:
    html = render_to_string(
        "core/tables/_table.html", {"table": table()}, rf.get("/warung/?q=war&page=2")
    )

    assert '<td class="num" data-label="Utang">Rp2.000</td>' in html
    assert '<td class="num" data-label="Utang"></td>' in html  # nothing: a phone leaves it out
    assert '<a href="/Warung/"><bdi>Warung</bdi></a>' in html
    assert html.count("Rp2.500") == 1
    assert 'href="?q=war&amp;format=pdf"' in html


def test_one_row_needs_no_total() -> None:
    assert table(rows=STALLS[:1]).totals == []
