"""What a person changes about themselves, and which mailbox counts as theirs."""

import re
from time import time
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from klinik.people import tasks
from klinik.people.commands import ask_email, change_number, confirm_email
from klinik.people.models import Notification, User
from klinik.people.rules import AddressUsed, NoWayLeft, NumberUsed
from klinik.people.sessions import SIGNED_IN_AT
from tests import world

PASSWORD = "kata-sandi-yang-panjang"


@pytest.fixture
def siti(db: None) -> User:
    return User.objects.create_user(
        "siti@contoh.example", PASSWORD, name="Siti Contoh", phone="6281234567890"
    )


def sign_in(client: Client, user: User, *, ago: int = 0) -> Client:
    client.force_login(user)
    session = client.session
    session[SIGNED_IN_AT] = time() - ago
    session.save()
    return client


def do_jobs() -> None:
    """What the worker would do now."""
    for job in ProcrastinateJob.objects.order_by("id"):
        getattr(tasks, job.task_name.rpartition(".")[2])(**job.args)


def forget(client: Client, email: str) -> list[Any]:
    """The letters that a forgotten password causes."""
    mail.outbox.clear()
    client.post("/sandi/lupa/", {"email": email})
    return mail.outbox


def test_a_name_is_changed(client: Client, siti: User) -> None:
    sign_in(client, siti)
    assert client.post("/akun-saya/nama/", {"name": "  "}).status_code == 422
    assert client.post("/akun-saya/nama/", {"name": "Siti  Aminah"}).status_code == 302
    siti.refresh_from_db()

    assert siti.name == "Siti Aminah"


def test_number_and_mailbox_ask_for_the_password_after_a_while(client: Client, siti: User) -> None:
    sign_in(client, siti, ago=3600)
    answers = [client.post(f"/akun-saya/{page}/", {"phone": ""}) for page in ("nomor", "email")]

    assert [a.status_code for a in answers] == [302, 302]
    assert all("/akun-saya/pastikan/" in a.headers["Location"] for a in answers)


def test_a_number_is_changed_and_told(client: Client, siti: User) -> None:
    sign_in(client, siti)
    assert client.post("/akun-saya/nomor/", {"phone": "0812-9999-0000"}).status_code == 302
    siti.refresh_from_db()

    assert siti.phone == "6281299990000"


def test_a_number_of_somebody_else_is_refused_without_saying_whose(
    client: Client, siti: User
) -> None:
    world.make_user("Budi Contoh")
    User.objects.filter(name="Budi Contoh").update(phone="6281299990000")
    with pytest.raises(NumberUsed):
        change_number(siti, phone="6281299990000")
    page = sign_in(client, siti).post("/akun-saya/nomor/", {"phone": "081299990000"})

    assert page.status_code == 422
    assert "Budi" not in page.content.decode()


def test_the_only_way_in_stays(siti: User) -> None:
    User.objects.filter(pk=siti.pk).update(is_email_confirmed=False)
    with pytest.raises(NoWayLeft):
        change_number(siti, phone="")
    User.objects.filter(pk=siti.pk).update(is_email_confirmed=True)
    change_number(siti, phone="")
    siti.refresh_from_db()

    assert siti.phone == ""


def test_a_new_mailbox_counts_when_its_link_was_opened(client: Client, siti: User) -> None:
    sign_in(client, siti).post("/akun-saya/email/", {"email": "Baru@contoh.example"})
    do_jobs()
    [letter] = mail.outbox
    [path] = re.findall(r"/akun-saya/email/[^/\s]+/", str(letter.body))
    siti.refresh_from_db()
    assert (letter.to, siti.email) == (["baru@contoh.example"], "siti@contoh.example")

    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 302
    assert client.post(path).status_code == 302, "twice is once"
    do_jobs()
    siti.refresh_from_db()

    assert (siti.email, siti.is_email_confirmed) == ("baru@contoh.example", True)
    assert [letter.to[0] for letter in mail.outbox[1:]] == [
        "baru@contoh.example",  # the same link again: this worker forgets nothing
        "siti@contoh.example",
        "baru@contoh.example",
    ]


def test_a_link_is_of_use_to_its_person_only(client: Client, siti: User) -> None:
    from django.core import signing

    from klinik.people.letters import SALT

    sealed = signing.dumps([siti.pk, "baru@contoh.example"], salt=SALT)
    client.force_login(world.make_user())

    assert client.post(f"/akun-saya/email/{sealed}/").status_code == 404
    assert client.get("/akun-saya/email/palsu/").status_code == 410


def test_a_mailbox_of_somebody_else_gets_nothing(siti: User) -> None:
    world.make_user(email="budi@contoh.example")
    ask_email(siti, email="BUDI@contoh.example")
    do_jobs()

    assert mail.outbox == []
    with pytest.raises(AddressUsed), transaction.atomic():
        confirm_email(siti, email="budi@contoh.example")


def test_a_mailbox_that_nobody_confirmed_renews_no_password(client: Client, siti: User) -> None:
    User.objects.filter(pk=siti.pk).update(is_email_confirmed=False)
    before = client.post("/sandi/lupa/", {"email": siti.email})
    letters = list(forget(client, siti.email))
    User.objects.filter(pk=siti.pk).update(is_email_confirmed=True)
    after = client.post("/sandi/lupa/", {"email": siti.email})

    assert letters == []
    assert len(forget(client, siti.email)) == 1
    assert (before.status_code, before.headers["Location"]) == (302, after.headers["Location"])


def test_it_is_told_of_in_the_inbox(siti: User) -> None:
    from klinik.people.access import read_as

    change_number(siti, phone="6281299990000")
    read_as(siti)

    assert [row.kind for row in Notification.objects.filter(person=siti)] == ["number.changed"]


def test_who_has_no_password_chooses_one(client: Client, db: None) -> None:
    newcomer = world.make_user()
    sign_in(client, newcomer)
    led = client.get("/sandi/ubah/")
    assert (led.status_code, led.headers["Location"]) == (302, "/sandi/buat/")
    assert client.get("/sandi/buat/").status_code == 200
    assert client.post("/sandi/buat/", {}).status_code == 422
    typed = {"password1": PASSWORD, "password2": PASSWORD}
    kept = client.post("/sandi/buat/", typed)
    newcomer.refresh_from_db()

    assert (kept.status_code, kept.headers["Location"]) == (302, "/akun-saya/")
    assert newcomer.check_password(PASSWORD)
    assert client.get("/akun-saya/").status_code == 200, "still signed in"
    assert client.get("/sandi/buat/").headers["Location"] == "/sandi/ubah/"


def test_nobody_is_pestered_with_links(client: Client, siti: User) -> None:
    sign_in(client, siti)
    page = "/akun-saya/email/"
    given = [client.post(page, {"email": f"baru{n}@contoh.example"}).status_code for n in range(5)]
    refused = client.post(page, {"email": "lagi@contoh.example"})
    do_jobs()

    assert (given, refused.status_code) == ([302] * 5, 422)
    assert "Anda sudah meminta banyak tautan." in refused.content.decode()
    assert len(mail.outbox) == 5
