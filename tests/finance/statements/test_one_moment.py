"""A statement is of one moment, whoever posts while it is asked for."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from klinik.finance.ledger.posting import cr, dr
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren
from tests.finance.books import account, open_example, put

pytestmark = pytest.mark.django_db(transaction=True)
KEYS = ["balance_sheet", "equity", "cash_flow", "general_ledger"]


class Meanwhile:
    """After each question for what accounts hold, somebody else posts and is done."""

    def __init__(self, koppontren: Koppontren, by: User) -> None:
        self.koppontren = koppontren
        self.by = by
        self.posted = 0

    def __call__(self, execute: Callable[..., Any], sql: str, *words: Any) -> Any:
        answer = execute(sql, *words)
        if "ledger_account_month" in sql:
            with ThreadPoolExecutor(1) as other:
                other.submit(self.post).result()
        return answer

    def post(self) -> None:
        """Sell something for cash: assets and results both grow."""
        try:
            with acting_for(self.koppontren):
                sides = [account(self.koppontren, code) for code in ("1111", "4310")]
                legs = [dr(sides[0], 1_000), cr(sides[1], 1_000)]
                put(self.koppontren, legs, by=self.by, on=date(2026, 5, 1))
        finally:
            connection.close()
        self.posted += 1


@pytest.mark.parametrize("key", KEYS)
def test_both_sides_are_of_one_moment(
    page: Client, koppontren: Koppontren, bookkeeper: User, key: str
) -> None:
    with acting_for(koppontren):
        open_example(koppontren, bookkeeper)
    meanwhile = Meanwhile(koppontren, bookkeeper)
    address = reverse(f"statements:{key}", args=[koppontren.slug])

    with connection.execute_wrapper(meanwhile):
        shown = page.get(address, {"on": "2026-06-30", "to": "2026-06-30"})

    assert meanwhile.posted > 1
    assert shown.status_code == 200
    made = shown.context["made"]
    assert (made.difference, list(made.report.warnings)) == (0, [])


@pytest.mark.parametrize("key", KEYS)
def test_so_is_that_of_the_api(
    page: Client, koppontren: Koppontren, bookkeeper: User, key: str
) -> None:
    with acting_for(koppontren):
        open_example(koppontren, bookkeeper)
    meanwhile = Meanwhile(koppontren, bookkeeper)
    address = f"/api/koppontren/{koppontren.slug}/statements/{key}"

    with connection.execute_wrapper(meanwhile):
        given = page.get(address, {"on": "2026-06-30"})

    assert meanwhile.posted > 1
    assert (given.status_code, given.json()["difference"]) == (200, 0)
