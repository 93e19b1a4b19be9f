"""What docs/collecting.md shows is sent and answered so."""

import json
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from klinik.people.access import read_as
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import ApiToken
from klinik.tenancy.tokens.commands import make_token
from tests.finance.collecting.scene import Road

PAGE = Path(__file__).resolve().parents[2] / "docs" / "collecting.md"
EXAMPLE = re.compile(r"```http\n(.+?)\n```\n```json\n(.+?)\n```", re.S)


def asked(client: Client, written: str, token: str) -> Any:
    """What an example asks: its first line, its headers, and after an empty line what is sent."""
    head, _empty, body = written.partition("\n\n")
    first, *lines = head.split("\n")
    verb, address = first.split(" ")
    headers = dict(line.split(": ") for line in lines)
    headers["Authorization"] = f"Bearer {token}"
    return client.generic(verb, address, body, "application/json", headers=headers)


def differs(shown: Any, said: Any) -> bool:
    """Whether an answer is another one than is shown; an ellipsis stands for whatever there is."""
    if shown == "…":
        return said in (None, "")
    if isinstance(shown, dict) and isinstance(said, dict):
        return shown.keys() != said.keys() or any(differs(shown[key], said[key]) for key in shown)
    if isinstance(shown, list) and isinstance(said, list):
        return len(shown) != len(said) or any(map(differs, shown, said))
    return bool(shown != said)


@pytest.mark.django_db
def test_every_example_is_true() -> None:
    road = Road()
    with acting_for(road.koppontren):
        read_as(road.collector)
        _token, secret = make_token(
            road.koppontren,
            name="Aplikasi",
            scope=ApiToken.Scope.WRITE,
            days=30,
            request_id=uuid4(),
            by=road.collector,
        )
    page = PAGE.read_text(encoding="utf-8").replace("{bag}", road.bag.account.code)
    examples = EXAMPLE.findall(page)
    wrong = []
    for written, shown in examples:
        answer = asked(Client(enforce_csrf_checks=True), written, secret)
        if answer.status_code >= 300 or differs(json.loads(shown), answer.json()):
            wrong.append((written.split("\n")[0], answer.status_code, answer.json()))

    assert wrong == []
    assert len(examples) == page.count("```http") == 6


def test_every_reason_is_one_that_the_code_knows() -> None:
    section = PAGE.read_text(encoding="utf-8").partition("## Why a receipt is refused")[2]
    codes = set(re.findall(r"^\| `(\w+)` \|", section.partition("\n## ")[0], re.M)) - {"code"}
    refusals = PAGE.parents[1] / "src" / "klinik" / "finance" / "collecting" / "refusals.py"
    known = set(re.findall(r'code = "(\w+)"', refusals.read_text(encoding="utf-8")))

    assert codes <= known
    assert known - codes == {
        "own_receipt",
        "recorded_after_all",
        "no_bag_in_use",
        "not_a_collector",
        "nothing_to_collect",
    }
