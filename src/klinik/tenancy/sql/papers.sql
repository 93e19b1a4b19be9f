-- The person speaks for this pesantren, or for its koppontren: may say what papers it holds.
CREATE FUNCTION reader_speaks_for(pesantren bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT EXISTS (
    SELECT FROM tenancy_membership m
    LEFT JOIN tenancy_koppontren k ON k.id = m.koppontren_id
    WHERE m.user_id = current_setting('klinik.reader')::bigint
      AND m.started_on <= (now() AT TIME ZONE '{zone}')::date
      AND (m.ended_on IS NULL OR m.ended_on >= (now() AT TIME ZONE '{zone}')::date)
      AND m.role IN ('board', 'manager', 'assistant')
      AND pesantren IN (m.pesantren_id, k.pesantren_id))
$$;

-- The pesantren that a paper's product belongs to; both are public.
CREATE FUNCTION pesantren_of_paper(paper bigint) RETURNS bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT d.pesantren_id FROM directory_paper p JOIN directory_product d ON d.id = p.product_id
   WHERE p.id = paper
$$;
