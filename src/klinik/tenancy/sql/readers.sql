-- Who the transaction reads as: `klinik.reader` is a person's id, 0 is the public, and no setting
-- is an error. These functions are what the policies of shared rows (readings, cases) ask.

-- The person works in an office that answers for this pesantren: the province's, or its regency's.
CREATE OR REPLACE FUNCTION reader_in_office_of(pesantren bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT EXISTS (
    SELECT FROM tenancy_membership m
    JOIN tenancy_office o ON o.id = m.office_id
    WHERE m.user_id = current_setting('klinik.reader')::bigint
      AND m.started_on <= (now() AT TIME ZONE '{zone}')::date
      AND (m.ended_on IS NULL OR m.ended_on >= (now() AT TIME ZONE '{zone}')::date)
      AND m.role IN ('officer', 'secretariat', 'administrator')  -- mentors and panelists do not
      AND (o.region_id IS NULL
           OR o.region_id = (SELECT p.region_id FROM directory_pesantren p WHERE p.id = pesantren)))
$$;

-- The person speaks for this pesantren, or for its koppontren, in a role that knows its affairs.
CREATE OR REPLACE FUNCTION reader_belongs_to(pesantren bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT EXISTS (
    SELECT FROM tenancy_membership m
    LEFT JOIN tenancy_koppontren k ON k.id = m.koppontren_id
    WHERE m.user_id = current_setting('klinik.reader')::bigint
      AND m.started_on <= (now() AT TIME ZONE '{zone}')::date
      AND (m.ended_on IS NULL OR m.ended_on >= (now() AT TIME ZONE '{zone}')::date)
      AND m.role IN ('board', 'manager', 'bookkeeper', 'supervisor', 'sharia_board', 'assistant')
      AND pesantren IN (m.pesantren_id, k.pesantren_id))
$$;
