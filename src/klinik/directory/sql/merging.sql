-- Two records of one pesantren become one: what that needs of the tables of the directory.
-- The function that does it is tenancy/sql/merge.sql; docs/decisions says why it is built so.

-- True only inside `directory_merge` and `directory_belongings`: they set the setting of the
-- transaction and take it back (where they fail, so does what they set), and they run as the owner
-- of the tables. The application may write the setting as well, but it never is the owner.
CREATE OR REPLACE FUNCTION directory_is_merging() RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT coalesce(current_setting('klinik.merging', true), '') = 'on'
     AND current_user = (SELECT pg_catalog.pg_get_userbyid(c.relowner) FROM pg_catalog.pg_class c
                         WHERE c.oid = 'public.directory_pesantren'::regclass)
$$;

-- The record that one of this number is part of today: itself, or what it was joined into.
CREATE OR REPLACE FUNCTION directory_today(pesantren bigint) RETURNS bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT coalesce((SELECT kept_id FROM directory_merger WHERE gone = pesantren), pesantren)
$$;

-- A reading is never edited (readings.sql); but the pesantren it is of may turn out to have stood
-- in the directory twice.
CREATE OR REPLACE FUNCTION directory_reading_is_final() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  may_change text[] := ARRAY['withdrawn_at', 'is_public'];
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
  RETURN NEW;
END $$;

-- One spelling of a name for all of its spellings, without the article, what stands in every name,
-- and the region: "PP. Al-Qur'an Jember" and "Pondok Pesantren Alquran" are "kuran".
CREATE OR REPLACE FUNCTION directory_name_key(name text, region text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, public AS $$
  SELECT directory_sound(coalesce(string_agg(coalesce(directory_bare(w), w), '' ORDER BY n), ''))
  FROM string_to_table(directory_words(name), ' ') WITH ORDINALITY AS t(w, n)
  WHERE NOT directory_is_filler(w) AND NOT directory_is_article(w)
    AND w <> ALL (string_to_array(directory_words(region), ' '))
$$;

CREATE OR REPLACE FUNCTION directory_keep_name_key() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  NEW.name_key := (SELECT directory_name_key(p.name, r.name) FROM directory_pesantren p
                   JOIN directory_region r ON r.id = p.region_id WHERE p.id = NEW.pesantren_id);
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER keep_name_key BEFORE INSERT OR UPDATE ON directory_searchentry
  FOR EACH ROW EXECUTE FUNCTION directory_keep_name_key();
UPDATE directory_searchentry SET name_key = '';
