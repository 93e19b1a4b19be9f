from django.db import migrations, models

# Told before: the case knows what was wished. The owner reads behind the walls for this once.
FROM_CASES = """
ALTER TABLE stories_story NO FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY;
ALTER TABLE directory_reading NO FORCE ROW LEVEL SECURITY;
UPDATE stories_story s SET fall_is_good = c.target < r.value
  FROM cases_case c, directory_reading r
 WHERE c.id = s.case_id AND r.id = s.before_id;
ALTER TABLE stories_story FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_case FORCE ROW LEVEL SECURITY;
ALTER TABLE directory_reading FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    """A story knows which way its figure was to go."""

    dependencies = [
        ("stories", "0002_walls"),
        ("cases", "0003_fingerprints"),
        ("directory", "0005_whole_rupiah"),
    ]

    operations = [
        migrations.AddField(
            model_name="story",
            name="fall_is_good",
            field=models.BooleanField(default=False),
        ),
        migrations.RunSQL(FROM_CASES, migrations.RunSQL.noop),
    ]
