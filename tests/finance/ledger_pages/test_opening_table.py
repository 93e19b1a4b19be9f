"""Reading an opening balance as people type it: what is understood, and each refusal's sentence."""

import pytest

from klinik.finance.ledger.opening.table import COLUMNS, Unreadable, read_amount, read_rows

KAS = ("1111", "Kas", "asset", "debit", "USPPS", "100", "0")


def table(*rows: tuple[str, ...]) -> list[dict[str, str]]:
    return [
        dict(zip(COLUMNS, row, strict=True)) | {"#": str(number)}
        for number, row in enumerate(rows, start=2)
    ]


def problems(*rows: tuple[str, ...]) -> list[str]:
    return read_rows(table(*rows))[1]


def with_cell(column: str, value: str) -> tuple[str, ...]:
    return tuple(value if name == column else cell for name, cell in zip(COLUMNS, KAS, strict=True))


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("18750000", 18_750_000),
        ("18750000.0", 18_750_000),
        ("18750000,00", 18_750_000),
        ("18.750.000", 18_750_000),
        ("18.750.000,-", 18_750_000),
        ("Rp 18.750.000,00", 18_750_000),
        ("Rp. 500", 500),
        ("18.750", 18_750),
        ("", 0),
        ("0", 0),
        ("-", 0),
        ("1000000000000000", 10**15),
    ],
)
def test_amounts_are_read_as_indonesia_and_spreadsheets_write_them(text: str, amount: int) -> None:
    assert read_amount(text, "debet") == amount


@pytest.mark.parametrize(
    "text",
    ["-500", "(500)", "12,5", "12.34", "18,750,000", "1.23.456", "seratus", "١٢٣", "1e6", "=1+1"],
)
def test_other_amounts_are_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_amount(text, "debet")


@pytest.mark.parametrize("text", ["1000000000000001", "9" * 10_000, "Rp", "1 000"])
def test_amounts_beyond_any_book_are_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_amount(text, "kredit")


def test_a_good_row_is_read_and_blank_rows_are_passed_over() -> None:
    rows, faults = read_rows(table(KAS, ("",) * 7))

    assert faults == []
    assert [(r.row, r.code, r.name, r.kind, r.normal_side, r.unit, r.net) for r in rows] == [
        (2, "1111", "Kas", "asset", "debit", "USPPS", 100)
    ]


@pytest.mark.parametrize(("word", "kind"), [("Aset", "asset"), ("MODAL", "equity")])
def test_kinds_may_be_written_in_indonesian(word: str, kind: str) -> None:
    rows, faults = read_rows(table(with_cell("jenis", word)))
    assert (rows[0].kind, faults) == (kind, [])


@pytest.mark.parametrize("name", ["نقدية الصندوق", "ꦏꦱ꧀ꦏꦺꦴꦥꦺꦫꦱꦶ", "Kas – pusat"])
def test_names_keep_their_script(name: str) -> None:
    assert read_rows(table(with_cell("nama", name)))[0][0].name == name


NOT_A_KIND = "is not one of asset, liability, syirkah, equity, income, expense."
NOT_A_CODE = "at most 20 letters, digits, dots and hyphens."
NOT_WHOLE = "is not whole rupiah. Write it like 18750000 or 18.750.000."
TWO_SIDES = "“debet” and “kredit” are both filled; an account stands on one side only."


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        ("kode", "", "kode is empty."),
        ("kode", "11/11", f"kode “11/11”: {NOT_A_CODE}"),
        ("kode", "1" * 21, f"kode “{'1' * 21}”: {NOT_A_CODE}"),
        ("nama", "", "nama is empty."),
        ("nama", "x" * 10_000, f"nama “{'x' * 30}…” is longer than 100 letters."),
        ("nama", "Kas\0", "nama holds a sign that cannot be written."),
        ("unit", "", "unit is empty."),
        ("unit", "u" * 21, f"unit “{'u' * 21}” is longer than 20 letters."),
        ("jenis", "uang", f"jenis “uang” {NOT_A_KIND}"),
        ("sisi_normal", "kiri", "sisi_normal “kiri” is neither debit nor credit."),
        ("debet", "-5", "debet is below zero (-5). Put it on the other side, without a minus."),
        ("debet", "1,5", f"debet “1,5” {NOT_WHOLE}"),
        ("kredit", "tiga", f"kredit “tiga” {NOT_WHOLE}"),
        ("kredit", "9" * 17, "kredit is more than Rp1.000.000.000.000.000."),
        ("kredit", "7", TWO_SIDES),
    ],
)
def test_each_fault_is_a_sentence_with_its_row(column: str, value: str, sentence: str) -> None:
    assert problems(with_cell(column, value)) == [f"Row 2: {sentence}"]


def test_all_faults_of_a_file_are_told_at_once() -> None:
    found = problems(with_cell("kode", ""), with_cell("debet", "x"), KAS, KAS)

    assert found == [
        "Row 2: kode is empty.",
        f"Row 3: debet “x” {NOT_WHOLE}",
        "Row 5: kode 1111 stands in row 4 already.",
    ]


def test_a_file_without_accounts_is_refused() -> None:
    assert problems() == ["There is no account in this file."]


def test_a_file_of_too_many_accounts_is_refused() -> None:
    rows = [with_cell("kode", str(number)) for number in range(2001)]
    assert problems(*rows) == [
        "This file has 2001 accounts, and at most 2000 fit in one. Put accounts of the same kind, "
        "such as the savings of each member, together in one row."
    ]


def test_titles_and_sums_between_the_accounts_are_passed_over() -> None:
    title = ("1", "ASET") + ("",) * 5
    total = ("", "Jumlah aset", "", "", "", "100", "")
    rows, faults = read_rows(table(title, KAS, total, ("TOTAL",) + ("",) * 4 + ("100", "100")))

    assert ([row.code for row in rows], faults) == (["1111"], [])


@pytest.mark.parametrize("text", ["#REF!", "#DIV/0!", "#N/A", "=B2+B3"])
def test_a_formula_that_failed_says_so(text: str) -> None:
    with pytest.raises(Unreadable, match="holds a formula that failed"):
        read_amount(text, "debet")
