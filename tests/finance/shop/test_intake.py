"""Goods from a table with what is there of them: looked at first, saved in one go, once."""

from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from klinik.core.imports import Outcome, Result
from klinik.core.imports.queries import own
from klinik.core.imports.rules import Row, counted
from klinik.finance.shop.intake.commands import GoodsWork
from klinik.finance.shop.intake.rules import Said, quantity_of, read_row
from klinik.finance.shop.models import Good, Shop
from klinik.people.models import User
from klinik.tenancy.roles import Role
from tests.finance.books import journal
from tests.finance.shop.shelves import adds_up, make_good, stock
from tests.world import make_member_of

INTAKE = "/koppontren/al-hikmah/toko/impor/"
TABLE = """Nama Barang;Harga Jual;Kode;Kategori;Satuan;Stok;Harga Beli;Harga Anggota
Air mineral 600 ml;Rp 3.500;899100;Makan dan minum;pcs;24;2.300;3.300
Beras medium;14.000;;Makan dan minum;kg;12,5;12.400;
Pulpen;2.500;;;pcs;;;
Kitab;15.000;;Buku aneh;pcs;1;1;
Pulpen;2.600;;;pcs;;;
Sabun;;;;pcs;1;1;
"""
NAMES = ("name", "price", "there", "unit_cost", "unit_name")


@pytest.fixture
def office(client: Client, keeper: User) -> Client:
    client.force_login(keeper)
    return client


def send(office: Client, shop: Shop, table: str = TABLE) -> str:
    file = SimpleUploadedFile("barang.csv", table.encode(), "text/csv")
    answer = office.post(INTAKE, {"file": file, "shop": shop.pk})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def save(shop: Shop, keeper: User, page: str) -> dict[str, int]:
    """What the job does with the rows; how many became what."""
    row = own(keeper.pk, UUID(page.rstrip("/").rsplit("/", 1)[1]))
    work = GoodsWork(row)
    outcomes = dict(work.refused) | work.save(work.parts)
    return counted(outcomes.values())


def test_the_preview_saves_nothing_and_says_what_is_wrong(office: Client, shop: Shop) -> None:
    page = office.get(send(office, shop)).content.decode()

    assert Good.objects.of(shop.koppontren).count() == 0
    for said in ("Kategori itu tidak ada", "sudah ada di baris 4", "Harganya belum diisi"):
        assert said in page


def test_goods_come_in_with_their_stock_in_one_entry(
    office: Client, shop: Shop, keeper: User
) -> None:
    page = send(office, shop)

    assert save(shop, keeper, page) == {"new": 3, "changed": 0, "unchanged": 0, "bad": 3}
    water, rice, pen = Good.objects.of(shop.koppontren).order_by("number")
    assert (stock(water), stock(rice)) == ((24_000, 55_200, 2_300), (12_500, 155_000, 12_400))
    assert (pen.category.name, pen.unit_name, water.member_price) == ("Jajan", "pcs", 3_300)
    assert [code.code for code in water.barcodes.all()] == ["899100"]
    assert journal(shop.koppontren) == [
        "shop.opening: Dr Persediaan Barang Dagang 210.200, Cr Modal Awal Persediaan Toko 210.200"
    ]
    assert adds_up(shop)
    assert office.get(f"{page}belum-tersimpan/").status_code == 200


def test_a_file_sent_twice_changes_nothing(office: Client, shop: Shop, keeper: User) -> None:
    save(shop, keeper, send(office, shop))

    assert save(shop, keeper, send(office, shop)) == {
        "new": 0,
        "changed": 0,
        "unchanged": 3,
        "bad": 3,
    }
    assert len(journal(shop.koppontren)) == 1


def test_a_known_good_is_priced_anew_and_stocked_once(
    office: Client, shop: Shop, keeper: User
) -> None:
    make_good(shop, keeper, name="Pulpen", price=2_000, member_price=1_900)
    table = "Nama;Harga;Barcode;Stok;Modal\npulpen;2.500;777;10;1.500\n"
    counts = save(shop, keeper, send(office, shop, table))

    pen = Good.objects.of(shop.koppontren).get()
    assert counts["changed"] == 1
    assert (pen.price, pen.member_price, stock(pen)) == (2_500, 1_900, (10_000, 15_000, 1_500))
    assert [code.code for code in pen.barcodes.all()] == ["777"]


def test_a_price_below_that_for_members_is_refused_in_words(
    office: Client, shop: Shop, keeper: User
) -> None:
    make_good(shop, keeper, name="Pulpen", price=2_000, member_price=1_900)

    page = send(office, shop, "Nama;Harga\nPulpen;1.000\n")

    assert save(shop, keeper, page)["bad"] == 1


def test_another_person_does_not_see_the_table(office: Client, shop: Shop) -> None:
    page = send(office, shop)
    office.force_login(make_member_of(shop.koppontren, Role.MANAGER))

    assert office.get(page).status_code == 404


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        (["", "1", "", "", "pcs"], True),
        (["Teh", "", "", "", "pcs"], True),
        (["Teh", "=1+1", "", "", "pcs"], True),
        (["Teh", "1.000", "1", "", "pcs"], True),
        (["Teh", "1.000", "0,5", "1", "pcs"], True),
        (["Teh", "1.000", "0,5", "1", "kg"], False),
        (["Teh", "1.000", "-", "", "ikat"], True),
        (["Teh", "1.000", "", "", ""], False),
        (["Contoh (simulasi) teh", "1.000", "", "", ""], True),
    ],
)
def test_rows_are_understood_or_refused_in_words(cells: list[str], wrong: bool) -> None:
    mapping = {name: at for at, name in enumerate(NAMES)}
    found = read_row(0, Row(2, cells), mapping, headings=len(cells))

    assert isinstance(found, Outcome if wrong else Said)
    if isinstance(found, Outcome):
        assert found.result == Result.BAD
        assert found.said


@pytest.mark.parametrize(
    ("cell", "quantity"), [("2.5", 2_500), ("12.0", 12_000), ("1.250", 1_250_000), ("", None)]
)
def test_quantities_as_excel_hands_them_over(cell: str, quantity: int | None) -> None:
    assert quantity_of(cell) == quantity
