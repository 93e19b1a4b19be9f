-- Answers that fit what somebody is telling in many words: two of them in common are enough.

-- Any two of the first eight words (or the only one), and any of them, as queries; no word: NULL.
CREATE FUNCTION discussions_any_two(words tsvector) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  WITH first AS (
    SELECT quote_literal(u.lexeme) AS stem, row_number() OVER (ORDER BY u.positions[1], u.lexeme) AS at
    FROM unnest(words) u ORDER BY 2 LIMIT 8)
  SELECT coalesce(
    (SELECT string_agg(format('%s & %s', a.stem, b.stem), ' | ') FROM first a JOIN first b ON a.at < b.at),
    (SELECT min(stem) FROM first))::tsquery
$$;
CREATE FUNCTION discussions_any_one(words tsvector) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT string_agg(s.stem, ' | ')::tsquery FROM (
    SELECT quote_literal(u.lexeme) AS stem FROM unnest(words) u ORDER BY u.positions[1], u.lexeme LIMIT 8) s
$$;

-- The accepted answers that are likest to a text, of the newest of them that have two words in common with it.
CREATE FUNCTION discussions_answers_alike(told text, most integer) RETURNS TABLE (post_id bigint, rank real)
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER ROWS 3
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_reach integer := CASE WHEN current_setting('klinik.reader')::bigint = 0 THEN 0 ELSE 1 END;
  v_words tsvector := ts_delete(
    to_tsvector('indonesian', directory_words(left(told, 600))), discussions_stopped());
BEGIN
  IF length(v_words) = 0 THEN
    RETURN;
  END IF;
  RETURN QUERY EXECUTE format($q$
    SELECT f.post_id, ts_rank(f.document, %1$L::tsquery) AS rank FROM (
      SELECT e.* FROM discussions_entry e
      WHERE e.is_answer AND e.document @@ %2$L::tsquery AND e.reach <= %3$s
      ORDER BY e.post_id DESC LIMIT 200) f
    ORDER BY rank DESC, f.post_id DESC LIMIT %4$s$q$,
    discussions_any_one(v_words), discussions_any_two(v_words), v_reach, most);
END $$;
REVOKE ALL ON FUNCTION discussions_answers_alike(text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION discussions_answers_alike(text, integer) TO "{role}";
