-- The person works in the province's secretariat, which decides who becomes a koppontren.
CREATE FUNCTION reader_coordinates() RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT EXISTS (
    SELECT FROM tenancy_membership m JOIN tenancy_office o ON o.id = m.office_id
    WHERE m.user_id = current_setting('klinik.reader')::bigint
      AND m.started_on <= (now() AT TIME ZONE '{zone}')::date
      AND (m.ended_on IS NULL OR m.ended_on >= (now() AT TIME ZONE '{zone}')::date)
      AND m.role IN ('secretariat', 'administrator') AND o.region_id IS NULL)
$$;
