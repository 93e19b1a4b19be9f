"""The register as a table."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from klinik.core.tables import Column, order_by
from klinik.finance.members.models import Member
from klinik.tenancy.models import Koppontren

ORDER = order_by(
    {"nama": ("name", "number"), "nomor": ("number",), "sejak": ("joined_on", "number")}
)


def member_columns(koppontren: Koppontren) -> list[Column[Member]]:
    """What the register says of a member of this koppontren."""

    def page_of(member: Member) -> str:
        return reverse("members:member", args=[koppontren.slug, member.number])

    return [
        Column("nama", _("Name"), lambda member: member.name, link=page_of),
        Column("nomor", _("Number"), lambda member: member.number),
        Column("telepon", _("Telephone"), lambda member: member.phone and f"+{member.phone}"),
        Column("sejak", _("Member since"), lambda member: member.joined_on),
    ]
