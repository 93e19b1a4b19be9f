"""Who comes to a session, and what was recommended, as tables."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klinik.clinic.sessions.models import Recommendation, Registration, Session
from klinik.clinic.sessions.queries import Attended
from klinik.clinic.sessions.rules import WRITTEN_WITHIN, Standing
from klinik.core.tables import Column, order_by

Row = tuple[Registration, Standing]


def _stands(row: Row) -> str:
    standing = row[1]
    if standing.is_seated:
        return _("has a seat")
    return _("waits, %(ahead)s before it") % {"ahead": standing.ahead}


PARTICIPANT_COLUMNS: list[Column[Row]] = [
    Column(
        "pesantren",
        gettext_lazy("Pesantren"),
        lambda row: row[0].pesantren.name,
        link=lambda row: row[0].pesantren.get_absolute_url(),
    ),
    Column("urutan", gettext_lazy("Number in line"), lambda row: row[0].place, is_number=True),
    Column("wilayah", gettext_lazy("Region"), lambda row: str(row[0].pesantren.region)),
    Column("tempat", gettext_lazy("Seat"), _stands),
    Column("terdaftar", gettext_lazy("Registered"), lambda row: row[0].registered_at),
    Column(
        "oleh",
        gettext_lazy("Registered by"),
        lambda row: str(row[0].office or _("its own people")),
        is_usual=False,
    ),
]


def _was_there(row: Attended) -> str:
    return _("present") if row.is_present else _("not there")


ATTENDANCE_COLUMNS: list[Column[Attended]] = [
    Column("pesantren", gettext_lazy("Pesantren"), lambda row: row.pesantren.name),
    Column("wilayah", gettext_lazy("Region"), lambda row: str(row.pesantren.region)),
    Column("hadir", gettext_lazy("Attendance"), _was_there),
    Column("dari", gettext_lazy("Seen by"), lambda row: ", ".join(row.sources)),
    Column(
        "terdaftar",
        gettext_lazy("Registered"),
        lambda row: _("yes") if row.is_registered else _("no"),
    ),
    Column(
        "koreksi",
        gettext_lazy("Corrected because"),
        lambda row: row.corrected.reason if row.corrected else "",
    ),
]


def _standing(row: Recommendation) -> str:
    """Done with its case; late from the day behind its own."""
    if row.case and row.case.closed_at:
        return _("done")
    return _("late") if row.due_on < timezone.localdate() else _("not done yet")


def _where(row: Recommendation) -> str:
    return row.case.get_absolute_url() if row.case else row.session.get_absolute_url()


RECOMMENDATION_ORDER = order_by(
    {
        "tenggat": ("due_on", "id"),
        "pesantren": ("pesantren__name", "id"),
        "bidang": ("office__name", "id"),
        "sesi": ("session__starts_at", "id"),
        "tinjau": ("review_on", "id"),
    }
)
RECOMMENDATION_COLUMNS: list[Column[Recommendation]] = [
    Column(
        "rekomendasi",
        gettext_lazy("Recommendation"),
        lambda row: row.text,
        link=_where,
        may_sort=False,
    ),
    Column(
        "tenggat",
        gettext_lazy("Due"),
        lambda row: row.due_on,
        template="sessions/_due_cell.html",
    ),
    Column("keadaan", gettext_lazy("State"), _standing, may_sort=False),
    Column(
        "pesantren",
        gettext_lazy("Pesantren"),
        lambda row: row.pesantren.name,
        link=lambda row: row.pesantren.get_absolute_url(),
    ),
    Column("bidang", gettext_lazy("Office"), lambda row: row.office.name),
    Column(
        "sesi",
        gettext_lazy("Session"),
        lambda row: row.session.theme,
        link=lambda row: row.session.get_absolute_url(),
    ),
    Column(
        "kasus",
        gettext_lazy("Case"),
        lambda row: row.case.number if row.case else "",
        is_usual=False,
        may_sort=False,
    ),
    Column("tinjau", gettext_lazy("Looked at again"), lambda row: row.review_on, is_usual=False),
]


def _owed_until(session: Session) -> datetime:
    return session.ends_at + WRITTEN_WITHIN


OWED_ORDER = order_by({"sesi": ("theme", "id"), "tenggat": ("ends_at", "id")})
OWED_COLUMNS: list[Column[Session]] = [
    Column(
        "sesi",
        gettext_lazy("Session"),
        lambda row: row.theme,
        link=lambda row: row.get_absolute_url(),
    ),
    Column("tenggat", gettext_lazy("Promised in writing until"), _owed_until),
    Column(
        "keadaan",
        gettext_lazy("State"),
        lambda row: _("late") if _owed_until(row) < timezone.now() else _("not written yet"),
        may_sort=False,
    ),
]
