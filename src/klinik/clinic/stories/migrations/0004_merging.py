from django.db import migrations

from klinik.directory.merging.walls import MovedByMerging


class Migration(migrations.Migration):
    """The stories of a pesantren that stood in the directory twice move along."""

    dependencies = [("stories", "0003_direction"), ("directory", "0021_merging")]

    operations = [MovedByMerging("stories_story")]
