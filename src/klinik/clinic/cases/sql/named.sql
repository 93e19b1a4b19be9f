-- The reader is one of the people between whom a case runs: of its pesantren, of an office that
-- answers for it, or, where the pesantren named its readers, one of those and nobody else.
CREATE OR REPLACE FUNCTION reader_is_party(pesantren bigint, audience text, readers bigint[])
RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT reader_belongs_to(pesantren) OR CASE
    WHEN audience = 'named' THEN current_setting('klinik.reader')::bigint = ANY (readers)
    ELSE reader_in_office_of(pesantren) END
$$;

ALTER POLICY wall ON cases_case
  USING (audience = 'network' AND (SELECT reader_is_in_network())
         OR reader_is_party(pesantren_id, audience, readers))
  WITH CHECK (reader_is_party(pesantren_id, audience, readers));
ALTER POLICY wall ON cases_activity WITH CHECK (EXISTS (
  SELECT FROM cases_case c
  WHERE c.id = case_id AND reader_is_party(c.pesantren_id, c.audience, c.readers)));
ALTER POLICY wall ON cases_caseevent WITH CHECK (EXISTS (
  SELECT FROM cases_case c
  WHERE c.id = case_id AND reader_is_party(c.pesantren_id, c.audience, c.readers)));
ALTER POLICY wall ON cases_help USING (reader_helps_for(partner_id) OR EXISTS (
  SELECT FROM cases_case c
  WHERE c.id = case_id AND reader_is_party(c.pesantren_id, c.audience, c.readers)));

-- A reader named later is noted by an event, and reads from then on.
CREATE FUNCTION cases_name_reader() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  UPDATE cases_case SET readers = array_append(readers, NEW.person_id)
  WHERE id = NEW.case_id AND audience = 'named' AND NEW.person_id <> ALL (readers);
  RETURN NULL;
END $$;

CREATE TRIGGER name_reader AFTER INSERT ON cases_caseevent
  FOR EACH ROW WHEN (NEW.kind = 'named') EXECUTE FUNCTION cases_name_reader();

-- Whom its pesantren trusts is for its pesantren to say.
CREATE POLICY named_by_ours ON cases_caseevent AS RESTRICTIVE FOR INSERT WITH CHECK (
  kind <> 'named' OR EXISTS (
    SELECT FROM cases_case c WHERE c.id = case_id AND reader_belongs_to(c.pesantren_id)));
