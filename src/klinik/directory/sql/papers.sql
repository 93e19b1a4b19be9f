-- A legality paper is never edited: a newer one replaces it, once. Class 23 becomes IntegrityError.

CREATE OR REPLACE FUNCTION directory_paper_is_final() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a legality paper is never deleted' USING ERRCODE = '23K37';
  END IF;
  IF to_jsonb(NEW) - 'replaced_at' <> to_jsonb(OLD) - 'replaced_at' OR OLD.replaced_at IS NOT NULL THEN
    RAISE EXCEPTION 'a legality paper is never edited, only replaced' USING ERRCODE = '23K38';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER paper_is_final BEFORE UPDATE OR DELETE ON directory_paper
  FOR EACH ROW EXECUTE FUNCTION directory_paper_is_final();
