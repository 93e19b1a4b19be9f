"""Receipts beside entries: cleaned, private, added at any time, staying once a period is closed."""

import io
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from klinik.directory.evidence import Evidence, clean_evidence
from klinik.finance.ledger.attachments.commands import FIELD, MOST, attach
from klinik.finance.ledger.attachments.queries import attachments_of
from klinik.finance.ledger.attachments.refusals import TooManyAttachments
from klinik.finance.ledger.cash.intents import money_out
from klinik.finance.ledger.drafts.commands import approve, set_limit, submit
from klinik.finance.ledger.models import Attachment, Draft, Entry
from klinik.finance.ledger.periods.commands import close_period
from klinik.finance.ledger.refusals import Overdrawn
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import account
from tests.finance.ledger_pages.test_money import send
from tests.world import make_koppontren, make_member_of

pytestmark = pytest.mark.django_db


def photo(colour: str = "white") -> SimpleUploadedFile:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(drawn, "PNG")
    return SimpleUploadedFile("nota.png", drawn.getvalue(), "image/png")


def entry_of(koppontren: Koppontren, number: int = 2) -> Entry:
    enter(koppontren)
    return Entry.objects.of(koppontren).select_related("koppontren").get(number=number)


@pytest.fixture
def paper(page: Client, koppontren: Koppontren, opened: Entry) -> Attachment:
    """A photo sent with money in, entry 2."""
    send(page, "in", receipts=[photo()])
    [found] = attachments_of(entry_of(koppontren))
    return found


def test_photos_sent_with_the_form_lie_beside_the_entry(
    page: Client, koppontren: Koppontren, opened: Entry
) -> None:
    key = str(uuid4())
    for _ in range(2):  # a second click
        send(page, "in", receipts=[photo(), photo("black")], request_id=key)
    papers = attachments_of(entry_of(koppontren))

    assert len(papers) == 2
    shown = page.get(reverse("ledger:entry", args=["al-hikmah", 2])).text
    assert all(paper.get_absolute_url() in shown for paper in papers)


def test_the_file_is_drawn_anew_and_private(
    client: Client, page: Client, koppontren: Koppontren, paper: Attachment
) -> None:
    response: Any = page.get(paper.get_absolute_url())
    assert response.getvalue().startswith(b"\xff\xd8")
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    for person, status in (
        (make_member_of(koppontren, Role.SUPERVISOR), 200),
        (make_member_of(koppontren, Role.TELLER), 403),
        (make_member_of(make_koppontren("an-nur"), Role.MANAGER), 404),
    ):
        client.force_login(person)
        answer: Any = client.get(paper.get_absolute_url())
        assert answer.status_code == status
        if answer.streaming:
            answer.getvalue()


def test_it_is_added_later_and_taken_away(
    page: Client, koppontren: Koppontren, paper: Attachment
) -> None:
    address = reverse("ledger:attach", args=["al-hikmah", 2])
    page.post(address, {"receipts": [photo("black")]})
    assert len(attachments_of(entry_of(koppontren))) == 2
    page.post(reverse("ledger:attachment_remove", args=["al-hikmah", paper.number]))

    assert len(attachments_of(entry_of(koppontren))) == 1
    paper.refresh_from_db()
    assert (bool(paper.file), paper.removed_by) == (False, paper.added_by)
    assert page.get(paper.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        [],
        [SimpleUploadedFile("x.png", b"no picture")],
        [SimpleUploadedFile("x.png", b"")],
        [SimpleUploadedFile(f"{n}.png", b"x") for n in range(6)],
    ],
)
def test_bad_files_get_a_sentence(page: Client, opened: Entry, sent: list[Any]) -> None:
    response = page.post(
        reverse("ledger:attach", args=["al-hikmah", 1]), {"receipts": sent, "x": 1}
    )
    assert response.status_code == 422
    assert "This needs your attention" in response.text


def test_a_bad_file_posts_no_money(page: Client, koppontren: Koppontren, opened: Entry) -> None:
    bad = SimpleUploadedFile("x.png", b"no picture")
    assert send(page, "in", receipts=[bad]).status_code == 422
    assert not Entry.objects.of(koppontren).filter(number=2).exists()


def test_once_the_period_is_closed_it_stays(
    page: Client, koppontren: Koppontren, opened: Entry, bookkeeper: User
) -> None:
    send(page, "in", receipts=[photo()], on="2026-10-15")
    close_period(koppontren, through=date(2026, 10, 31), request_id=uuid4(), by=bookkeeper)
    [paper] = attachments_of(entry_of(koppontren))
    address = reverse("ledger:attachment_remove", args=["al-hikmah", paper.number])
    response = page.post(address, follow=True)

    assert "so its papers stay" in response.text
    assert "Take away" not in response.text
    assert attachments_of(entry_of(koppontren)) == [paper]


