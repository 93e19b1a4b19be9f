-- A reading is never edited (readings.sql): one that replaces it puts it right, an office checks it
-- once, and a merger of two records of one pesantren moves it (merging.sql).

CREATE OR REPLACE FUNCTION directory_reading_is_final() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  may_change text[] := ARRAY[
    'withdrawn_at', 'is_public', 'replaced_at', 'checked_at', 'checked_as', 'checked_by_id'
  ];
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a reading is never deleted' USING ERRCODE = '23K31';
  END IF;
  IF directory_is_merging() THEN
    may_change := ARRAY['pesantren_id'];
  END IF;
  IF to_jsonb(NEW) - may_change <> to_jsonb(OLD) - may_change THEN
    RAISE EXCEPTION 'a reading is never edited' USING ERRCODE = '23K32';
  END IF;
  IF OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at THEN
    RAISE EXCEPTION 'a withdrawn reading stays withdrawn' USING ERRCODE = '23K33';
  END IF;
  IF OLD.replaced_at IS NOT NULL AND NEW.replaced_at IS DISTINCT FROM OLD.replaced_at THEN
    RAISE EXCEPTION 'a replaced reading stays replaced' USING ERRCODE = '23K37';
  END IF;
  IF (NEW.checked_at, NEW.checked_as, NEW.checked_by_id)
     IS DISTINCT FROM (OLD.checked_at, OLD.checked_as, OLD.checked_by_id)
     AND (OLD.checked_at IS NOT NULL OR NOT reader_in_office_of(OLD.pesantren_id)) THEN
    RAISE EXCEPTION 'a reading is checked once, by an office' USING ERRCODE = '23K38';
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
  IF NEW.value < 0
     AND NOT (SELECT may_be_negative FROM directory_indicator WHERE id = NEW.indicator_id) THEN
    RAISE EXCEPTION 'this indicator has no figures below zero' USING ERRCODE = '23K39';
  END IF;
  IF NEW.checked_at IS NOT NULL OR NEW.replaced_at IS NOT NULL THEN
    RAISE EXCEPTION 'a reading begins unchecked and in force' USING ERRCODE = '23K38';
  END IF;
  IF NEW.replaces_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM directory_reading o
     WHERE o.id = NEW.replaces_id AND o.pesantren_id = NEW.pesantren_id
       AND o.indicator_id = NEW.indicator_id AND o.origin <> 'books' AND o.withdrawn_at IS NULL) THEN
    RAISE EXCEPTION 'a reading replaces one of the same figure' USING ERRCODE = '23K37';
  END IF;
  RETURN NEW;
END $$;
