"""The bridge: one named figure leaves the books with consent, and leaves every view without it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from klinik.directory.models import Indicator, Reading
from klinik.finance.ledger.models import Account, Book
from klinik.finance.savings.commands import admit_member
from klinik.people.models import User
from klinik.programme.commands import (
    AlreadyShared,
    NotShareable,
    give_consent,
    read_due_figures,
    withdraw_consent,
)
from klinik.programme.models import Consent, SharedFigure
from klinik.programme.rules import evidence_hash, reading_days
from klinik.programme.tasks import read_figures_due
from klinik.tenancy.access import read_as
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests import world


@pytest.fixture
def savings_total(db: None) -> Indicator:
    return world.make_indicator("member-savings-total")


@pytest.fixture
def consent(
    koppontren: Koppontren, manager: User, two_members: int, savings_total: Indicator
) -> Consent:
    """Consent for this month, given today."""
    today = timezone.localdate()
    return give_consent(
        koppontren,
        indicator=savings_total,
        starts_on=today.replace(day=1),
        ends_on=today + timedelta(days=60),
        request_id=uuid4(),
        by=manager,
    )


def shown(koppontren: Koppontren) -> list[tuple[date, int]]:
    """The figures of this koppontren's pesantren that the reader may see."""
    readings = Reading.objects.shown().filter(pesantren=koppontren.pesantren)
    return [(reading.on, int(reading.value)) for reading in readings]


def test_the_figure_of_today_is_the_books_own(koppontren: Koppontren, consent: Consent) -> None:
    today = timezone.localdate()
    expected = {(today.replace(day=1), 0), (today, 100_000)}

    assert set(shown(koppontren)) == (expected if today.day > 1 else {(today, 100_000)})


def test_the_hash_is_that_of_the_evidence_which_stays_inside(
    koppontren: Koppontren, consent: Consent
) -> None:
    figure = SharedFigure.objects.of(koppontren).get(on=timezone.localdate())
    book = Book.objects.get(koppontren=koppontren)

    assert figure.reading.evidence_hash == evidence_hash(figure.evidence)
    assert figure.evidence == {
        "chain": bytes(book.chain_head).hex(),
        "figure": "member-savings-total",
        "koppontren": "al-hikmah",
        "last_entry": 2,
        "on": timezone.localdate().isoformat(),
        "value": 100_000,
    }


def test_the_same_request_is_the_same_consent(
    koppontren: Koppontren, manager: User, consent: Consent, savings_total: Indicator
) -> None:
    again = give_consent(
        koppontren,
        indicator=savings_total,
        starts_on=consent.starts_on,
        ends_on=consent.ends_on,
        request_id=consent.number,
        by=manager,
    )

    assert again == consent
    assert Consent.objects.of(koppontren).count() == 1


def test_a_second_consent_to_the_same_figure_is_refused(
    koppontren: Koppontren, manager: User, consent: Consent, savings_total: Indicator
) -> None:
    with pytest.raises(AlreadyShared):
        give_consent(
            koppontren,
            indicator=savings_total,
            starts_on=consent.starts_on,
            ends_on=consent.ends_on,
            request_id=uuid4(),
            by=manager,
        )


def test_only_named_figures_can_be_shared(koppontren: Koppontren, manager: User) -> None:
    today = timezone.localdate()
    with pytest.raises(NotShareable):
        give_consent(
            koppontren,
            indicator=world.make_indicator("kopi-kg"),
            starts_on=today,
            ends_on=today,
            request_id=uuid4(),
            by=manager,
        )


def test_an_officer_sees_the_figure_until_consent_is_withdrawn(
    koppontren: Koppontren, manager: User, consent: Consent
) -> None:
    officer = world.make_member_of(world.make_office(), Role.OFFICER)
    read_as(officer)
    before = shown(koppontren)
    read_as(manager)
    withdraw_consent(consent, by=manager)
    read_as(officer)

    assert (timezone.localdate(), 100_000) in before
    assert shown(koppontren) == []
    assert Reading.objects.filter(pesantren=koppontren.pesantren).count() == len(before)


def test_the_public_and_a_stranger_never_see_it(koppontren: Koppontren, consent: Consent) -> None:
    for reader in (None, world.make_user()):
        read_as(reader)
        assert shown(koppontren) == []


def test_withdrawn_nothing_new_is_read(
    koppontren: Koppontren, manager: User, consent: Consent
) -> None:
    withdrawn = withdraw_consent(consent, by=manager)
    again = withdraw_consent(withdrawn, by=manager)

    assert again.withdrawn_at == withdrawn.withdrawn_at
    assert read_due_figures(withdrawn, today=timezone.localdate(), and_today=True) == []


def test_the_work_of_the_night_reads_the_days_that_have_come_once(
    koppontren: Koppontren, manager: User, savings_total: Indicator
) -> None:
    today = timezone.localdate()
    period = {"starts_on": today - timedelta(days=70), "ends_on": today - timedelta(days=1)}
    Consent.objects.create(
        koppontren=koppontren,
        number=uuid4(),
        indicator=savings_total,
        given_by=manager,
        **period,
    )
    read_figures_due(timestamp=0)
    read_figures_due(timestamp=0)

    enter(koppontren)
    read_as(manager)
    assert [day for day, _ in shown(koppontren)] == reading_days(**period, today=today)


def test_a_later_deposit_does_not_change_what_was_read(
    koppontren: Koppontren, manager: User, consent: Consent
) -> None:
    before = shown(koppontren)
    cash = Account.objects.of(koppontren).get(code="1111")
    admit_member(koppontren, name="Umar Contoh", cash=cash, request_id=uuid4(), by=manager)

    assert shown(koppontren) == before


@pytest.mark.parametrize(
    "change",
    [{"ends_on": date(2030, 1, 1)}, {"number": uuid4()}, {"given_at": timezone.now()}],
    ids=["longer", "renumbered", "redated"],
)
def test_the_database_refuses_to_rewrite_a_consent(
    koppontren: Koppontren, consent: Consent, change: dict[str, object]
) -> None:
    with pytest.raises(IntegrityError, match="only be withdrawn"), transaction.atomic():
        Consent.objects.of(koppontren).update(**change)


def test_the_database_refuses_to_forget_a_consent(koppontren: Koppontren, consent: Consent) -> None:
    with pytest.raises(IntegrityError, match="stays on record"), transaction.atomic():
        SharedFigure.objects.of(koppontren).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.of(koppontren).filter(pk=consent.pk)._raw_delete("default")


def test_the_database_refuses_a_withdrawn_consent_to_come_back(
    koppontren: Koppontren, manager: User, consent: Consent
) -> None:
    withdraw_consent(consent, by=manager)

    with pytest.raises(IntegrityError, match="once"), transaction.atomic():
        Consent.objects.of(koppontren).update(withdrawn_at=None)
