"""The person comes with the session, and is looked at as if they had been asked for."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from klinik.people.backends import READ_ALREADY, SignedInPeople
from klinik.people.models import Session, User
from tests.world import make_user

PAGE = "/akun-saya/"


@pytest.fixture
def client(db: None) -> Client:
    client = Client()
    client.force_login(make_user("Budi Contoh", email="budi@contoh.example"))
    assert client.get(PAGE).status_code == 200
    return client


def test_session_and_person_are_one_question(client: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        client.get(PAGE)

    asked_for = [one["sql"] for one in asked.captured_queries]
    of_people = [sql for sql in asked_for if '"people_session"."session_key" = ' in sql]
    assert len(of_people) == 1
    assert 'JOIN "people_user"' in of_people[0]
    asked_alone = [sql for sql in asked_for if 'FROM "people_user"' in sql]
    assert not [sql for sql in asked_alone if '"people_user"."password"' in sql]


def test_a_closed_account_is_out_at_once(client: Client) -> None:
    User.objects.update(is_active=False)

    assert client.get(PAGE).status_code == 302


def test_a_new_password_ends_sessions_of_the_old_one(client: Client) -> None:
    budi = User.objects.get()
    budi.set_password("sebuah kata sandi lain")
    budi.save()

    assert client.get(PAGE).status_code == 302


def test_a_row_of_somebody_else_is_not_taken_for_the_one_signed_in(client: Client) -> None:
    other = make_user("Citra Contoh", email="citra@contoh.example")
    Session.objects.update(user=other)  # what the session itself says, counts

    assert "budi@contoh.example" in client.get(PAGE).content.decode()


def test_nobody_is_remembered_after_the_page(client: Client) -> None:
    client.get(PAGE)

    assert READ_ALREADY.get() is None
    assert SignedInPeople().get_user(0) is None
