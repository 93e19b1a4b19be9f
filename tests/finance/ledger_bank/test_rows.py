"""Tables as Indonesian banks give them, and what is understood."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from klinik.core.imports.rules import Row
from klinik.finance.ledger.bank.rules.columns import guess
from klinik.finance.ledger.bank.rules.days import Period
from klinik.finance.ledger.bank.rules.known import new_among
from klinik.finance.ledger.bank.rules.rows import Mutation, Read, gaps, in_order, read_rows
from klinik.finance.ledger.bank.sheets import read_statement

TODAY = date(2026, 11, 29)
NOV = Period(date(2026, 11, 1), TODAY)

TWO_COLUMNS = """\
Bank Contoh Syariah;;;;
No. Rekening;1234567890;;;
Periode;01/11/2026 - 30/11/2026;;;

Tanggal;Keterangan;Debet;Kredit;Saldo
;Saldo Awal;;;10.000.000,00
03/11/2026;TRSF DARI TOKO;0,00;1.500.000,00;11.500.000,00
04/11/2026;BIAYA ADM;15.000,00;0,00;11.485.000,00
05/11/2026;TARIK TUNAI;2.000.000,00;;9.485.000,00
;Total;2.015.000,00;1.500.000,00;
"""
ONE_COLUMN_AND_FLAG = """\
"No. rekening : ","1234567890"
"Periode : ","01/11/2026 - 30/11/2026"
"Tanggal","Keterangan","Cabang","Jumlah","","Saldo"
"'03/11","TRSF DARI TOKO","'0000","1,500,000.00","CR","11,500,000.00"
"'04/11","BIAYA ADM","'0000","15,000.00","DB","11,485,000.00"
"'05/11","TARIK TUNAI","'0000","2,000,000.00","DB","9,485,000.00"
"Saldo Awal : ","10,000,000.00"
"Mutasi Debet : ","2,015,000.00","2"
"Saldo Akhir : ","9,485,000.00"
"""
SIGNED_LATEST_FIRST = """\
Posting Date\tRemark\tAmount\tBalance
05-Nov-26\tTARIK TUNAI\t-2000000\t9485000
04-Nov-26\tBIAYA ADM\t-15000\t11485000
03-Nov-26\tTRSF DARI TOKO\t1500000\t11500000
"""
MARK_IN_CELL = """\
Tgl,Uraian,Mutasi,Saldo
03 Nov 2026,TRSF DARI TOKO,"1.500.000,00 CR","11.500.000,00"
04 Nov 2026,BIAYA ADM,"15.000,00 DB","11.485.000,00"
05 Nov 2026,TARIK TUNAI,"2.000.000,00 DB","9.485.000,00"
"""
NO_HEADING = """\
03/11/2026,TRSF DARI TOKO,1500000,CR
04/11/2026,BIAYA ADM,15000,DB
05/11/2026,TARIK TUNAI,2000000,DB
"""
UNDERSTOOD = [
    (date(2026, 11, 3), "TRSF DARI TOKO", 1_500_000, 11_500_000),
    (date(2026, 11, 4), "BIAYA ADM", -15_000, 11_485_000),
    (date(2026, 11, 5), "TARIK TUNAI", -2_000_000, 9_485_000),
]


def read_file(text: str, *, mapping: dict[str, int] | None = None, encoding: str = "utf-8") -> Read:
    statement = read_statement(ContentFile(text.encode(encoding), name="mutasi.csv"), today=TODAY)
    chosen = mapping or guess(statement.headings, statement.rows, period=statement.period)
    return read_rows(
        statement.rows, chosen, headings=len(statement.headings), period=statement.period
    )


def plainly(read: Read) -> list[tuple[date, str, int, int | None]]:
    return [(one.on, one.text, one.amount, one.balance) for one in read.mutations]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize(
    "text",
    [TWO_COLUMNS, ONE_COLUMN_AND_FLAG, SIGNED_LATEST_FIRST, MARK_IN_CELL],
    ids=["two-columns", "flag", "signed", "mark"],
)
def test_what_banks_give_is_understood_without_being_told(text: str, encoding: str) -> None:
    found = read_file(text, encoding=encoding)

    assert plainly(found) == UNDERSTOOD
    assert found.bad == []
    assert gaps(found.mutations) == []


def test_without_headings_the_columns_are_chosen_once() -> None:
    found = read_file(NO_HEADING, mapping={"on": 0, "text": 1, "amount": 2, "flag": 3})

    assert [row[:3] for row in plainly(found)] == [row[:3] for row in UNDERSTOOD]
    assert [one.row for one in found.mutations] == [1, 2, 3]


def test_bad_rows_are_named_and_the_others_stay() -> None:
    with translation.override("en"):
        found = read_file(
            "Tanggal;Keterangan;Debet;Kredit\n"
            "31/02/2026;a;1.000;\n"
            "03/11/2026;b;satu;\n"
            "03/11/2026;c;1.000;2.000\n"
            "03/11/2026;d;;\n"
            "03/11/2026;e;=A1;\n"
            ";f;1.000;\n"
            "PEND;g;1.000;\n"
            "03/11/2026;h;1.000,50;\n"
            "03/11/2026;حوالة مصرفية;1.000;\n"
        )
        why = {bad.row: str(bad.why) for bad in found.bad}

    assert plainly(found) == [(date(2026, 11, 3), "حوالة مصرفية", -1000, None)]
    assert why == {
        2: "“31/02/2026” is no day, such as 29/11/2026.",
        3: "“satu” is no amount.",
        4: "This row has both a debit and a credit.",
        5: "This row has no amount.",
        6: "This is a formula, not a text. Copy the cell and paste only its value.",
        7: "The date is missing.",
        8: "The bank has not booked this yet. It comes with the next file.",
        9: "This amount has sen. Choose the column of the balance too, or round it in the file.",
    }


def test_a_mutation_whose_text_looks_like_a_sum_is_none_the_less_one() -> None:
    found = read_file("Tanggal;Keterangan;Debet;Kredit\n03/11/2026;TOTAL ENERGI SPBU;50.000;\n")
    assert plainly(found) == [(date(2026, 11, 3), "TOTAL ENERGI SPBU", -50_000, None)]


def test_a_description_of_two_rows_is_one() -> None:
    found = read_file(
        "Tanggal;Keterangan;Debet;Kredit\n03/11/2026;TRSF;;5.000\n;DARI TOKO;;\n04/11/2026;X;1;\n"
    )
    assert [one.text for one in found.mutations] == ["TRSF DARI TOKO", "X"]


@given(
    opening=st.integers(0, 10**9),
    moves=st.lists(st.integers(-(10**7), 10**7).filter(bool), min_size=1, max_size=30),
)
def test_sen_are_never_lost(opening: int, moves: list[int]) -> None:
    """Opening and moves in sen: whole rupiah add up to the whole rupiah of the last balance."""
    rows, balance = [], opening * 100 + 37
    start = balance
    for number, move in enumerate(moves, start=2):
        balance += move
        cells = [
            "03/11/2026",
            str(number),
            f"{'-' * (move < 0)}{abs(move) // 100}.{abs(move) % 100:02}",
        ]
        shown = f"{'-' * (balance < 0)}{abs(balance) // 100}.{abs(balance) % 100:02}"
        rows.append(Row(number, [*cells, shown]))
    mapping = {"on": 0, "text": 1, "amount": 2, "balance": 3}
    found = read_rows(rows, mapping, headings=4, period=NOV)

    assert found.bad == []
    assert sum(one.amount for one in found.mutations) == balance // 100 - start // 100


def mutation(day: int, amount: int, *, text: str = "SETOR", balance: int | None = None) -> Mutation:
    return Mutation(0, date(2026, 11, day), text, amount, balance)


def test_a_table_of_one_day_runs_the_way_its_balances_do() -> None:
    upside_down = [
        mutation(3, 7, balance=12),
        mutation(3, -5, balance=5),
        mutation(3, 2, balance=10),
    ]
    assert [one.amount for one in in_order(upside_down)] == [2, -5, 7]
    assert in_order(list(reversed(upside_down))) == list(reversed(upside_down))


def test_two_real_equal_mutations_of_a_day_both_live_and_come_once() -> None:
    twice = [mutation(3, 500), mutation(3, 500)]

    assert new_among(twice, []) == twice
    assert new_among(twice, twice) == []
    assert new_among(twice, twice[:1]) == twice[1:]
    assert new_among([*twice, mutation(3, 500)], twice) == [mutation(3, 500)]


def test_balances_tell_equal_mutations_apart_and_may_be_missing() -> None:
    known = [mutation(3, 500, balance=1500), mutation(3, 500, balance=2000)]

    assert new_among([mutation(3, 500, balance=2500)], known) == [mutation(3, 500, balance=2500)]
    assert new_among([mutation(3, 500)], known) == []
    assert new_among([mutation(3, 500, balance=1500)], [mutation(3, 500)]) == []
    assert new_among([mutation(3, 500, text="setor ")], known) == []


@given(
    rows=st.lists(
        st.builds(
            mutation,
            st.integers(1, 3),
            st.sampled_from([100, -100]),
            text=st.sampled_from(["a", "b"]),
            balance=st.sampled_from([None, 1, 2]),
        ),
        max_size=12,
    ),
    cut=st.tuples(st.integers(0, 12), st.integers(0, 12)),
)
def test_overlapping_files_bring_every_mutation_once(
    rows: list[Mutation], cut: tuple[int, int]
) -> None:
    """A bank's story cut into two overlapping parts of whole days, in any order."""
    story = sorted(rows, key=lambda one: one.on)
    days = sorted({one.on for one in story})
    first = [one for one in story if one.on in days[: max(cut)]]
    second = [one for one in story if one.on in days[min(cut) :]]
    there = list(first)
    there += new_among(second, there)
    there += new_among(first, there)
    missing = [one for one in story if one not in there]

    whole = set(first) | set(second)
    assert sorted(map(str, there)) == sorted(str(one) for one in story if one in whole)
    assert all(one not in whole for one in missing)
