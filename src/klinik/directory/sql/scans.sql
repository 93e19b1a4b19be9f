-- The scan of a paper stays as it was recorded, like the paper itself: whoever may read it may not
-- change or delete it. Class 23 becomes IntegrityError.

CREATE OR REPLACE FUNCTION directory_scan_is_final() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  RAISE EXCEPTION 'the scan of a legality paper is never changed' USING ERRCODE = '23K39';
END $$;

CREATE OR REPLACE TRIGGER scan_is_final BEFORE UPDATE OR DELETE ON directory_paperfile
  FOR EACH ROW EXECUTE FUNCTION directory_scan_is_final();
