"""What a shop is called; and closing shops, ending suppliers and consignors, bringing them back."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from klinik.finance.ledger.models import Account
from klinik.finance.ledger.posting import cr, dr
from klinik.finance.sales.commands import record_sales
from klinik.finance.sales.models import Sale
from klinik.finance.sales.rules import Line, Paid, Slip
from klinik.finance.shop.commands import bring_back, open_shop, put_on_shelf
from klinik.finance.shop.commands.buying import Bought, add_supplier, pay_supplier, record_purchase
from klinik.finance.shop.commands.consigning import add_consignor, give_back, receive_consigned
from klinik.finance.shop.commands.counting import begin_count
from klinik.finance.shop.commands.ending import (
    bring_back_consignor,
    bring_back_supplier,
    change_shop,
    close_shop,
    end_consignor,
    end_supplier,
    reopen_shop,
)
from klinik.finance.shop.models import Consignor, Good, Shop, Supplier
from klinik.finance.shop.queries import shops_of
from klinik.finance.shop.refusals import (
    CountUnderWay,
    MovesDiffer,
    PartnerEnded,
    ShopNameTaken,
    ShopTillOpen,
    StillInStock,
    StillOwed,
)
from klinik.finance.shop.rules import Change
from klinik.finance.tills.commands.drawers import add_drawer
from klinik.finance.tills.models import DrawerKind
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import account, put
from tests.finance.counter import questions
from tests.finance.shop.shelves import make_good
from tests.finance.tills.drawers import closed, opened
from tests.world import make_member_of

SHOP = "/koppontren/al-hikmah/toko/"
SETTINGS = f"{SHOP}pengaturan/Toko/"


@pytest.fixture
def office(client: Client, keeper: User) -> Client:
    client.force_login(keeper)
    return client


@pytest.fixture
def cash(koppontren: Koppontren, keeper: User) -> Account:
    box = account(koppontren, "1211")
    put(koppontren, [dr(box, 1_000_000), cr(account(koppontren, "3130"), 1_000_000)], by=keeper)
    return box


@pytest.fixture
def merchant(shop: Shop, keeper: User) -> Supplier:
    return add_supplier(shop, name="Grosir Contoh", request_id=uuid4(), by=keeper)


@pytest.fixture
def baker(shop: Shop, keeper: User) -> Consignor:
    return add_consignor(shop, name="Kelas Tata Boga", request_id=uuid4(), by=keeper)


def bought_on_credit(water: Good, merchant: Supplier, by: User) -> None:
    """Ten bottles for Rp25.000, to be paid later."""
    lines = [Bought(good=water, quantity=10_000, cost=25_000)]
    record_purchase(water.shop, lines, supplier=merchant, request_id=uuid4(), by=by)


def test_the_settings_change_with_who_did_it(office: Client, shop: Shop, keeper: User) -> None:
    page = office.get(SETTINGS).content.decode()
    assert 'value="10"' in page

    office.post(SETTINGS, {"name": "Toko  Berkah", "discount": "7,5"})

    shop.refresh_from_db()
    assert (shop.name, shop.max_discount) == ("Toko Berkah", 750)
    told = office.get(f"{SETTINGS}riwayat/").content.decode()
    assert keeper.name in told
    assert "Toko Berkah" in told
    assert 'value="7,5"' in office.get(SETTINGS).content.decode()


@pytest.mark.parametrize(
    "typed", [{"name": "", "discount": "10"}, {"name": "T", "discount": "101"}]
)
def test_what_cannot_be_comes_back_as_typed(
    office: Client, shop: Shop, typed: dict[str, str]
) -> None:
    answer = office.post(SETTINGS, typed)

    assert answer.status_code == 422
    assert f'value="{typed["discount"]}"' in answer.content.decode()


def test_two_shops_are_not_mistaken_for_each_other(shop: Shop, keeper: User) -> None:
    other = Shop.objects.of(shop.koppontren).exclude(pk=shop.pk)
    assert not other.exists()
    with pytest.raises(ShopNameTaken):
        change_shop(_second(shop, keeper), name=shop.name, max_discount=0, by=keeper)


def _second(shop: Shop, by: User) -> Shop:
    unit = account(shop.koppontren, "1111").unit
    return open_shop(shop.koppontren, name="Kantin", unit=unit, by=by)


def test_the_list_of_shops_asks_no_more_for_more(office: Client, shop: Shop, keeper: User) -> None:
    assert office.get(f"{SHOP}pengaturan/").headers["Location"] == SETTINGS
    close_shop(_second(shop, keeper), by=keeper)

    page = office.get(f"{SHOP}pengaturan/").content.decode()

    assert SETTINGS in page
    assert "Kantin" in page
    assert questions(office, f"{SHOP}pengaturan/") == questions(office, SETTINGS)


def test_a_closed_shop_is_in_no_choice_and_comes_back(
    office: Client, shop: Shop, keeper: User
) -> None:
    office.post(f"{SETTINGS}tutup/")

    assert not shops_of(shop.koppontren).exists()
    assert SETTINGS in office.get(SHOP).content.decode()

    office.post(f"{SETTINGS}tutup/", {"again": "1"})

    assert shops_of(shop.koppontren).get() == shop


def test_a_cashier_does_not_close_it(client: Client, shop: Shop, cashier: User) -> None:
    client.force_login(cashier)

    assert client.post(f"{SETTINGS}tutup/").status_code == 403
    assert client.get(SETTINGS).status_code == 403


def test_a_shop_is_not_closed_over_goods(water: Good, keeper: User) -> None:
    put_on_shelf(water.shop, [Change(water.pk, 1_000, 2_500)], request_id=uuid4(), by=keeper)
    with pytest.raises(StillInStock):
        close_shop(water.shop, by=keeper)
    with pytest.raises(IntegrityError, match="still open"), transaction.atomic():
        Shop.objects.of(water.koppontren).update(is_used=False)


def test_a_shop_is_not_closed_over_a_till(shop: Shop, manager: User, cashier: User) -> None:
    till = add_drawer(
        shop.koppontren, name="Kasir 1", kind=DrawerKind.SHOP, unit=shop.unit, by=manager
    )
    shift = opened(till, cashier)
    with pytest.raises(ShopTillOpen, match="Kasir Contoh"):
        close_shop(shop, by=manager)
    with pytest.raises(IntegrityError, match="still open"), transaction.atomic():
        Shop.objects.of(shop.koppontren).update(is_used=False)

    closed(shift, cashier)

    assert not close_shop(shop, by=manager).is_used


def test_a_shop_is_not_closed_over_a_count(shop: Shop, keeper: User) -> None:
    begin_count(shop, request_id=uuid4(), by=keeper)
    with pytest.raises(CountUnderWay):
        close_shop(shop, by=keeper)
    with pytest.raises(IntegrityError, match="still open"), transaction.atomic():
        Shop.objects.of(shop.koppontren).update(is_used=False)


def test_a_shop_is_not_closed_over_debts(
    baker: Consignor, cash: Account, shop: Shop, keeper: User
) -> None:
    put(shop.koppontren, [dr(cash, 1_700), cr(baker.account, 1_700)], by=keeper)
    with pytest.raises(StillOwed, match="Kelas Tata Boga"):
        close_shop(shop, by=keeper)
    with pytest.raises(IntegrityError, match="still open"), transaction.atomic():
        Shop.objects.of(shop.koppontren).update(is_used=False)


@pytest.mark.parametrize("is_offline", [True, False])
def test_what_was_handed_over_before_is_booked_all_the_same(
    water: Good, manager: User, cashier: User, *, is_offline: bool
) -> None:
    shop = close_shop(water.shop, by=manager)
    slip = Slip(
        request_id=uuid4(),
        shop=shop.pk,
        device="kasir-1",
        cashier=cashier.pk,
        said_at=timezone.now(),
        is_offline=is_offline,
        lines=[Line(water.pk, 1_000, 4_000)],
        payments=[Paid("qris", 4_000)],
    )

    record_sales(shop.koppontren, [slip], sent_at=timezone.now(), by=cashier)

    assert Sale.objects.of(shop.koppontren).exists() is is_offline


def test_a_supplier_ends_once_nothing_is_owed(
    office: Client, water: Good, merchant: Supplier, cash: Account, keeper: User
) -> None:
    page = f"{SHOP}pemasok/{merchant.request_id}/"
    bought_on_credit(water, merchant, keeper)
    with pytest.raises(StillOwed, match=r"Rp25\.000"):
        end_supplier(merchant, by=keeper)
    with pytest.raises(IntegrityError, match="is open"), transaction.atomic():
        Supplier.objects.filter(pk=merchant.pk).update(ended_at=timezone.now())
    pay_supplier(merchant, amount=25_000, paid_from=cash, request_id=uuid4(), by=keeper)

    office.post(f"{page}berhenti/")

    merchant.refresh_from_db()
    assert merchant.ended_at is not None
    choices = office.get(f"{SHOP}belanja/baru/").content.decode()
    assert merchant.name not in choices
    assert page in office.get(f"{SHOP}pemasok/").content.decode()
    with pytest.raises(PartnerEnded):
        bought_on_credit(water, merchant, keeper)

    office.post(f"{page}berhenti/", {"again": "1"})

    assert merchant.name in office.get(f"{SHOP}belanja/baru/").content.decode()


def test_nothing_is_bought_of_one_who_ended_by_another_door(
    water: Good, merchant: Supplier, keeper: User
) -> None:
    known = Supplier.objects.get(pk=merchant.pk)
    end_supplier(merchant, by=keeper)
    with pytest.raises(MovesDiffer):
        bought_on_credit(water, known, keeper)
    bring_back_supplier(merchant, by=keeper)
    bought_on_credit(water, known, keeper)


def test_a_consignor_ends_with_their_goods(office: Client, baker: Consignor, keeper: User) -> None:
    cake = make_good(baker.shop, keeper, name="Kue", consignor=baker, consign_price=1_700)
    receive_consigned(baker, {cake: 5_000}, request_id=uuid4(), by=keeper)
    with pytest.raises(StillInStock):
        end_consignor(baker, by=keeper)
    with pytest.raises(IntegrityError, match="is open"), transaction.atomic():
        Consignor.objects.filter(pk=baker.pk).update(ended_at=timezone.now())
    give_back(baker, {cake: 5_000}, request_id=uuid4(), by=keeper)

    office.post(f"{SHOP}titipan/{baker.number}/berhenti/")

    cake.refresh_from_db()
    assert cake.ended_at is not None
    assert f"titipan/{baker.number}/" in office.get(f"{SHOP}titipan/").content.decode()
    with pytest.raises(PartnerEnded):
        bring_back(cake, by=keeper)
    with pytest.raises(IntegrityError, match="ended"), transaction.atomic():
        Good.objects.filter(pk=cake.pk).update(ended_at=None)

    bring_back_consignor(baker, by=keeper)

    assert bring_back(cake, by=keeper).is_sold


def test_programs_do_the_same(client: Client, shop: Shop, merchant: Supplier) -> None:
    office = make_member_of(shop.koppontren, Role.MANAGER)
    client.force_login(office)
    api = "/api/koppontren/al-hikmah"
    settings = {"name": "Toko Berkah", "max_discount": 0, "is_used": False}

    answer = client.put(f"{api}/shops/Toko", settings, content_type="application/json")
    supplier = f"{api}/suppliers/{merchant.request_id}/standing"
    ended = client.put(supplier, {"is_used": False}, content_type="application/json")

    assert answer.json()["is_used"] is False
    assert ended.json()["is_used"] is False
    assert client.get(f"{api}/shops").json() == []
    shop.refresh_from_db()
    assert reopen_shop(shop, by=office).max_discount == 0
