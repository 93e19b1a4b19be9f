-- Cases are found by their words: what looks like a text that somebody is telling, and what has the words that
-- were asked for. The index stands behind no wall, so that it is used; both functions answer with what has
-- passed the wall of the cases, and take of what matches the newest, so that a word of every case costs little.

-- Words that say nothing of an obstacle: those of discussions, and a few that every case has.
DO $$
DECLARE
  v_words text[] := string_to_array(
    'kurang sering selalu sangat punya milik santri koperasi koppontren the and of to a in is are not we our '
    'for with on no', ' ');
BEGIN
  EXECUTE format(
    'CREATE FUNCTION cases_stopped() RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS %L',
    format('SELECT %L::text[]', discussions_stopped() || ARRAY(
      SELECT DISTINCT s FROM unnest(v_words) AS w, unnest(ts_lexize('indonesian_stem', w) || w) AS s
      WHERE s <> '' ORDER BY s)));
END $$;

CREATE OR REPLACE FUNCTION cases_words(told text) RETURNS tsvector
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public AS $$
  SELECT ts_delete(to_tsvector('indonesian', directory_words(told)), cases_stopped())
$$;

CREATE FUNCTION cases_named(place text) RETURNS tsvector
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public AS $$
  SELECT setweight(to_tsvector('simple', directory_words(place)), 'B')
$$;

-- What a case is searched by: its own words, and the name of its pesantren.
CREATE FUNCTION cases_document(title text, description text, place text) RETURNS tsvector
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public AS $$
  SELECT setweight(discussions_stems(title), 'A') || cases_named(place)
      || setweight(discussions_stems(left(description, 10000)), 'C')
$$;

CREATE OR REPLACE FUNCTION cases_keep_likeness() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO cases_likeness (case_id, words, document, place, audience, is_solved, days) VALUES (
    NEW.id,
    setweight(cases_words(NEW.title), 'A') || setweight(cases_words(NEW.description), 'C'),
    cases_document(NEW.title, NEW.description,
                   (SELECT p.name FROM directory_pesantren p WHERE p.id = NEW.pesantren_id)),
    NEW.pesantren_id, NEW.audience,
    NEW.closed_at IS NOT NULL AND EXISTS (
      SELECT FROM cases_caseevent e
      WHERE e.case_id = NEW.id AND e.kind = 'closed' AND e.reading_id IS NOT NULL),
    (NEW.closed_at AT TIME ZONE '{zone}')::date - (NEW.opened_at AT TIME ZONE '{zone}')::date)
  ON CONFLICT (case_id) DO UPDATE SET is_solved = EXCLUDED.is_solved, days = EXCLUDED.days;
  RETURN NULL;
END $$;

-- Its pesantren turned out to stand twice, or has another name.
CREATE FUNCTION cases_move_likeness() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  UPDATE cases_likeness l
  SET place = NEW.pesantren_id, document = ts_filter(l.document, '{a,c}') || cases_named(
    (SELECT p.name FROM directory_pesantren p WHERE p.id = NEW.pesantren_id))
  WHERE l.case_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER move_likeness AFTER UPDATE ON cases_case
  FOR EACH ROW WHEN (NEW.pesantren_id <> OLD.pesantren_id) EXECUTE FUNCTION cases_move_likeness();
CREATE FUNCTION cases_rename_likeness() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  UPDATE cases_likeness l SET document = ts_filter(l.document, '{a,c}') || cases_named(NEW.name)
  WHERE l.place = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER rename_likeness AFTER UPDATE ON directory_pesantren
  FOR EACH ROW WHEN (NEW.name <> OLD.name) EXECUTE FUNCTION cases_rename_likeness();

-- The newest cases that match, which the reader may see: those open to the network, if they are of it, and of
-- the others those where they may be a party. The second condition is wider than the wall, which decides.
CREATE FUNCTION cases_matching(field text, asked tsquery, most integer) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER ROWS 200 SET search_path = pg_catalog, public AS $$
DECLARE
  v_reader bigint := current_setting('klinik.reader')::bigint;
  v_network boolean := reader_is_in_network();
  v_offices boolean;
  v_places bigint[];
