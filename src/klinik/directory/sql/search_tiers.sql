-- A search that stays quick among forty thousand: names, products and everything lie apart, each
-- with an index that needs no second look, so that ranking reads no document.

-- How a word sounds, and that with each one of its letters left out: two words that are one slip of
-- the finger apart (a letter too many, missing, wrong, or two in the wrong order) have one in common.
CREATE OR REPLACE FUNCTION directory_near(word text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT array_agg(DISTINCT left(s, n) || substr(s, n + 2))
  FROM directory_sound(word) AS s, generate_series(0, length(s)) AS n
$$;

-- Write the documents of these pesantren and of their products, and remember their words.
CREATE OR REPLACE FUNCTION directory_index(ids bigint[]) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, public AS $$
  INSERT INTO directory_searchentry (pesantren_id, names, made, document)
  SELECT p.id, named.forms, made.forms, named.forms || made.forms || strip(
    directory_forms(concat_ws(' ', r.kind, r.name, p.district, p.village))
    || directory_forms(concat_ws(' ', 'pondok pesantren ponpes', made.kinds, p.cohort_year))
    || to_tsvector('indonesian', directory_words(coalesce(made.kinds, ''))))
  FROM directory_pesantren p
  JOIN directory_region r ON r.id = p.region_id
  CROSS JOIN LATERAL (SELECT strip(directory_forms(p.name)) AS forms) named
  CROSS JOIN LATERAL (
    SELECT coalesce(strip(directory_forms(string_agg(m.name, ' ' ORDER BY m.id))
                          || to_tsvector('indonesian', directory_words(string_agg(m.name, ' ' ORDER BY m.id)))),
                    '') AS forms,
           string_agg(m.sector || ' ' || m.category, ' ' ORDER BY m.id) AS kinds
    FROM directory_product m WHERE m.pesantren_id = p.id
  ) made
  WHERE p.id = ANY (ids)
  ON CONFLICT (pesantren_id) DO UPDATE
  SET names = EXCLUDED.names, made = EXCLUDED.made, document = EXCLUDED.document;

  INSERT INTO directory_productentry (product_id, names, document)
  SELECT m.id, named.forms, named.forms || strip(
    directory_forms(concat_ws(' ', m.sector, m.category, p.name, r.kind, r.name))
    || to_tsvector('indonesian', directory_words(concat_ws(' ', m.sector, m.category)))
    || to_tsvector('simple', 'produk'))
  FROM directory_product m
  JOIN directory_pesantren p ON p.id = m.pesantren_id
  JOIN directory_region r ON r.id = p.region_id
  CROSS JOIN LATERAL (
    SELECT strip(directory_forms(m.name) || to_tsvector('indonesian', directory_words(m.name))) AS forms
  ) named
  WHERE p.id = ANY (ids)
  ON CONFLICT (product_id) DO UPDATE SET names = EXCLUDED.names, document = EXCLUDED.document;

  INSERT INTO directory_knownword (word, near)
  SELECT w, directory_near(w) FROM (
    SELECT DISTINCT string_to_table(directory_words(concat_ws(' ', p.name, p.district, r.name, m.name)), ' ') AS w
    FROM directory_pesantren p
    JOIN directory_region r ON r.id = p.region_id
    LEFT JOIN directory_product m ON m.pesantren_id = p.id
    WHERE p.id = ANY (ids)
  ) met
  WHERE length(w) BETWEEN 4 AND 40 AND NOT directory_is_filler(w)
  ON CONFLICT (word) DO NOTHING
$$;

-- What was typed, read once: a beginning of each word; each word whole; and whether it holds only
-- words that stand in every name, which narrow nothing down. No word at all: NULL.
CREATE OR REPLACE FUNCTION directory_asked(
  typed text, OUT beginnings tsquery, OUT whole tsquery, OUT is_anything boolean
)
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT directory_query(typed), directory_query(typed, '', false),
         coalesce(bool_and(directory_is_filler(w)), false)
  FROM string_to_table(nullif(directory_words(left(typed, 200)), ''), ' ') AS w
$$;

-- One letter narrows nothing down either: whoever types on says more.
CREATE OR REPLACE FUNCTION directory_is_filler(word text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT word ~ '^([a-z]|pondok|pesantren|ponpes|pontren|pp|di|ke|dan|yang|dari|untuk|oleh|produk)$'
$$;

-- Whose name, whose products, or what of anybody's fits the query. Always by the index: the planner
-- takes reading forty thousand documents for cheaper than it is.
CREATE OR REPLACE FUNCTION directory_entries(part text, query tsquery) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE STRICT ROWS 1000 SET search_path = pg_catalog, public SET enable_seqscan = off
AS $$
BEGIN
  CASE part
    WHEN 'names' THEN RETURN QUERY SELECT pesantren_id FROM directory_searchentry WHERE names @@ query;
    WHEN 'made' THEN RETURN QUERY SELECT pesantren_id FROM directory_searchentry WHERE made @@ query;
    WHEN 'document' THEN RETURN QUERY SELECT pesantren_id FROM directory_searchentry WHERE document @@ query;
    WHEN 'product names' THEN RETURN QUERY SELECT product_id FROM directory_productentry WHERE names @@ query;
    WHEN 'products' THEN RETURN QUERY SELECT product_id FROM directory_productentry WHERE document @@ query;
  END CASE;
END $$;

-- The text with each word that nobody knows replaced by the nearest one that somebody has;
-- NULL where there is none to replace.
CREATE OR REPLACE FUNCTION directory_corrected(typed text) RETURNS text
LANGUAGE sql STABLE STRICT SET search_path = pg_catalog, public AS $$
  SELECT CASE WHEN count(better.word) > 0 THEN string_agg(coalesce(better.word, w), ' ' ORDER BY n) END
  FROM (SELECT w, n FROM string_to_table(directory_words(left(typed, 200)), ' ') WITH ORDINALITY AS t(w, n)
        ORDER BY n LIMIT 12) AS asked
  LEFT JOIN LATERAL (
    SELECT k.word FROM directory_knownword k
    WHERE length(w) BETWEEN 4 AND 40 AND NOT directory_is_filler(w)
      AND NOT EXISTS (SELECT FROM directory_searchentry e WHERE e.document @@ directory_query(w))
      AND k.near && directory_near(w)
    ORDER BY cardinality(ARRAY(SELECT unnest(k.near) INTERSECT SELECT unnest(directory_near(w)))) DESC,
             abs(length(k.word) - length(w)), k.word
    LIMIT 1
  ) better ON true
$$;

-- Of a changed pesantren, only what it is found by is read anew.
CREATE OR REPLACE FUNCTION directory_reindex_pesantren() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  ids bigint[] := ARRAY(
    SELECT n.id FROM changed n JOIN before o ON o.id = n.id
    WHERE (n.name, n.region_id, n.district, n.village, n.cohort_year)
          IS DISTINCT FROM (o.name, o.region_id, o.district, o.village, o.cohort_year));
BEGIN
  IF cardinality(ids) > 0 THEN
    PERFORM directory_index(ids);
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS index_updated ON directory_pesantren;
CREATE TRIGGER index_updated AFTER UPDATE ON directory_pesantren
  REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION directory_reindex_pesantren();

SELECT directory_index(ARRAY(SELECT id FROM directory_pesantren));
