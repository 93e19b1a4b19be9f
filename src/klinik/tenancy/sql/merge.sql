-- Two records of one pesantren become one, in one transaction and through this door only.
-- Refusals are of class 23, which Django turns into IntegrityError.

-- The person may join these two: the province's secretariat any, an officer of a regency those of
-- the regency.
CREATE FUNCTION reader_merges(one bigint, other bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT reader_coordinates() OR count(*) = 2 AND bool_and(EXISTS (
    SELECT FROM tenancy_membership m JOIN tenancy_office o ON o.id = m.office_id
    WHERE m.user_id = current_setting('klinik.reader')::bigint
      AND m.started_on <= (now() AT TIME ZONE '{zone}')::date
      AND (m.ended_on IS NULL OR m.ended_on >= (now() AT TIME ZONE '{zone}')::date)
      AND m.role IN ('officer', 'secretariat', 'administrator') AND o.region_id = p.region_id))
  FROM directory_pesantren p WHERE p.id IN (one, other)
$$;

-- Every column of every table that points at a pesantren: asked of the catalogue each time, so that
-- no table made later is forgotten.
CREATE FUNCTION directory_points_at_pesantren() RETURNS TABLE (place regclass, pointer name)
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT c.conrelid::regclass, a.attname
  FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
  WHERE c.contype = 'f' AND c.confrelid = 'directory_pesantren'::regclass
  ORDER BY c.conrelid::regclass::text, a.attname
$$;

-- How many rows of which table belong to each of two pesantren: numbers only, for those who may join
-- them, who do not see all of these rows.
CREATE FUNCTION directory_belongings(one bigint, other bigint)
RETURNS TABLE (place text, of_one bigint, of_other bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  each record;
BEGIN
  IF NOT reader_merges(one, other) THEN
    RAISE EXCEPTION 'this reader joins no records here' USING ERRCODE = '42501';
  END IF;
  PERFORM set_config('klinik.merging', 'on', true);
  FOR each IN SELECT * FROM directory_points_at_pesantren() LOOP
    place := each.place;
    EXECUTE format('SELECT count(*) FILTER (WHERE %1$I = $1), count(*) FILTER (WHERE %1$I = $2)'
                   ' FROM %2$s WHERE %1$I IN ($1, $2)', each.pointer, each.place)
      INTO of_one, of_other USING one, other;
    RETURN NEXT;
  END LOOP;
  PERFORM set_config('klinik.merging', '', true);
END $$;

-- Join `gone_id` into `kept_id`. `taken` are the facts that come from the one that goes, `away` the
-- products that are not offered any more because the other record has them too.
CREATE FUNCTION directory_merge(
  kept_id bigint, gone_id bigint, kept_version integer, gone_version integer,
  taken text[], away bigint[], office text, request uuid
) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  facts CONSTANT text[] := ARRAY['name', 'nspp', 'region', 'district', 'village', 'address',
    'postcode', 'point', 'santri', 'cohort_year', 'pillars', 'phone', 'email', 'website',
    'instagram', 'marketplaces', 'about', 'cover', 'contact'];
  reader CONSTANT bigint := current_setting('klinik.reader')::bigint;
  today CONSTANT date := (now() AT TIME ZONE '{zone}')::date;
  k directory_pesantren;
  g directory_pesantren;
  joined directory_pesantren;
  known directory_merger;
  fact text;
  said jsonb;
  comes jsonb := '{}';
  from_where jsonb;
  each record;
  moved jsonb := '{}';
  number bigint;
BEGIN
  PERFORM FROM directory_pesantren WHERE id IN (kept_id, gone_id) ORDER BY id FOR UPDATE;
  SELECT * INTO known FROM directory_merger WHERE request_id = request;
  IF FOUND THEN
    IF known.kept_id <> directory_merge.kept_id OR known.gone <> gone_id OR known.by_id <> reader THEN
      RAISE EXCEPTION 'this request was another merger' USING ERRCODE = '23M08';
    END IF;
    RETURN known.id;
  END IF;
  SELECT * INTO k FROM directory_pesantren WHERE id = kept_id;
  SELECT * INTO g FROM directory_pesantren WHERE id = gone_id;
  IF k.id IS NULL OR g.id IS NULL THEN
    RAISE EXCEPTION 'one of the two is not there any more' USING ERRCODE = '23M01';
  END IF;
  IF k.id = g.id THEN
    RAISE EXCEPTION 'a record is not joined into itself' USING ERRCODE = '23M02';
  END IF;
  IF NOT reader_merges(k.id, g.id) THEN
    RAISE EXCEPTION 'this reader joins no records here' USING ERRCODE = '42501';
  END IF;
  IF k.version <> kept_version OR g.version <> gone_version THEN
    RAISE EXCEPTION 'one of the two has changed' USING ERRCODE = '23M03';
  END IF;
  IF k.is_simulated <> g.is_simulated THEN
    RAISE EXCEPTION 'what is real and what is invented stay apart' USING ERRCODE = '23M04';
  END IF;
  IF (SELECT count(*) FROM tenancy_koppontren WHERE pesantren_id IN (k.id, g.id)) > 1 THEN
    RAISE EXCEPTION 'both have a koppontren' USING ERRCODE = '23M05';
  END IF;
  IF (SELECT count(*) FROM tenancy_proposal WHERE pesantren_id IN (k.id, g.id) AND decided_at IS NULL)
     + (SELECT count(*) FROM tenancy_koppontren WHERE pesantren_id IN (k.id, g.id)) > 1 THEN
    RAISE EXCEPTION 'a proposal for a koppontren waits' USING ERRCODE = '23M06';
  END IF;
  IF NOT taken <@ facts THEN
    RAISE EXCEPTION 'no such fact' USING ERRCODE = '23M07';
  END IF;

  -- In the order of those who change a product: it first, then what it is found by.
  PERFORM FROM directory_product WHERE pesantren_id IN (k.id, g.id) ORDER BY id FOR UPDATE;
  PERFORM set_config('klinik.merging', 'on', true);
  -- What there is one of: the chosen one stays. Files are dropped by whoever calls.
  DELETE FROM directory_cover c USING directory_cover d
  WHERE c.pesantren_id IN (k.id, g.id) AND d.pesantren_id IN (k.id, g.id)
    AND c.pesantren_id <> d.pesantren_id
    AND c.pesantren_id = CASE WHEN 'cover' = ANY (taken) THEN k.id ELSE g.id END;
  DELETE FROM directory_contactperson c USING directory_contactperson d
  WHERE c.pesantren_id IN (k.id, g.id) AND d.pesantren_id IN (k.id, g.id)
    AND c.pesantren_id <> d.pesantren_id
    AND c.pesantren_id = CASE WHEN 'contact' = ANY (taken) THEN k.id ELSE g.id END;
  DELETE FROM directory_nottwins n
  WHERE (n.one_id, n.other_id) IN ((k.id, g.id), (g.id, k.id))
     OR g.id IN (n.one_id, n.other_id) AND EXISTS (
          SELECT FROM directory_nottwins s WHERE k.id IN (s.one_id, s.other_id)
          AND s.one_id + s.other_id - k.id = n.one_id + n.other_id - g.id);

  -- The same role of the same person: it runs on in the record that stays, since the earlier day.
  UPDATE tenancy_membership m SET ended_on = greatest(m.started_on, today - 1)
  WHERE m.pesantren_id = g.id AND m.ended_on IS NULL AND EXISTS (
    SELECT FROM tenancy_membership s WHERE s.pesantren_id = k.id AND s.user_id = m.user_id
    AND s.role = m.role AND s.ended_on IS NULL);

  -- The same product in both: two rows cannot bear one name, and one of them may be put away.
  FOR each IN
    SELECT p.id AS kept, q.id AS gone, p.name FROM directory_product p
    JOIN directory_product q ON q.name = p.name AND q.pesantren_id = g.id WHERE p.pesantren_id = k.id
  LOOP
    number := 2;
    WHILE EXISTS (SELECT FROM directory_product p WHERE p.pesantren_id IN (k.id, g.id)
                  AND p.name = format('%s (%s)', left(each.name, 190), number)) LOOP
      number := number + 1;
    END LOOP;
    UPDATE directory_product p SET name = format('%s (%s)', left(each.name, 190), number)
    WHERE p.id = CASE WHEN each.kept = ANY (away) THEN each.kept ELSE each.gone END;
    UPDATE directory_product p SET retired_at = now()
    WHERE p.id IN (each.kept, each.gone) AND p.id = ANY (away) AND p.retired_at IS NULL;
  END LOOP;

  -- Everything else moves along; what the record that stays is found by is written anew below.
  DELETE FROM directory_searchentry WHERE pesantren_id = g.id;
  FOR each IN SELECT * FROM directory_points_at_pesantren() LOOP
    EXECUTE format('UPDATE %1$s SET %2$I = $1 WHERE %2$I = $2', each.place, each.pointer)
      USING k.id, g.id;
    GET DIAGNOSTICS number = ROW_COUNT;
    IF number > 0 THEN
      moved := moved || jsonb_build_object(
        each.place::text, number + coalesce((moved ->> each.place::text)::bigint, 0));
    END IF;
  END LOOP;
  DELETE FROM directory_pesantren WHERE id = g.id;

  -- The facts that were chosen from the one that goes, each with the source that stood behind it.
  said := to_jsonb(g);
  from_where := k.sources;
  FOREACH fact IN ARRAY taken LOOP
    comes := comes || (
      SELECT coalesce(jsonb_object_agg(c, said -> c), '{}') FROM unnest(CASE fact
        WHEN 'point' THEN ARRAY['latitude', 'longitude']
        WHEN 'santri' THEN ARRAY['santri', 'santri_on', 'santri_source']
        WHEN 'cohort_year' THEN ARRAY['cohort_year', 'cohort_source']
        WHEN 'region' THEN ARRAY['region_id']
        WHEN 'cover' THEN ARRAY[]::text[]
        WHEN 'contact' THEN ARRAY[]::text[]
        ELSE ARRAY[fact] END) AS c);
    FOR each IN SELECT unnest(CASE fact WHEN 'point' THEN ARRAY['latitude', 'longitude']
                                         ELSE ARRAY[fact] END) AS name LOOP
      from_where := from_where - each.name;
      IF each.name NOT IN ('about', 'cover', 'contact') THEN
        from_where := from_where || CASE
          WHEN g.sources ? each.name THEN jsonb_build_object(each.name, g.sources -> each.name)
          WHEN g.source <> '' AND coalesce(said -> each.name, said -> (each.name || '_id'))
               NOT IN ('null', '""', '[]')
            THEN jsonb_build_object(each.name, jsonb_build_object('source', g.source))
          ELSE '{}' END;
      END IF;
    END LOOP;
  END LOOP;
  IF comes ->> 'santri' IS NOT NULL AND g.santri_source = '' THEN
    comes := comes || jsonb_build_object('santri_source', g.source);
  END IF;
  IF comes ->> 'cohort_year' IS NOT NULL AND g.cohort_source = '' THEN
    comes := comes || jsonb_build_object('cohort_source', g.source);
  END IF;
  joined := jsonb_populate_record(k, comes);
  UPDATE directory_pesantren p SET
    name = joined.name, nspp = joined.nspp, region_id = joined.region_id, district = joined.district,
    village = joined.village, address = joined.address, postcode = joined.postcode,
    latitude = joined.latitude, longitude = joined.longitude, santri = joined.santri,
    santri_on = joined.santri_on, santri_source = joined.santri_source,
    cohort_year = joined.cohort_year, cohort_source = joined.cohort_source, pillars = joined.pillars,
    phone = joined.phone, email = joined.email, website = joined.website, instagram = joined.instagram,
    marketplaces = joined.marketplaces, about = joined.about, sources = from_where
  WHERE p.id = k.id;
  PERFORM directory_index(ARRAY[k.id]);

  INSERT INTO directory_merger
    (kept_id, gone, slug, name, facts, taken, moved, at, by_id, by_office, request_id)
  VALUES (k.id, g.id, g.slug, g.name, said, to_jsonb(taken), moved, now(), reader, office, request)
  RETURNING id INTO number;
  SET CONSTRAINTS ALL IMMEDIATE;  -- a row that was left behind is found here, not later
  PERFORM set_config('klinik.merging', '', true);
  RETURN number;
END $$;
REVOKE ALL ON FUNCTION directory_merge(bigint, bigint, integer, integer, text[], bigint[], text, uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION directory_belongings(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION directory_merge(bigint, bigint, integer, integer, text[], bigint[], text, uuid) TO "{role}";
GRANT EXECUTE ON FUNCTION directory_belongings(bigint, bigint) TO "{role}";
