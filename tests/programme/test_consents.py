"""The bridge: one named figure leaves the books with consent, and leaves every view without it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from klinik.directory.models import Indicator, Reading
from klinik.finance.ledger.models import Account, Book
from klinik.finance.ledger.posting import cr, dr
from klinik.finance.savings.commands import admit_member
from klinik.people.models import User
from klinik.programme.commands import give_consent, read_due_figures, withdraw_consent
from klinik.programme.models import Consent, SharedFigure
from klinik.programme.rules import (
    AlreadyShared,
    ConsentRequestReused,
    ConsentWithdrawn,
    NotShareable,
    evidence_hash,
    reading_days,
)
from klinik.programme.tasks import read_figures_due
from klinik.tenancy.access import read_as
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests import world
from tests.finance.books import account, put


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


def give(koppontren: Koppontren, by: User, starts_on: date, ends_on: date) -> Consent:
    """A consent of its own to share the members' savings."""
    return give_consent(
        koppontren,
        indicator=world.make_indicator("member-savings-total"),
        starts_on=starts_on,
        ends_on=ends_on,
        request_id=uuid4(),
        by=by,
    )


def keep_books_since(koppontren: Koppontren, day: date, by: User) -> None:
    """An entry of that day which has nothing to do with savings."""
    kas, capital = account(koppontren, "1111"), account(koppontren, "3140")
    put(koppontren, [dr(kas, 1_000_000), cr(capital, 1_000_000)], on=day, by=by)


def test_the_figure_of_today_is_the_books_own(koppontren: Koppontren, consent: Consent) -> None:
    assert shown(koppontren) == [(timezone.localdate(), 100_000)]


def test_nothing_is_read_of_days_before_the_books_first_entry(
    koppontren: Koppontren, manager: User, two_members: int
) -> None:
    today = timezone.localdate()
    begun = today - timedelta(days=40)
    keep_books_since(koppontren, begun, manager)
    starts_on = today - timedelta(days=100)
    give(koppontren, manager, starts_on, today)
    days = reading_days(starts_on=starts_on, ends_on=today, today=today)

    assert shown(koppontren) == [
        (day, 100_000 if day == today else 0) for day in days if day >= begun
    ]


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


@pytest.mark.parametrize("days", [(0, 0), (-9, 0), (60, 90)], ids=["same", "begins", "ends"])
def test_a_second_consent_to_the_same_figure_on_the_same_day_is_refused(
    koppontren: Koppontren, manager: User, consent: Consent, days: tuple[int, int]
) -> None:
    first, last = (consent.starts_on + timedelta(days=day) for day in days)
    with pytest.raises(AlreadyShared):
        give(koppontren, manager, first, last)

    assert Consent.objects.of(koppontren).count() == 1


def test_the_database_refuses_consents_that_overlap(
    koppontren: Koppontren, manager: User, consent: Consent
) -> None:
    day = consent.ends_on
    with pytest.raises(IntegrityError, match="consent_periods_apart"), transaction.atomic():
        Consent.objects.create(
            koppontren=koppontren,
            number=uuid4(),
            indicator=consent.indicator,
            starts_on=day,
            ends_on=day,
            given_by=manager,
        )


def test_a_consent_that_has_ended_is_renewed_and_keeps_its_readings(
    koppontren: Koppontren, manager: User, two_members: int
) -> None:
    today = timezone.localdate()
    begun = today - timedelta(days=9)
    keep_books_since(koppontren, begun, manager)
    ended = give(koppontren, manager, begun, today - timedelta(days=1))
    before = shown(koppontren)
    renewed = give(koppontren, manager, today, today + timedelta(days=30))

    assert before
    assert shown(koppontren) == [*before, (today, 100_000)]
    assert [consent.standing for consent in (ended, renewed)] == ["ended", "running"]


def test_after_a_withdrawal_the_same_days_can_be_shared_again(
    koppontren: Koppontren, manager: User, consent: Consent
) -> None:
    withdraw_consent(consent, by=manager)
    give(koppontren, manager, consent.starts_on, consent.ends_on)

    assert shown(koppontren) == [(timezone.localdate(), 100_000)]


@pytest.mark.parametrize("change", ["indicator", "starts_on", "ends_on"])
def test_the_same_request_with_other_content_is_refused(
    koppontren: Koppontren, manager: User, consent: Consent, change: str
) -> None:
    day = timedelta(days=1)
    other = world.make_indicator("kopi-kg")
    with pytest.raises(ConsentRequestReused):
        give_consent(
            koppontren,
            indicator=other if change == "indicator" else consent.indicator,
            starts_on=consent.starts_on - day * (change == "starts_on"),
            ends_on=consent.ends_on + day * (change == "ends_on"),
            request_id=consent.number,
            by=manager,
        )


def test_a_request_whose_consent_was_withdrawn_does_not_say_shared(
    koppontren: Koppontren, manager: User, consent: Consent
) -> None:
    withdraw_consent(consent, by=manager)
    with pytest.raises(ConsentWithdrawn):
        give_consent(
            koppontren,
            indicator=consent.indicator,
            starts_on=consent.starts_on,
            ends_on=consent.ends_on,
            request_id=consent.number,
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
    keep_books_since(koppontren, period["starts_on"], manager)
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


@pytest.mark.parametrize("given_later", ["member-savings-total", "kopi-kg"])
def test_a_consent_that_cannot_be_read_stops_no_other(
    koppontren: Koppontren,
    manager: User,
    two_members: int,
    given_later: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    today, now = timezone.localdate(), timezone.now()
    for code in ("member-savings-total", "kopi-kg"):  # of which the second is not in the books
        Consent.objects.create(
            koppontren=koppontren,
            number=uuid4(),
            indicator=world.make_indicator(code),
            starts_on=today,
            ends_on=today,
            given_at=now + timedelta(minutes=code == given_later),
            given_by=manager,
        )
    read_figures_due(timestamp=0)

    enter(koppontren)
    read_as(manager)
    unread = Consent.objects.of(koppontren).get(indicator__code="kopi-kg")
    assert shown(koppontren) == [(today, 100_000)]
    assert caplog.messages == [f"consent {unread.number} was not read: KeyError"]


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
