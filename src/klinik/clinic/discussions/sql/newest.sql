-- The newest of what fits, by the shorter of two ways. A word that stands everywhere is soon found often enough
-- by walking back from the newest row; a rare one is found by its index, whose matches are then put in order.
-- PostgreSQL decides between them by how often it believes a word to stand somewhere, knows that of the most
-- frequent words alone, and takes any other, and every beginning of a word, for one in two hundred: a word that
-- nobody ever wrote was looked for through a million posts. So a sample of the table is asked first.

-- The numbers (`key`) of the newest rows of `place` that fit, of the rows `among` which to look. The text of both
-- conditions becomes part of a statement: for functions of the owner alone.
CREATE OR REPLACE FUNCTION discussions_newest(place regclass, key name, among text, fits text, most integer)
RETURNS SETOF bigint
LANGUAGE plpgsql STABLE STRICT ROWS 200
SET search_path = pg_catalog, public, pg_temp
SET enable_seqscan = off SET enable_indexscan = on SET enable_bitmapscan = on  -- as they were, at the end
AS $$
DECLARE
  c_pages CONSTANT float := 150;  -- of the sample: one or two thousand rows
  c_dearer CONSTANT float := 4;  -- a row that an index leads to, by one that is walked past
  v_times float := greatest(pg_relation_size(place) / 8192 / c_pages, 1);  -- the table, by the sample
  v_among float;
  v_fitting float;
BEGIN
  EXECUTE format('SELECT count(*), count(*) FILTER (WHERE %s) FROM %s TABLESAMPLE SYSTEM (%s) REPEATABLE (1)'
                 ' WHERE %s', fits, place, 100 / v_times, among) INTO v_among, v_fitting;
  IF most * v_among < c_dearer * v_fitting * v_fitting * v_times THEN
    PERFORM set_config('enable_bitmapscan', 'off', true);
  ELSE
    PERFORM set_config('enable_indexscan', 'off', true);
  END IF;
  RETURN QUERY EXECUTE format(
    'SELECT %1$I FROM %2$s WHERE (%3$s) AND (%4$s) ORDER BY %1$I DESC LIMIT %5$s',
    key, place, among, fits, most);
END $$;

-- The newest accepted answers and the newest posts of all that have the query, best first.
CREATE OR REPLACE FUNCTION discussions_found(asked tsquery, most integer)
RETURNS TABLE (post_id bigint, topic_id bigint, is_answer boolean, rank real)
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER ROWS 200
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_reach integer := CASE WHEN current_setting('klinik.reader')::bigint = 0 THEN 0 ELSE 1 END;
  v_fits text := format('document @@ %L::tsquery AND reach <= %s', asked, v_reach);
BEGIN
  RETURN QUERY
    SELECT e.post_id, e.topic_id, e.is_answer, ts_rank(e.document, asked)
    FROM unnest(ARRAY['is_answer', 'NOT is_answer']) AS among,
      discussions_newest('discussions_entry', 'post_id', among, v_fits, most) AS m (id)
    JOIN discussions_entry e ON e.post_id = m.id
    ORDER BY e.is_answer DESC, 4 DESC, e.post_id DESC;
END $$;

-- The accepted answers that are likest to a text, of the newest of them that have two words in common with it.
CREATE OR REPLACE FUNCTION discussions_answers_alike(told text, most integer) RETURNS TABLE (post_id bigint, rank real)
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER ROWS 3
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_reach integer := CASE WHEN current_setting('klinik.reader')::bigint = 0 THEN 0 ELSE 1 END;
  v_words tsvector := ts_delete(
    to_tsvector('indonesian', directory_words(left(told, 600))), discussions_stopped());
  v_fits text := format('document @@ %L::tsquery AND reach <= %s', discussions_any_two(v_words), v_reach);
BEGIN
  IF length(v_words) > 0 THEN
    RETURN QUERY
      SELECT e.post_id, ts_rank(e.document, discussions_any_one(v_words))
      FROM discussions_newest('discussions_entry', 'post_id', 'is_answer', v_fits, 200) AS m (id)
      JOIN discussions_entry e ON e.post_id = m.id
      ORDER BY 2 DESC, 1 DESC LIMIT most;
  END IF;
END $$;

REVOKE ALL ON FUNCTION discussions_newest(regclass, name, text, text, integer) FROM PUBLIC, "{role}";
