-- A case changes only by what is recorded of it: an event is inserted, and the stage, the office
-- and the result of its case are computed here from all its events. Nothing is edited or deleted.

CREATE FUNCTION cases_follow_event() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  UPDATE cases_case c SET
    aspect_id = CASE WHEN NEW.kind = 'reassigned' THEN NEW.aspect_id ELSE c.aspect_id END,
    office_id = CASE NEW.kind WHEN 'taken' THEN NEW.office_id
                              WHEN 'reassigned' THEN NULL ELSE c.office_id END,
    taken_by_id = CASE NEW.kind WHEN 'taken' THEN NEW.by_id
                                WHEN 'reassigned' THEN NULL ELSE c.taken_by_id END,
    result_id = CASE WHEN NEW.kind = 'measured' THEN NEW.reading_id ELSE c.result_id END,
    closed_at = CASE WHEN NEW.kind = 'closed' THEN NEW.at ELSE c.closed_at END,
    changed_at = greatest(c.changed_at, NEW.at)
  WHERE c.id = NEW.case_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'case % cannot be written by this reader', NEW.case_id
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE cases_case c SET stage = CASE
    WHEN c.closed_at IS NOT NULL THEN 'closed'
    WHEN c.office_id IS NULL THEN 'waiting'
    WHEN c.result_id IS NOT NULL THEN 'measured'
    WHEN EXISTS (SELECT FROM cases_activity a WHERE a.case_id = c.id AND NOT EXISTS (
           SELECT FROM cases_caseevent e WHERE e.activity_id = a.id AND e.kind = 'done'))
      THEN 'planned'
    WHEN EXISTS (SELECT FROM cases_activity a WHERE a.case_id = c.id) THEN 'done'
    ELSE 'taken' END
  WHERE c.id = NEW.case_id;
  RETURN NULL;
END $$;

CREATE TRIGGER follow_event AFTER INSERT ON cases_caseevent
  FOR EACH ROW EXECUTE FUNCTION cases_follow_event();

-- Depth 1 is an UPDATE that somebody sent; depth 2 is the one above, started by an event.
CREATE FUNCTION cases_refuse_by_hand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1 THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a case changes only by what is recorded of it' USING ERRCODE = '23C01';
END $$;

CREATE TRIGGER by_events_only BEFORE UPDATE OR DELETE ON cases_case
  FOR EACH ROW EXECUTE FUNCTION cases_refuse_by_hand();

CREATE FUNCTION cases_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what was recorded of a case stays as it is' USING ERRCODE = '23C02';
END $$;

CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON cases_caseevent
  FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON cases_activity
  FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();

-- A new case has come nowhere yet, whatever the INSERT says.
CREATE FUNCTION cases_begin_waiting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.stage <> 'waiting' OR NEW.closed_at IS NOT NULL
     OR num_nonnulls(NEW.office_id, NEW.taken_by_id, NEW.result_id) > 0 THEN
    RAISE EXCEPTION 'a case changes only by what is recorded of it' USING ERRCODE = '23C01';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER begin_waiting BEFORE INSERT ON cases_case
  FOR EACH ROW EXECUTE FUNCTION cases_begin_waiting();
