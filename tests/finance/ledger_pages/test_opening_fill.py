"""The opening typed on a page: businesses, amounts, check, post; what was typed stays."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from klinik.core.spreadsheets import read_table
from klinik.finance.ledger import chart
from klinik.finance.ledger.models import Account, Entry
from klinik.finance.ledger.queries import trial_balance
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from tests.finance.books import EXAMPLE, account, journal

pytestmark = pytest.mark.django_db
ALL = ["USPPS", "Toko", "Produksi"]


def at(name: str = "opening_fill", *args: str) -> str:
    return reverse(f"ledger:{name}", args=["al-hikmah", *args])


def fill(*businesses: str) -> str:
    return f"{at()}?" + "&".join(f"usaha={code}" for code in businesses)


def typed(**amounts: str) -> dict[str, Any]:
    amounts = {f"akun-{code[1:]}": amount for code, amount in amounts.items()}
    return {"on": "2026-01-01", "request_id": str(uuid4())} | amounts


def post_checked(page: Client, checked: Any) -> Any:
    form = checked.context["form"]
    names = ("checked", "request_id")
    sent = {name: form[name].value() for name in names} | {"cash": form["cash"].value()}
    return page.post(at("opening_post"), sent)


def test_the_way_begins_with_what_the_cooperative_does(page: Client) -> None:
    text = page.get(at("opening")).text

    assert "What does your cooperative do?" in text
    assert page.get(at()).status_code == 302, "nothing was chosen"
    assert page.get(f"{at()}?usaha=Bank").status_code == 302


def test_each_business_brings_its_accounts(page: Client) -> None:
    given = page.get(fill("Produksi"))
    fields = [name for name in given.context["form"].fields if name.startswith("akun-")]

    assert fields == [f"akun-{row.code}" for row in chart.template_for(["Produksi"])]
    assert [unit for unit, _ in given.context["units"]] == ["Unit Produksi"]


def test_the_oracles_balance_typed_by_hand_is_the_oracles_book(
    page: Client, koppontren: Koppontren
) -> None:
    rows = read_table(ContentFile(EXAMPLE.read_bytes()), needs=("kode", "debet", "kredit"))
    amounts = {f"c{row['kode']}": row["debet"].strip("0") and row["debet"] for row in rows}
    amounts |= {f"c{row['kode']}": row["kredit"] for row in rows if row["debet"] == "0"}
    checked = page.post(fill("USPPS", "Toko"), typed(**amounts))
    assert checked.status_code == 200, checked.context["form"].errors
    post_checked(page, checked)

    enter(koppontren)
    balance = trial_balance(koppontren)
    assert sum(row.debit for row in balance) == 1_080_600_000
    assert len(balance) == len(chart.template_for(["USPPS", "Toko"])) - 2, "but those between"
    assert account(koppontren, "2110.0000").balance == 96_800_000
    assert account(koppontren, "2320").mark == "zakat"


def test_a_difference_is_named_by_unit_and_what_was_typed_stays(
    page: Client, koppontren: Koppontren
) -> None:
    given = page.post(
        fill(*ALL), typed(c1111="1.000.000", c3110="900.000", c1311="50000", c3142="Rp 50.000")
    )

    assert given.status_code == 422
    assert "USPPS does not tie out" in given.text
    assert "difference Rp100.000" in given.text
    assert [(t.unit, t.difference) for t in given.context["totals"]] == [
        ("USPPS", 100_000),
        ("Toko", 0),
        ("Produksi", 0),
    ]
    assert given.context["form"]["akun-1111"].value() == "1.000.000"
    enter(koppontren)
    assert Entry.objects.of(koppontren).count() == 0


def test_one_goes_back_from_the_check_and_what_was_typed_is_there(
    page: Client, koppontren: Koppontren
) -> None:
    address = fill("USPPS")
    checked = page.post(address, typed(c1111="1.000.000", c3110="1000000") | {"on": "2026-02-01"})
    form = checked.context["form"]
    sent = {"checked": form["checked"].value(), "request_id": form["request_id"].value()}
    assert f'formaction="{address}&amp;"' in checked.text
    back = page.post(address, sent | {"again": "1"})

    assert back.status_code == 200
    assert [back.context["form"][f"akun-{code}"].value() for code in ("1111", "3110", "1112")] == [
        "1.000.000",
        "1.000.000",
        None,
    ]
    assert 'value="2026-02-01"' in back.text
    enter(koppontren)
    assert Entry.objects.of(koppontren).count() == 0


def test_an_amount_that_is_none_gets_a_sentence_beside_it(page: Client) -> None:
    given = page.post(fill("Toko"), typed(c1211="dua juta"))

    assert given.status_code == 422
    assert "is not whole rupiah" in str(given.context["form"].errors["akun-1211"])


def test_a_producers_book_opens_with_what_its_statements_need(
    page: Client, koppontren: Koppontren
) -> None:
    checked = page.post(fill("Produksi"), typed(c1311="750.000", c3110="750.000"))
    post_checked(page, checked)

    enter(koppontren)
    assert journal(koppontren) == [
        "opening: Dr Kas Produksi 750.000, Cr Simpanan Pokok (belum dirinci) 750.000"
    ]
    opened = {a.code: a for a in Account.objects.of(koppontren).filter(parent=None)}
    assert opened.keys() == {row.code for row in chart.template_for(["Produksi"])}
    assert (opened["1311"].is_cash, opened["1361"].cash_flow) == (True, "investing")
    assert opened["5120"].mark == "cost"


def test_a_book_that_is_open_and_empty_is_filled_with_its_own_accounts(
    page: Client, koppontren: Koppontren
) -> None:
    page.post(at("opening_start"), {"usaha": ["Toko", "Produksi"]})
    given = page.get(at())

    assert [unit for unit, _ in given.context["units"]] == ["Unit Produksi", "Toko"]
    enter(koppontren)
    rows = chart.template_for(["Toko", "Produksi"])
    assert Account.objects.of(koppontren).count() == len(rows)


def test_the_table_to_take_along_is_of_the_same_businesses(page: Client) -> None:
    given = page.get(at("opening_template", "csv"), {"usaha": ["Produksi"]})
    lines = given.getvalue().decode().splitlines()

    assert len(lines) == 1 + len(chart.template_for(["Produksi"]))


def test_what_was_opened_is_corrected_and_not_filled_again(page: Client, opened: Entry) -> None:
    assert page.get(fill("Toko")).headers["Location"] == at("opening")
