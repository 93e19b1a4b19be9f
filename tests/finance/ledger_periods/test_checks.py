"""What somebody who may do everything changes in the steps of periods is named."""

import pytest

from klinik.finance.ledger.checks import Report, verify_book
from tests.finance.ledger.owner import Owner

pytestmark = pytest.mark.django_db(databases=["owner"])
JANUARY, MARCH = "2026-01-31", "2026-03-31"
OF_STEP = "UPDATE ledger_period_event SET {} WHERE what = '{}'"
TAMPERED = {
    "the day of a closing": OF_STEP.format("through = '2026-02-28'", "closed"),
    "the day of a closing, and of the book": OF_STEP.format("through = '2026-02-28'", "closed")
    + "; UPDATE ledger_book SET closed_through = '2026-02-28'",
    "no last day of a month": OF_STEP.format("through = '2026-03-30'", "closed"),
    "where the book stood before a closing": OF_STEP.format("before = '2025-12-31'", "closed"),
    "where the book stood before a reopening": OF_STEP.format("before = NULL", "reopened"),
    "the day of a reopening": OF_STEP.format("through = '2026-02-28'", "reopened"),
    "the day that was asked for": OF_STEP.format("through = '2026-02-28'", "asked"),
    "a reopening beyond what was closed": OF_STEP.format("through = '2026-05-31'", "reopened"),
    "a reopening by whoever asked": "UPDATE ledger_period_event r SET by_id = a.by_id"
    " FROM ledger_period_event a WHERE r.answers_id = a.id",
    "a reopening that nobody asked for": OF_STEP.format("answers_id = NULL", "reopened"),
    "a reason emptied": OF_STEP.format("reason = ''", "asked"),
    "another step": OF_STEP.format("what = 'kept'", "reopened"),
    "no step at all": OF_STEP.format("what = 'opened'", "reopened"),
    "the asking removed": "DELETE FROM ledger_period_event WHERE what = 'asked'",
    "the closing removed": "DELETE FROM ledger_period_event WHERE what = 'closed'",
    "the reopening removed": "DELETE FROM ledger_period_event WHERE what = 'reopened'",
    "all steps removed": "DELETE FROM ledger_period_event",
    "the day of the book": "UPDATE ledger_book SET closed_through = '2026-02-28'",
    "the book opened": "UPDATE ledger_book SET closed_through = NULL",
}
UNGUARD = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE ledger_period_event DISABLE TRIGGER USER;
ALTER TABLE ledger_period_event DROP CONSTRAINT ledger_period_event_answers_id_in_tenant;
ALTER TABLE ledger_book DISABLE TRIGGER USER;
"""


@pytest.fixture
def steps(owner: Owner) -> Owner:
    """Closed through March, and reopened after January by a second person."""
    owner.step("closed", MARCH)
    asked = owner.step("asked", JANUARY, reason="Nota tercecer")
    owner.step("reopened", JANUARY, by=owner.person("kedua@contoh.example"), asked=asked)
    return owner


def said(owner: Owner) -> list[str]:
    """What is said of the periods."""
    report = Report()
    verify_book(owner.koppontren, report, using="owner")
    return [sentence for sentence in report.differences if "period: " in sentence]


def test_steps_that_follow_each_other_are_sound(steps: Owner) -> None:
    assert said(steps) == []


@pytest.mark.parametrize("change", TAMPERED.values(), ids=TAMPERED)
def test_every_change_of_a_step_is_named(steps: Owner, change: str) -> None:
    steps.execute(UNGUARD)
    steps.execute(change)

    assert said(steps) != []


def test_the_sentence_leads_to_the_step(steps: Owner) -> None:
    steps.execute(UNGUARD)
    steps.execute(TAMPERED["where the book stood before a reopening"])
    step = steps.value("SELECT max(id) FROM ledger_period_event")

    assert said(steps) == [
        f"milik-pemilik: period: step {step} (reopened through 2026-01-31) does not follow: "
        "closed before it None, by the steps 2026-03-31"
    ]
