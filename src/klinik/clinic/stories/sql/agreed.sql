-- The draft of a story of a case for named people is for those who read the case, until its
-- pesantren agreed to a version of it: then the others who look at stories read it too.
CREATE OR REPLACE FUNCTION stories_begin() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.stage <> 'draft' OR NEW.is_agreed OR num_nonnulls(NEW.published_at, NEW.changed_at) > 0 THEN
    RAISE EXCEPTION 'a story begins as a draft' USING ERRCODE = '23T01';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION stories_note_agreed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE stories_story SET is_agreed = true
   WHERE id = (SELECT v.story_id FROM stories_version v WHERE v.id = NEW.version_id);
  RETURN NULL;
END $$;
CREATE TRIGGER note_agreed AFTER INSERT ON stories_storyevent
  FOR EACH ROW WHEN (NEW.kind = 'agreed') EXECUTE FUNCTION stories_note_agreed();

-- The owner looks behind the walls at what was agreed to before this was noted.
ALTER TABLE stories_story NO FORCE ROW LEVEL SECURITY;
ALTER TABLE stories_version NO FORCE ROW LEVEL SECURITY;
ALTER TABLE stories_storyevent NO FORCE ROW LEVEL SECURITY;
ALTER TABLE stories_story DISABLE TRIGGER guard_story;
UPDATE stories_story s SET is_agreed = true WHERE EXISTS (
  SELECT FROM stories_storyevent e JOIN stories_version v ON v.id = e.version_id
  WHERE v.story_id = s.id AND e.kind = 'agreed');
SET CONSTRAINTS ALL IMMEDIATE;  -- or their events stand in the way of what follows
ALTER TABLE stories_story ENABLE TRIGGER guard_story;
ALTER TABLE stories_story FORCE ROW LEVEL SECURITY;
ALTER TABLE stories_version FORCE ROW LEVEL SECURITY;
ALTER TABLE stories_storyevent FORCE ROW LEVEL SECURITY;

ALTER POLICY wall ON stories_story USING (
  published_at <= statement_timestamp()
  OR (reader_belongs_to(pesantren_id) OR reader_in_office_of(pesantren_id))
    AND (case_id IS NULL OR is_agreed OR changed_at IS NOT NULL
         OR EXISTS (SELECT FROM cases_case c WHERE c.id = case_id)));
