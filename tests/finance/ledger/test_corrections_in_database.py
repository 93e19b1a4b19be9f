"""Which entry puts which right, as the table itself holds it."""

import pytest
from django.db import DatabaseError, transaction

from tests.finance.ledger.owner import Owner

LINK = "INSERT INTO ledger_correction (koppontren_id, entry_number, corrects) VALUES (%s, %s, %s)"


@pytest.mark.django_db(databases=["owner"])
def test_a_link_is_of_two_entries_of_the_book_and_stays_for_the_owner_too(owner: Owner) -> None:
    first, second = owner.post(), owner.post()

    def state(query: str, *parameters: object) -> str:
        with pytest.raises(DatabaseError) as refused, transaction.atomic(using="owner"):
            owner.execute(query, *parameters)
        return str(getattr(refused.value.__cause__, "sqlstate", ""))

    assert state(LINK, owner.pk, first.number, second.number) == "23514"
    assert state(LINK, owner.pk, first.number, first.number) == "23514"
    assert state(LINK, owner.pk, 99, first.number) == "23503"
    owner.execute(LINK, owner.pk, second.number, first.number)
    assert state(LINK, owner.pk, second.number, first.number) == "23505"
    assert state("UPDATE ledger_correction SET corrects = 1") == "23K20"
    assert state("DELETE FROM ledger_correction") == "23K20"
