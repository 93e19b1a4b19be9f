from django.db import migrations

from klinik.core.operations import ForceRowLevelSecurity

MAY_READ = "reader_belongs_to(pesantren_id) OR reader_in_office_of(pesantren_id)"
MAY_WRITE = "reader_speaks_for(pesantren_id) OR reader_in_office_of(pesantren_id)"


class Migration(migrations.Migration):
    """Whom an office calls is told to the offices and to the pesantren's own people, nobody else."""

    dependencies = [("tenancy", "0007_facts_walls"), ("directory", "0009_pesantren_facts")]

    operations = [
        ForceRowLevelSecurity("directory_contactperson", MAY_READ, writes=MAY_WRITE),
    ]
