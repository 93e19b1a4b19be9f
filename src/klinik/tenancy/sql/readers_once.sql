-- What the reader may see, asked once for a whole statement: a policy that says `(SELECT ...)` of these is
-- answered before the first row, and each row costs a comparison. The questions of readers.sql cost a look-up
-- for each row, which is right for the one row that is written.

-- The pesantren that the person speaks for, or for whose koppontren: where reader_belongs_to() is true.
CREATE OR REPLACE FUNCTION reader_pesantren() RETURNS bigint[]
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT ARRAY(
    SELECT p FROM tenancy_membership m
    LEFT JOIN tenancy_koppontren k ON k.id = m.koppontren_id
    CROSS JOIN unnest(ARRAY[m.pesantren_id, k.pesantren_id]) AS p
    WHERE m.user_id = current_setting('klinik.reader')::bigint AND p IS NOT NULL
      AND m.started_on <= (now() AT TIME ZONE '{zone}')::date
      AND (m.ended_on IS NULL OR m.ended_on >= (now() AT TIME ZONE '{zone}')::date)
      AND m.role IN ('board', 'manager', 'bookkeeper', 'supervisor', 'sharia_board', 'assistant'))
$$;

-- The person works in an office of the province, for which every pesantren is its own.
CREATE OR REPLACE FUNCTION reader_in_province() RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT EXISTS (
    SELECT FROM tenancy_membership m JOIN tenancy_office o ON o.id = m.office_id
    WHERE m.user_id = current_setting('klinik.reader')::bigint
      AND m.started_on <= (now() AT TIME ZONE '{zone}')::date
      AND (m.ended_on IS NULL OR m.ended_on >= (now() AT TIME ZONE '{zone}')::date)
      AND m.role IN ('officer', 'secretariat', 'administrator') AND o.region_id IS NULL)
$$;

-- The pesantren that the person's offices of regencies answer for; with reader_in_province(), where
-- reader_in_office_of() is true.
CREATE OR REPLACE FUNCTION reader_office_pesantren() RETURNS bigint[]
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT ARRAY(
    SELECT p.id FROM directory_pesantren p WHERE p.region_id IN (
      SELECT o.region_id FROM tenancy_membership m JOIN tenancy_office o ON o.id = m.office_id
      WHERE m.user_id = current_setting('klinik.reader')::bigint
        AND m.started_on <= (now() AT TIME ZONE '{zone}')::date
        AND (m.ended_on IS NULL OR m.ended_on >= (now() AT TIME ZONE '{zone}')::date)
        AND m.role IN ('officer', 'secretariat', 'administrator')))
$$;

ALTER POLICY wall ON directory_reading USING (
  is_public OR (SELECT reader_in_province()) OR pesantren_id = ANY ((SELECT reader_pesantren())::bigint[])
  OR pesantren_id = ANY ((SELECT reader_office_pesantren())::bigint[]));

-- Whether records are being joined is asked once, too, of every table that a merger reaches by now.
DO $$
DECLARE
  v_table regclass;
BEGIN
  FOR v_table IN SELECT polrelid FROM pg_policy WHERE polname = 'merging' LOOP
    EXECUTE format('ALTER POLICY merging ON %s USING ((SELECT directory_is_merging()))'
                   ' WITH CHECK ((SELECT directory_is_merging()))', v_table);
  END LOOP;
END $$;
