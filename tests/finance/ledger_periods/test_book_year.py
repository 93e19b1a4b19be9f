"""The first month of the book year stays while days are closed by it, whoever changes it."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from klinik.directory.rules import BadFact
from klinik.finance.ledger.periods.commands import (
    answer_reopening,
    ask_reopening,
    close_out,
    close_period,
    undo_close_out,
)
from klinik.finance.ledger.periods.rules import FiscalYear
from klinik.people.models import User
from klinik.tenancy.facts.commands import KEPT, keep_facts
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.world import make_member_of, make_user

pytestmark = pytest.mark.django_db
YEAR = FiscalYear(2025, 4)  # 1 April 2025 to 31 March 2026


@pytest.fixture
def koppontren(koppontren: Koppontren) -> Koppontren:
    koppontren.fiscal_month = 4
    koppontren.save(update_fields=["fiscal_month"])
    return koppontren


def change(koppontren: Koppontren, month: int, by: User) -> int:
    """Keep all facts as they are, but for the first month of the book year."""
    facts = {name: getattr(koppontren, name) for name in KEPT}
    return keep_facts(koppontren, by=by, **(facts | {"fiscal_month": month})).fiscal_month


def round_python(koppontren: Koppontren, month: int) -> str:
    """The same past our commands; the state of the refusal."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Koppontren.objects.filter(pk=koppontren.pk).update(fiscal_month=month)
    return str(getattr(refused.value.__cause__, "sqlstate", ""))


def test_before_anything_is_closed_it_may_change(koppontren: Koppontren, bookkeeper: User) -> None:
    assert change(koppontren, 7, bookkeeper) == 7
    assert change(koppontren, 1, bookkeeper) == 1


@pytest.mark.usefixtures("next_year")
def test_after_a_month_was_closed_it_stays(koppontren: Koppontren, bookkeeper: User) -> None:
    close_period(koppontren, through=date(2026, 1, 31), request_id=uuid4(), by=bookkeeper)

    with translation.override("en"), pytest.raises(BadFact) as refused:
        change(koppontren, 7, bookkeeper)
    assert refused.value.field == "fiscal_month"
    assert "The days through 31 January 2026 are closed" in str(refused.value.message)
    assert round_python(koppontren, 7) == "23K48"
    koppontren.refresh_from_db()
    assert koppontren.fiscal_month == 4


@pytest.mark.usefixtures("next_year")
def test_after_a_year_was_closed_out_it_stays(koppontren: Koppontren, bookkeeper: User) -> None:
    close_out(koppontren, year=YEAR, by=bookkeeper)

    with pytest.raises(BadFact):
        change(koppontren, 1, bookkeeper)
    assert round_python(koppontren, 1) == "23K48"


@pytest.mark.usefixtures("next_year")
def test_opened_again_and_undone_it_may_change(koppontren: Koppontren, bookkeeper: User) -> None:
    close_period(koppontren, through=date(2026, 4, 30), request_id=uuid4(), by=bookkeeper)
    asked = ask_reopening(
        koppontren, through=date(2025, 12, 31), reason="Tahun buku", request_id=uuid4(),
        by=bookkeeper,
    )  # fmt: skip
    answer_reopening(asked, is_approved=True, request_id=uuid4(), by=make_user())
    with pytest.raises(BadFact):
        change(koppontren, 1, bookkeeper)
    undo_close_out(koppontren, year=YEAR, reason="Tahun buku", by=bookkeeper)

    assert change(koppontren, 1, bookkeeper) == 1


@pytest.mark.usefixtures("next_year")
def test_the_book_is_asked_from_wherever_it_is_changed(
    koppontren: Koppontren, bookkeeper: User
) -> None:
    """Not even somebody who stands in no tenant, or in another one, gets past."""
    close_out(koppontren, year=YEAR, by=bookkeeper)
    for inside in ("", str(koppontren.pk + 1)):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('klinik.koppontren', %s, true)", [inside])
        assert round_python(koppontren, 1) == "23K48"
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('klinik.koppontren')")
            assert cursor.fetchone() == (inside,)


@pytest.mark.usefixtures("next_year")
def test_the_page_says_why_and_keeps_what_was_typed(
    client: Client, koppontren: Koppontren, bookkeeper: User
) -> None:
    close_out(koppontren, year=YEAR, by=bookkeeper)
    client.force_login(make_member_of(koppontren, Role.MANAGER))
    client.cookies["django_language"] = "en"
    address = reverse("tenancy:facts_change", args=[koppontren.slug])
    typed = {"name": "Nama Baru", "fiscal_month": "1"}
    given = client.post(address, typed)

    assert given.status_code == 422
    assert "undo the closing of the years" in str(given.context["form"].errors["fiscal_month"])
    assert given.context["form"]["name"].value() == "Nama Baru"
