-- The search of the directory, in core PostgreSQL alone: no extension, no ICU.
-- Words are indexed as written, as they sound, and by their Indonesian stem.

-- Lower-case words between single spaces: "Al-Qur'an ḥalāl!" -> "al quran halal".
CREATE FUNCTION directory_words(typed text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT btrim(regexp_replace(
    lower(regexp_replace(
      normalize(regexp_replace(typed, '[''’‘‛`´"“”\u02b0-\u02ff]+', '', 'g'), NFKD),
      '[\u0300-\u036f\u0640\u064b-\u065f\u0670]+', '', 'g')),
    '[\u0001-\u002f\u003a-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f]+', ' ', 'g'))
$$;

-- How words sound, whoever spelled them: Quran and Koran, Syafi'i and Shafii, Tahfidz and Tahfiz,
-- Khairul and Chairul, Fithrah and Fitrah, Soerabaja's oe, doubled letters.
CREATE FUNCTION directory_sound(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT regexp_replace(translate(
    regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
    regexp_replace(words, 'oe', 'u', 'g'),
      'kh|ch', 'h', 'g'),
      'sy|sh|ts', 's', 'g'),
      'dz|dh|dl|zh|z', 'd', 'g'),
      'th', 't', 'g'),
      'ph|v', 'f', 'g'),
      'iy', 'i', 'g'),
    'qo', 'ku'), '([^ 0-9])\1+', '\1', 'g')
$$;

