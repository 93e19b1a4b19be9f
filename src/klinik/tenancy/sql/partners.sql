-- Who may write a partner and its offers; both are everybody's to read.

-- The person acts for this partner: says what it is and what it offers.
CREATE OR REPLACE FUNCTION reader_acts_for(partner bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT EXISTS (
    SELECT FROM tenancy_membership m
    WHERE m.user_id = current_setting('klinik.reader')::bigint
      AND m.started_on <= (now() AT TIME ZONE '{zone}')::date
      AND (m.ended_on IS NULL OR m.ended_on >= (now() AT TIME ZONE '{zone}')::date)
      AND m.role IN ('partner', 'lender') AND m.partner_id = partner)
$$;

-- The person helps pesantren in the name of this partner.
CREATE OR REPLACE FUNCTION reader_helps_for(partner bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT EXISTS (
    SELECT FROM tenancy_membership m
    WHERE m.user_id = current_setting('klinik.reader')::bigint
      AND m.started_on <= (now() AT TIME ZONE '{zone}')::date
      AND (m.ended_on IS NULL OR m.ended_on >= (now() AT TIME ZONE '{zone}')::date)
      AND m.role IN ('partner', 'lender', 'mentor') AND m.partner_id = partner)
$$;

-- The person works in an office of the province, or of this region.
CREATE OR REPLACE FUNCTION reader_in_office_for(region bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT EXISTS (
    SELECT FROM tenancy_membership m JOIN tenancy_office o ON o.id = m.office_id
    WHERE m.user_id = current_setting('klinik.reader')::bigint
      AND m.started_on <= (now() AT TIME ZONE '{zone}')::date
      AND (m.ended_on IS NULL OR m.ended_on >= (now() AT TIME ZONE '{zone}')::date)
      AND m.role IN ('officer', 'secretariat', 'administrator')
      AND (o.region_id IS NULL OR o.region_id = region))
$$;
