-- What a pesantren is found by is written at one place, the key of its name with it. (A trigger
-- that kept the key wrote it three times for each new row: for an entry that was there already,
-- PostgreSQL runs the triggers of the insert before it finds out, and then those of the update.)
DROP TRIGGER IF EXISTS keep_name_key ON directory_searchentry;
DROP FUNCTION IF EXISTS directory_keep_name_key();

-- One spelling of a name for all of its spellings, without the article, what stands in every name,
-- and the region: "PP. Al-Qur'an Jember" and "Pondok Pesantren Alquran" are "kuran". It runs on the
-- path of whoever calls it: pinning one would cost as much as the key.
CREATE OR REPLACE FUNCTION directory_name_key(name text, region text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT directory_sound(coalesce(string_agg(coalesce(directory_bare(w), w), '' ORDER BY n), ''))
  FROM string_to_table(directory_words(name), ' ') WITH ORDINALITY AS t(w, n)
  WHERE NOT directory_is_filler(w) AND NOT directory_is_article(w)
    AND w <> ALL (string_to_array(directory_words(region), ' '))
$$;

-- As in on_offer.sql, with the key; of a word that is known nobody works out again how it sounds.
CREATE OR REPLACE FUNCTION directory_index(ids bigint[]) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
  INSERT INTO directory_searchentry (pesantren_id, names, made, name_key, document)
  SELECT p.id, named.forms, made.forms, directory_name_key(p.name, r.name),
    named.forms || made.forms || strip(
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
    FROM directory_product m WHERE m.pesantren_id = p.id AND m.retired_at IS NULL
  ) made
  WHERE p.id = ANY (ids)
  ON CONFLICT (pesantren_id) DO UPDATE
  SET names = EXCLUDED.names, made = EXCLUDED.made, document = EXCLUDED.document,
      name_key = EXCLUDED.name_key;

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
    AND NOT EXISTS (SELECT FROM directory_knownword k WHERE k.word = w)
  ON CONFLICT (word) DO NOTHING
$$;
