"""A koppontren's facts: what it is, that it held its RAT, and which offices see who lacks what."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from klinik.directory.evidence import clean_evidence
from klinik.directory.rules import BadFact
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.facts.commands import KEPT, correct_rat, keep_facts, record_rat, set_term
from klinik.tenancy.facts.queries import counted_standings, due_rat, standings
from klinik.tenancy.facts.rules import (
    NikStanding,
    RatAlreadyThere,
    end_of_book_year,
    last_book_year,
    nik_standing_of,
    rat_due_on,
)
from klinik.tenancy.models import Koppontren, LegalTerm, Rat, RatMinutes
from klinik.tenancy.roles import KOPPONTREN_RIGHTS, Right, Role
from tests import world

Counter = Callable[..., AbstractContextManager[Any]]
TODAY = timezone.localdate
DATA = "/koppontren/al-hikmah/data/"
LAST = last_book_year(TODAY(), month=1)
PDF = b"%PDF-1.4 %%EOF"


@pytest.fixture
def ours(db: None) -> Koppontren:
    return world.make_koppontren()


@pytest.fixture
def manager(ours: Koppontren, client: Client) -> User:
    person = world.make_member_of(ours, Role.MANAGER)
    client.force_login(person)
    return person


def facts(koppontren: Koppontren, **known: Any) -> dict[str, Any]:
    return {name: getattr(koppontren, name) for name in KEPT} | known


def meeting(**other: Any) -> dict[str, Any]:
    told = {"year": LAST, "held_on": date(LAST + 1, 1, 20), "present": 120, "members": 150}
    return told | other


def typed(**other: Any) -> dict[str, Any]:
    return {name: str(value) for name, value in meeting(**other).items()}


def held(koppontren: Koppontren) -> list[tuple[int, date, int, int]]:
    return list(Rat.objects.of(koppontren).values_list("year", "held_on", "present", "members"))


@pytest.mark.parametrize(
    ("month", "end", "due"),
    [
        (1, date(2025, 12, 31), date(2026, 6, 30)),
        (7, date(2026, 6, 30), date(2026, 12, 31)),
        (9, date(2026, 8, 31), date(2027, 2, 28)),
        (3, date(2026, 2, 28), date(2026, 8, 31)),
    ],
)
def test_a_rat_is_due_months_after_its_book_year(month: int, end: date, due: date) -> None:
    assert end_of_book_year(2025, month=month) == end
    assert rat_due_on(2025, month=month, within=6) == due
    assert last_book_year(end, month=month) == 2024
    assert last_book_year(end + timedelta(days=1), month=month) == 2025


@pytest.mark.parametrize(
    ("nik", "until", "standing"),
    [
        ("", None, NikStanding.NONE),
        ("N-1", None, NikStanding.ACTIVE),
        ("N-1", date(2026, 3, 1), NikStanding.ACTIVE),
        ("N-1", date(2026, 2, 28), NikStanding.EXPIRED),
    ],
)
def test_a_nik_counts_to_its_last_day(nik: str, until: date | None, standing: str) -> None:
    assert nik_standing_of(nik, until, on=date(2026, 3, 1)) == standing


def test_facts_are_kept_with_who_wrote_them(ours: Koppontren, manager: User) -> None:
    kept = keep_facts(
        ours, by=manager, **facts(ours, legal_number="BH-1", legal_on=date(2020, 5, 4), nik="N-1")
    )

    assert (kept.legal_number, kept.nik, kept.kept_by) == ("BH-1", "N-1", manager)
    assert kept.nik_standing == NikStanding.ACTIVE
    assert keep_facts(kept, by=world.make_user(), **facts(kept)).kept_by == manager  # no change


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("legal_number", {"legal_on": date(2020, 1, 1)}),
    ("nik", {"nik_until": date(2030, 1, 1)}),
    ("nik", {"nik_address": "https://contoh.example/x"}),
    ("nik_until", {"nik": "N", "nik_issued_on": date(2024, 2, 2), "nik_until": date(2024, 2, 1)}),
    (
        "legal_on",
        {"legal_number": "B", "legal_on": date(2019, 1, 1), "founded_on": date(2020, 1, 1)},
    ),
]


@pytest.mark.parametrize(("field", "known"), WRONG)
def test_facts_that_cannot_be_are_refused_by_both(
    ours: Koppontren, manager: User, field: str, known: dict[str, Any]
) -> None:
    with pytest.raises(BadFact) as refused:
        keep_facts(ours, by=manager, **facts(ours, **known))
    assert refused.value.field == field
    with pytest.raises(IntegrityError, match="koppontren_dates"), transaction.atomic():
        Koppontren.objects.filter(pk=ours.pk).update(**known)


def test_a_rat_is_recorded_once(ours: Koppontren, manager: User) -> None:
    with acting_for(ours):
        first = record_rat(ours, by=manager, **meeting())
        assert record_rat(ours, by=manager, **meeting()) == first
        with pytest.raises(RatAlreadyThere):
            record_rat(ours, by=manager, **meeting(present=99))

        assert held(ours) == [(LAST, date(LAST + 1, 1, 20), 120, 150)]


def test_a_correction_keeps_the_minutes(ours: Koppontren, manager: User) -> None:
    minutes = clean_evidence(ContentFile(PDF, name="notulen.pdf"))
    with acting_for(ours):
        rat = record_rat(ours, by=manager, decisions="SHU dibagi", minutes=minutes, **meeting())
        correct_rat(rat, by=manager, decisions="SHU dibagi semua", **meeting(present=121))

        assert held(ours) == [(LAST, date(LAST + 1, 1, 20), 121, 150)]
        kept = RatMinutes.objects.of(ours).get()
        assert (kept.decisions, kept.file_hash) == ("SHU dibagi semua", minutes.hash)


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("present", {"present": 151}),
        ("held_on", {"held_on": date(LAST, 12, 31)}),
        ("held_on", {"held_on": TODAY() + timedelta(days=2)}),
    ],
)
def test_a_rat_that_cannot_be_is_refused_by_both(
    ours: Koppontren, manager: User, field: str, other: dict[str, Any]
) -> None:
    with acting_for(ours):
        with pytest.raises(BadFact) as refused:
            record_rat(ours, by=manager, **meeting(**other))
        assert refused.value.field == field
        with pytest.raises(IntegrityError, match="rat_"), transaction.atomic():
            Rat.objects.create(koppontren=ours, recorded_by=manager, **meeting(**other))


def test_minutes_stay_inside(ours: Koppontren, manager: User) -> None:
    """The row of a RAT is everybody's, its minutes are not, and no neighbour writes either."""
    theirs = world.make_koppontren("an-nur")
    with acting_for(ours):
        record_rat(ours, by=manager, decisions="rahasia", **meeting())
        rat = record_rat(ours, by=manager, **meeting(year=LAST - 1))
    with acting_for(theirs):
        assert Rat.objects.count() == 2
        assert not RatMinutes.objects.exists()
        assert Rat.objects.filter(pk=rat.pk).update(present=1) == 0
        with pytest.raises(IntegrityError, match="in_tenant"), transaction.atomic():
            RatMinutes.objects.create(koppontren=theirs, rat=rat)


