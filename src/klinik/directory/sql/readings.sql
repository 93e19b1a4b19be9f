-- A reading is never edited: what may change is who sees it. Class 23 becomes an IntegrityError.

CREATE OR REPLACE FUNCTION directory_reading_is_final() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a reading is never deleted' USING ERRCODE = '23K31';
  END IF;
  IF to_jsonb(NEW) - 'withdrawn_at' - 'is_public' <> to_jsonb(OLD) - 'withdrawn_at' - 'is_public' THEN
    RAISE EXCEPTION 'a reading is never edited' USING ERRCODE = '23K32';
  END IF;
  IF OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at THEN
    RAISE EXCEPTION 'a withdrawn reading stays withdrawn' USING ERRCODE = '23K33';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION directory_reading_is_sound() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  IF NEW."on" > (now() AT TIME ZONE '{zone}')::date THEN
    RAISE EXCEPTION 'a reading is of a day that has come' USING ERRCODE = '23K34';
  END IF;
  IF NEW.unit IS DISTINCT FROM (SELECT unit FROM directory_indicator WHERE id = NEW.indicator_id) THEN
    RAISE EXCEPTION 'a reading has the unit of its indicator' USING ERRCODE = '23K35';
  END IF;
  IF lower(NEW.unit) IN ('rp', 'rupiah', 'idr') AND NEW.value <> trunc(NEW.value) THEN
    RAISE EXCEPTION 'rupiah are whole' USING ERRCODE = '23K36';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER reading_is_final BEFORE UPDATE OR DELETE ON directory_reading
  FOR EACH ROW EXECUTE FUNCTION directory_reading_is_final();
CREATE OR REPLACE TRIGGER reading_is_sound BEFORE INSERT ON directory_reading
  FOR EACH ROW EXECUTE FUNCTION directory_reading_is_sound();
