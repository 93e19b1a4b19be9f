"""One search over everything one may see, and nothing beyond it."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from klinik.finance.ledger import chart
from klinik.finance.ledger.commands import open_book
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.posting import cr, dr, post
from klinik.finance.ledger.templatetags.books import ROOMS
from klinik.finance.savings.commands import admit_member, offer_usual_products
from klinik.finance.statements.words import NAMES
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from klinik.web.search.pages import OF_KOPPONTREN, pages_for
from klinik.web.search.places import places_of
from klinik.web.search.queries import found_for
from tests import world
from tests.clinic.scene import Scene

ADDRESS = "/cari/"


def furnish(slug: str, member: str) -> Koppontren:
    """A koppontren with a book, a gift of 7 rupiah as entry 1 and one member."""
    koppontren = world.make_koppontren(slug)
    by = world.make_member_of(koppontren, Role.MANAGER, name=f"Manajer {slug}")
    with acting_for(koppontren):
        read_as(by)
        open_book(koppontren, units=chart.units(), chart=chart.template())
        cash, gift = (Account.objects.of(koppontren).get(code=code) for code in ("1111", "4310"))
        legs = [dr(cash, 7), cr(gift, 7)]
        post(koppontren, request_id=uuid4(), kind="money.in", legs=legs, by=by, on=date(2026, 3, 1))
        offer_usual_products(koppontren, principal=50_000)
        admit_member(koppontren, name=member, cash=cash, request_id=uuid4(), by=by)
    return koppontren


@pytest.fixture
def ours(db: None) -> Koppontren:
    return furnish("al-hikmah", "Zainab Rahasia")


@pytest.fixture
def theirs(db: None) -> Koppontren:
    return furnish("an-nur", "Zainab Tetangga")


def titles(user: User | None, typed: str) -> dict[str, list[str]]:
    """What is found, by the name of its group; without the pages one may go to."""
    read_as(user)
    groups = found_for(user, typed)
    return {g.name: [one.title for one in g.found] for g in groups if g.icon != "arrow-right"}


def actions(user: User | None, typed: str) -> list[str]:
    read_as(user)
    groups = found_for(user, typed)
    return [one.title for g in groups if g.icon == "arrow-right" for one in g.found]


def test_a_manager_finds_members_savings_entries_and_accounts(ours: Koppontren) -> None:
    manager = world.make_member_of(ours, Role.MANAGER)
    # The number in a name that the world gives would be found too.
    User.objects.filter(pk=manager.pk).update(name="Manajer Contoh")

    assert titles(manager, "zainab") == {"Anggota": ["Zainab Rahasia"]}
    assert titles(manager, "P-0001") == {"Simpanan": ["P-0001 · Zainab Rahasia"]}
    assert (
        titles(manager, "1")
        == {
            "Anggota": ["Zainab Rahasia"],  # A-0001
            "Jurnal": ["1 · Uang masuk"],
            "Akun": [f"{a.code} {a.name}" for a in accounts_from(ours, "1")][:5],
        }
    )


def accounts_from(koppontren: Koppontren, beginning: str) -> list[Account]:
    with acting_for(koppontren):
        rows = Account.objects.of(koppontren).filter(parent=None)
        return list(rows.filter(code__startswith=beginning).order_by("code"))


@pytest.mark.parametrize("typed", ["zainab", "rahasia", "A-0001", "P-0001", "2"])
@pytest.mark.parametrize(
    "role", [Role.CASHIER, Role.COLLECTOR, Role.MEMBER, Role.GUARDIAN], ids=lambda role: role.value
)
def test_without_the_right_nothing_of_the_koppontren_is_found(
    ours: Koppontren, role: Role, typed: str
) -> None:
    assert titles(world.make_member_of(ours, role), typed) == {}


def neighbour(ours: Koppontren, theirs: Koppontren) -> User:
    return world.make_member_of(theirs, Role.MANAGER)


def officer(ours: Koppontren, theirs: Koppontren) -> User:
    return world.make_member_of(world.make_office(), Role.OFFICER)


def secretary(ours: Koppontren, theirs: Koppontren) -> User:
    return world.make_member_of(world.make_office("sekretariat"), Role.SECRETARIAT)


def nobody(ours: Koppontren, theirs: Koppontren) -> None:
    return None


@pytest.mark.parametrize("who", [neighbour, officer, secretary, nobody], ids=lambda f: f.__name__)
@pytest.mark.parametrize("typed", ["rahasia", "zainab rahasia", "Manajer al-hikmah"])
def test_nobody_else_finds_our_people_by_name(
    ours: Koppontren,
    theirs: Koppontren,
    who: Callable[[Koppontren, Koppontren], User | None],
    typed: str,
) -> None:
    assert titles(who(ours, theirs), typed) == {}


def test_a_number_that_both_have_is_found_in_ones_own_book_only(
    ours: Koppontren, theirs: Koppontren
) -> None:
    manager = neighbour(ours, theirs)

    assert titles(manager, "A-0001") == {"Anggota": ["Zainab Tetangga"]}
    assert titles(manager, "P-0001") == {"Simpanan": ["P-0001 · Zainab Tetangga"]}


def test_who_works_in_both_finds_in_both(ours: Koppontren, theirs: Koppontren) -> None:
    both = world.make_member_of(ours, Role.SUPERVISOR)
    theirs.memberships.create(user=both, role=Role.SUPERVISOR)
    read_as(both)

    found = [one.title for group in found_for(both, "zainab") for one in group.found]

    assert found == ["Zainab Rahasia", "Zainab Tetangga"]


def test_after_the_search_no_tenant_is_set(ours: Koppontren) -> None:
    titles(world.make_member_of(ours, Role.MANAGER), "zainab")

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('klinik.koppontren')")
        assert cursor.fetchone() == ("",)


def test_cases_are_found_by_who_may_read_them(db: None) -> None:
    scene = Scene.set()
    case = scene.opened(title="Kemasan mudah bocor", audience="offices")

    for reader in (scene.manager, scene.officer):
        assert titles(reader, "bocor") == {"Kasus": ["Kemasan mudah bocor"]}
        assert titles(reader, case.number) == {"Kasus": ["Kemasan mudah bocor"]}
    assert titles(world.make_user(), "bocor") == {}
    assert titles(None, "bocor") == {}


def test_the_public_finds_what_is_public(db: None) -> None:
    world.make_pesantren("al-hikmah")
    world.make_partner("universitas-lamongan")

    assert titles(None, "lamongan") == {
        "Pesantren": ["Pesantren Al Hikmah"],
        "Wilayah": ["Kabupaten Lamongan"],
        "Mitra": ["Universitas Lamongan"],
    }


def test_pages_are_those_that_one_may_open(ours: Koppontren) -> None:
    assert actions(world.make_member_of(ours, Role.MANAGER), "uang") == [
        "Uang masuk",
        "Uang keluar",
        "Pindah uang",
        "Dompet",
        "Di mana uang tunai",
    ]
    assert actions(world.make_member_of(ours, Role.BOARD), "undang") == ["Undang orang"]
    assert actions(world.make_member_of(ours, Role.SUPERVISOR), "uang") == [
        "Dompet",
        "Di mana uang tunai",
    ]
    assert actions(None, "masuk") == ["Masuk"]


@pytest.mark.parametrize(
    ("typed", "page"),
    [
        ("cocok", "Cocokkan bank"),
        ("rekonsiliasi", "Cocokkan bank"),
        ("tutup buku", "Tutup buku"),
        ("tutup bulan", "Tutup buku"),
        ("pola", "Pola"),
        ("setuju", "Persetujuan"),
        ("arus kas", "Arus kas"),
        ("neraca saldo", "Neraca saldo"),
        ("catatan atas", "Catatan atas laporan keuangan"),
        ("ekspor", "Bawa pulang buku"),
    ],
)
def test_pages_of_the_books_are_found_by_what_people_call_them(
    ours: Koppontren, typed: str, page: str
) -> None:
    assert actions(world.make_member_of(ours, Role.BOOKKEEPER), typed)[0] == page


def test_every_page_of_the_books_is_known_to_the_search() -> None:
    known = {address for _, _, address in OF_KOPPONTREN}
    places = {place.route for room in ROOMS for place in room.places}

    assert places | {f"statements:{key}" for key in NAMES} <= known


@pytest.mark.parametrize(
    "typed", ["", " ", "\0", "x" * 9_000, "%", "_", "'", "\\", "محمد", "9" * 60]
)
def test_odd_words_are_answered(client: Client, ours: Koppontren, typed: str) -> None:
    client.force_login(world.make_member_of(ours, Role.MANAGER))

    assert client.get(ADDRESS, {"q": typed}).status_code == 200


def test_the_dialog_gets_the_panel_and_a_browser_the_page(client: Client, ours: Koppontren) -> None:
    client.force_login(world.make_member_of(ours, Role.MANAGER))
    panel = client.get(ADDRESS, {"q": "zainab"}, headers={"HX-Request": "true"})
    page = client.get(ADDRESS, {"q": "zainab"})

    assert "Zainab Rahasia" in panel.text
    assert "<html" not in panel.text
    assert "<html" in page.text
    assert "no-cache" in page["Cache-Control"]


def test_the_search_asks_a_fixed_number_of_questions(client: Client, ours: Koppontren) -> None:
    client.force_login(world.make_member_of(ours, Role.MANAGER))
    counts = []
    for number in (1, 2, 3):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(ADDRESS, {"q": "zainab"})
        counts.append(len(asked))
        with acting_for(ours):
            cash = Account.objects.of(ours).get(code="1111")
            by = world.make_member_of(ours, Role.TELLER)
            admit_member(ours, name=f"Zainab {number}", cash=cash, request_id=uuid4(), by=by)

    assert len(set(counts)) == 1
    assert counts[0] <= 32


@pytest.mark.parametrize(
    ("office", "role"),
    [
        ("sekretariat", Role.SECRETARIAT),
        ("pembiayaan", Role.OFFICER),
        ("lamongan", Role.OFFICER),
    ],
)
def test_an_office_finds_its_desk_and_what_belongs_to_it(
    client: Client, db: None, office: str, role: Role
) -> None:
    region = world.make_region("3524", "Lamongan") if office == "lamongan" else None
    person = world.make_member_of(world.make_office(office, region=region), role)
    client.force_login(person)
    found = {page.url for page in pages_for(person, places_of(person))}
    wanted = {
        "desk:desk",
        "desk:load",
        "funnel:funnel",
        "sessions:recommendations",
        "cases:times",
        "stories:drafts",
    }

    shown = {name for name in wanted if reverse(name) in found}
    assert shown == {name for name in wanted if client.get(reverse(name)).status_code == 200}
    menu = {item["url"] for item in client.get("/").context["nav"]["items"]}
    assert reverse("desk:desk") in menu


def test_nobody_else_has_a_desk_in_the_menu_or_the_search(client: Client, ours: Koppontren) -> None:
    manager = world.make_member_of(ours, Role.MANAGER)
    client.force_login(manager)

    assert actions(manager, "meja") == []
    assert "/meja/" not in client.get("/pesantren/").content.decode()
