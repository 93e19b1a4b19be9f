"""What the table of receipts refuses by itself."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from klinik.finance.ledger.models import Account
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from tests.finance.ledger.owner import DAY, Owner

ADD = """
INSERT INTO ledger_attachment (koppontren_id, number, entry_number, file, file_hash, added_by_id,
    added_at) VALUES (%s, %s, %s, 'lampiran/a.jpg', 'a', %s, now())
"""
REMOVE = "UPDATE ledger_attachment SET file = '', removed_at = now(), removed_by_id = added_by_id"


def state_of(owner: Owner, query: str, *parameters: object) -> str:
    with pytest.raises(DatabaseError) as refused, transaction.atomic(using="owner"):
        owner.execute(query, *parameters)
    return str(getattr(refused.value.__cause__, "sqlstate", ""))


@pytest.mark.django_db(databases=["owner"])
def test_a_receipt_stays_once_its_period_is_closed(owner: Owner) -> None:
    person = owner.value(
        "INSERT INTO people_user (name, email, phone, password, is_active, is_staff, is_superuser,"
        " is_email_confirmed, joined_at, language) VALUES ('Satu', 'a@x.example', '', '', true,"
        " false, false, false, now(), 'id') RETURNING id"
    )
    number = owner.post(on=DAY).number
    owner.execute(ADD, owner.pk, uuid4(), number, person)

    assert state_of(owner, "UPDATE ledger_attachment SET file_hash = 'b'") == "23K55"
    assert state_of(owner, "UPDATE ledger_attachment SET entry_number = NULL") == "23K55"
    assert state_of(owner, "DELETE FROM ledger_attachment") == "23K20"
    assert state_of(owner, "UPDATE ledger_attachment SET file = ''") == "23514"
    owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
    owner.execute("ALTER TABLE ledger_book DISABLE TRIGGER USER")
    owner.execute("UPDATE ledger_book SET closed_through = %s", DAY)
    assert state_of(owner, REMOVE) == "23K56"
    owner.execute("UPDATE ledger_book SET closed_through = NULL")
    owner.execute(REMOVE)
    assert state_of(owner, "UPDATE ledger_attachment SET file = 'x', removed_at = NULL") == "23K55"


@pytest.mark.django_db(databases=["owner"])
def test_what_lay_beside_an_approved_draft_stays(owner: Owner) -> None:
    maker, other = owner.person(), owner.person("lain@contoh.example")
    key = uuid4()
    draft = owner.value(
        "INSERT INTO ledger_draft (koppontren_id, request_id, kind, on_was_given, accounts, debits,"
        " credits, memo, made_by_id, made_at, decision, reason) VALUES (%s, %s, 'by.door', false,"
        " %s::bigint[], '{5,0}', '{0,5}', '', %s, now(), '', '') RETURNING id",
        owner.pk, key, [owner.cash, owner.income], maker,
    )  # fmt: skip
    for name in ("a", "b"):
        owner.execute(
            "INSERT INTO ledger_attachment (koppontren_id, number, draft_id, file, file_hash,"
            " added_by_id, added_at) VALUES (%s, %s, %s, 'lampiran/a.jpg', %s, %s, now())",
            owner.pk, uuid4(), draft, name, maker,
        )  # fmt: skip
    owner.execute(f"{REMOVE} WHERE file_hash = 'b'")
    owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
    owner.execute("ALTER TABLE ledger_draft DISABLE TRIGGER says_the_same")
    number = owner.post(request=key).number
    owner.execute(
        "UPDATE ledger_draft SET decision = 'approved', decided_by_id = %s, decided_at = now(),"
        " entry_number = %s",
        other, number,
    )  # fmt: skip

    assert state_of(owner, f"{REMOVE} WHERE file_hash = 'a'") == "23K59"


def test_the_application_deletes_no_receipt(
    koppontren: Koppontren, accounts: dict[str, Account], teller: User
) -> None:
    for statement in (
        "DELETE FROM ledger_attachment",
        "UPDATE ledger_attachment SET number = NULL",
    ):
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            connection.cursor().execute(statement)
        assert getattr(refused.value.__cause__, "sqlstate", "") == "42501"
