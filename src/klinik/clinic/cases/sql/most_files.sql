-- What lies with one event is for somebody to look through: five files (MOST_FILES in rules.py).
CREATE FUNCTION cases_refuse_more_files() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('cases.files ' || NEW.event_id, 0));
  IF (SELECT count(*) FROM cases_enclosure WHERE event_id = NEW.event_id) >= 5 THEN
    RAISE EXCEPTION 'event % has five files already', NEW.event_id USING ERRCODE = '23C07';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER most_files BEFORE INSERT ON cases_enclosure
  FOR EACH ROW EXECUTE FUNCTION cases_refuse_more_files();
