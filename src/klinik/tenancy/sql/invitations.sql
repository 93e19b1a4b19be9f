-- Invitations hold names and numbers: those who may give the role see them, and whoever came with
-- the link (`klinik.invitation` is the number inside it, checked by its signature before).

-- The person gives roles in this place: its board or manager; or the province's secretariat, which
-- does not see whom a koppontren invites to its counter.
CREATE OR REPLACE FUNCTION reader_may_invite_to(koppontren bigint, pesantren bigint, invited_as text)
RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT EXISTS (
    SELECT FROM tenancy_membership m
    LEFT JOIN tenancy_koppontren k ON k.id = m.koppontren_id
    LEFT JOIN tenancy_office o ON o.id = m.office_id
    WHERE m.user_id = current_setting('klinik.reader')::bigint
      AND m.started_on <= (now() AT TIME ZONE '{zone}')::date
      AND (m.ended_on IS NULL OR m.ended_on >= (now() AT TIME ZONE '{zone}')::date)
      AND ((m.role IN ('board', 'manager') AND (k.id = koppontren OR k.pesantren_id = pesantren))
           OR (m.role IN ('secretariat', 'administrator') AND o.region_id IS NULL
               AND invited_as IN ('board', 'manager', 'assistant',
                                  'officer', 'secretariat', 'administrator',
                                  'partner', 'lender', 'mentor', 'panelist'))))
$$;
