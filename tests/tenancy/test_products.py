"""Products in full: who keeps them, what is refused, photos, sectors, off the shelf."""

import io
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client, override_settings
from django.utils import timezone
from PIL import Image

from klinik.core.files import clean_photo
from klinik.directory.commands import (
    add_photo,
    add_product,
    add_sector,
    change_product,
    move_photo_first,
    remove_photo,
    retire_product,
    retire_sector,
)
from klinik.directory.models import Product, ProductPhoto, Sector
from klinik.directory.queries import found_pesantren, sectors
from klinik.directory.rules import OWN_WORD, BadProduct, ChangedMeanwhile, ProductReused
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import CASE_OPENERS, KOPPONTREN_RIGHTS, Role
from tests import world

BARU = "/pesantren/al-hikmah/produk/baru/"
NOTHING = {"price": None, "price_unit": "", "capacity": None, "capacity_unit": ""}


@pytest.fixture
def ours(db: None, tmp_path: Path) -> Any:
    for code in ("makanan", "minuman"):
        Sector.objects.get_or_create(code=code, defaults={"name": code.capitalize()})
    with override_settings(MEDIA_ROOT=tmp_path):
        yield world.make_koppontren()


@pytest.fixture
def manager(ours: Koppontren, client: Client) -> User:
    person = world.make_member_of(ours, Role.MANAGER)
    client.force_login(person)
    read_as(person)
    return person


def make(place: Koppontren, **other: Any) -> Product:
    said: dict[str, Any] = {
        "name": "Abon Lele",
        "sector": "makanan",
        "category": "",
        "capacity_period": "",
        "description": "",
        "source": OWN_WORD,
        "request_id": uuid4(),
    }
    return add_product(place.pesantren, **(said | NOTHING | other))


def photo(colour: str = "green") -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (800, 600), colour).save(content, "JPEG")
    return SimpleUploadedFile("foto.jpg", content.getvalue())


def shown(product: Product) -> list[tuple[int, str]]:
    return list(product.photos.values_list("order", "alt"))


def test_who_keeps_products(client: Client, ours: Koppontren) -> None:
    product = make(ours)
    here = world.make_office("dinas-lamongan", region=ours.pesantren.region)
    there = world.make_office("dinas-jember", region=world.make_region("3509", "Jember"))
    rights = {world.make_member_of(ours, role): role in CASE_OPENERS for role in KOPPONTREN_RIGHTS}
    asked = {person: (200 if may else 403) for person, may in rights.items()}
    asked |= {
        world.make_member_of(here, Role.OFFICER): 200,
        world.make_member_of(there, Role.OFFICER): 404,
        world.make_member_of(world.make_koppontren("an-nur"), Role.MANAGER): 404,
        world.make_user(): 404,
    }
    pages = [BARU, f"/produk/{product.pk}/ubah/"]
    posts = [f"/produk/{product.pk}/foto/", f"/produk/{product.pk}/foto/1/"]
    assert [client.get(url).status_code for url in pages] == [302, 302]
    for person, status in asked.items():
        client.force_login(person)
        assert [client.get(url).status_code for url in pages] == [status, status]
        if status != 200:
            urls = [*pages, *posts, f"/produk/{product.pk}/henti/"]
            assert {client.post(url, {}).status_code for url in urls} == {status}


