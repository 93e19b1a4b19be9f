"""The inbox as a page: whose it is, what waits in it, and how one wants to be told."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from klinik.core.undoing import UNDO_WITHIN
from klinik.people.access import read_as
from klinik.people.commands import notify
from klinik.people.models import Notification, Preference, User
from klinik.tenancy.roles import Role
from tests import world

INBOX = "/kotak-masuk/"
WAYS = "/akun-saya/pemberitahuan/"


@pytest.fixture
def siti(db: None) -> User:
    return world.make_member_of(world.make_koppontren(), Role.MANAGER, name="Siti Contoh")


@pytest.fixture
def browser(client: Client, siti: User) -> Client:
    client.force_login(siti)
    return client


def tell(person: User, title: str = "Modal kurang", times: int = 1) -> None:
    """Tell this person of cases that were closed."""
    for _time in range(times):
        about = {"number": "K-2026-0001", "title": title}
        notify(person, kind="case.closed", about=about, url="/pesantren/", key=uuid4())


def rows_of(person: User) -> list[Notification]:
    read_as(person)
    return list(Notification.objects.filter(person=person))


def bell(page: str) -> str:
    """What the bell of a page counts."""
    found = re.search(r'<span class="badge info">(\d+)<span class="hush"> belum dibaca', page)
    return found[1] if found else ""


def test_all_that_was_just_read_can_wait_again(browser: Client, siti: User) -> None:
    tell(siti, times=3)
    browser.post(f"{INBOX}{rows_of(siti)[0].pk}/")  # one by itself, before

    page = browser.post(f"{INBOX}dibaca/", follow=True).text
    assert f'action="{INBOX}belum-dibaca/"' in page
    browser.post(f"{INBOX}belum-dibaca/")

    assert bell(browser.get(INBOX).text) == "2"


def test_what_was_read_longer_ago_stays_read(browser: Client, siti: User) -> None:
    tell(siti)
    browser.post(f"{INBOX}dibaca/")
    read_as(siti)
    Notification.objects.update(read_at=timezone.now() - 2 * UNDO_WITHIN)

    browser.post(f"{INBOX}belum-dibaca/")

    assert bell(browser.get(INBOX).text) == ""


def test_the_bell_counts_on_every_page_and_reading_takes_off(browser: Client, siti: User) -> None:
    tell(siti, times=2)
    for path in ("/", INBOX, "/pesantren/", "/koppontren/al-hikmah/", "/tidak/ada/"):
        assert bell(browser.get(path).content.decode()) == "2", path

    answer = browser.post(f"{INBOX}{rows_of(siti)[0].pk}/")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/pesantren/")
    assert bell(browser.get(INBOX).content.decode()) == "1"
    browser.post(f"{INBOX}dibaca/")
    assert bell(browser.get(INBOX).content.decode()) == ""


def test_somebody_without_any_role_has_a_bell_too(client: Client, db: None) -> None:
    umar = world.make_user("Umar Contoh")
    client.force_login(umar)
    tell(umar)

    assert bell(client.get(INBOX).content.decode()) == "1"


def test_the_filter_leaves_what_was_read_out(browser: Client, siti: User) -> None:
    tell(siti, "Yang pertama")
    browser.post(f"{INBOX}dibaca/")
    tell(siti, "Yang kedua")

    page = browser.get(f"{INBOX}?tampil=belum").content.decode()
    assert ("Yang pertama" in page, "Yang kedua" in page) == (False, True)
    page = browser.get(INBOX).content.decode()
    assert page.index("Yang kedua") < page.index("Yang pertama")


def test_an_empty_inbox_says_what_will_come(browser: Client) -> None:
    assert "Belum ada apa-apa" in browser.get(INBOX).content.decode()
    assert "Semua sudah dibaca" in browser.get(f"{INBOX}?tampil=belum").content.decode()


def test_what_people_typed_is_shown_as_text(browser: Client, siti: User) -> None:
    tell(siti, "<script>alert(1)</script> & “x”")

    page = browser.get(INBOX).content.decode()
    assert "<script>alert" not in page
    assert "https://wa.me/?text=" in page


def test_nobody_opens_what_another_was_told(browser: Client, siti: User) -> None:
    umar = world.make_user("Umar Contoh")
    tell(umar)

    assert browser.post(f"{INBOX}{rows_of(umar)[0].pk}/").status_code == 404
    assert browser.get(f"{INBOX}{rows_of(umar)[0].pk}/").status_code == 405
    assert browser.post(f"{INBOX}{10**30}/").status_code == 404
    browser.post(f"{INBOX}dibaca/")
    assert rows_of(umar)[0].read_at is None


@pytest.mark.parametrize("address", [INBOX, WAYS, f"{INBOX}dibaca/", f"{INBOX}1/"])
def test_strangers_are_led_to_the_sign_in(client: Client, db: None, address: str) -> None:
    answer = client.get(address) if address in {INBOX, WAYS} else client.post(address)

    assert answer.headers["Location"] == f"{reverse('account_login')}?next={address}"


@pytest.mark.parametrize("page", ["999999", "0", "-1", "dua", "٣"])
def test_a_page_that_is_not_there_shows_one_that_is(browser: Client, siti: User, page: str) -> None:
    tell(siti, times=21)

    assert browser.get(INBOX, {"page": page}).status_code == 200


def test_the_inbox_asks_a_fixed_number_of_questions(
    browser: Client, siti: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    tell(siti)
    with django_assert_num_queries(8):
        browser.get(INBOX)
    tell(siti, times=3)
    with django_assert_num_queries(8):
        browser.get(INBOX)


def test_each_group_is_chosen_for_each_way(browser: Client, siti: User) -> None:
    page = browser.get(WAYS).content.decode()
    assert page.count("checked") == 8, "letters of everything, until somebody says otherwise"

    choice = {"by_email": ["cases"], "by_whatsapp": ["people", "cases"], "language": "en"}
    assert browser.post(WAYS, choice).status_code == 302
    assert browser.post(WAYS, choice).status_code == 302

    chosen = Preference.objects.filter(person=siti).order_by("group")
    assert [(row.group, row.by_email, row.by_whatsapp) for row in chosen] == [
        ("account", False, False),
        ("books", False, False),
        ("cases", True, True),
        ("directory", False, False),
        ("discussions", False, False),
        ("people", False, True),
        ("sessions", False, False),
        ("stories", False, False),
    ]
    assert User.objects.get(pk=siti.pk).language == "en"
    assert browser.get(WAYS).content.decode().count("checked") == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"by_email": "everything", "language": "id"},
        {"by_whatsapp": ["cases", "\x00"], "language": "id"},
        {"language": "ar"},
        {},
    ],
)
def test_what_is_no_choice_is_refused_and_changes_nothing(
    browser: Client, siti: User, wrong: dict[str, str]
) -> None:
    answer = browser.post(WAYS, wrong)

    assert answer.status_code == 422 if wrong else 200
    assert not Preference.objects.exists()
