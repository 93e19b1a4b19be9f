-- Cases that look like what somebody is telling. Their words lie in a table of their own without a
-- wall, so that its index is used; nobody but these functions of the owner reads it, and what they
-- answer has passed the wall of the cases: a case that the reader may not see is not even counted.

-- What a text is found by: the stems of its words, without those that say nothing of an obstacle.
CREATE FUNCTION cases_words(told text) RETURNS tsvector
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public AS $$
  SELECT ts_delete(
    to_tsvector('indonesian', regexp_replace(told, '[^[:alnum:]'' -]+', ' ', 'g')),
    (SELECT array_agg(DISTINCT lexeme) FROM unnest(to_tsvector('indonesian',
      'yang dan di ke dari untuk dengan pada ini itu kami kita saya anda mereka adalah ada tidak'
      ' belum sudah akan bisa dapat juga atau karena jadi saja lebih sangat masih oleh sebagai'
      ' dalam agar supaya lagi hanya tetapi tapi namun bila kalau jika setiap semua banyak sering'
      ' selalu kurang harus mau ingin punya pesantren koperasi koppontren santri the and of to a'
      ' in is are not we our for with on no'))))
$$;

CREATE FUNCTION cases_keep_likeness() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO cases_likeness (case_id, words, is_solved, days) VALUES (
    NEW.id,
    setweight(cases_words(NEW.title), 'A') || setweight(cases_words(NEW.description), 'C'),
    NEW.closed_at IS NOT NULL AND EXISTS (
      SELECT FROM cases_caseevent e
      WHERE e.case_id = NEW.id AND e.kind = 'closed' AND e.reading_id IS NOT NULL),
    (NEW.closed_at AT TIME ZONE '{zone}')::date - (NEW.opened_at AT TIME ZONE '{zone}')::date)
  ON CONFLICT (case_id) DO UPDATE SET is_solved = EXCLUDED.is_solved, days = EXCLUDED.days;
  RETURN NULL;
END $$;

CREATE TRIGGER keep_likeness AFTER INSERT ON cases_case
  FOR EACH ROW EXECUTE FUNCTION cases_keep_likeness();
CREATE TRIGGER keep_likeness_closed AFTER UPDATE ON cases_case
  FOR EACH ROW WHEN (NEW.closed_at IS DISTINCT FROM OLD.closed_at)
  EXECUTE FUNCTION cases_keep_likeness();

-- The shown cases that have two words in common with the text (or its only one), the likest first.
CREATE FUNCTION cases_alike(told text) RETURNS TABLE (
  case_id bigint, is_solved boolean, days integer, likeness real)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  stems text[] := (SELECT array_agg(quote_literal(w.lexeme)) FROM (
    SELECT u.lexeme FROM unnest(cases_words(left(told, 600))) u
    ORDER BY u.positions[1] LIMIT 8) w);
  any_of tsquery;
  two_of tsquery;
BEGIN
  IF stems IS NULL THEN
    RETURN;
  END IF;
  any_of := array_to_string(stems, ' | ')::tsquery;
  two_of := coalesce((
    SELECT string_agg(format('%s & %s', a.stem, b.stem), ' | ')
    FROM unnest(stems) WITH ORDINALITY a (stem, at)
    JOIN unnest(stems) WITH ORDINALITY b (stem, at) ON a.at < b.at)::tsquery, any_of);
  RETURN QUERY
    WITH found AS MATERIALIZED (
      SELECT l.case_id, l.is_solved, l.days, ts_rank(l.words, any_of) AS likeness
      FROM cases_likeness l WHERE l.words @@ two_of
      ORDER BY 4 DESC, 1 DESC LIMIT 200)
    SELECT f.* FROM found f
    WHERE EXISTS (SELECT FROM cases_case c WHERE c.id = f.case_id)
    ORDER BY 4 DESC, 1 DESC;
END $$;

REVOKE ALL ON cases_likeness FROM PUBLIC, "{role}";
REVOKE ALL ON FUNCTION cases_keep_likeness() FROM PUBLIC, "{role}";
