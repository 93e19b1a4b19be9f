"""The second step at sign-in: codes that open once, backup codes, guesses that are counted."""

import re
from time import time
from urllib.parse import quote

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from klinik.people.access import read_as
from klinik.people.commands import count_attempt, reset_second_factor
from klinik.people.models import Attempts, Notification, User
from klinik.people.queries import factors_of
from klinik.people.rules import ATTEMPTS, LOCKED_FOR, TooManyAttempts, minutes_locked
from klinik.people.second_factor import SealBroken, SecondFactorAdapter
from tests import world

PASSWORD = "kata-sandi-yang-panjang"
INDEX = "/akun-saya/keamanan/"
APP = f"{INDEX}aplikasi/"
CODES = f"{INDEX}kode/"
SECOND = "/masuk/kode/"


@pytest.fixture
def siti(db: None, settings: Settings) -> User:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast
    cache.clear()  # allauth counts sign-ins by address, also over tests
    return User.objects.create_user("siti@contoh.example", PASSWORD, name="Siti Contoh")


def code_of(secret: str, *, ahead: int = 0) -> str:
    """What the app shows now, or so many half minutes ahead."""
    return str(format_hotp_value(hotp_value(secret, int(time()) // 30 + ahead)))


def sign_in(user: User, client: Client | None = None) -> Client:
    """A browser in which the password was typed."""
    client = client or Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def set_up(user: User) -> str:
    """Set the app up in a browser, as people do; answers the secret."""
    client = sign_in(user)
    page = client.get(APP).content.decode()
    secret = re.sub(r"\s", "", re.findall(r'<code class="hash">([A-Z2-7 ]+)</code>', page)[0])
    answer = client.post(APP, {"code": code_of(secret, ahead=-1)})
    assert (answer.status_code, answer["Location"]) == (302, CODES)
    return secret


def second_step(client: Client, code: str) -> int:
    return client.post(SECOND, {"code": code}).status_code


def inbox(user: User) -> list[str]:
    read_as(user)
    return [row.kind for row in Notification.objects.filter(person=user)]


def test_the_app_is_set_up_by_picture_or_by_hand_and_asked_at_sign_in(siti: User) -> None:
    page = sign_in(siti).get(APP).content.decode()
    assert "<svg" in page
    assert "otpauth://totp/" in page
    secret = set_up(siti)

    client = sign_in(siti)
    assert not is_signed_in(client)
    assert client.get("/akun-saya/").status_code == 302
    assert second_step(client, code_of(secret)) == 302
    assert is_signed_in(client)


def test_an_address_that_nobody_confirmed_keeps_no_second_step_away(siti: User) -> None:
    EmailAddress.objects.create(user=siti, email="siti@contoh.example", verified=False)
    client = sign_in(siti)

    assert client.get("/akun-saya/keamanan/aplikasi/").status_code == 200


def test_a_wrong_first_code_sets_nothing_up(siti: User) -> None:
    client = sign_in(siti)
    client.get(APP)

    assert client.post(APP, {"code": "000000"}).status_code == 422
    assert not factors_of(siti).is_there


def test_the_secret_is_sealed_at_rest(siti: User) -> None:
    secret = set_up(siti)

    for row in Authenticator.objects.all():
        assert secret not in str(row.data)
    assert Authenticator.objects.get(type="totp").data["secret"].startswith("gAAAA")


def test_a_seal_of_another_key_opens_nothing(settings: Settings) -> None:
    sealed = SecondFactorAdapter().encrypt("rahasia")
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another key of forty letters and a few more"
    with pytest.raises(SealBroken):
        SecondFactorAdapter().decrypt(sealed)
    settings.SECRET_KEY_FALLBACKS = [old]

    assert SecondFactorAdapter().decrypt(sealed) == "rahasia"


def test_a_wrong_code_signs_nobody_in(siti: User) -> None:
    secret = set_up(siti)
    client = sign_in(siti)

    assert second_step(client, "000000") == 422
    assert second_step(client, code_of(secret, ahead=40)) == 422
    assert not is_signed_in(client)


def test_a_code_opens_once_wherever_it_is_typed(siti: User) -> None:
    secret = set_up(siti)
    here, there = sign_in(siti), sign_in(siti)

    assert second_step(here, code_of(secret, ahead=-1)) == 422, "it set the app up"
    assert second_step(here, code_of(secret, ahead=1)) == 302
    assert second_step(there, code_of(secret, ahead=1)) == 422
    assert second_step(there, code_of(secret)) == 422, "older than the last one used"


def test_five_wrong_codes_lock_the_second_step_from_everywhere(siti: User) -> None:
    secret = set_up(siti)
    for _ in range(ATTEMPTS):
        assert second_step(sign_in(siti), "000000") == 422
    client = sign_in(siti)

    assert second_step(client, code_of(secret)) == 422
    assert not is_signed_in(client)
    Attempts.objects.update(last_at=timezone.now() - LOCKED_FOR)
    assert second_step(client, code_of(secret)) == 302


def test_a_right_code_ends_the_count(siti: User) -> None:
    secret = set_up(siti)
    for _ in range(ATTEMPTS - 1):
        second_step(sign_in(siti), "000000")
    second_step(sign_in(siti), code_of(secret))

    assert Attempts.objects.count() == 0


def test_guesses_are_counted_for_each_secret_apart(db: None) -> None:
    for _ in range(ATTEMPTS):
        count_attempt("code 1")
    with pytest.raises(TooManyAttempts, match="15"):
        count_attempt("code 1")
    count_attempt("code 2")

    assert dict(Attempts.objects.values_list("about", "made")) == {"code 1": 5, "code 2": 1}


def test_how_long_the_lock_lasts() -> None:
    now = timezone.now()
    times = [now, now - LOCKED_FOR / 2, now - LOCKED_FOR]

    assert [minutes_locked(ATTEMPTS, at, now=now) for at in times] == [15, 8, 0]
    assert minutes_locked(ATTEMPTS - 1, now, now=now) == 0


def codes_of(user: User) -> list[str]:
    """The backup codes, as the file to download has them."""
    client = Client()
    client.force_login(user)
    answer = client.get(f"{CODES}unduh/")
    assert answer["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    return re.findall(r"^\d{8}$", answer.content.decode(), re.MULTILINE)


def test_each_backup_code_opens_once(siti: User) -> None:
    set_up(siti)
    first, *others = codes_of(siti)

    assert len(others) == 9
    assert second_step(sign_in(siti), f"{first[:4]} {first[4:]}") == 302
    assert second_step(sign_in(siti), first) == 422
    assert codes_of(siti) == others


def test_the_page_counts_the_codes_and_warns_when_few_are_left(siti: User) -> None:
    secret = set_up(siti)
    client = sign_in(siti)
    second_step(client, code_of(secret))
    assert "10 kode tersisa" in client.get(INDEX).content.decode()
    codes = Authenticator.objects.get(type="recovery_codes")
    codes.data["used_mask"] = 0b11111110
    codes.save()

    assert "Tinggal 3 kode" in client.get(INDEX).content.decode()


def test_a_new_list_ends_the_old_one(siti: User) -> None:
    set_up(siti)
    old = codes_of(siti)
    client = Client()
    client.force_login(siti)

    assert client.post(f"{CODES}baru/")["Location"] == CODES
    assert set(codes_of(siti)).isdisjoint(old)
    assert second_step(sign_in(siti), old[0]) == 422


def test_removed_the_password_alone_opens_again(siti: User) -> None:
    set_up(siti)
    client = Client()
    client.force_login(siti)

    assert client.post(f"{APP}hapus/")["Location"] == INDEX
    assert Authenticator.objects.count() == 0, "backup codes alone are no second step"
    assert is_signed_in(sign_in(siti))


def test_the_person_is_told_of_every_change(
    siti: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        set_up(siti)
    client = Client()
    client.force_login(siti)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{CODES}baru/")
    client.post(f"{APP}hapus/")

    assert inbox(siti) == ["factor.removed", "codes.renewed", "factor.added"]


def test_after_a_while_one_shows_again_that_one_is_oneself(siti: User) -> None:
    secret = set_up(siti)
    client = sign_in(siti)
    second_step(client, code_of(secret))
    session = client.session
    session["signed_in_at"] = time() - 3600
    session.save()

    answer = client.get(CODES)
    assert answer["Location"] == f"/akun-saya/pastikan/?next={quote(CODES, safe='')}"
    assert client.post(answer["Location"], {"password": "salah"}).status_code == 422
    again = client.post(answer["Location"], {"password": PASSWORD})
    assert again["Location"] == CODES
    assert client.get(CODES).status_code == 200


def test_a_code_serves_for_that_too(siti: User) -> None:
    secret = set_up(siti)
    client = sign_in(siti)
    second_step(client, code_of(secret))
    session = client.session
    session["signed_in_at"] = 0
    session.save()
    again = f"/akun-saya/pastikan/kode/?next={APP}hapus/"

    assert client.post(again, {"code": code_of(secret)}).status_code == 422, "used at sign-in"
    assert client.post(again, {"code": code_of(secret, ahead=1)}).status_code == 302


def test_a_reset_ends_all_sessions_and_tells_the_person(siti: User) -> None:
    secret = set_up(siti)
    client = sign_in(siti)
    second_step(client, code_of(secret))

    reset_second_factor(siti, by=world.make_user("Umar Contoh"))

    assert client.get("/akun-saya/").status_code == 302
    assert not factors_of(siti).is_there
    read_as(siti)
    assert "Umar Contoh" in Notification.objects.get(kind="factor.reset").text
    assert is_signed_in(sign_in(siti))


def test_the_command_line_resets_by_e_mail_or_number(siti: User) -> None:
    set_up(siti)
    umar = User.objects.create_user(phone="6281234567890", name="Umar Contoh")
    call_command("reset_second_factor", "Siti@Contoh.example")
    call_command("reset_second_factor", "0812-3456-7890")

    assert Authenticator.objects.count() == 0
    assert inbox(umar) == ["factor.reset"]
    with pytest.raises(CommandError):
        call_command("reset_second_factor", "siapa@contoh.example")


@pytest.mark.parametrize("address", [INDEX, APP, CODES, f"{INDEX}kunci/baru/"])
def test_strangers_are_led_to_the_sign_in(client: Client, db: None, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_the_second_step_is_for_those_who_typed_a_password(client: Client, db: None) -> None:
    assert client.get(SECOND)["Location"] == reverse("account_login")


def test_nobody_changes_the_passkey_of_another(siti: User) -> None:
    umar = world.make_user("Umar Contoh")
    key = Authenticator.objects.create(user=umar, type="webauthn", data={"name": "HP Umar"})
    client = Client()
    client.force_login(siti)

    for act in ("nama", "hapus"):
        assert client.get(f"{INDEX}kunci/{key.pk}/{act}/").status_code == 404
        assert client.post(f"{INDEX}kunci/{key.pk}/{act}/", {"name": "x"}).status_code == 404


def test_a_passkey_answer_that_is_none_is_refused(siti: User) -> None:
    client = sign_in(siti)
    client.get(f"{INDEX}kunci/baru/")
    for credential in ("", "{}", "[]", '"x"', '{"id": 1}', "no json"):
        answer = client.post(f"{INDEX}kunci/baru/", {"credential": credential})
        assert answer.status_code == 422, credential
        login = Client().post("/masuk/kunci/", {"credential": credential})
        assert login.status_code == 302, credential


def test_the_page_asks_a_fixed_number_of_questions(
    siti: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = sign_in(siti)
    for passkeys in (1, 3):
        while Authenticator.objects.count() < passkeys:
            Authenticator.objects.create(user=siti, type="webauthn", data={"name": "HP"})
        with django_assert_num_queries(6):
            assert client.get(INDEX).content.decode().count("HP") >= passkeys
