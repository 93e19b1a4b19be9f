from django.db import migrations

from klinik.core.operations import ReadersAndKeepers
from klinik.directory.merging.walls import MovedByMerging

READS = (
    "reader_belongs_to(pesantren_id) OR EXISTS (SELECT FROM cases_case c WHERE c.id = case_id"
    " AND reader_is_party(c.pesantren_id, c.audience, c.readers))"
)
ADDS = (
    "reader_belongs_to(pesantren_id) AND by_id = current_setting('klinik.reader')::bigint"
    " AND EXISTS (SELECT FROM cases_case c WHERE c.id = case_id AND c.audience = 'network'"
    " AND c.closed_at IS NULL AND c.pesantren_id <> cases_follower.pesantren_id)"
)


class Migration(migrations.Migration):
    """Who has an obstacle too is known to them and to the parties of its case."""

    dependencies = [("cases", "0015_followers"), ("directory", "0021_merging")]

    operations = [
        ReadersAndKeepers(
            "cases_follower", READS, add=ADDS, remove="reader_belongs_to(pesantren_id)"
        ),
        MovedByMerging("cases_follower"),
    ]
