-- Who the transaction reads as, for the policies of sessions (see tenancy/sql/readers.sql).

-- The person works in some office: of the province, or of any region. They see what is planned.
CREATE FUNCTION reader_in_any_office() RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT EXISTS (
    SELECT FROM tenancy_membership m
    WHERE m.user_id = current_setting('klinik.reader')::bigint
      AND m.started_on <= (now() AT TIME ZONE '{zone}')::date
      AND (m.ended_on IS NULL OR m.ended_on >= (now() AT TIME ZONE '{zone}')::date)
      AND m.role IN ('officer', 'secretariat', 'administrator'))
$$;

-- The person sits on the panel of this session.
CREATE FUNCTION reader_on_panel(wanted bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT EXISTS (
    SELECT FROM panels_panelist p
    WHERE p.session_id = wanted AND p.user_id = current_setting('klinik.reader')::bigint)
$$;

-- The person keeps this session: the province's secretariat, or its moderator.
CREATE FUNCTION reader_runs_session(wanted bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT reader_coordinates() OR EXISTS (
    SELECT FROM panels_panelist p
    WHERE p.session_id = wanted AND p.part = 'moderator'
      AND p.user_id = current_setting('klinik.reader')::bigint)
$$;

-- The person writes down what was said: who keeps it, the panel, and the offices of the province.
CREATE FUNCTION reader_writes_session(wanted bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT reader_runs_session(wanted) OR reader_on_panel(wanted) OR reader_in_office_for(NULL)
$$;

-- The person's pesantren has a place in this session, seated or waiting.
CREATE FUNCTION reader_comes_to(wanted bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT EXISTS (
    SELECT FROM panels_registration r
    WHERE r.session_id = wanted AND r.cancelled_at IS NULL AND reader_belongs_to(r.pesantren_id))
$$;