BEGIN
  SELECT coalesce(bool_or(o.id IS NOT NULL AND o.region_id IS NULL), false),
         coalesce(array_agg(coalesce(m.pesantren_id, k.pesantren_id))
                  FILTER (WHERE m.office_id IS NULL), '{}')
           || ARRAY(SELECT p.id FROM directory_pesantren p WHERE p.region_id = ANY (
                      array_agg(o.region_id) FILTER (WHERE o.region_id IS NOT NULL)))
  INTO v_offices, v_places
  FROM tenancy_membership m
  LEFT JOIN tenancy_koppontren k ON k.id = m.koppontren_id
  LEFT JOIN tenancy_office o ON o.id = m.office_id
  WHERE m.user_id = v_reader AND m.ended_on IS NULL OR m.user_id = v_reader
    AND m.ended_on >= (now() AT TIME ZONE '{zone}')::date;
  IF v_network THEN
    RETURN QUERY EXECUTE format($q$
      SELECT l.case_id FROM cases_likeness l
      WHERE l.%1$I @@ %2$L::tsquery AND l.audience = 'network'
      ORDER BY l.case_id DESC LIMIT %3$s$q$, field, asked, most);
  END IF;
  RETURN QUERY EXECUTE format($q$
    SELECT f.case_id FROM (
      SELECT l.case_id FROM cases_likeness l
      WHERE l.%1$I @@ %2$L::tsquery AND l.audience <> 'network'
        AND (%4$L OR l.audience = 'named' OR l.place = ANY (%5$L::bigint[]))
      ORDER BY l.case_id DESC LIMIT %3$s) f
    WHERE EXISTS (SELECT FROM cases_case c WHERE c.id = f.case_id)$q$,
    field, asked, most, v_offices, v_places);
END $$;

-- The shown cases that have two words in common with the text (or its only one), the likest first.
CREATE OR REPLACE FUNCTION cases_alike(told text) RETURNS TABLE (
  case_id bigint, is_solved boolean, days integer, likeness real)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  v_words tsvector := cases_words(left(told, 600));
BEGIN
  IF length(v_words) > 0 THEN
    RETURN QUERY
      SELECT l.case_id, l.is_solved, l.days, ts_rank(l.words, discussions_any_one(v_words))
      FROM cases_matching('words', discussions_any_two(v_words), 500) AS m (id)
      JOIN cases_likeness l ON l.case_id = m.id
      ORDER BY 4 DESC, 1 DESC;
  END IF;
END $$;

-- The shown cases that have all the words that were typed, the best first; or the one with that number.
CREATE FUNCTION cases_found(typed text, most integer) RETURNS TABLE (case_id bigint, rank real)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5 SET search_path = pg_catalog, public AS $$
DECLARE
  v_asked tsquery := discussions_asked(typed);
BEGIN
  RETURN QUERY
    SELECT c.id, 1::real FROM cases_case c
    WHERE upper(typed) ~ '^K-?[0-9]' AND c.number LIKE upper(left(typed, 16)) || '%'
    ORDER BY c.id DESC LIMIT most;
  IF v_asked IS NOT NULL THEN
    RETURN QUERY
      SELECT l.case_id, ts_rank(l.document, v_asked)
      FROM cases_matching('document', v_asked, 200) AS m (id)
      JOIN cases_likeness l ON l.case_id = m.id
      ORDER BY 2 DESC, 1 DESC LIMIT most;
  END IF;
END $$;

REVOKE ALL ON FUNCTION cases_matching(text, tsquery, integer) FROM PUBLIC, "{role}";
REVOKE ALL ON FUNCTION cases_move_likeness() FROM PUBLIC, "{role}";
REVOKE ALL ON FUNCTION cases_rename_likeness() FROM PUBLIC, "{role}";
REVOKE ALL ON FUNCTION cases_found(text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cases_found(text, integer) TO "{role}";
