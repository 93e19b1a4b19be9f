"""The register as a table."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from klinik.core.tables import Column, order_by
from klinik.finance.members.models import Member
from klinik.tenancy.models import Koppontren

ORDER = order_by(
    {
        "nama": ("name", "number"),
        "nomor": ("number",),
        "jenis": ("category", "name", "number"),
        "status": ("standing", "name", "number"),
        "lahir": ("birth_date", "number"),
        "sejak": ("joined_on", "number"),
        "keluar": ("left_on", "number"),
    }
)


def member_columns(koppontren: Koppontren) -> list[Column[Member]]:
    """What the register says of a member of this koppontren; never a whole NIK."""

    def page_of(member: Member) -> str:
        return reverse("members:member", args=[koppontren.slug, member.number])

    def seldom(key: str, name: object, value: object) -> Column[Member]:
        return Column(key, name, value, is_usual=False)  # type: ignore[arg-type]

    return [
        Column("nama", _("Name"), lambda member: member.name, link=page_of),
        Column("nomor", _("Number"), lambda member: member.number),
        Column("jenis", _("Category"), lambda member: member.get_category_display()),
        Column("status", _("Standing"), lambda member: member.get_standing_display()),
        Column("telepon", _("Telephone"), lambda member: member.phone and f"+{member.phone}"),
        Column("sejak", _("Member since"), lambda member: member.joined_on),
        seldom("lama", _("Number in the books of before"), lambda member: member.former_number),
        seldom("lahir", _("Date of birth"), lambda member: member.birth_date),
        seldom("alamat", _("Address"), lambda member: member.address),
        seldom("nik", _("NIK, last digits"), lambda member: member.masked_nik),
        seldom("wali", _("Parent or guardian"), lambda member: member.guardian_name),
        seldom("keluar", _("Left on"), lambda member: member.left_on),
    ]
