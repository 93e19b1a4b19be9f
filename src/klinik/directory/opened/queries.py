"""What of the readings is everybody's."""

from django.db.models import QuerySet

from klinik.directory.models import Reading


def public_readings(*, pesantren: str = "", indicator: str = "") -> QuerySet[Reading]:
    """The public figures in force, of one pesantren or indicator; call `read_as` first."""
    rows = Reading.objects.current().filter(is_public=True).select_related("pesantren", "indicator")
    if pesantren:
        rows = rows.filter(pesantren__slug=pesantren)
    if indicator:
        rows = rows.filter(indicator__code=indicator)
    return rows
