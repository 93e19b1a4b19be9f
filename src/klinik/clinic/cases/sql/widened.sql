-- A case for the offices is opened to the network by what its pesantren recorded; one for named
-- people never is, for they were promised that it stays between them.
CREATE FUNCTION cases_widen() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  UPDATE cases_case SET audience = 'network' WHERE id = NEW.case_id AND audience = 'offices';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'only a case for the offices is opened to the network' USING ERRCODE = '23C01';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER widen AFTER INSERT ON cases_caseevent
  FOR EACH ROW WHEN (NEW.kind = 'widened') EXECUTE FUNCTION cases_widen();

-- Who reads it is for its pesantren to say.
CREATE POLICY widened_by_ours ON cases_caseevent AS RESTRICTIVE FOR INSERT WITH CHECK (
  kind <> 'widened' OR EXISTS (
    SELECT FROM cases_case c WHERE c.id = case_id AND reader_belongs_to(c.pesantren_id)));

-- From then on the network finds it too.
CREATE FUNCTION cases_widen_likeness() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  UPDATE cases_likeness SET audience = NEW.audience WHERE case_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER widen_likeness AFTER UPDATE ON cases_case
  FOR EACH ROW WHEN (NEW.audience <> OLD.audience) EXECUTE FUNCTION cases_widen_likeness();
