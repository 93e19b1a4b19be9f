-- What was written down stays: marks of attendance, revisions of minutes, recommendations.

CREATE FUNCTION panels_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND directory_is_merging()
     AND to_jsonb(NEW) - 'pesantren_id' = to_jsonb(OLD) - 'pesantren_id' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'what was written down of a session stays as it is' USING ERRCODE = '23S04';
END $$;
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON panels_attendancemark
  FOR EACH ROW EXECUTE FUNCTION panels_refuse_change();
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON panels_minutes
  FOR EACH ROW EXECUTE FUNCTION panels_refuse_change();

-- Revisions follow each other without a gap; two who save at once are one after the other.
CREATE FUNCTION panels_next_revision() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM panels_hold(NEW.session_id);
  IF NEW.revision <> 1 + coalesce((SELECT max(m.revision) FROM panels_minutes m
       WHERE m.session_id = NEW.session_id AND m.kind = NEW.kind), 0) THEN
    RAISE EXCEPTION 'another revision came first' USING ERRCODE = '23S05';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER next_revision BEFORE INSERT ON panels_minutes
  FOR EACH ROW EXECUTE FUNCTION panels_next_revision();

-- How many pesantren were there: the last correction of each, where there is one, else any sign.
CREATE FUNCTION panels_count_present() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM panels_hold(NEW.session_id);
  UPDATE panels_session s SET present = (
    SELECT count(*) FILTER (WHERE m.is_present) FROM (
      SELECT DISTINCT ON (a.pesantren_id) a.is_present FROM panels_attendancemark a
      WHERE a.session_id = NEW.session_id
      ORDER BY a.pesantren_id, a.source <> 'correction', a.id DESC) m)
  WHERE s.id = NEW.session_id;
  RETURN NULL;
END $$;
CREATE TRIGGER count_present AFTER INSERT OR UPDATE ON panels_attendancemark
  FOR EACH ROW EXECUTE FUNCTION panels_count_present();

-- A recommendation gets its case once and is taken back once.
CREATE FUNCTION panels_keep_recommendation() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  may_change text[] := ARRAY['case_id', 'withdrawn_at', 'withdrawn_by_id', 'withdrawn_reason'];
BEGIN
  IF TG_OP = 'UPDATE' AND directory_is_merging() THEN
    may_change := ARRAY['pesantren_id'];
  END IF;
  IF TG_OP = 'DELETE' OR to_jsonb(NEW) - may_change <> to_jsonb(OLD) - may_change
     OR OLD.case_id IS NOT NULL AND NEW.case_id IS DISTINCT FROM OLD.case_id
     OR OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at THEN
    RAISE EXCEPTION 'a recommendation stays as it was written' USING ERRCODE = '23S04';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_recommendation BEFORE UPDATE OR DELETE ON panels_recommendation
  FOR EACH ROW EXECUTE FUNCTION panels_keep_recommendation();

-- It speaks of the pesantren of its case.
CREATE FUNCTION panels_case_of_same() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  IF NEW.case_id IS NOT NULL AND NOT EXISTS (
       SELECT FROM cases_case c WHERE c.id = NEW.case_id AND c.pesantren_id = NEW.pesantren_id) THEN
    RAISE EXCEPTION 'that case belongs to another pesantren' USING ERRCODE = '23S06';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER case_of_same AFTER INSERT OR UPDATE OF case_id ON panels_recommendation
  FOR EACH ROW EXECUTE FUNCTION panels_case_of_same();