def test_the_page_says_what_is_due_and_what_is_public(
    client: Client, ours: Koppontren, manager: User
) -> None:
    page = client.get(DATA).content.decode()
    assert f"RAT tahun buku {LAST} belum tercatat" in page
    assert "UU 25/1992" in page

    answer = client.post(
        f"{DATA}rat/baru/",
        typed(decisions="SHU dibagi") | {"minutes": SimpleUploadedFile("n.pdf", PDF)},
    )

    assert answer.status_code == 302
    page = client.get(DATA).content.decode()
    assert "120 dari 150" in page
    assert "SHU dibagi" in page
    assert client.get(f"{DATA}rat/{LAST}/notulen/").getvalue() == PDF
    client.logout()
    public = client.get("/pesantren/al-hikmah/").content.decode()
    assert "120 dari 150 anggota hadir" in public
    assert "SHU dibagi" not in public
    assert client.get(f"{DATA}rat/{LAST}/notulen/").status_code == 302


def test_the_forms_refuse_with_a_sentence(client: Client, ours: Koppontren, manager: User) -> None:
    refused = client.post(f"{DATA}rat/baru/", typed(present=200))
    assert refused.status_code == 422
    assert "Dari 1 sampai jumlah anggota." in refused.content.decode()

    sent = {name: value or "" for name, value in facts(ours).items()}
    refused = client.post(f"{DATA}ubah/", sent | {"nik_address": "javascript:alert(1)", "nik": "N"})
    assert refused.status_code == 422
    assert client.post(f"{DATA}ubah/", sent | {"nik": "N-9"}).status_code == 302
    assert Koppontren.objects.get().nik == "N-9"


@pytest.mark.parametrize("role", sorted(KOPPONTREN_RIGHTS))
def test_who_reads_and_who_keeps(client: Client, ours: Koppontren, role: Role) -> None:
    client.force_login(world.make_member_of(ours, role))
    reads = Right.READ_BOOKS in KOPPONTREN_RIGHTS[role]
    keeps = Right.KEEP_FACTS in KOPPONTREN_RIGHTS[role]

    assert (client.get(DATA).status_code == 200) is reads
    assert (client.post(f"{DATA}rat/baru/", typed()).status_code == 302) is keeps


def ready(koppontren: Koppontren, by: User) -> None:
    address = "https://contoh.example/1"
    keep_facts(koppontren, by=by, **facts(koppontren, nik="N-1", nik_address=address))
    with acting_for(koppontren):
        record_rat(koppontren, by=by, **meeting())


