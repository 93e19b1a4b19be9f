"""What docs/tills.md shows is sent and answered so."""

import json
import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client

from klinik.finance.sales.models import Sale
from klinik.people.access import read_as
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import ApiToken
from klinik.tenancy.tokens.commands import make_token
from tests.finance.sales.scene import Market
from tests.web.test_collecting_protocol import EXAMPLE, asked, differs

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tills.md"


@pytest.mark.django_db
def test_every_example_is_true() -> None:
    market = Market()
    with acting_for(market.koppontren):
        read_as(market.cashier)
        _token, secret = make_token(
            market.koppontren,
            name="Kasir lain",
            scope=ApiToken.Scope.WRITE,
            days=30,
            request_id=uuid4(),
            by=market.cashier,
        )
    known = {
        "shop": market.shop.pk,
        "cashier": market.cashier.pk,
        "till": market.till.account.code,
        "good": market.bread.pk,
    }
    page = PAGE.read_text(encoding="utf-8")
    examples = EXAMPLE.findall(page)
    wrong = []
    for written, shown in examples:
        with acting_for(market.koppontren):
            last = Sale.objects.of(market.koppontren).order_by("pk").last()
        for name, value in (known | {"sale": last.entry_number if last else 0}).items():
            written = written.replace(f"{{{name}}}", str(value))
        answer = asked(Client(enforce_csrf_checks=True), written, secret)
        if answer.status_code >= 300 or differs(json.loads(shown), answer.json()):
            wrong.append((written.split("\n")[0], answer.status_code, answer.json()))

    assert wrong == []
    assert len(examples) == page.count("```http") == 5


def test_every_reason_is_one_that_the_code_knows() -> None:
    section = PAGE.read_text(encoding="utf-8").partition("## Why a sale is refused")[2]
    codes = set(re.findall(r"^\| `(\w+)` \|", section.partition("\n## ")[0], re.M)) - {"code"}
    refusals = PAGE.parents[1] / "src" / "klinik" / "finance" / "sales" / "refusals.py"
    known = set(re.findall(r'code = "(\w+)"', refusals.read_text(encoding="utf-8")))

    assert codes <= known
    assert known - codes == {"more_than_sold", "no_reason", "no_way"}
