"""`klinik verify` names a match that somebody who may do everything has tampered with."""

from uuid import uuid4

import pytest

from klinik.finance.ledger.checks import Report, verify_book
from tests.finance.ledger.owner import Owner

pytestmark = pytest.mark.django_db(databases=["owner"])
MATCHED = "WHERE text = 'SETORAN'"
TAMPERED = {
    "the amount of a mutation": f"UPDATE bank_bankmutation SET amount = amount + 1 {MATCHED}",
    "a mutation taken out": f"UPDATE bank_bankmutation SET match_id = NULL {MATCHED}",
    "a mutation removed": f"DELETE FROM bank_bankmutation {MATCHED}",
    "another mutation added": "UPDATE bank_bankmutation SET match_id = m.id FROM bank_bankmatch m"
    " WHERE text = 'BUNGA'",
    "a mutation exchanged": "UPDATE bank_bankmutation u SET match_id ="
    " CASE text WHEN 'BUNGA' THEN m.id END FROM bank_bankmatch m",
    "the line taken out": "DELETE FROM bank_bankmatchedline",
    "the other line of the entry": "UPDATE bank_bankmatchedline SET n = 2",
    "a line of another entry": "UPDATE bank_bankmatchedline SET entry_number = 2",
    "a match that is said to be apart": "UPDATE bank_bankmatch SET apart_at = now()",
    "a match of another account": "UPDATE bank_bankaccount SET account_id ="
    " (SELECT id FROM ledger_account WHERE code = '3')",
    "the line itself": "UPDATE ledger_line SET debit = 501 WHERE entry_number = 1 AND n = 1",
}
UNGUARD = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE bank_bankmutation DISABLE TRIGGER USER;
ALTER TABLE bank_bankmatch DISABLE TRIGGER USER;
ALTER TABLE bank_bankmatchedline DISABLE TRIGGER USER;
ALTER TABLE bank_bankmutation DROP CONSTRAINT bank_bankmutation_match_id_in_tenant;
ALTER TABLE bank_bankmatchedline DROP CONSTRAINT bank_matchedline_of_ledger;
ALTER TABLE bank_bankmatch DROP CONSTRAINT bank_match_apart_by_somebody;
ALTER TABLE ledger_line DISABLE TRIGGER USER;
"""


@pytest.fixture
def owner(db: None) -> Owner:
    """Five hundred came in and are matched; another seven are told by the bank alone."""
    owner = Owner("bank-pemilik")
    owner.post(debits=[500, 0], credits=[0, 500])
    owner.post(debits=[7, 0], credits=[0, 7])
    by = owner.person()
    bank = owner.value(
        "INSERT INTO bank_bankaccount (koppontren_id, account_id, bank) VALUES (%s, %s, 'Contoh')"
        " RETURNING id", owner.pk, owner.cash,
    )  # fmt: skip
    file = owner.value(
        "INSERT INTO bank_bankfile (koppontren_id, bank_id, number, name, headings, rows,"
        " fingerprint, first, last, sent_at, by_id, saved, known, bad) VALUES (%s, %s, %s, 'x',"
        " '[]', '[]', '', '2026-03-01', '2026-03-31', now(), %s, 2, 0, '[]') RETURNING id",
        owner.pk, bank, uuid4(), by,
    )  # fmt: skip
    for text, amount in (("SETORAN", 500), ("BUNGA", 7)):
        owner.execute(
            "INSERT INTO bank_bankmutation (koppontren_id, bank_id, file_id, number, on_date, text,"
            " amount, nth) VALUES (%s, %s, %s, %s, '2026-03-01', %s, %s, 1)",
            owner.pk, bank, file, uuid4(), text, amount,
        )  # fmt: skip
    match = owner.value(
        "INSERT INTO bank_bankmatch (koppontren_id, bank_id, at, by_id) VALUES (%s, %s, now(), %s)"
        " RETURNING id", owner.pk, bank, by,
    )  # fmt: skip
    owner.execute(
        "INSERT INTO bank_bankmatchedline (koppontren_id, match_id, entry_number, n)"
        " VALUES (%s, %s, 1, 1)", owner.pk, match,
    )  # fmt: skip
    owner.execute(f"UPDATE bank_bankmutation SET match_id = %s {MATCHED}", match)
    return owner


def said(owner: Owner) -> list[str]:
    """What is said of the matches."""
    report = Report()
    verify_book(owner.koppontren, report, using="owner")
    return [sentence for sentence in report.differences if ": bank: match " in sentence]


def test_both_sides_of_a_match_are_the_same_sum(owner: Owner) -> None:
    assert said(owner) == []


@pytest.mark.parametrize("change", TAMPERED.values(), ids=TAMPERED)
def test_every_change_of_a_match_is_named(owner: Owner, change: str) -> None:
    owner.execute(UNGUARD)
    owner.execute(change)

    assert len(said(owner)) == 1


def test_the_sentence_says_both_sums(owner: Owner) -> None:
    owner.execute(UNGUARD)
    owner.execute(TAMPERED["the amount of a mutation"])
    match = owner.value("SELECT id FROM bank_bankmatch")

    assert said(owner) == [f"bank-pemilik: bank: match {match}: 501 by the bank, 500 by the book"]
