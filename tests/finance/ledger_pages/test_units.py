"""Units are added with their accounts, and renamed."""

import pytest
from django.test import Client
from django.urls import reverse

from klinik.finance.ledger.models import Account, Entry, Unit
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren

pytestmark = pytest.mark.django_db
AT = reverse("ledger:units", args=["al-hikmah"])


def test_a_unit_is_added_with_its_accounts(
    page: Client, koppontren: Koppontren, opened: Entry
) -> None:
    sent = {"business": "Toko", "code": "Kantin", "name": "Kantin Santri"}
    assert page.post(AT, sent).status_code == 302
    again = page.post(AT, sent)

    assert again.status_code == 422
    assert "There is already an account, a unit or a book of that code." in again.text
    enter(koppontren)
    assert Account.objects.of(koppontren).filter(unit__code="Kantin", is_cash=True).count() == 2


def test_a_unit_is_renamed(page: Client, koppontren: Koppontren, opened: Entry) -> None:
    page.post(AT, {"rename": "Toko", "new_name": "Toko Berkah"})

    enter(koppontren)
    assert Unit.objects.of(koppontren).get(code="Toko").name == "Toko Berkah"
    assert "Toko Berkah" in page.get(AT).text


@pytest.mark.parametrize(
    "sent", [{}, {"business": "Bank", "code": "B", "name": "B"}, {"rename": "X"}]
)
def test_what_is_no_unit_is_refused(page: Client, opened: Entry, sent: dict[str, str]) -> None:
    assert page.post(AT, sent).status_code == 422
