-- Cases are found among what the reader may see, which is asked once; the wall of the cases still decides.

-- The newest cases that match, which the reader may see.
CREATE OR REPLACE FUNCTION cases_matching(field text, asked tsquery, most integer) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER ROWS 200 SET search_path = pg_catalog, public AS $$
DECLARE
  v_places bigint[] := reader_pesantren() || reader_office_pesantren();
  v_named bigint[] := ARRAY(SELECT c.id FROM cases_case c WHERE c.audience = 'named');  -- behind the wall
  v_seen text := concat_ws(' OR ',
    CASE WHEN reader_is_in_network() THEN 'audience = ''network''' END,
    CASE WHEN reader_in_province() THEN 'audience = ''offices''' END,
    CASE WHEN v_places <> '{}' THEN
      format('audience <> ''named'' AND place = ANY (%L::bigint[])', v_places) END,
    CASE WHEN v_named <> '{}' THEN format('case_id = ANY (%L::bigint[])', v_named) END);
BEGIN
  IF v_seen <> '' THEN
    RETURN QUERY
      SELECT m.id FROM discussions_newest(
        'cases_likeness', 'case_id', v_seen, format('%I @@ %L::tsquery', field, asked), most) AS m (id)
      WHERE EXISTS (SELECT FROM cases_case c WHERE c.id = m.id);
  END IF;
END $$;

-- The shown cases that have all the words that were typed, the best first; or the one with that number.
CREATE OR REPLACE FUNCTION cases_found(typed text, most integer) RETURNS TABLE (case_id bigint, rank real)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5 SET search_path = pg_catalog, public AS $$
DECLARE
  v_asked tsquery := discussions_asked(typed);
  v_number text := upper(left(typed, 16));
BEGIN
  IF v_number ~ '^K-?[0-9]' THEN  -- in order by bytes, which an index may be asked for before the wall
    RETURN QUERY
      SELECT c.id, 1::real FROM cases_case c WHERE c.number ~>=~ v_number AND c.number ~<~ (v_number || '~')
      ORDER BY c.id DESC LIMIT most;
  END IF;
  IF v_asked IS NOT NULL THEN
    RETURN QUERY
      SELECT l.case_id, ts_rank(l.document, v_asked)
      FROM cases_matching('document', v_asked, 200) AS m (id)
      JOIN cases_likeness l ON l.case_id = m.id
      ORDER BY 2 DESC, 1 DESC LIMIT most;
  END IF;
END $$;
