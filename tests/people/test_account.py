"""One's own account: who one is here, and the devices one is signed in with."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from klinik.people.models import Session, User
from klinik.people.queries import devices_of
from klinik.people.rules import browser_in_words

PASSWORD = "kata-sandi-yang-panjang"
PAGE = "/akun-saya/"
EVERYWHERE = "/akun-saya/keluar/"
ANDROID = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/131.0.0.0 Mobile Safari/537.36"
)
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0"


@pytest.fixture
def siti(db: None) -> User:
    return User.objects.create_user(
        "siti@contoh.example", PASSWORD, name="Siti Contoh", phone="6281234567890"
    )


def device(user: User, browser: str = ANDROID) -> Client:
    """A browser in which this person signs in as people do."""
    client = Client(headers={"User-Agent": browser})
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert is_signed_in(client)
    return client


def is_signed_in(client: Client) -> bool:
    """Whether the next page knows the person."""
    return client.get(PAGE).status_code == 200


def handle_of(client: Client) -> str:
    """What the page calls this browser's session."""
    return Session.objects.get(pk=client.cookies["sessionid"].value).handle


def test_the_page_says_who_one_is_and_lists_the_devices(siti: User) -> None:
    phone, desk = device(siti), device(siti, WINDOWS)
    page = phone.get(PAGE).content.decode()

    for text in ("Siti Contoh", "siti@contoh.example", "+6281234567890"):
        assert text in page
    assert page.count("Chrome, Android") == 1, "its own device has no button"
    assert page.count("perangkat ini") == 1
    assert handle_of(desk) in page
    assert handle_of(phone) not in page
    for client in (phone, desk):
        assert client.cookies["sessionid"].value not in page, "the key opens the door"


def test_signing_out_everywhere_ends_all_other_sessions(siti: User) -> None:
    here, there, elsewhere = device(siti), device(siti, WINDOWS), device(siti)
    umar = User.objects.create_user("umar@contoh.example", PASSWORD, name="Umar Contoh")
    stranger = device(umar)

    assert here.post(EVERYWHERE).status_code == 302

    assert [is_signed_in(client) for client in (here, there, elsewhere)] == [True, False, False]
    assert is_signed_in(stranger)
    assert len(devices_of(siti)) == 1


def test_one_device_is_signed_out_and_the_others_stay(siti: User) -> None:
    here, there, elsewhere = device(siti), device(siti, WINDOWS), device(siti)

    here.post(f"{EVERYWHERE}{handle_of(there)}/")

    assert [is_signed_in(client) for client in (here, there, elsewhere)] == [True, False, True]


def test_nobody_signs_out_the_device_of_another_or_their_own_by_this_way(siti: User) -> None:
    here = device(siti)
    umar = User.objects.create_user("umar@contoh.example", PASSWORD, name="Umar Contoh")
    stranger = device(umar)

    here.post(f"{EVERYWHERE}{handle_of(stranger)}/")
    here.post(f"{EVERYWHERE}{handle_of(here)}/")

    assert is_signed_in(stranger)
    assert is_signed_in(here)


@pytest.mark.parametrize("address", [PAGE, EVERYWHERE, f"{EVERYWHERE}abc/"])
def test_strangers_are_led_to_the_sign_in(client: Client, db: None, address: str) -> None:
    answer = client.get(address) if address == PAGE else client.post(address)

    assert answer.headers["Location"] == f"{reverse('account_login')}?next={address}"


def test_an_ended_session_does_not_come_back(siti: User) -> None:
    here, there = device(siti), device(siti, WINDOWS)
    late = there.session  # a request on its way: reads before, writes after
    late.get("anything")
    here.post(EVERYWHERE)

    late["anything"] = 1
    with pytest.raises(UpdateError):
        late.save()

    assert not is_signed_in(there)


def test_devices_from_before_a_new_password_are_not_listed(siti: User) -> None:
    device(siti)
    siti.set_password("kata-sandi-baru-lagi")
    siti.save(update_fields=["password"])

    assert devices_of(siti) == []


def test_the_last_use_is_noted_every_five_minutes_and_lengthens_nothing(siti: User) -> None:
    client = device(siti)
    row = Session.objects.get(user=siti)
    long_ago = timezone.now() - timedelta(hours=1)
    Session.objects.update(last_seen_at=long_ago)

    client.get(PAGE)
    once = Session.objects.get(user=siti)
    client.get(PAGE)
    twice = Session.objects.get(user=siti)

    assert once.last_seen_at > long_ago
    assert (once.last_seen_at, once.expire_date) == (twice.last_seen_at, row.expire_date)


def test_the_page_asks_a_fixed_number_of_questions(
    siti: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    here = device(siti)
    with django_assert_num_queries(8):
        here.get(PAGE)
    device(siti, WINDOWS)
    device(siti)
    with django_assert_num_queries(8):
        here.get(PAGE)


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (ANDROID, "Chrome, Android"),
        (WINDOWS, "Firefox, Windows"),
        (ANDROID.replace("Chrome", "SamsungBrowser/27.0 Chrome"), "Samsung Internet, Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        ("curl/8.5.0", ""),
        ("", ""),
    ],
)
def test_browsers_in_words(user_agent: str, words: str) -> None:
    assert browser_in_words(user_agent) == words
