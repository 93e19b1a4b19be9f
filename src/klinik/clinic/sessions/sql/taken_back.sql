-- A recommendation gets its case once and is taken back once. A case that was opened of it by mistake leaves it,
-- closed without a result, and is counted; the next tap opens another. The rest as before (written.sql).
CREATE OR REPLACE FUNCTION panels_keep_recommendation() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  v_leaves boolean := TG_OP = 'UPDATE' AND OLD.case_id IS NOT NULL AND NEW.case_id IS NULL;
  may_change text[] := ARRAY['case_id', 'taken_back', 'withdrawn_at', 'withdrawn_by_id', 'withdrawn_reason'];
BEGIN
  IF TG_OP = 'UPDATE' AND directory_is_merging() THEN
    may_change := ARRAY['pesantren_id'];
  END IF;
  IF TG_OP = 'DELETE' OR to_jsonb(NEW) - may_change <> to_jsonb(OLD) - may_change
     OR NEW.taken_back <> OLD.taken_back + v_leaves::int
     OR OLD.case_id IS NOT NULL AND NEW.case_id IS DISTINCT FROM OLD.case_id AND NOT (v_leaves AND EXISTS (
       SELECT FROM cases_case c WHERE c.id = OLD.case_id AND c.closed_at IS NOT NULL AND c.result_id IS NULL))
     OR OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at THEN
    RAISE EXCEPTION 'a recommendation stays as it was written' USING ERRCODE = '23S04';
  END IF;
  RETURN NEW;
END $$;
