-- A figure that an event tells of was read at the case's own pesantren, and is the one that should change.
CREATE FUNCTION cases_refuse_other_figure() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  IF NOT EXISTS (
      SELECT FROM directory_reading r JOIN cases_case c ON c.pesantren_id = r.pesantren_id
      WHERE r.id = NEW.reading_id AND c.id = NEW.case_id
        AND (c.indicator_id IS NULL OR c.indicator_id = r.indicator_id)) THEN
    RAISE EXCEPTION 'reading % is not of the figure of case %', NEW.reading_id, NEW.case_id
      USING ERRCODE = '23C06';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER same_figure BEFORE INSERT ON cases_caseevent
  FOR EACH ROW WHEN (NEW.reading_id IS NOT NULL) EXECUTE FUNCTION cases_refuse_other_figure();