def test_what_lay_beside_a_draft_lies_beside_its_entry(
    page: Client, koppontren: Koppontren, opened: Entry, bookkeeper: User
) -> None:
    manager = make_member_of(koppontren, Role.MANAGER)
    set_limit(koppontren, amount=1_000_000, by=manager)
    response = send(page, "in", amount="2.000.000", receipts=[photo()])
    draft = Draft.objects.of(koppontren).get()
    assert attachments_of(draft)[0].get_absolute_url() in page.get(response.url).text
    entry = approve(draft, by=manager)

    assert attachments_of(entry_of(koppontren, entry.number)) == attachments_of(draft)


@pytest.fixture
def manager(koppontren: Koppontren) -> User:
    return make_member_of(koppontren, Role.MANAGER, name="Umar Contoh")


@pytest.fixture
def draft(
    page: Client, koppontren: Koppontren, opened: Entry, manager: User, bookkeeper: User
) -> Draft:
    """Money in above the limit, with two photos."""
    set_limit(koppontren, amount=1_000_000, by=manager)
    send(page, "in", amount="2.000.000", receipts=[photo(), photo("black")])
    return Draft.objects.of(koppontren).select_related("koppontren").get()


def taken_away(page: Client, paper: Attachment) -> str:
    address = reverse("ledger:attachment_remove", args=["al-hikmah", paper.number])
    return page.post(address, follow=True).text


def test_what_was_approved_keeps_the_papers_that_were_seen(
    page: Client, koppontren: Koppontren, draft: Draft, manager: User
) -> None:
    entry = approve(draft, by=manager)
    attach(entry, files=[evidence("red")], by=manager)
    *seen, later = attachments_of(entry)
    for paper in seen:
        assert "A second person approved this entry with its papers" in taken_away(page, paper)
    shown = page.get(reverse("ledger:entry", args=["al-hikmah", entry.number])).text
    taken_away(page, later)
    enter(koppontren)

    assert shown.count("Take away") == 1  # the photo that came afterwards
    assert attachments_of(entry) == seen


def test_nobody_approves_with_other_papers_than_were_seen(
    client: Client, page: Client, koppontren: Koppontren, draft: Draft, manager: User
) -> None:
    address = reverse("ledger:draft_approve", args=["al-hikmah", draft.request_id])
    client.force_login(manager)
    looked_at = client.get(draft.get_absolute_url()).context["seen"]
    client.force_login(draft.made_by)
    enter(koppontren)
    taken_away(page, attachments_of(draft)[0])
    client.force_login(manager)
    answers = [client.post(address, {"seen": mark}) for mark in (looked_at, "")]

    assert [a.status_code for a in answers] == [422, 422]
    assert "Its papers changed since you opened this page" in answers[0].text
    assert "A receipt was taken away" in answers[0].text
    assert "Budi Contoh" in answers[0].text
    looked_again = answers[0].context["seen"]
    assert client.post(address, {"seen": looked_again}).status_code == 302


def evidence(colour: str = "white") -> Evidence:
    return clean_evidence(photo(colour))


def files() -> set[Path]:
    return {path for path in Path(FIELD.storage.path("")).rglob("*") if path.is_file()}


def test_what_is_not_recorded_leaves_no_file(
    koppontren: Koppontren, opened: Entry, bookkeeper: User
) -> None:
    before = files()
    cash, cost = account(koppontren, "1111"), account(koppontren, "5330")
    intent = money_out(cash, purpose=cost, amount=10**12)
    with pytest.raises(Overdrawn):
        submit(koppontren, intent=intent, request_id=uuid4(), by=bookkeeper, files=[evidence()])

    assert files() == before


def test_the_same_file_again_is_the_paper_that_is_known(
    koppontren: Koppontren, opened: Entry, bookkeeper: User
) -> None:
    first = attach(opened, files=[evidence()], by=bookkeeper)
    before = files()

    assert attach(opened, files=[evidence(), evidence()], by=bookkeeper) == first
    assert files() == before


def test_an_entry_is_no_archive(koppontren: Koppontren, opened: Entry, bookkeeper: User) -> None:
    attach(opened, files=[evidence(f"#0000{n:02x}") for n in range(0, 200, 10)], by=bookkeeper)
    before = files()
    with pytest.raises(TooManyAttachments):
        attach(opened, files=[evidence("red")], by=bookkeeper)

    assert (len(attachments_of(opened)), files()) == (MOST, before)
