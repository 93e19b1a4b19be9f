-- As in search_tiers.sql, but a pesantren is not found by what it makes no more.
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
    FROM directory_product m WHERE m.pesantren_id = p.id AND m.retired_at IS NULL
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
