-- An activity is moved to another day or dropped, each by an event with a reason; the case knows the day of
-- the next one that is open, after which it is the office's move. The rest as before (light.sql).
CREATE OR REPLACE FUNCTION cases_follow_event() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  v_until date;
  v_at_work boolean;
  v_own text;
BEGIN
  IF NEW.kind = 'moved' THEN
    UPDATE cases_activity a SET "on" = NEW.on WHERE a.id = NEW.activity_id AND a.case_id = NEW.case_id
      AND NOT EXISTS (
        SELECT FROM cases_caseevent e WHERE e.activity_id = a.id AND e.kind IN ('done', 'dropped'));
    IF NOT FOUND THEN
      RAISE EXCEPTION 'activity % of case % is not open', NEW.activity_id, NEW.case_id USING ERRCODE = '23C06';
    END IF;
  ELSIF NEW.kind = 'dropped' AND NOT EXISTS (
      SELECT FROM cases_activity a WHERE a.id = NEW.activity_id AND a.case_id = NEW.case_id) THEN
    RAISE EXCEPTION 'activity % is not of case %', NEW.activity_id, NEW.case_id USING ERRCODE = '23C06';
  END IF;
  v_until := (
    SELECT min(a.on) FROM cases_activity a
    WHERE a.case_id = NEW.case_id AND a.kind <> 'monitoring' AND NOT EXISTS (
      SELECT FROM cases_caseevent e WHERE e.activity_id = a.id AND e.kind IN ('done', 'dropped')));
  v_at_work := v_until IS NOT NULL;
  v_own := CASE WHEN v_at_work THEN 'work' ELSE 'office' END;
  IF NEW.kind = 'completed' THEN
    UPDATE cases_case c SET
      indicator_id = (SELECT r.indicator_id FROM directory_reading r
                      WHERE r.id = NEW.reading_id AND r.pesantren_id = c.pesantren_id),
      baseline_id = NEW.reading_id,
      target = NEW.target,
      since = NEW.on,
      tried = CASE WHEN NEW.text = '' THEN c.tried ELSE NEW.text END
    WHERE c.id = NEW.case_id AND c.baseline_id IS NULL;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'case % has its figure already', NEW.case_id USING ERRCODE = '23C05';
    END IF;
  ELSIF NEW.kind = 'measured' AND EXISTS (
      SELECT FROM cases_case c WHERE c.id = NEW.case_id AND c.baseline_id IS NULL) THEN
    RAISE EXCEPTION 'case % has no figure yet', NEW.case_id USING ERRCODE = '23C05';
  END IF;
  UPDATE cases_case c SET
    aspect_id = CASE WHEN NEW.kind = 'reassigned' THEN NEW.aspect_id ELSE c.aspect_id END,
    office_id = CASE WHEN NEW.kind IN ('taken', 'assigned') THEN NEW.office_id
                     WHEN NEW.kind = 'reassigned' THEN NULL ELSE c.office_id END,
    taken_by_id = CASE NEW.kind WHEN 'taken' THEN NEW.by_id
                                WHEN 'assigned' THEN NEW.person_id
                                WHEN 'reassigned' THEN NULL ELSE c.taken_by_id END,
    result_id = CASE WHEN NEW.kind = 'measured' THEN NEW.reading_id ELSE c.result_id END,
    urgency = CASE WHEN NEW.kind = 'triaged' THEN NEW.urgency ELSE c.urgency END,
    closed_at = CASE WHEN NEW.kind = 'closed' THEN NEW.at ELSE c.closed_at END,
    changed_at = greatest(c.changed_at, NEW.at)
  WHERE c.id = NEW.case_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'case % cannot be written by this reader', NEW.case_id
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF EXISTS (SELECT FROM cases_activity a WHERE a.id = NEW.activity_id AND a.kind = 'monitoring') THEN
    RETURN NULL;
  END IF;
  UPDATE cases_case c SET
    stage = CASE
      WHEN c.closed_at IS NOT NULL THEN 'closed'
      WHEN c.office_id IS NULL THEN 'waiting'
      WHEN c.result_id IS NOT NULL THEN 'measured'
      WHEN v_at_work THEN 'planned'
      WHEN EXISTS (SELECT FROM cases_activity a
                   WHERE a.case_id = c.id AND a.kind <> 'monitoring' AND NOT EXISTS (
                     SELECT FROM cases_caseevent e WHERE e.activity_id = a.id AND e.kind = 'dropped'))
        THEN 'done'
      ELSE 'taken' END,
    work_until = v_until,
    waits_for = cases_waits_after(c, NEW, v_own),
    waits_since = CASE
      WHEN NEW.kind IN ('opened', 'taken', 'reassigned', 'planned', 'done', 'moved', 'dropped',
        'measured', 'closed')
        OR cases_waits_after(c, NEW, v_own) <> c.waits_for THEN NEW.at
      ELSE c.waits_since END
  WHERE c.id = NEW.case_id;
  RETURN NULL;
END $$;

-- Whoever adds what was missing has answered.
CREATE OR REPLACE FUNCTION cases_waits_after(c cases_case, moved cases_caseevent, own text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public AS $$
  SELECT CASE
    WHEN c.waits_for = '' OR c.closed_at IS NOT NULL THEN ''
    WHEN moved.kind IN ('opened', 'taken', 'reassigned', 'measured') THEN 'office'
    WHEN moved.kind IN ('planned', 'done', 'moved', 'dropped') THEN own
    WHEN moved.kind = 'answered' AND c.office_id IS NOT NULL AND moved.side = 'office'
      AND moved.awaits_answer THEN 'pesantren'
    WHEN moved.kind IN ('answered', 'completed') AND c.office_id IS NOT NULL AND moved.side <> 'office'
      AND c.waits_for = 'pesantren' THEN own
    ELSE c.waits_for END
$$;

-- An activity changes by such an event alone, and nothing but its day.
CREATE FUNCTION cases_refuse_other_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1 AND to_jsonb(NEW) - 'on' = to_jsonb(OLD) - 'on' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'what was recorded of a case stays as it is' USING ERRCODE = '23C02';
END $$;
DROP TRIGGER written_once ON cases_activity;
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON cases_activity
  FOR EACH ROW EXECUTE FUNCTION cases_refuse_other_change();

CREATE OR REPLACE FUNCTION cases_begin_road() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.reached := 1;
  NEW.answered_on := NULL;
  NEW.measured_on := NULL;
  NEW.work_until := NULL;
  RETURN NEW;
END $$;

-- Every case that is there already, and for which day its activities were set, read past the walls.
ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER by_events_only;
ALTER TABLE cases_caseevent NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER written_once;
ALTER TABLE cases_activity NO FORCE ROW LEVEL SECURITY;
UPDATE cases_caseevent e SET "on" = a.on FROM cases_activity a WHERE a.id = e.activity_id AND e.kind = 'planned';
UPDATE cases_case c SET work_until = a.until
FROM (
  SELECT case_id, min(a.on) AS until FROM cases_activity a
  WHERE kind <> 'monitoring' AND NOT EXISTS (
    SELECT FROM cases_caseevent e WHERE e.activity_id = a.id AND e.kind = 'done')
  GROUP BY case_id) a
WHERE a.case_id = c.id;
ALTER TABLE cases_activity FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_caseevent FORCE ROW LEVEL SECURITY, ENABLE TRIGGER written_once;
ALTER TABLE cases_case FORCE ROW LEVEL SECURITY, ENABLE TRIGGER by_events_only;
