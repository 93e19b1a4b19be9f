"""Signing in: by e-mail, locked after wrong passwords, by invitation only."""

import pytest
from django.core import mail
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from klinik.people.models import User
from tests import world

PASSWORD = "kata-sandi-yang-panjang"


@pytest.fixture
def siti(db: None) -> User:
    return User.objects.create_user("siti@contoh.example", PASSWORD, name="Siti Contoh")


def try_to_sign_in(client: Client, email: str, password: str, address: str = "10.0.0.1") -> int:
    sent = {"login": email, "password": password}
    return client.post(reverse("account_login"), sent, REMOTE_ADDR=address).status_code


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_by_e_mail_in_any_case(client: Client, siti: User) -> None:
    assert try_to_sign_in(client, "Siti@Contoh.Example", PASSWORD) == 302
    assert is_signed_in(client)


def test_a_wrong_password_says_so_and_signs_nobody_in(client: Client, siti: User) -> None:
    assert try_to_sign_in(client, siti.email, "salah") == 200
    assert not is_signed_in(client)


def test_five_wrong_passwords_lock_this_person_at_this_address(client: Client, siti: User) -> None:
    given = [try_to_sign_in(client, siti.email, "salah") for _ in range(5)]

    assert given == [200, 200, 200, 200, 429]
    assert try_to_sign_in(client, siti.email, PASSWORD) == 429
    assert not is_signed_in(client)


def test_the_lock_holds_nobody_else_and_nowhere_else(client: Client, siti: User) -> None:
    other = User.objects.create_user("umar@contoh.example", PASSWORD, name="Umar Contoh")
    for _ in range(6):
        try_to_sign_in(client, siti.email, "salah")

    assert try_to_sign_in(Client(), other.email, PASSWORD) == 302
    assert try_to_sign_in(Client(), siti.email, PASSWORD, address="10.0.0.2") == 302


def test_an_unknown_person_is_answered_like_a_wrong_password(client: Client, db: None) -> None:
    assert try_to_sign_in(client, "siapa@contoh.example", PASSWORD) == 200


def test_nobody_signs_themselves_up(client: Client, db: None) -> None:
    assert client.get("/daftar/").status_code == 404
    assert client.get("/signup/").status_code == 404


def test_a_forgotten_password_is_set_by_a_link_once(client: Client, siti: User) -> None:
    client.post(reverse("account_reset_password"), {"email": siti.email})
    (letter,) = mail.outbox
    link = next(word for word in letter.body.split() if "/sandi/baru/" in word)
    page = client.get(link, follow=True)
    new = {"password1": "kata-sandi-baru-lagi", "password2": "kata-sandi-baru-lagi"}
    client.post(page.request["PATH_INFO"], new)

    assert try_to_sign_in(Client(), siti.email, "kata-sandi-baru-lagi") == 302
    assert "kedaluwarsa" in Client().get(link, follow=True).content.decode()


def test_whether_an_address_is_known_stays_unsaid(client: Client, siti: User) -> None:
    known = client.post(reverse("account_reset_password"), {"email": siti.email})
    unknown = client.post(reverse("account_reset_password"), {"email": "x@contoh.example"})

    assert known.headers["Location"] == unknown.headers["Location"]


def test_short_cuts_exist_in_the_demonstration_only(
    client: Client, db: None, settings: Settings
) -> None:
    world.make_user("Manajer", email="manajer@al-hikmah.example")
    sent = {"email": "manajer@al-hikmah.example"}
    settings.DEMO = False
    assert client.post(reverse("web:sign_in_as"), sent).status_code == 404
    assert "sebagai" not in client.get(reverse("account_login")).content.decode()
    settings.DEMO = True
    assert client.post(reverse("web:sign_in_as"), sent).status_code == 302
    assert is_signed_in(client)


def test_the_short_cut_is_for_the_demonstrations_people_only(
    client: Client, siti: User, settings: Settings
) -> None:
    settings.DEMO = True

    assert client.post(reverse("web:sign_in_as"), {"email": siti.email}).status_code == 404
    assert not is_signed_in(client)


def test_passwords_are_kept_by_argon2(siti: User) -> None:
    assert siti.password.startswith("argon2$argon2id$")


def test_behind_a_proxy_the_lock_counts_the_visitor_and_not_the_proxy(
    client: Client, siti: User, settings: Settings
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    stranger = {"X-Forwarded-For": "203.0.113.9"}
    for _ in range(5):
        sent = {"login": siti.email, "password": "salah"}
        answer = client.post(reverse("account_login"), sent, headers=stranger)
    assert answer.status_code == 429

    sent = {"login": siti.email, "password": PASSWORD}
    forged = {"X-Forwarded-For": "198.51.100.7, 203.0.113.9"}
    own = {"X-Forwarded-For": "198.51.100.7"}
    assert Client().post(reverse("account_login"), sent, headers=forged).status_code == 429
    assert Client().post(reverse("account_login"), sent, headers=own).status_code == 302


def test_by_telephone_as_people_write_it(client: Client, db: None) -> None:
    User.objects.create_user(password=PASSWORD, phone="6281234567890", name="Umar Contoh")

    assert try_to_sign_in(client, "0812-3456-7890", PASSWORD) == 302
    assert try_to_sign_in(Client(), "+62 812 3456 7890", PASSWORD) == 302
    assert try_to_sign_in(Client(), "081234567891", PASSWORD) == 200


def test_wrong_passwords_for_a_number_are_counted_however_it_is_written(
    client: Client, db: None
) -> None:
    User.objects.create_user(password=PASSWORD, phone="6281234567890", name="Umar Contoh")
    ways = ["081234567890", "+6281234567890", "6281234567890", "0812 3456 7890", "81234567890"]

    assert [try_to_sign_in(client, way, "salah") for way in ways] == [200, 200, 200, 200, 429]


def test_a_person_without_e_mail_and_number_cannot_be(db: None) -> None:
    with pytest.raises(IntegrityError, match="user_can_be_reached"):
        User.objects.create_user(name="Tanpa Alamat")
