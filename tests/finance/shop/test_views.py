"""The pages of the shop, as people with different rights see them."""

from uuid import uuid4

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from klinik.finance.shop.models import Good, Shop
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.counter import questions
from tests.finance.shop.shelves import make_category, make_good, stock
from tests.world import make_member_of

SHOP = "/koppontren/al-hikmah/toko/"
ADD = f"{SHOP}barang/baru/"
GOOD = f"{SHOP}barang/B-0001/"


@pytest.fixture
def office(client: Client, keeper: User) -> Client:
    client.force_login(keeper)
    return client


def test_an_empty_shop_teaches_and_opens(office: Client, koppontren: Koppontren) -> None:
    page = office.get(SHOP).content.decode()
    assert 'action="/koppontren/al-hikmah/toko/buka/"' in page

    answer = office.post(f"{SHOP}buka/", {"name": "Toko Santri", "unit": "Toko"})

    assert answer.headers["Location"] == ADD
    assert Shop.objects.of(koppontren).get().name == "Toko Santri"


def test_the_first_good_is_there_with_name_and_price(office: Client, shop: Shop) -> None:
    category = make_category(shop.koppontren)
    typed = {
        "shop": shop.pk,
        "name": "Air Mineral 600 ml",
        "price": "4.000",
        "category": category.pk,
        "unit_name": "pcs",
        "request_id": uuid4(),
    }
    answer = office.post(ADD, typed)

    assert answer.headers["Location"] == GOOD
    good = Good.objects.of(shop.koppontren).get()
    assert (good.price, good.price_set_at is not None) == (4_000, True)
    assert office.post(ADD, typed).status_code == 302
    assert Good.objects.of(shop.koppontren).count() == 1


def test_a_browser_hears_which_form_arrived_and_of_none_that_did_not(
    office: Client, shop: Shop
) -> None:
    number = uuid4()
    typed = {
        "shop": shop.pk,
        "name": "Sabun",
        "price": "tiga ribu",
        "category": make_category(shop.koppontren).pk,
        "unit_name": "pcs",
        "request_id": number,
    }
    assert "arrived" not in office.post(ADD, typed).cookies
    assert "arrived" not in Client().post(ADD, {**typed, "price": "3.000"}).cookies

    arrived = office.post(ADD, {**typed, "price": "3.000"}).cookies["arrived"]
    assert (arrived.value, arrived["httponly"], arrived["max-age"]) == (str(number), "", 600)


def test_a_form_that_met_no_shop_or_the_second_step_did_not_arrive(
    office: Client, settings: Settings
) -> None:
    typed = {"name": "Sabun", "request_id": uuid4()}
    assert office.post(ADD, typed).status_code == 404

    settings.REQUIRE_SECOND_FACTOR = True
    met = office.post(ADD, typed)
    assert (met.status_code, "arrived" in met.cookies) == (302, False)


def test_a_good_comes_in_with_its_stock(office: Client, shop: Shop) -> None:
    typed = {
        "shop": shop.pk,
        "name": "Beras",
        "price": "14.000",
        "category": make_category(shop.koppontren).pk,
        "unit_name": "kg",
        "there": "12,5",
        "request_id": uuid4(),
    }
    refused = office.post(ADD, typed)
    assert refused.status_code == 422

    office.post(ADD, {**typed, "unit_cost": "12.000"})

    assert stock(Good.objects.of(shop.koppontren).get()) == (12_500, 150_000, 12_000)


def test_the_list_asks_a_fixed_number_of_questions(
    office: Client, shop: Shop, keeper: User
) -> None:
    make_good(shop, keeper, name="Sabun")
    make_good(shop, keeper)
    with_two = questions(office, SHOP)  # of one alone no sum is asked
    for n in range(2):
        make_good(shop, keeper, name=f"Barang {n}", category=f"Kategori {n}")

    assert questions(office, SHOP) == with_two <= 14


