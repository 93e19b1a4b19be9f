from django.db import migrations

from klinik.core.operations import ForceRowLevelSecurity

PARTIES = "reader_belongs_to(pesantren_id) OR reader_in_office_of(pesantren_id)"
OF_A_STORY = "EXISTS (SELECT FROM stories_story s WHERE s.id = story_id)"
OF_MY_STORY = (
    "EXISTS (SELECT FROM stories_story s WHERE s.id = story_id AND"
    " (reader_belongs_to(s.pesantren_id) OR reader_in_office_of(s.pesantren_id)))"
)


class Migration(migrations.Migration):
    """A published story is everybody's; before that it is the pesantren's and the offices'."""

    dependencies = [
        ("stories", "0001_initial"),
        ("tenancy", "0002_walls"),
    ]

    operations = [
        ForceRowLevelSecurity(
            "stories_story", f"published_at <= statement_timestamp() OR {PARTIES}", writes=PARTIES
        ),
        ForceRowLevelSecurity("stories_citedfigure", OF_A_STORY, writes=OF_MY_STORY),
    ]
