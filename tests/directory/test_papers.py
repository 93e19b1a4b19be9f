"""Legality papers of products: how they stand, who writes them, who opens their files."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction
from django.test import Client, override_settings
from django.utils import timezone

from klinik.core.database import set_local
from klinik.directory.commands import add_paper, correct_paper, renew_paper
from klinik.directory.evidence import Evidence, clean_evidence
from klinik.directory.models import Paper, PaperFile, Product
from klinik.directory.queries import papers_due, papers_expiring
from klinik.directory.rules import BadPaper, PaperReused
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.roles import Role
from tests.directory.places import make_place
from tests.world import make_koppontren, make_member_of, make_office, make_region, make_user

Counter = Callable[..., AbstractContextManager[Any]]
Kind = Paper.Kind
TODAY = timezone.localdate


@pytest.fixture
def product(db: None, tmp_path: Path) -> Any:
    with override_settings(MEDIA_ROOT=tmp_path):
        yield make_place("Rekaan", "Keripik").products.get()


@pytest.fixture
def assistant(product: Product) -> User:
    """Speaks for the pesantren, and reads and writes in this test."""
    person = make_member_of(product.pesantren, Role.ASSISTANT)
    read_as(person)
    return person


def scan(words: bytes = b"one") -> Evidence:
    return clean_evidence(SimpleUploadedFile("halal.pdf", b"%PDF-1.4 " + words + b" %%EOF"))


def add(product: Product, by: User, **changes: Any) -> Paper:
    said: dict[str, Any] = {"kind": Kind.HALAL, "number": "ID-1", "valid_until": TODAY()}
    asked: dict[str, Any] = {"request_id": uuid4(), "by": by} | said | changes
    return add_paper(product, **asked)


def held(product: Product) -> list[tuple[str, str, date | None]]:
    rows = product.papers.filter(replaced_at=None)
    return list(rows.values_list("kind", "number", "valid_until"))


def test_the_same_form_twice_is_one_paper(product: Product, assistant: User) -> None:
    request_id = uuid4()
    first = add(product, assistant, request_id=request_id, file=scan())
    again = add(product, assistant, request_id=request_id, file=scan())

    assert (first, Paper.objects.count(), PaperFile.objects.count()) == (again, 1, 1)
    for other in ({"number": "ID-2"}, {"valid_until": None}, {"file": scan(b"two")}):
        with pytest.raises(PaperReused):
            add(product, assistant, request_id=request_id, **({"file": scan()} | other))
    colleague = make_member_of(product.pesantren, Role.ASSISTANT)
    with pytest.raises(PaperReused):
        add(product, colleague, request_id=request_id, file=scan())


def test_a_product_has_one_paper_of_a_kind(product: Product, assistant: User) -> None:
    add(product, assistant)
    with pytest.raises(BadPaper):
        add(product, assistant, number="ID-2")
    with pytest.raises(IntegrityError, match="paper_of_a_kind_once"), transaction.atomic():
        raw(product, assistant)

    assert held(product) == [("halal", "ID-1", TODAY())]


def raw(product: Product, by: User, **changes: Any) -> Paper:
    """Write past the commands."""
    said = {"kind": Kind.HALAL, "number": "ID-9", "request_id": uuid4(), "fingerprint": "x"}
    return Paper.objects.create(product=product, recorded_by=by, **(said | changes))


def test_a_renewal_takes_the_place_and_leaves_the_old_file(
    product: Product, assistant: User
) -> None:
    old = add(product, assistant, file=scan())
    later, request_id = TODAY() + timedelta(days=400), uuid4()
    said: dict[str, Any] = {"number": "ID-2", "valid_until": later, "by": assistant}
    new = renew_paper(old, request_id=request_id, **said)

    assert renew_paper(old, request_id=request_id, **said) == new
    assert held(product) == [("halal", "ID-2", later)]
    assert list(PaperFile.objects.values_list("paper", flat=True)) == [old.pk]
    with pytest.raises(BadPaper, match="baru saja diganti"):
        renew_paper(old, request_id=uuid4(), **said)


def test_a_renewal_ends_later(product: Product, assistant: User) -> None:
    paper = add(product, assistant)
    with pytest.raises(BadPaper, match="berakhir lebih lambat"):
        renew_paper(paper, number="X", valid_until=TODAY(), request_id=uuid4(), by=assistant)

    assert held(product) == [("halal", "ID-1", TODAY())]


def test_a_correction_keeps_the_file(product: Product, assistant: User) -> None:
    old = add(product, assistant, file=scan())
    said: dict[str, Any] = {"number": "ID-3", "valid_until": None, "by": assistant}
    new = correct_paper(old, request_id=uuid4(), **said)
    better = correct_paper(new, request_id=uuid4(), file=scan(b"two"), **said)

    assert held(product) == [("halal", "ID-3", None)]
    assert new.scan.file.name == old.scan.file.name
    assert better.scan.file.name != old.scan.file.name


def test_a_paper_is_never_edited_or_deleted(product: Product, assistant: User) -> None:
    paper = add(product, assistant)
    for change in ({"number": "X"}, {"valid_until": None}, {"is_simulated": False}):
        with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
            Paper.objects.filter(pk=paper.pk).update(**change)
    with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
        paper.delete()
    renewed = renew_paper(paper, number="Y", valid_until=None, request_id=uuid4(), by=assistant)
    assert renewed.pk
    with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(replaced_at=None)


def test_a_scan_is_never_changed_or_deleted(product: Product, assistant: User) -> None:
    add(product, assistant, file=scan())
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        PaperFile.objects.update(file="other.pdf")
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        PaperFile.objects.all().delete()

    assert PaperFile.objects.count() == 1


def test_the_database_lets_only_those_write_who_speak_for_the_pesantren(
    product: Product, assistant: User
) -> None:
    paper = add(product, assistant)
    koppontren = make_koppontren("sini", pesantren=product.pesantren)
    neighbour = make_member_of(make_place("Tetangga"), Role.ASSISTANT)
    office = make_member_of(make_office(region=product.pesantren.region), Role.OFFICER)
    supervisor = make_member_of(koppontren, Role.SUPERVISOR)
    for outsider in (neighbour, office, supervisor, make_user()):
        read_as(outsider)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            raw(product, outsider, kind=Kind.NIB)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Paper.objects.filter(pk=paper.pk).update(replaced_at=timezone.now())
    manager = make_member_of(koppontren, Role.MANAGER)
    read_as(manager)

    assert raw(product, manager, kind=Kind.NIB).pk


def test_the_scan_is_for_the_pesantren_and_the_offices(
    client: Client, product: Product, assistant: User
) -> None:
    paper = add(product, assistant, file=scan())
    url = f"/surat/{paper.pk}/berkas/"
    koppontren = make_koppontren("sini", pesantren=product.pesantren)
    own, far = product.pesantren.region, make_region("3509", "Jember")
    may = [
        assistant,
        make_member_of(koppontren, Role.SUPERVISOR),
        make_member_of(make_office("produksi"), Role.OFFICER),
        make_member_of(make_office("dinas-sini", region=own), Role.OFFICER),
    ]
    may_not = [
        make_user(),
        make_member_of(koppontren, Role.CASHIER),
        make_member_of(make_place("Tetangga"), Role.ASSISTANT),
        make_member_of(make_office("dinas-sana", region=far), Role.OFFICER),
    ]

    def seen() -> tuple[int, bool]:
        page = client.get(product.get_absolute_url()).content.decode()
        answer = client.get(url)
        answer.getvalue()  # read to its end, so that the file is closed
        return answer.status_code, url in page

    assert seen() == (404, False)
    for person in may_not:
        client.force_login(person)
        assert seen() == (404, False)
    for person in may:
        client.force_login(person)
        assert seen() == (200, True)
    answer = client.get(url)
    assert answer.getvalue() == b"%PDF-1.4 one %%EOF"
    assert answer["Content-Disposition"] == f'attachment; filename="surat-{paper.pk}.pdf"'
    assert answer["Cache-Control"] == "private, no-store"
    assert client.get("/surat/" + "9" * 30 + "/berkas/").status_code == 404


def test_without_a_reader_a_scan_is_an_error(product: Product, assistant: User) -> None:
    add(product, assistant, file=scan())
    set_local("klinik.reader", "")
    with pytest.raises((ProgrammingError, DatabaseError)), transaction.atomic():
        PaperFile.objects.count()
    assert connection.in_atomic_block


def test_everybody_sees_how_the_papers_stand(
    client: Client, product: Product, assistant: User
) -> None:
    add(product, assistant, kind=Kind.NIB, number="N-1", valid_until=None)
    add(product, assistant, kind=Kind.PIRT, number="P-1", valid_until=TODAY())
    add(product, assistant, kind=Kind.HALAL, number="H-1", valid_until=TODAY() - timedelta(days=1))
    html = client.get(product.get_absolute_url(), headers={"Accept-Language": "id"})
    page = html.content.decode()

    for words in ("H-1", "N-1", "P-1", "badge bad", "badge warn", "badge ok", "tanpa batas"):
        assert words in page
    assert page.count("badge sim") == 4


def test_the_page_says_what_is_known_and_from_where(client: Client, db: None) -> None:
    place = make_place("Nyata", "Kopi", source="https://jurnal9.tv/klinik")
    product = place.products.get()
    page = client.get(product.get_absolute_url()).content.decode()

    assert page.count('<dd><span class="muted">belum diketahui</span></dd>') == 2
    assert (page.count("jurnal9.tv</a>"), "badge sim" in page) == (1, False)
    Product.objects.filter(pk=product.pk).update(
        price=15_000, price_unit="250 g", capacity=1200, capacity_unit="kg", capacity_period="month"
    )
    page = client.get(product.get_absolute_url()).content.decode()
    assert "<dd>Rp15.000 / 250 g</dd>" in page
    assert "<dd>1.200 kg per bulan</dd>" in page
    assert (
        f'href="{product.get_absolute_url()}"'
        in client.get(place.get_absolute_url()).content.decode()
    )
    assert client.get("/produk/" + "9" * 30 + "/").status_code == 404


def test_a_capacity_has_a_unit_and_a_period(product: Product) -> None:
    with pytest.raises(IntegrityError, match="capacity_has_unit"), transaction.atomic():
        Product.objects.filter(pk=product.pk).update(capacity=5)


def test_what_is_due_comes_by_urgency(product: Product, assistant: User) -> None:
    for kind, days in ((Kind.PIRT, 90), (Kind.HALAL, -3), (Kind.SNI, 91)):
        add(product, assistant, kind=kind, valid_until=TODAY() + timedelta(days=days))
    add(product, assistant, kind=Kind.NIB, valid_until=None)

    due = papers_due(product.pesantren, today=TODAY())

    assert [paper.kind for paper in due] == [Kind.HALAL, Kind.PIRT]


def test_what_expires_is_found_for_all_pesantren_on_any_day(
    product: Product, assistant: User
) -> None:
    old = add(product, assistant, valid_until=TODAY() + timedelta(days=10))
    new = renew_paper(
        old, number="ID-2", valid_until=TODAY() + timedelta(200), request_id=uuid4(), by=assistant
    )
    other = make_place("Tetangga", "Abon").products.get()
    neighbour = make_member_of(other.pesantren, Role.ASSISTANT)
    read_as(neighbour)
    theirs = add(other, neighbour, kind=Kind.PIRT, valid_until=TODAY() - timedelta(days=1))

    read_as(None)
    assert list(papers_expiring(TODAY())) == [theirs]
    assert list(papers_expiring(TODAY() + timedelta(110))) == [theirs, new]


def test_queries_of_a_product_do_not_grow_with_its_papers(
    client: Client, product: Product, assistant: User, django_assert_num_queries: Counter
) -> None:
    add(product, assistant, kind=Kind.NIB)
    with django_assert_num_queries(7):
        client.get(product.get_absolute_url())
    read_as(assistant)
    for kind in (Kind.PIRT, Kind.HALAL):
        add(product, assistant, kind=kind, file=scan())
    with django_assert_num_queries(7):
        client.get(product.get_absolute_url())