def test_a_goods_page_asks_a_fixed_number_of_questions(
    office: Client, water: Good, keeper: User
) -> None:
    from klinik.finance.shop.commands import put_on_shelf
    from klinik.finance.shop.rules import Change

    def put() -> None:
        put_on_shelf(water.shop, [Change(water.pk, 1_000, 10)], request_id=uuid4(), by=keeper)

    put()
    with_one = questions(office, GOOD)
    put()
    put()

    assert questions(office, GOOD) == with_one <= 16


def test_the_list_is_taken_away_as_it_is_shown(office: Client, water: Good, keeper: User) -> None:
    make_good(water.shop, keeper, name="Teh Botol", price=5_000)
    asked = {"q": "air", "kolom": ["harga", "stok"], "format": "csv"}

    file = office.get(SHOP, asked).content.decode("utf-8-sig")

    assert file.splitlines() == ["Nama;Harga;Stok", "Air Mineral 600 ml;4000;0"]


@pytest.mark.parametrize("kind", ["xlsx", "pdf"])
def test_the_list_comes_as_other_files_too(office: Client, water: Good, kind: str) -> None:
    answer = office.get(SHOP, {"format": kind})

    assert b"".join(answer).startswith(b"PK" if kind == "xlsx" else b"%PDF")


def test_a_cashier_looks_and_changes_nothing(client: Client, cashier: User, water: Good) -> None:
    client.force_login(cashier)
    page = client.get(GOOD).content.decode()

    assert "4.000" in page
    assert "Nilai stok" not in page
    assert client.get(ADD).status_code == 403
    assert client.post(f"{GOOD}harga/", {"price": "1"}).status_code == 403


def test_a_teller_has_no_business_here(client: Client, koppontren: Koppontren, water: Good) -> None:
    client.force_login(make_member_of(koppontren, Role.TELLER))

    assert client.get(SHOP).status_code == 403


def test_a_supervisor_reads_what_goods_cost(
    client: Client, koppontren: Koppontren, water: Good
) -> None:
    client.force_login(make_member_of(koppontren, Role.SUPERVISOR))

    assert "Nilai stok" in client.get(GOOD).content.decode()
    assert client.get(ADD).status_code == 403


def test_a_price_holds_from_now_on(office: Client, water: Good) -> None:
    refused = office.post(f"{GOOD}harga/", {"price": "4.000", "member_price": "5.000"})
    assert refused.status_code == 422

    office.post(f"{GOOD}harga/", {"price": "4.500"})

    water.refresh_from_db()
    assert water.price == 4_500


def test_what_runs_out_stands_on_a_list(office: Client, shop: Shop, keeper: User) -> None:
    make_good(shop, keeper, name="Sabun", low_at=5_000)
    make_good(shop, keeper, name="Teh")

    page = office.get(f"{SHOP}menipis/").content.decode()

    assert "Sabun" in page
    assert "Teh" not in page


def test_a_barcode_is_added_and_dropped(office: Client, water: Good) -> None:
    office.post(f"{GOOD}kode/", {"code": "111", "quantity": "24", "price": "84.000"})
    assert "84.000" in office.get(GOOD).content.decode()

    office.post(f"{GOOD}kode/", {"drop": "111"})

    assert [code.code for code in water.barcodes.all()] == ["8991234567890"]


def test_a_good_ends_and_comes_back(office: Client, water: Good) -> None:
    office.post(f"{GOOD}berhenti/", {})
    assert office.get(SHOP).content.decode().count("Air Mineral") == 0
    assert "Air Mineral" in office.get(SHOP, {"stok": "berhenti"}).content.decode()

    office.post(f"{GOOD}berhenti/", {"again": "1"})

    assert "Air Mineral" in office.get(SHOP).content.decode()


def test_the_history_says_what_changed(office: Client, water: Good) -> None:
    office.post(
        f"{GOOD}ubah/",
        {"name": "Air 600", "category": water.category_id, "unit_name": "pcs"},
    )

    page = office.get(f"{GOOD}riwayat/").content.decode()

    assert "Air 600" in page
