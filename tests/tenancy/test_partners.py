"""Partners of the pentahelix: who writes them, who may keep them, and what the database refuses."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from klinik.directory.models import Offer, Partner
from klinik.directory.partners.commands import add_partner, describe_partner, make_offer
from klinik.directory.partners.queries import found_partners, version_of
from klinik.directory.partners.rules import BadOffer, BadPartner, PartnerReused
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.commands import accept_invitation, invite
from klinik.tenancy.models import Membership
from klinik.tenancy.queries import gives_in
from klinik.tenancy.roles import HELPERS, OFFICE_ROLES, Role
from klinik.tenancy.rules import MayNotGive
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner() -> Partner:
    return world.make_partner()


@pytest.fixture
def keeper(partner: Partner) -> User:
    return world.make_member_of(partner, Role.PARTNER)


def offer_of(partner: Partner, keeper: User, **other: Any) -> Offer:
    content: dict[str, Any] = {
        "kind": Offer.Kind.MENTORING,
        "title": "Pendampingan",
        "text": "Tiga bulan.",
        "aspects": [],
        "regions": [],
        "until": None,
        "request_id": uuid4(),
    }
    read_as(keeper)
    return make_offer(partner, **content | other)


def written(**other: Any) -> Partner:
    content: dict[str, Any] = {
        "name": "Kampus Contoh",
        "kind": Partner.Kind.ACADEMIA,
        "is_lender": False,
        "about": "",
        "region": None,
        "website": "",
        "contact": "",
        "source": "https://contoh.example/",
        "request_id": uuid4(),
    }
    return add_partner(**content | other)


def test_who_gives_what(partner: Partner, keeper: User) -> None:
    bank = world.make_partner("bank", kind="business", is_lender=True)
    lender = world.make_member_of(bank, Role.LENDER)
    mentor = world.make_member_of(partner, Role.MENTOR)
    secretary = world.make_member_of(world.make_office("lain"), Role.SECRETARIAT)

    assert gives_in(keeper, partner) == HELPERS | {Role.PARTNER}
    assert gives_in(lender, bank) == HELPERS | {Role.LENDER}
    assert gives_in(secretary, partner) == HELPERS | {Role.PARTNER}
    assert gives_in(secretary, bank) == HELPERS | {Role.LENDER}
    assert gives_in(mentor, partner) == gives_in(keeper, bank) == frozenset()
    assert gives_in(secretary, world.make_office("satu")) == HELPERS | OFFICE_ROLES - {
        Role.ADMINISTRATOR
    }


def test_a_partner_invites_its_own_people(client: Client, partner: Partner, keeper: User) -> None:
    client.force_login(keeper)
    page = reverse("tenancy:partner_people", args=[partner.slug])
    sent = {"name": "Mentor Baru", "role": "mentor", "phone": "081234567890"}

    answer = client.post(page, sent | {"request_id": uuid4()})

    assert answer.status_code == 302
    assert "Mentor Baru" in client.get(page).content.decode()
    read_as(keeper)
    invitation = partner.invitations.get()
    newcomer = world.make_user()
    accept_invitation(invitation, by=newcomer)
    assert Membership.objects.filter(user=newcomer, role="mentor", partner=partner).exists()
    with pytest.raises(MayNotGive):
        invite(
            world.make_partner("bank", kind="business", is_lender=True),
            role=Role.LENDER,
            name="x",
            email="x@contoh.example",
            request_id=uuid4(),
            by=keeper,
        )


def test_a_lender_is_no_partner_and_a_mentor_is_no_officer(partner: Partner) -> None:
    office = world.make_office("pelatihan")
    world.make_member_of(office, Role.MENTOR)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=world.make_user(), role=Role.PARTNER, office=office)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=world.make_user(), role=Role.OFFICER, partner=partner)


def test_a_mentor_in_an_office_does_not_read_what_is_for_the_offices(client: Client) -> None:
    pesantren = world.make_pesantren()
    region = pesantren.region
    mentor = world.make_member_of(world.make_office("lamongan", region=region), Role.MENTOR)
    read_as(mentor)

    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Partner.objects.create(slug="x", name="x", kind="media", region=region, is_simulated=True)


def test_the_secretariat_writes_a_partner_down(client: Client) -> None:
    client.force_login(world.make_member_of(world.make_office("sekretariat"), Role.SECRETARIAT))
    page = reverse("tenancy:partner_add")
    sent = {"name": "Bank Contoh", "kind": "business", "is_lender": "on", "request_id": uuid4()}

    assert client.post(page, sent).status_code == 422  # no source
    sent["source"] = "https://contoh.example/"
    for _ in range(2):
        answer = client.post(page, sent)
        assert answer.headers["Location"] == "/mitra/bank-contoh/orang/"
    assert Partner.objects.count() == 1
    assert client.post(page, sent | {"kind": "media", "request_id": uuid4()}).status_code == 422
    assert client.get(page).status_code == 200


def test_a_partner_says_who_it_is_not_more_than_once_in_other_words() -> None:
    world.make_partner("lain")
    request = uuid4()
    first = written(request_id=request)

    assert written(request_id=request) == first
    with pytest.raises(PartnerReused):
        written(request_id=request, name="Lain")
    with pytest.raises(BadPartner):
        written(source="", is_simulated=False)
    assert [written().slug, written(name="اختبار").slug, written(name="Baru").slug] == [
        "kampus-contoh-2",
        "mitra",
        "baru-2",
    ]


def test_its_own_people_edit_the_page_and_another_name_needs_another_look(
    client: Client, partner: Partner, keeper: User
) -> None:
    client.force_login(world.make_member_of(world.make_office("pelatihan"), Role.OFFICER))
    verify = reverse("tenancy:partner_verify", args=[partner.slug])
    assert client.post(verify).status_code == 302
    client.force_login(keeper)
    page = reverse("tenancy:partner_describe", args=[partner.slug])

    seen = client.get(page).context["form"]["version"].value()
    typed = {"about": "Kami membantu.", "name": "Palsu", "contact": "031-1"}
    answer = client.post(page, typed | {"version": seen})

    assert answer.headers["Location"] == partner.get_absolute_url()
    partner.refresh_from_db()
    assert (partner.name, partner.about) == ("Universitas", "Kami membantu.")
    assert partner.verified_at is not None
    assert client.post(page, typed | {"website": "javascript:alert(1)"}).status_code == 422
    assert client.post(verify).status_code == 404
    read_as(keeper)
    seen = version_of(partner)
    assert describe_partner(partner, version=seen, name="Universitas Baru").verified_at is None


def test_an_empty_form_clears_no_page(client: Client, partner: Partner, keeper: User) -> None:
    read_as(keeper)
    describe_partner(partner, version=version_of(partner), about="Kami membantu.")
    client.force_login(keeper)
    page = reverse("tenancy:partner_describe", args=[partner.slug])

    assert [client.post(page, typed).status_code for typed in ({}, {"about": ""})] == [422, 422]
    partner.refresh_from_db()
    assert partner.about == "Kami membantu."


def test_of_two_who_edit_a_partner_at_once_the_second_is_told(
    client: Client, partner: Partner, keeper: User
) -> None:
    client.force_login(keeper)
    page = reverse("tenancy:partner_describe", args=[partner.slug])
    seen = client.get(page).context["form"]["version"].value()
    assert client.post(page, {"about": "Yang pertama.", "version": seen}).status_code == 302
    typed = {"about": "Yang kedua.", "version": seen}

    answer = client.post(page, typed)

    assert answer.status_code == 422
    assert "Tentang: Yang pertama." in answer.text
    assert "Yang kedua." in answer.text
    again = answer.context["form"]["version"].value()
    assert client.post(page, typed | {"version": again}).status_code == 302
    partner.refresh_from_db()
    assert partner.about == "Yang kedua."


@pytest.mark.django_db
def test_a_partner_is_not_called_like_a_page() -> None:
    read_as(world.make_member_of(world.make_office("lain"), Role.SECRETARIAT))

    named = [written(name=name).slug for name in ("Baru", "Verifikasi")]

    assert named == ["baru-2", "verifikasi-2"]


def test_an_officer_of_another_regency_does_not_verify(client: Client, partner: Partner) -> None:
    region = world.make_region("3573", "Malang", "kota")
    client.force_login(world.make_member_of(world.make_office("kota", region=region), Role.OFFICER))

    answer = client.post(reverse("tenancy:partner_verify", args=[partner.slug]))

    assert answer.status_code == 404


def test_an_offer_from_the_form_to_the_public_page(
    client: Client, partner: Partner, keeper: User
) -> None:
    aspect = world.make_office("produk").aspect
    client.force_login(keeper)
    sent = {
        "kind": "certification",
        "title": "Sertifikat halal",
        "text": "Gratis <b>untuk</b> 20 produk.",
        "aspects": [aspect.code] if aspect else [],
        "regions": [world.make_region().code],
        "request_id": uuid4(),
    }
    make = reverse("tenancy:offer_make", args=[partner.slug])
    own = reverse("tenancy:partner_offers", args=[partner.slug])

    for _ in range(2):
        assert client.post(make, sent).headers["Location"] == own
    offer = Offer.objects.get()
    assert "Sertifikat halal" in client.get(own).content.decode()
    client.logout()
    public = client.get(partner.get_absolute_url()).content.decode()
    assert "Sertifikat halal" in public
    assert "<b>untuk" not in public

    client.force_login(keeper)
    assert client.post(make, sent | {"title": "Lain"}).status_code == 422
    closed = client.post(reverse("tenancy:offer_close", args=[partner.slug, offer.pk]), follow=True)
    assert (
        f'action="{reverse("tenancy:offer_reopen", args=[partner.slug, offer.pk])}"' in closed.text
    )
    assert "Sertifikat halal" not in client.get(partner.get_absolute_url()).content.decode()
    client.post(reverse("tenancy:offer_reopen", args=[partner.slug, offer.pk]))
    assert "Sertifikat halal" in client.get(partner.get_absolute_url()).content.decode()
    change = reverse("tenancy:offer_change", args=[partner.slug, offer.pk])
    assert client.get(change).status_code == 200
    assert client.post(change, sent | {"title": "Sertifikat"}).status_code == 302
    assert client.post(change, sent | {"until": "2020-01-01"}).status_code == 422
    offer.refresh_from_db()
    assert (offer.title, [region.code for region in offer.regions.all()]) == (
        "Sertifikat",
        ["3524"],
    )


def test_an_offer_ends_by_itself(partner: Partner, keeper: User) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    offer = offer_of(partner, keeper, until=timezone.localdate())
    assert offer.is_open
    with pytest.raises(BadOffer):
        offer_of(partner, keeper, until=yesterday)

    Offer.objects.filter(pk=offer.pk).update(until=yesterday)
    offer.refresh_from_db()
    assert not offer.is_open
    assert list(Offer.objects.open()) == []


def test_partners_are_found_by_what_they_offer(partner: Partner, keeper: User) -> None:
    radio = world.make_partner("radio", kind="media")
    aspect = world.make_office("produk").aspect
    assert aspect
    offer_of(partner, keeper, aspects=[aspect], regions=[world.make_region()])

    def found(**asked: str) -> list[str]:
        return [row.slug for row in found_partners(**asked)]

    assert found() == ["radio", "universitas"]
    assert found(kind="media") == found(text="RADI") == [radio.slug]
    assert found(text="dampingan") == found(offers="mentoring") == ["universitas"]
    assert found(aspect="produk") == found(region="3524") == ["universitas"]
    assert found(region="9999") == found(aspect="lain") == found(offers="finance") == []


@pytest.mark.parametrize("query", ["?kind=x&aspect=%00&region=9999", "?q=%00%F0", "?page=9999"])
def test_a_list_asked_for_nonsense_is_still_a_list(client: Client, query: str) -> None:
    assert client.get(reverse("directory:partner_list") + query).status_code == 200


def test_the_list_is_sorted_narrowed_and_taken_away(client: Client, keeper: User) -> None:
    world.make_partner("bank", kind="business", is_lender=True)

    def taken(query: str) -> list[list[str]]:
        file = client.get(f"/mitra/?format=csv&{query}").content.decode("utf-8-sig")
        return [line.split(";") for line in file.splitlines()]

    heading, *rows = taken("urut=-mitra&kolom=jenis&kolom=tawaran")
    assert heading == ["Mitra", "Jenis", "Tawaran"]
    assert [row[0] for row in rows] == ["Universitas", "Bank"]
    assert taken("kind=business&kolom=jenis")[1:] == [["Bank", "Dunia usaha, lembaga keuangan"]]
    assert client.get("/mitra/?format=pdf&kind=business").content.startswith(b"%PDF-")


def test_the_list_asks_a_fixed_number_of_questions(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3):
        partner = world.make_partner(f"mitra-{number}")
        offer_of(partner, world.make_member_of(partner, Role.PARTNER))
        if number in {0, 2}:
            with django_assert_num_queries(7):  # two of them begin and end the request
                client.get(reverse("directory:partner_list"))


KEEPING = {
    "partner_people": {},
    "partner_describe": {},
    "partner_offers": {},
    "offer_make": {},
    "offer_change": {"number": 1},
    "offer_close": {"number": 1},
    "offer_reopen": {"number": 1},
    "partner_verify": {},
}


@pytest.mark.parametrize("name", sorted(KEEPING))
def test_strangers_other_partners_and_neighbours_find_nothing(
    client: Client, partner: Partner, keeper: User, name: str
) -> None:
    kept = offer_of(partner, keeper)
    number = {"number": kept.pk} if KEEPING[name] else {}
    url = reverse(f"tenancy:{name}", kwargs={"slug": partner.slug, **number})
    other = world.make_partner("bank", kind="business", is_lender=True)
    people = [
        world.make_user(),
        world.make_member_of(other, Role.LENDER),
        world.make_member_of(world.make_koppontren("an-nur"), Role.MANAGER),
    ]
    for person in people:
        client.force_login(person)
        given = {client.get(url).status_code, client.post(url, {}).status_code} - {405}
        assert given == {404}
        if number:
            own = reverse(f"tenancy:{name}", kwargs={"slug": other.slug, **number})
            assert client.post(own, {}).status_code == 404
    client.force_login(world.make_member_of(partner, Role.PANELIST))
    allowed = {"partner_offers": {200}, "partner_verify": {404}}
    given = {client.get(url).status_code, client.post(url, {}).status_code} - {405}
    assert given == allowed.get(name, {403})
    client.logout()
    assert client.post(url, {}).headers["Location"].startswith(reverse("account_login"))


def test_the_database_lets_nobody_else_write(partner: Partner, keeper: User) -> None:
    offer = offer_of(partner, keeper)
    other = world.make_partner("bank", kind="business", is_lender=True)
    for stranger in (world.make_user(), world.make_member_of(other, Role.LENDER)):
        read_as(stranger)
        assert Partner.objects.filter(pk=partner.pk).update(name="x") == 0
        assert Offer.objects.filter(pk=offer.pk).update(title="x") == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Offer.objects.create(partner=partner, kind="other", title="x", request_id=uuid4())
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            offer.regions.set([partner.region or world.make_region()])
