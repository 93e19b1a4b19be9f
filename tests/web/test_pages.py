"""The front door, the demonstration's sign-ins and the signs of life."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from klinik.core.templatetags.klinik import hijriah, tanggal
from klinik.tenancy.models import Membership
from klinik.tenancy.roles import Role
from klinik.web.demo import SIGN_INS
from tests.world import make_koppontren, make_member_of, make_office, make_user


def test_alive_asks_nothing_of_the_database_and_ready_does(client: Client) -> None:
    # No mark: pytest-django takes the database away from this test.
    assert client.get("/livez").content == b"ok"
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        client.get("/readyz")


@pytest.mark.django_db
def test_behind_https_the_signs_of_life_still_answer_over_http(
    client: Client, settings: Settings
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    client = Client()

    assert client.get("/readyz").status_code == 200
    assert client.get("/").status_code == 301


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [("/kasus/baru/", "/kasus/baru/"), ("https://jahat.example/", "/"), ("", "/")],
)
def test_the_demonstration_signs_in_and_goes_on_to_pages_of_ours_only(
    client: Client, settings: Settings, wanted: str, led_to: str
) -> None:
    settings.DEMO = True
    make_user(email=SIGN_INS[0].email)

    sent = {"email": SIGN_INS[0].email, "next": wanted}
    assert client.post(reverse("web:sign_in_as"), sent)["Location"] == led_to


@pytest.mark.django_db
def test_the_secretariat_finds_the_people_of_every_office_and_pesantren(client: Client) -> None:
    pesantren = make_koppontren().pesantren
    office = make_office()
    client.force_login(make_member_of(office, Role.SECRETARIAT))

    assert f'href="/bidang/{office.code}/orang/"' in client.get("/").content.decode()
    page = client.get(pesantren.get_absolute_url()).content.decode()
    assert f'href="/pesantren/{pesantren.slug}/orang/"' in page

    both = make_member_of(office, Role.SECRETARIAT)
    Membership.objects.create(user=both, role=Role.OFFICER, office=office)
    client.force_login(both)
    assert f'href="/bidang/{office.code}/orang/"' in client.get("/").content.decode()

    client.force_login(make_member_of(office, Role.OFFICER))
    assert "/orang/" not in client.get("/").content.decode()
    assert "/orang/" not in client.get(pesantren.get_absolute_url()).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "links"), [(Role.GUARDIAN, False), (Role.TELLER, True)])
def test_only_those_who_work_there_are_led_to_a_cooperative(
    client: Client, role: Role, links: bool
) -> None:
    koppontren = make_koppontren()
    client.force_login(make_member_of(koppontren, role))

    page = client.get("/").content.decode()

    assert koppontren.name in page
    assert (f'href="{koppontren.get_absolute_url()}"' in page) is links


def test_the_front_page_says_the_day_in_both_calendars(client: Client, db: None) -> None:
    today = timezone.localdate()
    both = f"{tanggal(today)} · {hijriah(today)}"

    assert both in client.get("/").content.decode()
    client.force_login(make_user("Umar"))
    assert both in client.get("/").content.decode()
