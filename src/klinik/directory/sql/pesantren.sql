-- Whoever changes a fact of a pesantren, by whatever door, counts its version up, and a change of a
-- fact that an officer has looked at is marked. The text about it is no such fact.

CREATE OR REPLACE FUNCTION directory_pesantren_changes() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  looked_at CONSTANT text[] := ARRAY['verified_on', 'verified_by_id', 'verified_as',
                                     'is_changed_since', 'updated_at', 'version'];
  before jsonb := to_jsonb(OLD) - looked_at;
  after jsonb := to_jsonb(NEW) - looked_at;
BEGIN
  IF after = before THEN
    NEW.version := OLD.version;
    RETURN NEW;
  END IF;
  NEW.version := OLD.version + 1;
  NEW.updated_at := now();
  IF NEW.verified_on IS NOT NULL AND after - ARRAY['about', 'sources'] <> before - ARRAY['about', 'sources'] THEN
    NEW.is_changed_since := true;
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER pesantren_changes BEFORE UPDATE ON directory_pesantren
  FOR EACH ROW EXECUTE FUNCTION directory_pesantren_changes();