def test_a_product_is_added_once_and_changed(
    client: Client, ours: Koppontren, manager: User
) -> None:
    form = {
        "name": "Kopi  Rekaan",
        "sector": "minuman",
        "price": "25.000",
        "price_unit": "250 g",
        "capacity": "1.200",
        "capacity_unit": "bungkus",
        "capacity_period": "month",
        "request_id": uuid4(),
    }
    for _twice in range(2):
        answer = client.post(BARU, form)
        product = Product.objects.get()
        assert answer["Location"] == f"/produk/{product.pk}/ubah/"
    assert (product.name, product.category, product.price) == ("Kopi Rekaan", "minuman", 25_000)
    assert (product.capacity, product.source, product.is_simulated) == (1200, OWN_WORD, True)
    assert client.post(BARU, form | {"price": "26.000"}).status_code == 422

    url = f"/produk/{product.pk}/ubah/"
    assert (
        client.post(url, form | {"version": 1, "price": ""})["Location"] == f"/produk/{product.pk}/"
    )
    product.refresh_from_db()
    assert (product.price, product.version) == (None, 2)
    stale = client.post(url, form | {"version": 1, "name": "Lain"})
    assert stale.status_code == 422
    assert "Kopi Rekaan" in stale.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"name": "Abon Lele"},
        {"sector": "tidak-ada"},
        {"price": "-5"},
        {"price": "gratis"},
        {"capacity": "5"},
        {"capacity": "5", "capacity_unit": "kg"},
        {"capacity_unit": "kg"},
        {"capacity": "0", "capacity_unit": "kg", "capacity_period": "day"},
        {"capacity": str(2**31)},
        {"capacity_period": "abad"},
        {"request_id": "x"},
    ],
)
def test_bad_products_are_a_sentence(
    client: Client, ours: Koppontren, manager: User, wrong: dict[str, str]
) -> None:
    make(ours)
    usual = {"name": "Keripik", "sector": "makanan", "request_id": str(uuid4())}
    answer = client.post(BARU, usual | wrong)

    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert Product.objects.count() == 1


def test_refusals_of_the_commands(ours: Koppontren) -> None:
    request_id = uuid4()
    product = make(ours, request_id=request_id)
    assert make(ours, request_id=request_id) == product
    with pytest.raises(ProductReused):
        make(ours, request_id=request_id, name="Lain")
    said = {"name": "Lain", "sector": "makanan", "category": "", "capacity_period": ""}
    with pytest.raises(ChangedMeanwhile):
        change_product(product, version=7, source="x", description="", **(said | NOTHING))
    retire_sector(Sector.objects.get(code="minuman"))
    with pytest.raises(BadProduct):
        make(ours, name="Sirup", sector="minuman")


def test_an_office_names_its_source(client: Client, ours: Koppontren) -> None:
    client.force_login(world.make_member_of(world.make_office(), Role.OFFICER))
    form = {"name": "Keripik", "sector": "makanan", "request_id": uuid4()}

    assert client.post(BARU, form).status_code == 422
    assert client.post(BARU, form | {"source": "brosur 2026"}).status_code == 302
    assert Product.objects.get().source == "brosur 2026"


def test_what_is_retired_leaves_the_lists_and_keeps_its_page(
    client: Client, ours: Koppontren, manager: User
) -> None:
    product = make(ours)
    url = f"/produk/{product.pk}/henti/"
    assert [row.slug for row in found_pesantren(text="abon")] == ["al-hikmah"]
    for _twice in range(2):
        assert client.post(url).status_code == 302

    assert client.get(product.get_absolute_url()).status_code == 200
    assert "Abon Lele" not in client.get("/pesantren/al-hikmah/").content.decode()
    assert (list(found_pesantren(text="abon")), sectors()) == ([], [])
    client.post(url, {"restore": "yes"})
    assert "Abon Lele" in client.get("/pesantren/al-hikmah/").content.decode()
    assert [row.slug for row in found_pesantren(text="abon")] == ["al-hikmah"]