-- The Arabic article and words that stand in every name: they narrow nothing down.
CREATE FUNCTION directory_is_article(word text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT word ~ '^(al|el|an|ar|as|asy|ash|at|ath|ats|ad|adh|adz|az|azh)$'
$$;
CREATE FUNCTION directory_is_filler(word text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT word ~ '^(pondok|pesantren|ponpes|pontren|pp|di|ke|dan|yang|dari|untuk|oleh|produk)$'
$$;

-- "alquran" -> "quran", "annur" -> "nur"; a word without a grown-on article gives NULL.
CREATE FUNCTION directory_bare(word text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(substring(word FROM '^[ae]l(.{4,})$'),
                  (regexp_match(word, '^a(sy|sh|th|ts|dz|dh|zh|[nrsdzt])(\1.{2,})$'))[2])
$$;

-- Each pair of neighbours as one word, for those who write Nurulhuda or Alfithrah; and the words
-- behind grown-on articles.
CREATE FUNCTION directory_joined(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  WITH word AS (SELECT w, n FROM string_to_table(words, ' ') WITH ORDINALITY AS t(w, n))
  SELECT coalesce((SELECT string_agg(a.w || b.w, ' ') FROM word a JOIN word b ON b.n = a.n + 1), '')
      || ' ' || coalesce((SELECT string_agg(directory_bare(w), ' ') FROM word), '')
$$;

-- Everything a text can be found by, but its stems.
CREATE FUNCTION directory_forms(written text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT to_tsvector('simple', w) || to_tsvector('simple', directory_sound(w))
      || to_tsvector('simple', directory_sound(directory_joined(w)))
  FROM directory_words(written) AS w
$$;

-- What was typed as a query: every word must occur, whole or as a beginning, by letter, sound or
-- stem; or all of it written together. A sound of one or two letters would find too much ("zzzz"). `weights` narrows to parts of the document ('A': names).
-- `beginnings` false asks for whole words. Letters and digits are all that is left in a word, so
-- quoting it is safe. No word: NULL.
CREATE FUNCTION directory_query(
  typed text, weights text DEFAULT '', beginnings boolean DEFAULT true
) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  words text[] := (string_to_array(directory_words(left(typed, 200)), ' '))[:12];
  kept text[];
  flags text := CASE WHEN beginnings THEN '*' ELSE '' END || weights;
  word text;
  form text;
  part tsquery;
  whole tsquery;
BEGIN
  kept := ARRAY(SELECT w FROM unnest(words) WITH ORDINALITY AS t(w, n)
                WHERE NOT directory_is_filler(w)
                  AND (NOT directory_is_article(w) OR n = cardinality(words))
                ORDER BY n);
  IF cardinality(kept) = 0 THEN
    kept := words;
  END IF;
  FOREACH word IN ARRAY kept LOOP
    part := NULL;
    FOR form IN
      SELECT DISTINCT format('''%s'':%s', f, flags)
      FROM unnest(ARRAY[word, directory_sound(word), directory_sound(directory_bare(word))]) AS f
      WHERE f = word OR length(f) >= least(3, length(word))
      UNION SELECT format('''%s'':%s', f, weights) FROM unnest(ts_lexize('indonesian_stem', word)) AS f
      WHERE f <> ''
    LOOP
      part := CASE WHEN part IS NULL THEN form::tsquery ELSE part || form::tsquery END;
    END LOOP;
    whole := CASE WHEN whole IS NULL THEN part WHEN part IS NULL THEN whole ELSE whole && part END;
  END LOOP;
  IF cardinality(words) > 1 AND length(directory_sound(array_to_string(words, ''))) > 2 THEN
    whole := whole || format('''%s'':%s', directory_sound(array_to_string(words, '')), flags)::tsquery;
  END IF;
  RETURN whole;
END $$;

-- Write the documents of these pesantren: names weigh A, products B, the region C, the rest D.
CREATE FUNCTION directory_index(ids bigint[]) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, public AS $$
  INSERT INTO directory_searchentry (pesantren_id, document)
  SELECT p.id,
    setweight(directory_forms(p.name), 'A')
    || setweight(directory_forms(coalesce(made.names, ''))
                 || to_tsvector('indonesian', directory_words(coalesce(made.names, ''))), 'B')
    || setweight(directory_forms(concat_ws(' ', r.kind, r.name, p.district)), 'C')
    || setweight(directory_forms(concat_ws(' ', 'pondok pesantren ponpes', made.kinds, p.cohort_year))
                 || to_tsvector('indonesian', directory_words(coalesce(made.kinds, ''))), 'D')
  FROM directory_pesantren p
  JOIN directory_region r ON r.id = p.region_id
  LEFT JOIN LATERAL (
    SELECT string_agg(m.name, ' ') AS names, string_agg(m.sector || ' ' || m.category, ' ') AS kinds
    FROM directory_product m WHERE m.pesantren_id = p.id
  ) made ON true
  WHERE p.id = ANY (ids)
  ON CONFLICT (pesantren_id) DO UPDATE SET document = EXCLUDED.document
$$;

CREATE FUNCTION directory_index_pesantren() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM directory_index(ARRAY(SELECT id FROM changed));
  RETURN NULL;
END $$;
CREATE FUNCTION directory_index_products() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM directory_index(ARRAY(SELECT DISTINCT pesantren_id FROM changed));
  RETURN NULL;
END $$;
CREATE FUNCTION directory_index_region() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM directory_index(ARRAY(SELECT p.id FROM directory_pesantren p JOIN changed c ON c.id = p.region_id));
  RETURN NULL;
END $$;

-- PostgreSQL wants one trigger per event where it hands over the changed rows.
CREATE TRIGGER index_inserted AFTER INSERT ON directory_pesantren REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION directory_index_pesantren();
CREATE TRIGGER index_updated AFTER UPDATE ON directory_pesantren REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION directory_index_pesantren();
CREATE TRIGGER index_inserted AFTER INSERT ON directory_product REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION directory_index_products();
CREATE TRIGGER index_updated AFTER UPDATE ON directory_product REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION directory_index_products();
CREATE TRIGGER index_deleted AFTER DELETE ON directory_product REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION directory_index_products();
CREATE TRIGGER index_renamed AFTER UPDATE ON directory_region REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION directory_index_region();
SELECT directory_index(ARRAY(SELECT id FROM directory_pesantren));
