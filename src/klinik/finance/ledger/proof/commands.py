"""Every night: each book is added up again, and the end of its chain is written down."""

import logging

from django.db import DatabaseError, connection
from django.urls import reverse

from klinik.core.metrics import book_differences
from klinik.finance.ledger.checks import Report, one_moment_of, verify_book
from klinik.finance.ledger.days import today_in
from klinik.people.commands import notify
from klinik.people.kinds import About
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren
from klinik.tenancy.queries import board_of, secretariat

log = logging.getLogger(__name__)


def record_heads() -> Report:
    """Verify every book, write down where it stands, and say loudly what differs.

    Done twice in a day, the first record stays. One book's trouble stops no other.
    """
    whole = Report()
    for koppontren in Koppontren.objects.order_by("slug"):
        report = Report()
        try:
            with one_moment_of(koppontren, writes=True):
                verify_book(koppontren, report)
                if report.books:
                    _record(koppontren, report)
        except DatabaseError as error:
            report.differences.append(f"{koppontren.slug}: cannot be verified ({error})")
            log.error("book %s", report.differences[-1])
            _count_and_tell_unverified(koppontren)
        whole.books += report.books
        whole.entries += report.entries
        whole.differences += report.differences
    return whole


def _record(koppontren: Koppontren, report: Report) -> None:
    with connection.cursor() as cursor:
        found = len(report.differences)
        cursor.execute("SELECT ledger_record_head(%s, %s)", [koppontren.pk, found])
        is_new = bool((cursor.fetchone() or (False,))[0])
    for difference in report.differences:
        log.error("book differs: %s", difference)
    book_differences.inc(found)
    if found and is_new:
        _tell(koppontren, "book.differs", {"koppontren": koppontren.name, "number": found})


def _count_and_tell_unverified(koppontren: Koppontren) -> None:
    """What was tried is rolled back, so this has a transaction of its own."""
    book_differences.inc()
    try:
        with acting_for(koppontren):
            _tell(koppontren, "book.unverified", {"koppontren": koppontren.name})
    except DatabaseError:
        log.exception("nobody could be told of the book of %s", koppontren.slug)


def _tell(koppontren: Koppontren, kind: str, about: About) -> None:
    key = f"{kind}.{koppontren.pk}.{today_in(koppontren)}"
    page = reverse("ledger:proof", args=[koppontren.slug])
    notify(*board_of(koppontren), kind=kind, about=about, url=page, key=key)
    # The offices read no book: they are told that there is something to look after, no more.
    notify(*secretariat(), kind=kind, about=about, url="/", key=key)
