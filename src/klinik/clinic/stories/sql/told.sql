-- A story is what was recorded of its versions: written, sent, agreed to, given back, published, taken
-- back. What everybody reads is copied from a version here and nowhere else; nobody sets it by hand.

-- The person looks at stories of this aspect: the secretariat, or an officer of the office in charge.
CREATE FUNCTION reader_reviews_story(aspect bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT reader_coordinates() OR reader_answers_for(aspect)
$$;

-- Who agreed to this version last, unless the story was taken back since; no row: nobody.
CREATE FUNCTION stories_agreed_by(wanted bigint) RETURNS bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT e.by_id FROM stories_storyevent e
  JOIN stories_version v ON v.id = e.version_id
  WHERE e.version_id = wanted AND e.kind = 'agreed' AND NOT EXISTS (
    SELECT FROM stories_storyevent w JOIN stories_version wv ON wv.id = w.version_id
    WHERE wv.story_id = v.story_id AND w.kind = 'withdrawn' AND w.id > e.id)
  ORDER BY e.id DESC LIMIT 1
$$;

-- All of it stands in a publication that is named: nothing is told that was not public already.
CREATE FUNCTION stories_is_from_publication(v stories_version) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT v.source_url <> '' AND v.claims = '' AND v.picture_before_id IS NULL AND v.picture_after_id IS NULL
     AND NOT EXISTS (SELECT FROM directory_reading r
                     WHERE r.id IN (v.before_id, v.after_id) AND r.origin <> 'publication')
$$;

CREATE FUNCTION stories_begin() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.stage <> 'draft' OR num_nonnulls(NEW.published_at, NEW.changed_at) > 0 THEN
    RAISE EXCEPTION 'a story begins as a draft' USING ERRCODE = '23T01';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER begin_story BEFORE INSERT ON stories_story FOR EACH ROW EXECUTE FUNCTION stories_begin();

-- Depth 1 is a change that somebody sent; deeper is the one that an event or a version started (below).
CREATE FUNCTION stories_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  may_change text[] := CASE WHEN directory_is_merging() THEN ARRAY['pesantren_id']
                            WHEN OLD.changed_at IS NULL THEN ARRAY['slug'] ELSE '{}' END;
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a story is taken back, not deleted' USING ERRCODE = '23T02';
  END IF;
  IF pg_trigger_depth() = 1 AND to_jsonb(NEW) - may_change <> to_jsonb(OLD) - may_change THEN
    RAISE EXCEPTION 'a story changes by what is recorded of it' USING ERRCODE = '23T03';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard_story BEFORE UPDATE OR DELETE ON stories_story FOR EACH ROW EXECUTE FUNCTION stories_guard();

CREATE FUNCTION stories_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what was written of a story stays as it is' USING ERRCODE = '23T04';
END $$;
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON stories_version
  FOR EACH ROW EXECUTE FUNCTION stories_refuse_change();
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON stories_storyevent
  FOR EACH ROW EXECUTE FUNCTION stories_refuse_change();
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON stories_picture
  FOR EACH ROW EXECUTE FUNCTION stories_refuse_change();
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON stories_citedfigure
  FOR EACH ROW EXECUTE FUNCTION stories_refuse_change();

-- Versions follow each other without a gap; figures and pictures are those of the story's pesantren.
CREATE FUNCTION stories_next_version() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_story stories_story;
  v_right integer;
BEGIN
  SELECT * INTO v_story FROM stories_story WHERE id = NEW.story_id FOR UPDATE;
  IF NEW.number IS DISTINCT FROM 1 + coalesce(
       (SELECT max(o.number) FROM stories_version o WHERE o.story_id = NEW.story_id), 0) THEN
    RAISE EXCEPTION 'another version came first' USING ERRCODE = '23T05';
  END IF;
  SELECT count(*) INTO v_right FROM directory_reading b JOIN directory_reading a ON a.id = NEW.after_id
   WHERE b.id = NEW.before_id AND b.id <> a.id AND b.indicator_id = a.indicator_id AND b."on" <= a."on"
     AND b.pesantren_id = v_story.pesantren_id AND a.pesantren_id = v_story.pesantren_id;
  IF NEW.before_id IS NOT NULL AND v_right = 0 THEN
    RAISE EXCEPTION 'the two figures are no before and after of this pesantren' USING ERRCODE = '23T06';
  END IF;
  IF EXISTS (SELECT FROM stories_picture p
             WHERE p.id IN (NEW.picture_before_id, NEW.picture_after_id) AND p.story_id <> NEW.story_id) THEN
    RAISE EXCEPTION 'a picture of another story' USING ERRCODE = '23T07';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER next_version BEFORE INSERT ON stories_version
  FOR EACH ROW EXECUTE FUNCTION stories_next_version();

-- What may be recorded of which version, by whom.
CREATE FUNCTION stories_check_event() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_version stories_version;
  v_story stories_story;
  v_reviews boolean;
  v_agreed_by bigint := stories_agreed_by(NEW.version_id);
BEGIN
  SELECT * INTO v_version FROM stories_version WHERE id = NEW.version_id;
  SELECT * INTO v_story FROM stories_story WHERE id = v_version.story_id FOR UPDATE;
  v_reviews := reader_reviews_story(v_story.aspect_id);
  IF v_version.number <> (SELECT max(o.number) FROM stories_version o WHERE o.story_id = v_story.id) THEN
    RAISE EXCEPTION 'a newer version stands beside this one' USING ERRCODE = '23T08';
  END IF;
  IF NOT (CASE NEW.kind
       WHEN 'sent' THEN v_story.stage = 'draft'
       WHEN 'agreed' THEN reader_speaks_for(v_story.pesantren_id) AND v_agreed_by IS NULL
         AND v_story.stage IN ('draft', 'sent')
       WHEN 'returned' THEN v_reviews AND v_story.stage = 'sent'
       WHEN 'published' THEN v_reviews AND v_story.stage = 'sent'
       WHEN 'withdrawn' THEN v_reviews OR reader_speaks_for(v_story.pesantren_id) END) THEN
    RAISE EXCEPTION 'a story takes no such step now' USING ERRCODE = '23T09';
  END IF;
  -- Two people stand behind every story: nobody publishes what they alone wrote, or agreed to.
  IF NEW.kind = 'published' AND (
       v_agreed_by = NEW.by_id OR v_agreed_by IS NULL AND (
         v_version.by_id = NEW.by_id OR NOT stories_is_from_publication(v_version)
         OR EXISTS (SELECT FROM stories_storyevent w JOIN stories_version o ON o.id = w.version_id
                    WHERE o.story_id = v_story.id AND w.kind = 'withdrawn'))) THEN
    RAISE EXCEPTION 'the pesantren has not agreed to this version' USING ERRCODE = '23T10';
  END IF;
  IF NEW.kind = 'published' AND EXISTS (
       SELECT FROM directory_reading r WHERE r.id IN (v_version.before_id, v_version.after_id)
         AND (r.withdrawn_at IS NOT NULL OR r.replaced_at IS NOT NULL)) THEN
    RAISE EXCEPTION 'a figure of this story does not hold any more' USING ERRCODE = '23T11';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER check_event BEFORE INSERT ON stories_storyevent
  FOR EACH ROW EXECUTE FUNCTION stories_check_event();

-- The newest version is a draft; what everybody reads stays as it is.
CREATE FUNCTION stories_follow_version() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE stories_story SET stage = 'draft' WHERE id = NEW.story_id;
  UPDATE stories_story SET title = NEW.title, summary = NEW.summary
   WHERE id = NEW.story_id AND changed_at IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER follow_version AFTER INSERT ON stories_version
  FOR EACH ROW EXECUTE FUNCTION stories_follow_version();

CREATE FUNCTION stories_follow_event() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v stories_version;
BEGIN
  SELECT * INTO v FROM stories_version WHERE id = NEW.version_id;
  IF NEW.kind = 'published' THEN
    UPDATE stories_story SET
      title = v.title, summary = v.summary, was = v.was, done = v.done, changed = v.changed, body = v.body,
      claims = v.claims, before_id = v.before_id, after_id = v.after_id, fall_is_good = v.fall_is_good,
      picture_before_id = v.picture_before_id, picture_after_id = v.picture_after_id,
      source_title = v.source_title, source_url = v.source_url, source_on = v.source_on,
      sources_note = v.sources_note, published_at = coalesce(published_at, NEW.at), changed_at = NEW.at
    WHERE id = v.story_id;
  ELSIF NEW.kind = 'withdrawn' THEN
    UPDATE stories_story SET published_at = NULL WHERE id = v.story_id;
  END IF;
  IF NEW.kind <> 'agreed' THEN
    UPDATE stories_story SET stage = CASE NEW.kind WHEN 'published' THEN 'public' ELSE NEW.kind END
     WHERE id = v.story_id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER follow_event AFTER INSERT ON stories_storyevent
  FOR EACH ROW EXECUTE FUNCTION stories_follow_event();
