"""The page on which those who speak for a pesantren keep the papers of its products."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from klinik.directory.commands import add_paper
from klinik.directory.models import Paper, PaperFile, Product
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.models import Koppontren, Membership
from klinik.tenancy.roles import CASE_OPENERS, KOPPONTREN_RIGHTS, Role
from tests import world

Counter = Callable[..., AbstractContextManager[Any]]
TODAY = timezone.localdate
SURAT = "/pesantren/al-hikmah/surat/"


@pytest.fixture
def ours(db: None) -> Koppontren:
    return world.make_koppontren()


@pytest.fixture
def manager(ours: Koppontren, client: Client) -> User:
    person = world.make_member_of(ours, Role.MANAGER)
    client.force_login(person)
    return person


def make_product(place: Koppontren, name: str = "Keripik") -> Product:
    return Product.objects.create(
        pesantren=place.pesantren, name=name, sector="makanan", category="x", is_simulated=True
    )


def make_paper(product: Product, by: User, *, days: int = 30, kind: str = "halal") -> Paper:
    read_as(by)
    return add_paper(
        product,
        kind=Paper.Kind(kind),
        number=f"{kind}-1",
        valid_until=TODAY() + timedelta(days=days),
        request_id=uuid4(),
        by=by,
    )


def addresses(product: Product, paper: Paper, at: str = SURAT) -> list[str]:
    of_paper = [f"{at}{paper.pk}/ubah/", f"{at}{paper.pk}/perpanjang/"]
    return [at, f"{at}{product.pk}/baru/", *of_paper]


def test_the_public_signs_in_and_strangers_get_404(client: Client, ours: Koppontren) -> None:
    product = make_product(ours)
    paper = make_paper(product, world.make_member_of(ours, Role.MANAGER))
    theirs = world.make_koppontren("an-nur")
    for url in addresses(product, paper):
        client.logout()
        assert client.get(url).status_code == 302
        office = world.make_office(f"bidang-{uuid4().hex[:6]}")
        for person in (
            world.make_user(),
            world.make_member_of(theirs, Role.MANAGER),
            world.make_member_of(office, Role.OFFICER),
        ):
            client.force_login(person)
            assert client.get(url).status_code == 404
            assert client.post(url, {}).status_code in {404, 405}


def test_a_neighbour_does_not_find_our_rows_at_their_own_address(
    client: Client, ours: Koppontren
) -> None:
    product = make_product(ours)
    paper = make_paper(product, world.make_member_of(ours, Role.MANAGER))
    theirs = world.make_koppontren("an-nur")
    client.force_login(world.make_member_of(theirs, Role.MANAGER))

    given = [
        client.post(url, {}).status_code
        for url in addresses(product, paper, "/pesantren/an-nur/surat/")[1:]
    ]

    assert given == [404, 404, 404]


@pytest.mark.parametrize("role", sorted(KOPPONTREN_RIGHTS))
def test_only_who_speaks_for_the_pesantren_opens_the_page(
    client: Client, ours: Koppontren, role: Role
) -> None:
    client.force_login(world.make_member_of(ours, role))

    assert client.get(SURAT).status_code == (200 if role in CASE_OPENERS else 403)


def test_a_paper_is_added_renewed_and_corrected(
    client: Client, ours: Koppontren, manager: User
) -> None:
    product = make_product(ours)
    form = {"kind": "pirt", "number": "P-1", "valid_until": "2020-01-31", "request_id": uuid4()}
    for _twice in range(2):
        scan = SimpleUploadedFile("a.pdf", b"%PDF-1.4 %%EOF")
        answer = client.post(f"{SURAT}{product.pk}/baru/", form | {"file": scan})
        assert (answer.status_code, answer["Location"]) == (302, SURAT)
    paper = Paper.objects.get()
    answer = client.post(
        f"{SURAT}{paper.pk}/perpanjang/",
        {"number": "P-2", "valid_until": "2030-01-31", "request_id": uuid4()},
    )
    assert answer.status_code == 302
    paper = Paper.objects.get(replaced_at=None)
    client.post(f"{SURAT}{paper.pk}/ubah/", {"number": "P-3", "request_id": uuid4()})

    now = Paper.objects.filter(replaced_at=None)
    assert list(now.values_list("number", "valid_until")) == [("P-3", None)]
    assert (Paper.objects.count(), PaperFile.objects.count()) == (3, 1)


def test_a_refusal_is_a_sentence_and_keeps_nothing(
    client: Client, ours: Koppontren, manager: User
) -> None:
    product = make_product(ours)
    url = f"{SURAT}{product.pk}/baru/"
    bomb = SimpleUploadedFile("a.pdf", b"<html>")
    form = {"kind": "pirt", "number": "P-1", "request_id": uuid4()}
    for broken in (form | {"file": bomb}, form | {"kind": "x"}, form | {"number": "\0 "}, {}):
        answer = client.post(url, broken)
        if broken:
            assert answer.status_code == 422
            assert b"error-summary" in answer.content

    assert Paper.objects.count() == 0


def test_what_runs_out_stands_on_top_of_the_pesantrens_own_pages(
    client: Client, ours: Koppontren, manager: User
) -> None:
    Membership.objects.create(user=manager, koppontren=ours, role=Role.TELLER)  # a second role
    paper = make_paper(make_product(ours), manager)
    renew = f'href="{SURAT}{paper.pk}/perpanjang/"'

    for url in (SURAT, "/pesantren/al-hikmah/"):
        top = client.get(url).content.decode().split('class="card"')[0]
        assert renew in top
    client.logout()
    assert renew not in client.get("/pesantren/al-hikmah/").content.decode()


def test_what_has_no_end_is_not_renewed(client: Client, ours: Koppontren, manager: User) -> None:
    product = make_product(ours)
    ends = make_paper(product, manager)
    request: dict[str, Any] = {
        "number": "N-1",
        "valid_until": None,
        "request_id": uuid4(),
        "by": manager,
    }
    stays = add_paper(product, kind=Paper.Kind.NIB, **request)
    page = client.get(SURAT).content.decode()

    offered = [f'href="{SURAT}{paper.pk}/perpanjang/"' in page for paper in (ends, stays)]
    assert offered == [True, False]


def test_queries_do_not_grow_with_the_rows(
    client: Client, ours: Koppontren, manager: User, django_assert_num_queries: Counter
) -> None:
    make_paper(make_product(ours), manager)
    with django_assert_num_queries(10):
        client.get(SURAT)
    for name in ("Abon", "Kopi"):
        product = make_product(ours, name)
        for kind in ("nib", "halal", "pirt"):
            make_paper(product, manager, kind=kind)
    with django_assert_num_queries(10):
        client.get(SURAT)