def test_photos_are_added_ordered_and_taken_away(
    client: Client,
    ours: Koppontren,
    manager: User,
    django_capture_on_commit_callbacks: Any,
) -> None:
    product = make(ours)
    url = f"/produk/{product.pk}/foto/"
    form = {"alt": "Depan", "request_id": uuid4()}
    for _twice in range(2):
        assert client.post(url, form | {"file": photo()})["Location"].endswith("/ubah/#photos")
    for alt in ("Belakang", "Isi"):
        client.post(url, {"alt": alt, "request_id": uuid4(), "file": photo()})
    assert shown(product) == [(1, "Depan"), (2, "Belakang"), (3, "Isi")]

    inside, front = product.photos.get(alt="Isi"), product.photos.get(alt="Depan")
    client.post(f"{url}{inside.pk}/", {"first": "yes"})
    assert shown(product) == [(1, "Isi"), (2, "Depan"), (3, "Belakang")]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{url}{front.pk}/", {"remove": "yes"})
    assert shown(product) == [(1, "Isi"), (2, "Belakang")]
    assert client.get(front.large_url).status_code == 404
    page = client.get(product.get_absolute_url()).content.decode()
    assert page.index(inside.large_url) < page.index(product.photos.get(order=2).large_url)
    other = make(ours, name="Lain")
    assert client.post(f"/produk/{other.pk}/foto/{inside.pk}/", {}).status_code == 404
    for wrong in ({"alt": "x"}, {"file": photo()}, {"alt": "x", "file": b"<html>"}):
        assert client.post(url, {"request_id": uuid4()} | wrong).status_code == 422


def test_six_photos_are_enough(ours: Koppontren, manager: User) -> None:
    product, kept = make(ours), clean_photo(photo())
    for number in range(6):
        kept.large.seek(0)
        add_photo(product, photo=kept, alt=str(number), request_id=uuid4())
    with pytest.raises(BadProduct):
        add_photo(product, photo=kept, alt="7", request_id=uuid4())
    last = product.photos.get(order=6)
    move_photo_first(last)
    remove_photo(last)
    remove_photo(last)

    assert [alt for _order, alt in shown(product)] == ["0", "1", "2", "3", "4"]
    raw = {"large": "a", "small": "b", "width": 1, "height": 1, "alt": "x"}
    with pytest.raises(IntegrityError, match="at_most_six"), transaction.atomic():
        ProductPhoto.objects.create(product=product, order=7, request_id=uuid4(), **raw)
    read_as(world.make_member_of(world.make_koppontren("an-nur"), Role.MANAGER))
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        ProductPhoto.objects.create(product=product, order=6, request_id=uuid4(), **raw)


def test_an_order_goes_to_the_public_number(client: Client, ours: Koppontren) -> None:
    product = make(ours)
    assert "Assalamu" not in client.get(product.get_absolute_url()).content.decode()
    ours.pesantren.phone = "6281234567890"
    ours.pesantren.save(update_fields=["phone"])

    page = client.get(product.get_absolute_url()).content.decode()
    assert "https://wa.me/6281234567890?text=Assalamu" in page
    assert "Abon%20Lele" in page
    retire_product(product)
    assert "Assalamu" not in client.get(product.get_absolute_url()).content.decode()


def test_sectors_are_the_secretariats(client: Client, ours: Koppontren) -> None:
    secretary = world.make_member_of(world.make_office("sekretariat"), Role.SECRETARIAT)
    for person in (
        world.make_member_of(ours, Role.MANAGER),
        world.make_member_of(world.make_office(), Role.OFFICER),
    ):
        client.force_login(person)
        for url in ("/sektor/", "/sektor/makanan/"):
            assert client.post(url, {"name": "Wisata"}).status_code == 404
    client.force_login(secretary)
    assert (
        client.post("/sektor/", {"name": "Wisata Religi", "name_en": "Travel"}).status_code == 302
    )
    assert client.post("/sektor/", {"name": "wisata religi"}).status_code == 422
    assert client.post("/sektor/", {"name": "–"}).status_code == 422
    made = Sector.objects.get(code="wisata-religi")
    url = "/sektor/wisata-religi/"
    assert client.post(url, {"name": ""}).status_code == 422
    client.post(url, {"name": "Wisata", "source": "SK 1/2026"})
    client.post(url, {"retire": "yes"})

    made.refresh_from_db()
    assert (made.name, made.source, made.retired_on) == (
        "Wisata",
        "SK 1/2026",
        timezone.localdate(),
    )
    assert made not in Sector.objects.in_use()
    client.post(url, {"restore": "yes"})
    assert made in Sector.objects.in_use()
    assert client.get("/sektor/").status_code == 200
    assert add_sector(name="Jamu", name_en="", source="").order > made.order
