from django.db import migrations

from klinik.core.operations import EverybodyReads

KEEPERS = "reader_speaks_for(pesantren_id) OR reader_in_office_of(pesantren_id)"


class Migration(migrations.Migration):
    """Everybody sees the photo of a pesantren; its people and the offices choose it."""

    dependencies = [("tenancy", "0012_named"), ("directory", "0011_photos")]

    operations = [EverybodyReads("directory_cover", keepers=KEEPERS)]
