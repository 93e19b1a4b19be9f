"""The list of cases as a table."""

from django.utils.translation import gettext_lazy as _

from klinik.clinic.cases.models import Case
from klinik.core.tables import Column, order_by

ORDER = order_by(
    {
        "kendala": ("title", "id"),
        "pesantren": ("pesantren__name", "id"),
        "wilayah": ("pesantren__region__name", "id"),
        "aspek": ("aspect__order", "id"),
        "dibuka": ("opened_at", "id"),
        "berubah": ("changed_at", "id"),
    }
)

CASE_COLUMNS: list[Column[Case]] = [
    Column("kendala", _("Obstacle"), lambda case: case.title, template="cases/_title.html"),
    Column("nomor", _("Number"), lambda case: case.number, is_usual=False),
    Column("pesantren", _("Pesantren"), lambda case: case.pesantren.name),
    Column("wilayah", _("Region"), lambda case: str(case.pesantren.region), is_usual=False),
    Column("aspek", _("Aspect"), lambda case: str(case.aspect)),
    Column(
        "tahap",
        _("Stage"),
        lambda case: str(case.get_stage_display()),
        template="cases/_stage_cell.html",
    ),
    Column(
        "urgensi",
        _("Urgency"),
        lambda case: str(case.get_urgency_display()),
        template="cases/_urgency_cell.html",
    ),
    Column(
        "menunggu",
        _("Whose move"),
        lambda case: case.whose_turn,
        template="cases/_waits_cell.html",
    ),
    Column("dibuka", _("Opened"), lambda case: case.opened_at),
    Column("berubah", _("Changed"), lambda case: case.changed_at, is_usual=False),
]
