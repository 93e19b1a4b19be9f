"""Pages of the second person: the list, one draft, the decision, and the limit."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from klinik.finance.ledger.attachments.queries import papers_as_seen
from klinik.finance.ledger.cash.intents import money_in
from klinik.finance.ledger.drafts.commands import set_limit, submit, withdraw
from klinik.finance.ledger.drafts.queries import limit_of
from klinik.finance.ledger.models import Draft, Entry
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import account
from tests.finance.journal import journal
from tests.finance.ledger_pages.test_money import send, typed
from tests.world import make_member_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "money"}


@pytest.fixture
def manager(koppontren: Koppontren) -> User:
    return make_member_of(koppontren, Role.MANAGER, name="Umar Contoh")


@pytest.fixture
def limited(koppontren: Koppontren, opened: Entry, manager: User) -> Koppontren:
    set_limit(koppontren, amount=1_000_000, by=manager)
    return koppontren


def kept(koppontren: Koppontren, by: User) -> Draft:
    cash, income = account(koppontren, "1111"), account(koppontren, "4310")
    intent = money_in(cash, source=income, amount=2_000_000)
    draft = submit(koppontren, intent=intent, request_id=uuid4(), by=by)
    assert isinstance(draft, Draft)
    return draft


def at(name: str, draft: Draft | None = None) -> str:
    return reverse(f"ledger:{name}", args=["al-hikmah", *([draft.request_id] if draft else [])])


def test_above_the_limit_the_form_leads_to_the_draft(
    page: Client, client: Client, limited: Koppontren, manager: User
) -> None:
    checked = send(page, "in", amount="1.000.001", check="1")
    assert "This is above Rp1.000.000" in checked.text
    response = send(page, "in", amount="1.000.001")

    assert len(journal(limited)) == 1
    shown = page.get(response.url).text
    assert "It is kept, and waits for a second person." in shown
    assert "Umar Contoh can approve it." in shown
    assert "Rp1.000.001" in page.get(at("drafts")).text
    client.force_login(manager)
    client.cookies["django_language"] = "en"
    assert "Approve and record" in client.get(response.url).text


def test_htmx_is_sent_to_the_page_of_the_draft(page: Client, limited: Koppontren) -> None:
    typed_in = typed(amount="1.000.001")
    response = page.post(reverse("ledger:money_in", args=["al-hikmah"]), typed_in, headers=HTMX)

    [draft] = Draft.objects.of(limited)
    assert (response.status_code, response.headers["HX-Redirect"]) == (200, at("draft", draft))


def looked_at(draft: Draft) -> dict[str, str]:
    enter(draft.koppontren)
    return {"seen": papers_as_seen(draft)}


def test_the_second_person_approves_with_one_button(
    client: Client, limited: Koppontren, bookkeeper: User, manager: User
) -> None:
    draft = kept(limited, bookkeeper)
    client.force_login(manager)
    client.cookies["django_language"] = "en"
    response = client.post(at("draft_approve", draft), looked_at(draft), follow=True)

    assert response.redirect_chain == [(reverse("ledger:entry", args=["al-hikmah", 2]), 302)]
    assert "Budi Contoh recorded it, Umar Contoh approved it." in response.text
    assert journal(limited)[1:] == [
        "money.in: Dr 1111 Kas 2.000.000, Cr 4310 Pendapatan Administrasi 2.000.000"
    ]


def test_a_rejection_needs_a_reason_and_shows_it(
    client: Client, page: Client, limited: Koppontren, bookkeeper: User, manager: User
) -> None:
    draft = kept(limited, bookkeeper)
    client.force_login(manager)
    client.cookies["django_language"] = "en"
    assert client.post(at("draft_reject", draft), {"reason": ""}).status_code == 422
    client.post(at("draft_reject", draft), {"reason": "Nota belum ada"})
    client.force_login(bookkeeper)
    assert "Nota belum ada" in client.get(at("draft", draft)).text
    assert len(journal(limited)) == 1


def test_nobody_is_their_own_second_person(
    client: Client, limited: Koppontren, manager: User
) -> None:
    draft = kept(limited, manager)
    client.force_login(manager)
    client.cookies["django_language"] = "en"
    assert "Approve and record" not in client.get(at("draft", draft)).text
    response = client.post(at("draft_approve", draft), looked_at(draft))
    assert response.status_code == 422
    assert "Somebody else has to look at it." in response.text
    assert client.post(at("draft_withdraw", draft)).headers["Location"] == at("drafts")
    assert client.post(at("draft_approve", draft), looked_at(draft)).status_code == 422


@pytest.mark.parametrize(
    ("role", "limit", "approval"),
    [
        (Role.BOARD, 200, 302),
        (Role.MANAGER, 403, 302),
        (Role.BOOKKEEPER, 403, 403),
        (Role.SUPERVISOR, 403, 403),
    ],
)
def test_who_may_decide_and_set_the_limit(
    client: Client, limited: Koppontren, bookkeeper: User, role: Role, limit: int, approval: int
) -> None:
    draft = kept(limited, bookkeeper)
    client.force_login(make_member_of(limited, role))
    assert client.get(at("drafts")).status_code == 200
    assert client.get(at("limit")).status_code == limit
    assert client.post(at("draft_approve", draft), looked_at(draft)).status_code == approval


@pytest.mark.parametrize(
    ("typed", "status", "limit"),
    [
        ({"amount": "2.500.000"}, 302, 2_500_000),
        ({"is_off": "on"}, 302, None),
        ({"amount": ""}, 422, 1_000_000),
        ({"amount": "5", "is_off": "on"}, 422, 1_000_000),
        ({"amount": "banyak"}, 422, 1_000_000),
    ],
)
def test_the_limit_is_set_or_lifted_on_purpose(
    client: Client, limited: Koppontren, typed: dict[str, Any], status: int, limit: int | None
) -> None:
    client.force_login(make_member_of(limited, Role.BOARD))
    assert client.post(at("limit"), typed).status_code == status
    assert limit_of(limited) == limit


def test_an_undoing_above_the_limit_waits(
    page: Client, limited: Koppontren, bookkeeper: User, manager: User
) -> None:
    send(page, "in", amount="1.000.000")
    set_limit(limited, amount=500_000, by=manager)
    address = reverse("ledger:reverse", args=["al-hikmah", 2])
    response = page.post(address, {"reason": "Keliru", "request_id": str(uuid4())})
    draft = Draft.objects.of(limited).get()
    assert response.headers["Location"] == draft.get_absolute_url()
    assert "waits for a second person already" in page.get(address).text


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    page: Client,
    limited: Koppontren,
    bookkeeper: User,
    number: int,
    django_assert_max_num_queries: Any,
) -> None:
    for _ in range(number):
        kept(limited, bookkeeper)
    page.get(at("drafts"))
    with django_assert_max_num_queries(16):
        assert page.get(at("drafts")).status_code == 200


def test_what_waits_and_what_was_decided_share_one_pager(
    page: Client, limited: Koppontren, bookkeeper: User
) -> None:
    drafts = [kept(limited, bookkeeper) for _n in range(21)]
    withdraw(drafts[0], by=bookkeeper)

    pages = [page.get(at("drafts"), {"page": number}).context for number in (1, 2)]

    assert [[draft for draft, _kind in one["waiting"]] for one in pages] == [drafts[:0:-1], []]
    assert [[draft for draft, _kind in one["decided"]] for one in pages] == [[], drafts[:1]]
    assert "Nothing waits" not in page.get(at("drafts"), {"page": 2}).text
