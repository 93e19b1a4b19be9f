"""PostgreSQL holds any text but the one with a NUL in it: no schema lets that one through."""

import json
import re
from collections.abc import Iterator
from typing import Annotated, Any, get_args
from uuid import uuid4

import pytest
from django.test import Client
from pydantic import BaseModel, PydanticUserError, TypeAdapter, ValidationError

from klinik.finance.savings.models import SavingsAccount
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from klinik.web.api import api
from tests.finance.counter import make_cooperative, make_saver, make_savings, make_teller
from tests.world import make_member_of

HOUSE = "/api/koppontren/al-hikmah"
# Keys that are compared with known ones first, and words of a search, which leaves a NUL out.
READ_FIRST = {"pieces", "columns", "q"}
CONVERTED = re.compile(r"{\w+:(\w+)}")  # the address takes them in another shape, or not at all


def fields_of(model: type[BaseModel]) -> Iterator[tuple[str, Any]]:
    """Every field that a program fills in, those of schemas inside of it as well."""
    for name, field in model.model_fields.items():
        kind: Any = field.annotation
        inside = [one for one in (kind, *get_args(kind)) if isinstance(one, type)]
        schemas = [one for one in inside if issubclass(one, BaseModel)]
        for schema in schemas:
            yield from fields_of(schema)
        if not schemas:
            yield name, Annotated[(kind, *field.metadata)] if field.metadata else kind


def lets_through(kind: Any) -> bool:
    """Whether a NUL comes through, alone or in a list or as a key."""
    try:
        adapter: TypeAdapter[Any] = TypeAdapter(kind)
    except PydanticUserError:  # a file
        return False
    for text in ("\0", "a\0", "A-0001\0", "2026-10\0", "\0" * 16):
        for sent in (text, [text], {text: 1}, {"a": text}):
            try:
                taken = adapter.validate_python(sent)
            except ValidationError:
                continue
            if "\\x00" in repr(taken):
                return True
    return False


def asked() -> Iterator[tuple[str, str, Any]]:
    """Address, name and kind of all that any operation is told."""
    for _prefix, router in api._routers:
        for path, view in router.path_operations.items():
            converted = {*CONVERTED.findall(path), "koppontren"} | READ_FIRST
            for operation in view.operations:
                for model in operation.models:
                    for name, kind in fields_of(model):
                        if name not in converted:
                            yield f"{operation.methods[0]} {path}", name, kind


def test_no_schema_takes_what_cannot_be_kept() -> None:
    found = list(asked())

    assert ("POST /groups", "name") in {(where, name) for where, name, _kind in found}
    assert [(where, name) for where, name, kind in found if lets_through(kind)] == []


@pytest.fixture
def koppontren(db: None) -> Koppontren:
    return make_cooperative()


@pytest.fixture
def savings(koppontren: Koppontren) -> SavingsAccount:
    teller = make_teller(koppontren)
    return make_savings(make_saver(koppontren, teller), teller)


@pytest.mark.parametrize(
    ("verb", "address", "body"),
    [
        ("POST", "/savings/S-0001/transfers", {"amount": 1, "to": "W-0001\0"}),
        ("POST", "/savings/S-0001/block", {"reason": "hilang\0"}),
        ("POST", "/admissions", {"name": "Siti", "address": "Jalan\0"}),
        ("PUT", "/members/A-0001", {"name": "Siti", "address": "Jalan\0", "seen": ""}),
        ("POST", "/members/A-0001/leaving", {"shown": 0, "heir_document": "KK\0"}),
        ("POST", "/cash-deliveries", {"source": "1111\0", "target": "1111", "amount": 1}),
        ("POST", "/groups", {"name": "Kelas\0"}),
    ],
)
def test_what_cannot_be_kept_is_refused(
    client: Client, savings: SavingsAccount, verb: str, address: str, body: object
) -> None:
    client.force_login(make_member_of(savings.koppontren, Role.MANAGER))
    answer = client.generic(
        verb,
        HOUSE + address,
        json.dumps(body),
        "application/json",
        headers={"Idempotency-Key": str(uuid4())},
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "not_understood")
