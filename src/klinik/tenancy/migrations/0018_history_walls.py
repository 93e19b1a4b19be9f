from django.conf import settings
from django.db import migrations

from klinik.core.operations import TENANT, KeepHistory

ROLE = settings.DATABASES["default"]["USER"]
OF_PRODUCT = "(SELECT d.pesantren_id FROM directory_product d WHERE d.id = {}.product_id)"
OF_KOPPONTREN = "(SELECT k.pesantren_id FROM tenancy_koppontren k WHERE k.id = {}.koppontren_id)"
OF_PARTNER = "(SELECT p.region_id FROM directory_partner p WHERE p.id = {}.partner_id)"
PROVINCE = "reader_in_office_for(NULL)"
INVITERS = "reader_may_invite_to(koppontren_id, pesantren_id, role) OR reader_acts_for(partner_id)"


def its_own(pesantren: str) -> str:
    """The people of a pesantren who know its affairs, and the offices that answer for it."""
    return f"reader_belongs_to({pesantren}) OR reader_in_office_of({pesantren})"


def events_of(table: str, readers: str, key: str = "id") -> KeepHistory:
    """The event table of `table` with its wall; `{}` in `readers` stands for it."""
    return KeepHistory(table, readers.format(f"{table}event", f"{table}event"), role=ROLE, key=key)


class Migration(migrations.Migration):
    """What was changed is told to those who keep it and to the offices, and stays as it was."""

    dependencies = [("tenancy", "0017_history"), ("directory", "0014_history")]

    operations = [
        events_of("directory_pesantren", its_own("id")),
        events_of("directory_contactperson", its_own("pesantren_id"), key="pesantren_id"),
        events_of("directory_product", its_own("pesantren_id")),
        events_of("directory_paper", its_own(OF_PRODUCT)),
        events_of("directory_indicator", PROVINCE),
        events_of("directory_partner", "reader_acts_for(id) OR reader_in_office_for(region_id)"),
        events_of(
            "directory_offer",
            f"reader_acts_for(partner_id) OR reader_in_office_for({OF_PARTNER})",
        ),
        events_of("tenancy_koppontren", its_own("pesantren_id")),
        events_of("tenancy_rat", its_own(OF_KOPPONTREN)),
        events_of("tenancy_ratminutes", TENANT, key="rat_id"),
        events_of("tenancy_office", PROVINCE),
        events_of("tenancy_programme", PROVINCE),
        events_of("tenancy_membership", INVITERS),
        events_of("tenancy_invitation", INVITERS),
    ]
