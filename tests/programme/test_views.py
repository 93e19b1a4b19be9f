"""The front page and the page of shared figures, as the koppontren's people see them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from klinik.finance.ledger.posting import cr, dr
from klinik.people.models import User
from klinik.programme.commands import give_consent, withdraw_consent
from klinik.tenancy.models import Koppontren
from tests import world
from tests.finance.books import account, put

FRONT = "/koppontren/al-hikmah/"
SHARING = "/koppontren/al-hikmah/berbagi/"


@pytest.fixture
def page(client: Client, manager: User) -> Client:
    client.force_login(manager)
    client.cookies["django_language"] = "en"
    return client


def test_an_entry_between_units_is_shown_with_what_was_moved(
    page: Client, koppontren: Koppontren, manager: User
) -> None:
    kas, sales = account(koppontren, "1111"), account(koppontren, "4110")
    put(koppontren, [dr(kas, 250_000), cr(sales, 250_000)], by=manager)

    assert [entry.amount for entry in page.get(FRONT).context["latest"]] == [250_000]


def test_a_consent_says_on_both_pages_whether_it_runs(
    page: Client, koppontren: Koppontren, manager: User, two_members: int
) -> None:
    today = timezone.localdate()
    for first, last in ((-20, -11), (-10, 0), (1, 30)):
        give_consent(
            koppontren,
            indicator=world.make_indicator("member-savings-total"),
            starts_on=today + timedelta(days=first),
            ends_on=today + timedelta(days=last),
            request_id=uuid4(),
            by=manager,
        )

    shared = [consent.standing for consent in page.get(SHARING).context["consents"]]
    assert shared == ["coming", "running", "ended"]
    assert page.get(SHARING).text.count("ended</span>") == 1
    front = page.get(FRONT)
    assert [consent.standing for consent in front.context["shared"]] == ["coming", "running"]


def test_a_form_sent_again_after_the_withdrawal_does_not_say_shared(
    page: Client, koppontren: Koppontren, manager: User, two_members: int
) -> None:
    today = timezone.localdate()
    indicator = world.make_indicator("member-savings-total")
    period = {"starts_on": today, "ends_on": today}
    consent = give_consent(
        koppontren, indicator=indicator, **period, request_id=uuid4(), by=manager
    )
    withdraw_consent(consent, by=manager)
    form = {"indicator": indicator.pk, "request_id": consent.number} | period
    answer = page.post(SHARING, form)

    assert answer.status_code == 422
    assert "This consent was withdrawn" in answer.text


@pytest.mark.parametrize("case", ["\0", "K-2026-0001", "K-2026-0001\0", "x" * 10_000])
def test_the_way_back_to_a_case_that_is_none_leads_to_the_page_itself(
    page: Client, koppontren: Koppontren, two_members: int, case: str
) -> None:
    today = timezone.localdate()
    indicator = world.make_indicator("member-savings-total")
    form = {"indicator": indicator.pk, "request_id": uuid4(), "starts_on": today, "ends_on": today}
    answer = page.post(SHARING, form, query_params={"case": case})

    assert answer.status_code == 302
    assert answer.headers["Location"] == SHARING
