-- Who takes part in discussions: read as `klinik.reader`, 0 is the public, no setting is an error.

-- The person holds any running role: may ask, answer and accept.
CREATE FUNCTION reader_may_discuss() RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM tenancy_membership m
    WHERE m.user_id = current_setting('klinik.reader')::bigint
      AND m.started_on <= (now() AT TIME ZONE '{zone}')::date
      AND (m.ended_on IS NULL OR m.ended_on >= (now() AT TIME ZONE '{zone}')::date))
$$;

-- The person works as an officer in the office that takes this aspect today.
CREATE FUNCTION reader_answers_for(aspect bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM tenancy_membership m
    WHERE m.user_id = current_setting('klinik.reader')::bigint AND m.role = 'officer'
      AND m.started_on <= (now() AT TIME ZONE '{zone}')::date
      AND (m.ended_on IS NULL OR m.ended_on >= (now() AT TIME ZONE '{zone}')::date)
      AND m.office_id = (
        SELECT d.office_id FROM tenancy_aspectduty d
        WHERE d.aspect_id = aspect AND d.from_on <= (now() AT TIME ZONE '{zone}')::date
        ORDER BY d.from_on DESC, d.id DESC LIMIT 1))
$$;
