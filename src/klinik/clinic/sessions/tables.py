"""Who comes to a session, as a table."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klinik.clinic.sessions.models import Registration
from klinik.clinic.sessions.rules import Standing
from klinik.core.tables import Column

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
