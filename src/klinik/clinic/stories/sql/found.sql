-- Stories are found by their words, stemmed as those of cases and discussions are. What everybody reads of a
-- published story lies in a table of its own without a wall, so that its index is used; a draft has no row
-- there, a story that was taken back loses its own, and the application asks this function alone.

-- The name of its pesantren is no word to be stemmed. It has a weight of its own, so that another name takes
-- its place, and counts as the summary does (see the weights below).
CREATE FUNCTION stories_named(place text) RETURNS tsvector
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public AS $$
  SELECT setweight(to_tsvector('simple', directory_words(place)), 'D')
$$;

CREATE FUNCTION stories_document(s stories_story, place text) RETURNS tsvector
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public AS $$
  SELECT setweight(discussions_stems(s.title), 'A') || setweight(discussions_stems(s.summary), 'B')
      || setweight(discussions_stems(left(s.was || ' ' || s.done || ' ' || s.changed || ' ' || s.body, 40000)), 'C')
      || stories_named(place)
$$;

CREATE FUNCTION stories_index() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.published_at IS NULL THEN
    DELETE FROM stories_entry e WHERE e.story_id = NEW.id;
  ELSE
    INSERT INTO stories_entry (story_id, shown_from, place, document)
    SELECT NEW.id, NEW.published_at, p.id, stories_document(NEW, p.name)
    FROM directory_pesantren p WHERE p.id = NEW.pesantren_id
    ON CONFLICT (story_id) DO UPDATE
    SET shown_from = EXCLUDED.shown_from, place = EXCLUDED.place, document = EXCLUDED.document;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER index_story AFTER UPDATE ON stories_story
  FOR EACH ROW WHEN (num_nonnulls(OLD.published_at, NEW.published_at) > 0) EXECUTE FUNCTION stories_index();

CREATE FUNCTION stories_rename_place() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE stories_entry e SET document = ts_filter(e.document, '{a,b,c}') || stories_named(NEW.name)
  WHERE e.place = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER rename_place_of_stories AFTER UPDATE ON directory_pesantren
  FOR EACH ROW WHEN (NEW.name <> OLD.name) EXECUTE FUNCTION stories_rename_place();

-- The newest published stories that have all the words that were typed, the best first. The query is a constant
-- of the plan: for a rare word the index is asked, for one that stands everywhere the newest are read.
CREATE FUNCTION stories_found(typed text, most integer) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5 SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_asked tsquery := discussions_asked(typed);
BEGIN
  IF v_asked IS NOT NULL THEN
    RETURN QUERY EXECUTE format($q$
      SELECT f.story_id FROM (
        SELECT e.* FROM stories_entry e
        WHERE e.document @@ %1$L::tsquery AND e.shown_from <= statement_timestamp()
        ORDER BY e.story_id DESC LIMIT 200) f
      ORDER BY ts_rank('{0.4, 0.2, 0.4, 1}', f.document, %1$L::tsquery) DESC, f.story_id DESC
      LIMIT %2$s$q$, v_asked, most);
  END IF;
END $$;

REVOKE ALL ON stories_entry FROM PUBLIC, "{role}";
REVOKE ALL ON FUNCTION stories_index(), stories_rename_place() FROM PUBLIC, "{role}";
REVOKE ALL ON FUNCTION stories_found(text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION stories_found(text, integer) TO "{role}";
