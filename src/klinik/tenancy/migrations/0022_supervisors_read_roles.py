from django.conf import settings
from django.db import migrations

SUPERVISES = """
CREATE FUNCTION reader_supervises(koppontren bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT EXISTS (
    SELECT FROM tenancy_membership m
    WHERE m.user_id = current_setting('klinik.reader')::bigint
      AND m.koppontren_id = koppontren
      AND m.role IN ('supervisor', 'sharia_board')
      AND m.started_on <= (now() AT TIME ZONE '{zone}')::date
      AND (m.ended_on IS NULL OR m.ended_on >= (now() AT TIME ZONE '{zone}')::date))
$$;
CREATE POLICY supervisors ON tenancy_membershipevent FOR SELECT
  USING (reader_supervises(koppontren_id));
"""
BACK = """
DROP POLICY supervisors ON tenancy_membershipevent;
DROP FUNCTION reader_supervises(bigint);
"""


class Migration(migrations.Migration):
    """Supervisors read who was given which role; invitations, which hold numbers, they do not."""

    dependencies = [("tenancy", "0021_token_walls")]

    operations = [migrations.RunSQL(SUPERVISES.replace("{zone}", settings.TIME_ZONE), BACK)]
