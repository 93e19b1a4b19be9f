"""Who is told what, once, in their language; and nobody reads what another was told."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.db import DataError, IntegrityError, transaction
from django.utils.translation import override

from klinik.core.database import set_local
from klinik.people.access import read_as
from klinik.people.commands import mark_all_read, mark_read, notify
from klinik.people.kinds import KINDS, About
from klinik.people.models import Notification, Preference, User
from klinik.people.queries import unread_of
from klinik.tenancy.roles import Role
from tests import world

PAPER: About = {"paper": "PIRT 123", "product": "Kopi Contoh", "day": date(2026, 12, 1)}
ACCEPTED: About = {"name": "Umar", "role": Role.TELLER.label, "place": "Koppontren Contoh"}
PAGE = "/akun-saya/"


@pytest.fixture
def siti(db: None) -> User:
    return world.make_user()


def tell(*people: User, key: str = "event", about: About = PAPER) -> None:
    """Tell these people of one event."""
    notify(*people, kind="paper.expires", about=about, url=PAGE, key=key)


def inbox(person: User) -> list[str]:
    """What this person finds in their inbox, the newest first."""
    read_as(person)
    return [row.text for row in Notification.objects.filter(person=person)]


def test_each_person_is_told_in_the_readers_language(siti: User) -> None:
    umar = world.make_user("Umar Contoh")
    tell(siti, umar)

    with override("id"):
        assert inbox(siti) == inbox(umar)
        assert inbox(siti) == [
            "PIRT 123 untuk Kopi Contoh hanya berlaku sampai 1 Desember 2026: perpanjanglah."
        ]
    with override("en"):
        assert inbox(umar) == [
            "PIRT 123 of Kopi Contoh is valid until 1 December 2026 only: renew it."
        ]


def test_words_of_ours_follow_the_reader_whatever_the_writer_speaks(siti: User) -> None:
    with override("en"):
        notify(siti, kind="invitation.accepted", about=ACCEPTED, url=PAGE, key=uuid4())

    with override("id"):
        assert inbox(siti) == [
            "Umar menerima undangan Anda dan kini menjadi teller di Koppontren Contoh."
        ]


def test_one_event_tells_a_person_once(siti: User) -> None:
    umar = world.make_user("Umar Contoh")
    tell(siti)
    tell(siti, umar, siti)
    tell(siti, key="another event")

    assert (len(inbox(siti)), len(inbox(umar))) == (2, 1)


def test_nobody_is_told_whose_account_is_closed(siti: User) -> None:
    siti.is_active = False
    tell(siti)

    assert inbox(siti) == []


@pytest.mark.parametrize("url", ["https://jahat.example/", "//jahat.example/", "akun-saya/", ""])
def test_a_notification_leads_to_our_own_pages_only(siti: User, url: str) -> None:
    with pytest.raises(ValueError, match="a page of ours"):
        notify(siti, kind="paper.expires", about=PAPER, url=url, key="event")


def test_a_sentence_with_a_gap_and_an_unknown_kind_are_refused_at_once(siti: User) -> None:
    with pytest.raises(KeyError):
        tell(siti, about={"paper": "PIRT 123"})
    with pytest.raises(KeyError):
        notify(siti, kind="nothing.of.ours", about={}, url=PAGE, key="event")


def test_reading_counts_once_and_all_at_once(siti: User) -> None:
    tell(siti)
    tell(siti, key="another")
    tell(siti, key="a third")
    read_as(siti)
    first = Notification.objects.filter(person=siti)[0]
    mark_read(first)
    moment = first.read_at
    mark_read(first)

    assert (first.read_at, unread_of(siti)) == (moment, 2)
    assert (mark_all_read(siti), mark_all_read(siti), unread_of(siti)) == (2, 0, 0)


def test_a_stranger_and_the_public_read_nothing(siti: User) -> None:
    tell(siti)
    read_as(world.make_user("Umar Contoh"))
    assert not Notification.objects.exists()
    read_as(None)
    assert not Notification.objects.exists()
    assert Notification.objects.update(url="/") == 0
    set_local("klinik.reader", "")
    with pytest.raises(DataError, match="bigint"), transaction.atomic():
        Notification.objects.exists()


def test_the_bell_counts_whoever_the_page_reads_as_and_leaves_that_as_it_was(siti: User) -> None:
    tell(siti)
    read_as(None)

    assert unread_of(siti) == 1
    assert not Notification.objects.exists(), "the page still reads as the public"


def test_every_sentence_names_its_parameters_in_both_languages() -> None:
    for code, kind in KINDS.items():
        with override(None):
            named = sorted(re.findall(r"%\(\w+\)s", str(kind.says)))
        for language in ("id", "en"):
            with override(language):
                assert sorted(re.findall(r"%\(\w+\)s", str(kind.says))) == named, code


def test_a_person_has_one_preference_for_a_group(siti: User) -> None:
    Preference.objects.create(person=siti, group="cases")
    with pytest.raises(IntegrityError, match="preference_once"), transaction.atomic():
        Preference.objects.create(person=siti, group="cases")