def lists(lacks: str = "") -> list[str]:
    return [row.slug for row in standings(today=TODAY(), lacks=lacks)]


def test_who_lacks_what_a_grant_asks(ours: Koppontren, manager: User) -> None:
    world.make_koppontren("an-nur")
    ready(ours, manager)

    assert lists() == ["al-hikmah", "an-nur"]
    assert lists("rat") == lists("nik") == lists("qr") == ["an-nur"]
    assert lists("tidak_ada") == ["al-hikmah"]
    assert counted_standings(today=TODAY()) == {"all": 2, "rat": 1, "nik": 1, "qr": 1, "ready": 1}
    Koppontren.objects.filter(pk=ours.pk).update(nik_until=TODAY() - timedelta(days=1))
    assert lists("nik") == ["al-hikmah", "an-nur"]
    assert lists("tidak_ada") == []


@pytest.mark.parametrize("month", range(1, 13))
def test_list_and_page_ask_for_the_same_year(ours: Koppontren, month: int) -> None:
    Koppontren.objects.filter(pk=ours.pk).update(fiscal_month=month)
    ours.refresh_from_db()
    due = due_rat(ours, today=TODAY())

    assert due is not None
    assert [row.asked_year for row in standings(today=TODAY())] == [due.year]


def test_a_newer_law_counts_from_its_day(ours: Koppontren, manager: User) -> None:
    before = due_rat(ours, today=TODAY())
    kind = LegalTerm.Kind.RAT_MONTHS
    set_term(kind=kind, months=3, from_on=TODAY(), source="UU Contoh", by=manager)
    after = due_rat(ours, today=TODAY())

    assert before
    assert after
    assert (before.on, before.source[:10]) == (date(LAST + 1, 6, 30), "UU 25/1992")
    assert (after.on, after.source) == (date(LAST + 1, 3, 31), "UU Contoh")


def test_an_office_sees_its_region(client: Client, ours: Koppontren, manager: User) -> None:
    malang = world.make_region("3573", "Malang", "kota")
    world.make_koppontren("an-nur", pesantren=world.make_pesantren("an-nur", region=malang))
    url = "/koperasi/"

    assert client.get(url).status_code == 404  # a manager works in no office
    client.force_login(world.make_member_of(world.make_office(), Role.OFFICER))
    page = client.get(url).content.decode()
    assert "Al Hikmah" in page
    assert "An Nur" in page
    client.force_login(
        world.make_member_of(world.make_office("dinas-malang", region=malang), Role.OFFICER)
    )
    page = client.get(url).content.decode()
    assert "Al Hikmah" not in page
    assert "An Nur" in page
    assert client.get(f"{url}?wilayah=3524").status_code == 404
    assert client.get(f"{url}daftar.csv?wilayah=3524").status_code == 404
    table = client.get(f"{url}daftar.csv").content.decode("utf-8-sig")
    assert [line.split(";")[2] for line in table.splitlines()[1:]] == ["Koppontren An Nur"]
    assert client.get(f"{url}daftar.xlsx").status_code == 200
    assert client.get(f"{url}daftar.exe").status_code == 404
    assert client.get(f"{url}aturan/").status_code == 404


def test_the_secretariat_writes_a_rule_down(client: Client, db: None) -> None:
    office = world.make_office("sekretariat")
    client.force_login(world.make_member_of(office, Role.SECRETARIAT))
    told = {"kind": "rat_months", "months": "4", "from_on": "2026-01-01", "source": "UU Contoh"}

    assert client.post("/koperasi/aturan/", told | {"months": "0"}).status_code == 422
    assert client.post("/koperasi/aturan/", told | {"months": "25"}).status_code == 422
    books = told | {"kind": "books_months", "months": "12"}
    assert client.post("/koperasi/aturan/", books).status_code == 422
    assert client.post("/koperasi/aturan/", told).status_code == 302
    assert "UU Contoh" in client.get("/koperasi/aturan/").content.decode()


@pytest.mark.parametrize(("kind", "months"), [("rat_months", 25), ("books_months", 59)])
def test_round_python_no_term_is_a_typing_error(manager: User, kind: str, months: int) -> None:
    told: dict[str, Any] = {"months": months, "from_on": TODAY(), "source": "UU Contoh"}
    with pytest.raises(IntegrityError), transaction.atomic():
        set_term(kind=LegalTerm.Kind(kind), by=manager, **told)


def test_the_list_asks_as_much_for_three_as_for_one(
    client: Client, db: None, django_assert_num_queries: Counter
) -> None:
    world.make_koppontren("k-1")
    client.force_login(world.make_member_of(world.make_office(), Role.OFFICER))
    client.get("/koperasi/")
    for more in (["k-2", "k-3"], []):
        with django_assert_num_queries(QUESTIONS):
            client.get("/koperasi/")
        for slug in more:
            world.make_koppontren(slug)


QUESTIONS = 11
